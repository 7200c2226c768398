import CortexCloudGenerated

// The contract's data, as it crosses.

public typealias AuthState = CortexCloudGenerated.AuthState
public typealias ClientLimits = CortexCloudGenerated.ClientLimits
public typealias CloudEvent = CortexCloudGenerated.CloudEvent
public typealias CloudRecord = CortexCloudGenerated.CloudRecord
public typealias CloudStatus = CortexCloudGenerated.CloudStatus
public typealias Config = CortexCloudGenerated.Config
public typealias ConflictCause = CortexCloudGenerated.ConflictCause
public typealias ConflictEntry = CortexCloudGenerated.ConflictEntry
public typealias ConflictFilter = CortexCloudGenerated.ConflictFilter
public typealias ConflictSide = CortexCloudGenerated.ConflictSide
public typealias ConflictState = CortexCloudGenerated.ConflictState
public typealias Durability = CortexCloudGenerated.Durability
public typealias Explanation = CortexCloudGenerated.Explanation
public typealias FailedMutation = CortexCloudGenerated.FailedMutation
public typealias HttpClientConfig = CortexCloudGenerated.HttpClientConfig
public typealias Json = CortexCloudGenerated.Json
public typealias LogEntry = CortexCloudGenerated.LogEntry
public typealias LogLevel = CortexCloudGenerated.LogLevel
public typealias MergeStrategy = CortexCloudGenerated.MergeStrategy
public typealias MutationKind = CortexCloudGenerated.MutationKind
public typealias OrderBy = CortexCloudGenerated.OrderBy
public typealias Origin = CortexCloudGenerated.Origin
public typealias Page = CortexCloudGenerated.Page
public typealias Query = CortexCloudGenerated.Query
public typealias QueuedMutation = CortexCloudGenerated.QueuedMutation
public typealias Quota = CortexCloudGenerated.Quota
public typealias QuotaCheck = CortexCloudGenerated.QuotaCheck
public typealias RecordBody = CortexCloudGenerated.RecordBody
public typealias RecordChange = CortexCloudGenerated.RecordChange
public typealias RecordPage = CortexCloudGenerated.RecordPage
public typealias RecordState = CortexCloudGenerated.RecordState
public typealias Refusal = CortexCloudGenerated.Refusal
public typealias Replicate = CortexCloudGenerated.Replicate
public typealias ResolvedBy = CortexCloudGenerated.ResolvedBy
public typealias RetryPolicy = CortexCloudGenerated.RetryPolicy
public typealias StatusReport = CortexCloudGenerated.StatusReport
public typealias SyncPhase = CortexCloudGenerated.SyncPhase
public typealias SyncReport = CortexCloudGenerated.SyncReport
public typealias SyncStatus = CortexCloudGenerated.SyncStatus
public typealias TableInfo = CortexCloudGenerated.TableInfo
public typealias TablePolicy = CortexCloudGenerated.TablePolicy
public typealias TokenStore = CortexCloudGenerated.TokenStore
public typealias Usage = CortexCloudGenerated.Usage
public typealias VerifyReport = CortexCloudGenerated.VerifyReport
public typealias WaitingMutation = CortexCloudGenerated.WaitingMutation
public typealias Winner = CortexCloudGenerated.Winner

extension SyncReport {
    /// Why the sync did not come to its end, in this package's words.
    public var failure: CloudError? { error.map(CloudError.init) }
}

extension StatusReport {
    /// What the last sync met, in this package's words.
    public var lastFailure: CloudError? { lastError.map(CloudError.init) }
}
