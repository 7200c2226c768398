// Written by `cargo xtask generate` from udl/contract.json.
// swift-format-ignore-file

internal import CortexCloudGenerated

/// The text of a JSON value: a body, a filter, a memory.
public typealias Json = String

/// Limits of this engine's own, beside the server's; the smaller one counts. `nil` is no limit.
public struct ClientLimits: Hashable, Sendable {
    /// Live records of the space at most, 0 or more. What would make more stays queued; local writes, pulls and deletes
    /// go on.
    public var maxRecords: Int?

    /// Bytes of the space's canonical bodies at most, likewise.
    public var maxBytes: Int?

    /// Milliseconds from a completed sync to the next one at least, 0 or more. A sync sooner than that reports
    /// Throttled and makes no request; the background syncer waits.
    public var minSyncIntervalMs: Int?

    /// One with these values.
    public init(
        maxRecords: Int? = nil,
        maxBytes: Int? = nil,
        minSyncIntervalMs: Int? = nil
    ) {
        self.maxRecords = maxRecords
        self.maxBytes = maxBytes
        self.minSyncIntervalMs = minSyncIntervalMs
    }
}

extension ClientLimits {
    var ffi: CortexCloudGenerated.ClientLimits {
        CortexCloudGenerated.ClientLimits(
            maxRecords: maxRecords.map { Int64($0) },
            maxBytes: maxBytes.map { Int64($0) },
            minSyncIntervalMs: minSyncIntervalMs.map { Int64($0) })
    }
}

/// A record with what the store knows of it.
public struct CloudRecord: Hashable, Sendable {
    /// Its table.
    public var table: String

    /// Its id within the table.
    public var id: String

    /// Its body in canonical form; `nil` for a deleted record.
    public var body: Json?

    /// BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `nil` for a deleted record.
    public var contentHash: String?

    /// The stamp of this state, as a decimal string.
    public var hlc: String

    /// The device that wrote it.
    public var deviceId: String

    /// When it was written by that device's clock, Unix milliseconds.
    public var updatedAt: Int

    /// Whether it is deleted.
    public var deleted: Bool

    /// The server's number for the last state both sides had, as a decimal string; `0` for none.
    public var baseSeq: String

    /// Whether this state is the one the server has.
    public var synced: Bool

    /// Members named by `Config.embeddingFields` that went with an earlier body of the record: to be computed anew.
    public var missing: [String]

    /// One with these values.
    public init(
        table: String,
        id: String,
        body: Json? = nil,
        contentHash: String? = nil,
        hlc: String,
        deviceId: String,
        updatedAt: Int = 0,
        deleted: Bool = false,
        baseSeq: String,
        synced: Bool = false,
        missing: [String] = []
    ) {
        self.table = table
        self.id = id
        self.body = body
        self.contentHash = contentHash
        self.hlc = hlc
        self.deviceId = deviceId
        self.updatedAt = updatedAt
        self.deleted = deleted
        self.baseSeq = baseSeq
        self.synced = synced
        self.missing = missing
    }
}

extension CloudRecord {
    init(_ ffi: CortexCloudGenerated.CloudRecord) {
        self.init(
            table: ffi.table,
            id: ffi.id,
            body: ffi.body,
            contentHash: ffi.contentHash,
            hlc: ffi.hlc,
            deviceId: ffi.deviceId,
            updatedAt: Int(ffi.updatedAt),
            deleted: ffi.deleted,
            baseSeq: ffi.baseSeq,
            synced: ffi.synced,
            missing: ffi.missing)
    }
}

/// Everything an engine is told when it opens a file.
public struct Config: Hashable, Sendable {
    /// The SQLite file; made if it does not exist, in a folder that does.
    public var path: String

    /// The server; `nil` keeps the engine local, and network calls report Offline.
    public var http: HttpClientConfig?

    /// How conflicts are settled where the table's policy does not say.
    public var strategy: MergeStrategy

    /// Policies to set when the file opens, by table.
    public var tables: [String: TablePolicy]

    /// Top-level members that are kept beside a body: stored and returned with it, never hashed or sent.
    public var embeddingFields: [String]

    /// What a local write survives.
    public var durability: Durability

    /// Canonical bytes of one body at most; 1 or more.
    public var maxBodyBytes: Int

    /// Bytes the file may have at most, what SQLite keeps beside it not counted; `nil` leaves the end to the disk. 0 or
    /// more. A write that needs more throws `storage` (`storage.full`) and changes nothing.
    public var maxFileBytes: Int?

    /// How long a store call waits for another writer before it throws `busy`, in milliseconds; 0 or more.
    public var busyTimeoutMs: Int

    /// Records in the first batch of a sync; 1 or more. It doubles while batches take under half a second and halves
    /// when refused.
    public var batchItems: Int

    /// Time between two syncs of the background syncer, in milliseconds, give or take a tenth; 1 or more.
    public var syncIntervalMs: Int

    /// Limits of this engine's own.
    public var limits: ClientLimits?

    /// How long synced rows of the queue and settled conflicts are kept, in days; 1 or more.
    public var retentionDays: Int

    /// One with these values.
    public init(
        path: String,
        http: HttpClientConfig? = nil,
        strategy: MergeStrategy = .lastWriteWins,
        tables: [String: TablePolicy] = [:],
        embeddingFields: [String] = [],
        durability: Durability = .normal,
        maxBodyBytes: Int = 1048576,
        maxFileBytes: Int? = nil,
        busyTimeoutMs: Int = 50,
        batchItems: Int = 100,
        syncIntervalMs: Int = 300000,
        limits: ClientLimits? = nil,
        retentionDays: Int = 90
    ) {
        self.path = path
        self.http = http
        self.strategy = strategy
        self.tables = tables
        self.embeddingFields = embeddingFields
        self.durability = durability
        self.maxBodyBytes = maxBodyBytes
        self.maxFileBytes = maxFileBytes
        self.busyTimeoutMs = busyTimeoutMs
        self.batchItems = batchItems
        self.syncIntervalMs = syncIntervalMs
        self.limits = limits
        self.retentionDays = retentionDays
    }
}

extension Config {
    var ffi: CortexCloudGenerated.Config {
        CortexCloudGenerated.Config(
            path: path,
            http: http.map { $0.ffi },
            strategy: strategy.ffi,
            tables: tables.mapValues { $0.ffi },
            embeddingFields: embeddingFields,
            durability: durability.ffi,
            maxBodyBytes: Int64(maxBodyBytes),
            maxFileBytes: maxFileBytes.map { Int64($0) },
            busyTimeoutMs: Int64(busyTimeoutMs),
            batchItems: Int64(batchItems),
            syncIntervalMs: Int64(syncIntervalMs),
            limits: limits.map { $0.ffi },
            retentionDays: Int64(retentionDays))
    }
}

/// One conflict. The loser's body stays readable here and can be brought back with `restore`.
public struct ConflictEntry: Hashable, Sendable {
    /// Number in this file's log.
    public var conflictId: Int

    /// The record's table.
    public var table: String

    /// The record's id.
    public var id: String

    /// This file's side.
    public var local: ConflictState

    /// The server's side.
    public var remote: ConflictState

    /// How the two sides came about.
    public var cause: ConflictCause

    /// The number of the `apply` the local side was written by, as this file counts them; `nil` for a write of its own.
    public var unit: Int?

    /// The rule that applied.
    public var strategy: MergeStrategy

    /// `nil` while the conflict is open.
    public var winner: Winner?

    /// `nil` while the conflict is open.
    public var resolvedBy: ResolvedBy?

    /// Unix milliseconds.
    public var detectedAt: Int

    /// Unix milliseconds; `nil` while the conflict is open.
    public var resolvedAt: Int?

    /// One with these values.
    public init(
        conflictId: Int = 0,
        table: String,
        id: String,
        local: ConflictState,
        remote: ConflictState,
        cause: ConflictCause,
        unit: Int? = nil,
        strategy: MergeStrategy,
        winner: Winner? = nil,
        resolvedBy: ResolvedBy? = nil,
        detectedAt: Int = 0,
        resolvedAt: Int? = nil
    ) {
        self.conflictId = conflictId
        self.table = table
        self.id = id
        self.local = local
        self.remote = remote
        self.cause = cause
        self.unit = unit
        self.strategy = strategy
        self.winner = winner
        self.resolvedBy = resolvedBy
        self.detectedAt = detectedAt
        self.resolvedAt = resolvedAt
    }
}

extension ConflictEntry {
    init(_ ffi: CortexCloudGenerated.ConflictEntry) {
        self.init(
            conflictId: Int(ffi.conflictId),
            table: ffi.table,
            id: ffi.id,
            local: ConflictState(ffi.local),
            remote: ConflictState(ffi.remote),
            cause: ConflictCause(ffi.cause),
            unit: ffi.unit.map { Int($0) },
            strategy: MergeStrategy(ffi.strategy),
            winner: ffi.winner.map { Winner($0) },
            resolvedBy: ffi.resolvedBy.map { ResolvedBy($0) },
            detectedAt: Int(ffi.detectedAt),
            resolvedAt: ffi.resolvedAt.map { Int($0) })
    }
}

/// Which conflicts to list.
public struct ConflictFilter: Hashable, Sendable {
    /// Only those waiting for `resolveConflict`.
    public var openOnly: Bool

    /// Only of this table.
    public var table: String?

    /// Only of this record; needs `table`.
    public var id: String?

    /// Only this one, as an event names it.
    public var conflictId: Int?

    /// Detected at or after, Unix milliseconds.
    public var since: Int?

    /// Detected before, Unix milliseconds.
    public var until: Int?

    /// At most so many, newest first; 1 to 10 000.
    public var limit: Int

    /// One with these values.
    public init(
        openOnly: Bool = false,
        table: String? = nil,
        id: String? = nil,
        conflictId: Int? = nil,
        since: Int? = nil,
        until: Int? = nil,
        limit: Int = 1000
    ) {
        self.openOnly = openOnly
        self.table = table
        self.id = id
        self.conflictId = conflictId
        self.since = since
        self.until = until
        self.limit = limit
    }
}

extension ConflictFilter {
    var ffi: CortexCloudGenerated.ConflictFilter {
        CortexCloudGenerated.ConflictFilter(
            openOnly: openOnly,
            table: table,
            id: id,
            conflictId: conflictId.map { Int64($0) },
            since: since.map { Int64($0) },
            until: until.map { Int64($0) },
            limit: Int64(limit))
    }
}

/// A state as the conflict log keeps it.
public struct ConflictState: Hashable, Sendable {
    /// In canonical form; `nil` when this side had deleted the record.
    public var body: Json?

    /// The stamp, as a decimal string. Empty when the server had no such record.
    public var hlc: String

    /// The device that wrote it. Empty when the server had no such record.
    public var deviceId: String

    /// One with these values.
    public init(
        body: Json? = nil,
        hlc: String,
        deviceId: String
    ) {
        self.body = body
        self.hlc = hlc
        self.deviceId = deviceId
    }
}

extension ConflictState {
    init(_ ffi: CortexCloudGenerated.ConflictState) {
        self.init(
            body: ffi.body,
            hlc: ffi.hlc,
            deviceId: ffi.deviceId)
    }
}

/// What every error carries.
public struct ErrorInfo: Hashable, Sendable {
    /// Finer cause, stable and open-ended: `offline.timeout`, `storage.full`. Its first word names the variant.
    public var code: String

    /// One sentence for people: what happened, to what, what to do next. Never a secret.
    public var message: String

    /// Whether the same call may succeed later without a change.
    public var retryable: Bool

    /// How long to wait before that, in milliseconds, when the server said so.
    public var retryAfterMs: Int?

    /// Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`.
    public var details: [String: String]

    /// One with these values.
    public init(
        code: String,
        message: String,
        retryable: Bool = false,
        retryAfterMs: Int? = nil,
        details: [String: String] = [:]
    ) {
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retryAfterMs = retryAfterMs
        self.details = details
    }
}

extension ErrorInfo {
    init(_ ffi: CortexCloudGenerated.ErrorInfo) {
        self.init(
            code: ffi.code,
            message: ffi.message,
            retryable: ffi.retryable,
            retryAfterMs: ffi.retryAfterMs.map { Int($0) },
            details: ffi.details)
    }
}

/// Why a record is or is not synced.
public struct Explanation: Hashable, Sendable {
    /// Where it stands.
    public var state: RecordState

    /// One sentence for people.
    public var reason: String

    /// How often it was sent without success.
    public var attempts: Int

    /// Since when it waits, Unix milliseconds.
    public var since: Int?

    /// The conflict it waits for.
    public var conflictId: Int?

    /// One with these values.
    public init(
        state: RecordState,
        reason: String,
        attempts: Int = 0,
        since: Int? = nil,
        conflictId: Int? = nil
    ) {
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.since = since
        self.conflictId = conflictId
    }
}

extension Explanation {
    init(_ ffi: CortexCloudGenerated.Explanation) {
        self.init(
            state: RecordState(ffi.state),
            reason: ffi.reason,
            attempts: Int(ffi.attempts),
            since: ffi.since.map { Int($0) },
            conflictId: ffi.conflictId.map { Int($0) })
    }
}

/// A record the server refused.
public struct FailedMutation: Hashable, Sendable {
    /// The record's table.
    public var table: String

    /// The record's id.
    public var id: String

    /// What the newest mutation did.
    public var kind: MutationKind

    /// The state that waits, in canonical form; `nil` for a delete.
    public var body: Json?

    /// The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that
    /// is only refused because another of its `apply` is.
    public var code: String

    /// The server's sentence.
    public var reason: String

    /// How often it was sent.
    public var attempts: Int

    /// When the mutation was made, Unix milliseconds.
    public var timestamp: Int

    /// The number of its `apply`, as this file counts them; records of one are retried and discarded together. `nil`
    /// for a write of its own.
    public var unit: Int?

    /// One with these values.
    public init(
        table: String,
        id: String,
        kind: MutationKind,
        body: Json? = nil,
        code: String,
        reason: String,
        attempts: Int = 0,
        timestamp: Int = 0,
        unit: Int? = nil
    ) {
        self.table = table
        self.id = id
        self.kind = kind
        self.body = body
        self.code = code
        self.reason = reason
        self.attempts = attempts
        self.timestamp = timestamp
        self.unit = unit
    }
}

extension FailedMutation {
    init(_ ffi: CortexCloudGenerated.FailedMutation) {
        self.init(
            table: ffi.table,
            id: ffi.id,
            kind: MutationKind(ffi.kind),
            body: ffi.body,
            code: ffi.code,
            reason: ffi.reason,
            attempts: Int(ffi.attempts),
            timestamp: Int(ffi.timestamp),
            unit: ffi.unit.map { Int($0) })
    }
}

/// How requests are made.
public struct HttpClientConfig: Hashable, Sendable {
    /// `https://host[:port][/prefix]`; `http://` only to loopback unless `allowInsecureHttp`.
    public var baseUrl: String

    /// Time for one request and its answer, in milliseconds; 1 or more.
    public var timeoutMs: Int

    /// Tries and waits; `nil` is 3 tries in all with waits of 1 to 30 s.
    public var retry: RetryPolicy?

    /// Lets credentials travel over plain HTTP to other machines. Anyone on the way can read them.
    public var allowInsecureHttp: Bool

    /// Certificate authorities to trust besides the system's, one or several as PEM: a team's own.
    public var extraRootPem: String?

    /// Decoded bytes of one answer at most; 1 or more.
    public var maxAnswerBytes: Int

    /// One with these values.
    public init(
        baseUrl: String,
        timeoutMs: Int = 30000,
        retry: RetryPolicy? = nil,
        allowInsecureHttp: Bool = false,
        extraRootPem: String? = nil,
        maxAnswerBytes: Int = 67108864
    ) {
        self.baseUrl = baseUrl
        self.timeoutMs = timeoutMs
        self.retry = retry
        self.allowInsecureHttp = allowInsecureHttp
        self.extraRootPem = extraRootPem
        self.maxAnswerBytes = maxAnswerBytes
    }
}

extension HttpClientConfig {
    var ffi: CortexCloudGenerated.HttpClientConfig {
        CortexCloudGenerated.HttpClientConfig(
            baseUrl: baseUrl,
            timeoutMs: Int64(timeoutMs),
            retry: retry.map { $0.ffi },
            allowInsecureHttp: allowInsecureHttp,
            extraRootPem: extraRootPem,
            maxAnswerBytes: Int64(maxAnswerBytes))
    }
}

/// One entry of the log. It never holds a body or a credential.
public struct LogEntry: Hashable, Sendable {
    /// When, by the engine's clock, Unix milliseconds.
    public var at: Int

    /// How much it matters.
    public var level: LogLevel

    /// The part of the library it comes from: `cortex_cloud::engine::network`.
    public var target: String

    /// One sentence for people.
    public var message: String

    /// Names and values.
    public var fields: [String: String]

    /// One with these values.
    public init(
        at: Int = 0,
        level: LogLevel,
        target: String,
        message: String,
        fields: [String: String] = [:]
    ) {
        self.at = at
        self.level = level
        self.target = target
        self.message = message
        self.fields = fields
    }
}

extension LogEntry {
    init(_ ffi: CortexCloudGenerated.LogEntry) {
        self.init(
            at: Int(ffi.at),
            level: LogLevel(ffi.level),
            target: ffi.target,
            message: ffi.message,
            fields: ffi.fields)
    }
}

/// One path of an order. Ascending: missing, null, false, true, numbers, strings by their bytes, then arrays and
/// objects by the bytes of their canonical text. Descending is the exact reverse.
public struct OrderBy: Hashable, Sendable {
    /// A path of the body as in a filter, or `$id`, or `$updated_at`.
    public var path: String

    /// The greatest first.
    public var descending: Bool

    /// One with these values.
    public init(
        path: String,
        descending: Bool = false
    ) {
        self.path = path
        self.descending = descending
    }
}

extension OrderBy {
    var ffi: CortexCloudGenerated.OrderBy {
        CortexCloudGenerated.OrderBy(
            path: path,
            descending: descending)
    }
}

/// A page of bodies.
public struct Page: Hashable, Sendable {
    /// In canonical form.
    public var bodies: [Json]

    /// Ask for the next page with it; `nil` after the last. Opaque, and of use to the same query only. Writes between
    /// two pages shift nothing: a record that is not changed meanwhile is given exactly once.
    public var nextPage: String?

    /// One with these values.
    public init(
        bodies: [Json] = [],
        nextPage: String? = nil
    ) {
        self.bodies = bodies
        self.nextPage = nextPage
    }
}

extension Page {
    init(_ ffi: CortexCloudGenerated.Page) {
        self.init(
            bodies: ffi.bodies,
            nextPage: ffi.nextPage)
    }
}

/// Which records of a table, in which order, and how many.
public struct CloudQuery: Hashable, Sendable {
    /// A JSON object: only the records it matches. `nil` matches all.
    public var filter: Json?

    /// Up to 3 paths; what they leave equal is ordered by id, in the direction of the last of them.
    public var orderBy: [OrderBy]

    /// Records in a page, 1 to 10 000.
    public var limit: Int

    /// Where the last page of the same query ended: its `nextPage`.
    public var page: String?

    /// One with these values.
    public init(
        filter: Json? = nil,
        orderBy: [OrderBy] = [],
        limit: Int = 1000,
        page: String? = nil
    ) {
        self.filter = filter
        self.orderBy = orderBy
        self.limit = limit
        self.page = page
    }
}

extension CloudQuery {
    var ffi: CortexCloudGenerated.Query {
        CortexCloudGenerated.Query(
            filter: filter,
            orderBy: orderBy.map { $0.ffi },
            limit: Int64(limit),
            page: page)
    }
}

/// A put or delete with the time it was made at.
public struct QueuedMutation: Hashable, Sendable {
    /// The record's table.
    public var table: String

    /// The record's id.
    public var id: String

    /// `create` and `update` put, `delete` deletes. The queue shows what it turned out to be.
    public var kind: MutationKind

    /// When it was made, Unix milliseconds. For display: what wins a conflict is decided by the engine's own stamp.
    public var timestamp: Int

    /// A JSON object; `nil` for a delete.
    public var payload: Json?

    /// One with these values.
    public init(
        table: String,
        id: String,
        kind: MutationKind,
        timestamp: Int,
        payload: Json? = nil
    ) {
        self.table = table
        self.id = id
        self.kind = kind
        self.timestamp = timestamp
        self.payload = payload
    }
}

extension QueuedMutation {
    var ffi: CortexCloudGenerated.QueuedMutation {
        CortexCloudGenerated.QueuedMutation(
            table: table,
            id: id,
            kind: kind.ffi,
            timestamp: Int64(timestamp),
            payload: payload)
    }
}

/// What a space uses of what it may.
public struct Quota: Hashable, Sendable {
    /// Live records.
    public var records: Usage

    /// Bytes of their canonical bodies.
    public var bytes: Usage

    /// Milliseconds from a device's completed sync to its next one at least; `nil` is no limit.
    public var minSyncIntervalMs: Int?

    /// One with these values.
    public init(
        records: Usage,
        bytes: Usage,
        minSyncIntervalMs: Int? = nil
    ) {
        self.records = records
        self.bytes = bytes
        self.minSyncIntervalMs = minSyncIntervalMs
    }
}

extension Quota {
    init(_ ffi: CortexCloudGenerated.Quota) {
        self.init(
            records: Usage(ffi.records),
            bytes: Usage(ffi.bytes),
            minSyncIntervalMs: ffi.minSyncIntervalMs.map { Int($0) })
    }
}

/// A record's id and body, for `putMany`.
public struct RecordBody: Hashable, Sendable {
    /// Its id within the table.
    public var id: String

    /// A JSON object.
    public var body: Json

    /// One with these values.
    public init(
        id: String,
        body: Json
    ) {
        self.id = id
        self.body = body
    }
}

extension RecordBody {
    var ffi: CortexCloudGenerated.RecordBody {
        CortexCloudGenerated.RecordBody(
            id: id,
            body: body)
    }
}

/// A page of records.
public struct RecordPage: Hashable, Sendable {
    /// The records with their metadata.
    public var records: [CloudRecord]

    /// As `Page.nextPage`.
    public var nextPage: String?

    /// One with these values.
    public init(
        records: [CloudRecord] = [],
        nextPage: String? = nil
    ) {
        self.records = records
        self.nextPage = nextPage
    }
}

extension RecordPage {
    init(_ ffi: CortexCloudGenerated.RecordPage) {
        self.init(
            records: ffi.records.map { CloudRecord($0) },
            nextPage: ffi.nextPage)
    }
}

/// Why the server refused a mutation.
public struct Refusal: Hashable, Sendable {
    /// The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`.
    public var code: String

    /// The server's sentence.
    public var reason: String

    /// One with these values.
    public init(
        code: String,
        reason: String
    ) {
        self.code = code
        self.reason = reason
    }
}

extension Refusal {
    init(_ ffi: CortexCloudGenerated.Refusal) {
        self.init(
            code: ffi.code,
            reason: ffi.reason)
    }
}

/// How often a failed request is sent again, and how patiently.
public struct RetryPolicy: Hashable, Sendable {
    /// Tries in all, the first included; 1 or more.
    public var maxTries: Int

    /// Upper bound of the first wait, in milliseconds; doubles with every try. 0 or more.
    public var backoffBaseMs: Int

    /// Upper bound of any wait, in milliseconds; 0 or more.
    public var backoffMaxMs: Int

    /// One with these values.
    public init(
        maxTries: Int = 3,
        backoffBaseMs: Int = 1000,
        backoffMaxMs: Int = 30000
    ) {
        self.maxTries = maxTries
        self.backoffBaseMs = backoffBaseMs
        self.backoffMaxMs = backoffMaxMs
    }
}

extension RetryPolicy {
    var ffi: CortexCloudGenerated.RetryPolicy {
        CortexCloudGenerated.RetryPolicy(
            maxTries: Int64(maxTries),
            backoffBaseMs: Int64(backoffBaseMs),
            backoffMaxMs: Int64(backoffMaxMs))
    }
}

/// The engine's state at one moment.
public struct StatusReport: Hashable, Sendable {
    /// What it is doing.
    public var status: CloudStatus

    /// How far the sign-in has come.
    public var auth: AuthState

    /// This file's identity among the devices of its space.
    public var deviceId: String

    /// The space this file belongs to since its first handshake.
    public var space: String?

    /// When the last sync ended in success, Unix milliseconds. For display: nothing depends on it.
    public var lastSyncAt: Int?

    /// Records waiting to be sent.
    public var pending: Int

    /// Records the server refused.
    public var failed: Int

    /// Records waiting for `resolveConflict`; they are among the pending or the failed, too.
    public var conflicted: Int

    /// How long the oldest waiting mutation has waited, in milliseconds.
    public var oldestPendingMs: Int?

    /// What the space uses of what it may, by the server's last word.
    public var quota: Quota?

    /// The server's seq up to which this file has everything, as a decimal string.
    public var cursorSeq: String

    /// The digest of what this file and the server have in common: 32 hexadecimal digits.
    public var digest: String

    /// Rows of a long pull that are here and not shown yet.
    public var staged: Int

    /// Rows of the server that this version cannot read; they wait for one that can.
    public var parked: Int

    /// Records that ever went up apart from their `apply`, because it had grown past what one batch may hold.
    public var sentApart: Int

    /// Why the last sync was no success.
    public var lastError: CloudError?

    /// How often a listener or the log's sink failed.
    public var failedListeners: Int

    /// One with these values.
    public init(
        status: CloudStatus,
        auth: AuthState,
        deviceId: String,
        space: String? = nil,
        lastSyncAt: Int? = nil,
        pending: Int = 0,
        failed: Int = 0,
        conflicted: Int = 0,
        oldestPendingMs: Int? = nil,
        quota: Quota? = nil,
        cursorSeq: String,
        digest: String,
        staged: Int = 0,
        parked: Int = 0,
        sentApart: Int = 0,
        lastError: CloudError? = nil,
        failedListeners: Int = 0
    ) {
        self.status = status
        self.auth = auth
        self.deviceId = deviceId
        self.space = space
        self.lastSyncAt = lastSyncAt
        self.pending = pending
        self.failed = failed
        self.conflicted = conflicted
        self.oldestPendingMs = oldestPendingMs
        self.quota = quota
        self.cursorSeq = cursorSeq
        self.digest = digest
        self.staged = staged
        self.parked = parked
        self.sentApart = sentApart
        self.lastError = lastError
        self.failedListeners = failedListeners
    }
}

extension StatusReport {
    init(_ ffi: CortexCloudGenerated.StatusReport) {
        self.init(
            status: CloudStatus(ffi.status),
            auth: AuthState(ffi.auth),
            deviceId: ffi.deviceId,
            space: ffi.space,
            lastSyncAt: ffi.lastSyncAt.map { Int($0) },
            pending: Int(ffi.pending),
            failed: Int(ffi.failed),
            conflicted: Int(ffi.conflicted),
            oldestPendingMs: ffi.oldestPendingMs.map { Int($0) },
            quota: ffi.quota.map { Quota($0) },
            cursorSeq: ffi.cursorSeq,
            digest: ffi.digest,
            staged: Int(ffi.staged),
            parked: Int(ffi.parked),
            sentApart: Int(ffi.sentApart),
            lastError: ffi.lastError.map { CloudError($0) },
            failedListeners: Int(ffi.failedListeners))
    }
}

/// What a sync did. Reported, not thrown: that there is no network is nothing exceptional.
public struct SyncReport: Hashable, Sendable {
    /// How it ended.
    public var status: SyncStatus

    /// Records the server accepted.
    public var pushed: Int

    /// Remote versions received, this device's own echoes left out.
    public var pulled: Int

    /// Conflicts found and settled by a strategy.
    public var conflictsResolved: Int

    /// Conflicts waiting for `resolveConflict`, from this sync or earlier.
    public var conflictsWaiting: Int

    /// Mutations the server refused for good; they are in quarantine.
    public var refused: Int

    /// Mutations that did not fit into the space; they stay queued.
    public var overQuota: Int

    /// Batches that were taken up again after a lost answer or a crash.
    public var resent: Int

    /// Rows of the server this version cannot read. They wait for one that can.
    public var parked: Int

    /// How often a catch-up of more than 50 000 rows was shown before its end. What readers see then is between two
    /// states of the server.
    public var shownEarly: Int

    /// Records that went up apart from their `apply`, which has grown past what one batch may hold.
    public var apart: Int

    /// Records set right because digests differed.
    public var repaired: Int

    /// Records settled anew because the server was restored from a backup, or this device was away for too long.
    public var reconciled: Int

    /// Whether the digests were compared at the end, and were equal: then this file and the server hold the same but
    /// for unsynced work.
    public var digestsEqual: Bool

    /// Request bytes on the wire, compressed, heads not counted.
    public var bytesSent: Int

    /// Answer bytes on the wire, compressed, heads not counted.
    public var bytesReceived: Int

    /// Milliseconds from start to end.
    public var durationMs: Int

    /// Why it is not a success.
    public var error: CloudError?

    /// One with these values.
    public init(
        status: SyncStatus,
        pushed: Int = 0,
        pulled: Int = 0,
        conflictsResolved: Int = 0,
        conflictsWaiting: Int = 0,
        refused: Int = 0,
        overQuota: Int = 0,
        resent: Int = 0,
        parked: Int = 0,
        shownEarly: Int = 0,
        apart: Int = 0,
        repaired: Int = 0,
        reconciled: Int = 0,
        digestsEqual: Bool = false,
        bytesSent: Int = 0,
        bytesReceived: Int = 0,
        durationMs: Int = 0,
        error: CloudError? = nil
    ) {
        self.status = status
        self.pushed = pushed
        self.pulled = pulled
        self.conflictsResolved = conflictsResolved
        self.conflictsWaiting = conflictsWaiting
        self.refused = refused
        self.overQuota = overQuota
        self.resent = resent
        self.parked = parked
        self.shownEarly = shownEarly
        self.apart = apart
        self.repaired = repaired
        self.reconciled = reconciled
        self.digestsEqual = digestsEqual
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.durationMs = durationMs
        self.error = error
    }
}

extension SyncReport {
    init(_ ffi: CortexCloudGenerated.SyncReport) {
        self.init(
            status: SyncStatus(ffi.status),
            pushed: Int(ffi.pushed),
            pulled: Int(ffi.pulled),
            conflictsResolved: Int(ffi.conflictsResolved),
            conflictsWaiting: Int(ffi.conflictsWaiting),
            refused: Int(ffi.refused),
            overQuota: Int(ffi.overQuota),
            resent: Int(ffi.resent),
            parked: Int(ffi.parked),
            shownEarly: Int(ffi.shownEarly),
            apart: Int(ffi.apart),
            repaired: Int(ffi.repaired),
            reconciled: Int(ffi.reconciled),
            digestsEqual: ffi.digestsEqual,
            bytesSent: Int(ffi.bytesSent),
            bytesReceived: Int(ffi.bytesReceived),
            durationMs: Int(ffi.durationMs),
            error: ffi.error.map { CloudError($0) })
    }
}

/// A table of this file.
public struct TableInfo: Hashable, Sendable {
    /// Its name.
    public var name: String

    /// What holds for it in this file.
    public var policy: TablePolicy

    /// Its records, deleted ones left out.
    public var records: Int

    /// Those of its records that wait to be sent, held and refused ones and deletes included.
    public var pending: Int

    /// One with these values.
    public init(
        name: String,
        policy: TablePolicy,
        records: Int = 0,
        pending: Int = 0
    ) {
        self.name = name
        self.policy = policy
        self.records = records
        self.pending = pending
    }
}

extension TableInfo {
    init(_ ffi: CortexCloudGenerated.TableInfo) {
        self.init(
            name: ffi.name,
            policy: TablePolicy(ffi.policy),
            records: Int(ffi.records),
            pending: Int(ffi.pending))
    }
}

/// What holds for one table in this file. Tables without a policy replicate and follow the engine's strategy.
public struct TablePolicy: Hashable, Sendable {
    /// Whether its records leave this file.
    public var replicate: Replicate

    /// How its conflicts are settled; `nil` follows `Config.strategy`.
    public var merge: MergeStrategy?

    /// Paths with an index of their own, written as in a filter; at most 16.
    public var indexed: [String]

    /// One with these values.
    public init(
        replicate: Replicate = .cloud,
        merge: MergeStrategy? = nil,
        indexed: [String] = []
    ) {
        self.replicate = replicate
        self.merge = merge
        self.indexed = indexed
    }
}

extension TablePolicy {
    init(_ ffi: CortexCloudGenerated.TablePolicy) {
        self.init(
            replicate: Replicate(ffi.replicate),
            merge: ffi.merge.map { MergeStrategy($0) },
            indexed: ffi.indexed)
    }
}

extension TablePolicy {
    var ffi: CortexCloudGenerated.TablePolicy {
        CortexCloudGenerated.TablePolicy(
            replicate: replicate.ffi,
            merge: merge.map { $0.ffi },
            indexed: indexed)
    }
}

/// One resource of a space.
public struct Usage: Hashable, Sendable {
    /// In use now.
    public var used: Int

    /// At most; `nil` is no limit.
    public var limit: Int?

    /// One with these values.
    public init(
        used: Int = 0,
        limit: Int? = nil
    ) {
        self.used = used
        self.limit = limit
    }
}

extension Usage {
    init(_ ffi: CortexCloudGenerated.Usage) {
        self.init(
            used: Int(ffi.used),
            limit: ffi.limit.map { Int($0) })
    }
}

/// What `verify` found.
public struct VerifyReport: Hashable, Sendable {
    /// Whether this file and the server are known to hold the same now, unsynced work aside.
    public var isEqual: Bool

    /// Records both hold.
    public var records: Int

    /// Records that were set right.
    public var repaired: Int

    /// The digest of what both hold: 32 hexadecimal digits.
    public var digest: String

    /// The sync it was part of.
    public var sync: SyncReport

    /// One with these values.
    public init(
        isEqual: Bool = false,
        records: Int = 0,
        repaired: Int = 0,
        digest: String,
        sync: SyncReport
    ) {
        self.isEqual = isEqual
        self.records = records
        self.repaired = repaired
        self.digest = digest
        self.sync = sync
    }
}

extension VerifyReport {
    init(_ ffi: CortexCloudGenerated.VerifyReport) {
        self.init(
            isEqual: ffi.isEqual,
            records: Int(ffi.records),
            repaired: Int(ffi.repaired),
            digest: ffi.digest,
            sync: SyncReport(ffi.sync))
    }
}

/// A mutation that waits to be synced.
public struct WaitingMutation: Hashable, Sendable {
    /// Its place in the queue; ask for what comes after it.
    public var seq: Int

    /// The record's table.
    public var table: String

    /// The record's id.
    public var id: String

    /// What it did.
    public var kind: MutationKind

    /// When it was made, Unix milliseconds; as the host said, for one of `queueMutation`.
    public var timestamp: Int

    /// `pending`, `inFlight`, `held` or `refused`.
    public var state: RecordState

    /// How often it was sent without success.
    public var attempts: Int

    /// Why the server refused it, if it did.
    public var refusal: Refusal?

    /// One with these values.
    public init(
        seq: Int = 0,
        table: String,
        id: String,
        kind: MutationKind,
        timestamp: Int = 0,
        state: RecordState,
        attempts: Int = 0,
        refusal: Refusal? = nil
    ) {
        self.seq = seq
        self.table = table
        self.id = id
        self.kind = kind
        self.timestamp = timestamp
        self.state = state
        self.attempts = attempts
        self.refusal = refusal
    }
}

extension WaitingMutation {
    init(_ ffi: CortexCloudGenerated.WaitingMutation) {
        self.init(
            seq: Int(ffi.seq),
            table: ffi.table,
            id: ffi.id,
            kind: MutationKind(ffi.kind),
            timestamp: Int(ffi.timestamp),
            state: RecordState(ffi.state),
            attempts: Int(ffi.attempts),
            refusal: ffi.refusal.map { Refusal($0) })
    }
}

/// How far the sign-in has come.
public enum AuthState: Hashable, Sendable, CaseIterable {
    /// No credentials, or the server no longer takes them.
    case unauthenticated
    /// A sign-in is under way.
    case authenticating
    /// There are credentials the server has not refused.
    case authenticated
    /// There are credentials and no server to show them to.
    case offline
}

extension AuthState {
    init(_ ffi: CortexCloudGenerated.AuthState) {
        self =
            switch ffi {
            case .unauthenticated: .unauthenticated
            case .authenticating: .authenticating
            case .authenticated: .authenticated
            case .offline: .offline
            }
    }
}

/// Something a host may want to know.
public enum CloudEvent: Hashable, Sendable {
    /// The status is another one now.
    case statusChanged(status: CloudStatus)
    /// Records of a table have another state now, or are gone; `ids` names each once, `origin` whose change it was.
    case recordsChanged(table: String, ids: [String], origin: Origin)
    /// A conflict was found, and settled unless there is no `winner`: then it waits for `resolveConflict`.
    case conflict(conflictId: Int, table: String, id: String, winner: Winner?)
    /// The space has become nearly full (80 %) or gone over its limit, or something has not fitted: `used` of `limit`
    /// `records` or `bytes` are in use. Told once, not with every sync.
    case quotaWarning(resource: String, used: Int, limit: Int)
    /// A sync has come further: `done` records so far, of `total` as far as it is known.
    case progress(phase: SyncPhase, done: Int, total: Int)
    /// The server does not accept the credentials; local work goes on. `reason` is one sentence for people.
    case authNeeded(reason: String)
    /// The server refused a mutation for good, with its code and sentence; it waits in quarantine.
    case mutationRefused(table: String, id: String, code: String, reason: String)
    /// A row of the server cannot be read by this version. It is kept, and everything else goes on.
    case rowParked(table: String, id: String, reason: String)
    /// So many records of an `apply` went up one by one, because it has grown past what one batch may hold: readers
    /// elsewhere may see part of it.
    case sentApart(records: Int)
    /// The digests differed and so many records were set right.
    case repaired(records: Int)
}

extension CloudEvent {
    init(_ ffi: CortexCloudGenerated.CloudEvent) {
        self =
            switch ffi {
            case .statusChanged(let status): .statusChanged(status: CloudStatus(status))
            case .recordsChanged(let table, let ids, let origin): .recordsChanged(table: table, ids: ids, origin: Origin(origin))
            case .conflict(let conflictId, let table, let id, let winner): .conflict(conflictId: Int(conflictId), table: table, id: id, winner: winner.map { Winner($0) })
            case .quotaWarning(let resource, let used, let limit): .quotaWarning(resource: resource, used: Int(used), limit: Int(limit))
            case .progress(let phase, let done, let total): .progress(phase: SyncPhase(phase), done: Int(done), total: Int(total))
            case .authNeeded(let reason): .authNeeded(reason: reason)
            case .mutationRefused(let table, let id, let code, let reason): .mutationRefused(table: table, id: id, code: code, reason: reason)
            case .rowParked(let table, let id, let reason): .rowParked(table: table, id: id, reason: reason)
            case .sentApart(let records): .sentApart(records: Int(records))
            case .repaired(let records): .repaired(records: Int(records))
            }
    }
}

/// What the engine is doing.
public enum CloudStatus: Hashable, Sendable, CaseIterable {
    /// No server is configured, or none has been reached yet.
    case disconnected
    /// The last exchange with the server went well.
    case connected
    /// A sync is running.
    case syncing
    /// The server cannot be reached, or `goOffline` holds.
    case offline
    /// The server answers and something is wrong that waiting does not cure; see the last error.
    case error
}

extension CloudStatus {
    init(_ ffi: CortexCloudGenerated.CloudStatus) {
        self =
            switch ffi {
            case .disconnected: .disconnected
            case .connected: .connected
            case .syncing: .syncing
            case .offline: .offline
            case .error: .error
            }
    }
}

/// How the two sides of a conflict came about.
public enum ConflictCause: Hashable, Sendable, CaseIterable {
    /// Both changed the record since their last common state.
    case bothChanged
    /// The server was restored from a backup, and what it has now does not follow from what it had.
    case serverRestored
    /// The user gave up a state the server had refused.
    case discarded
}

extension ConflictCause {
    init(_ ffi: CortexCloudGenerated.ConflictCause) {
        self =
            switch ffi {
            case .bothChanged: .bothChanged
            case .serverRestored: .serverRestored
            case .discarded: .discarded
            }
    }
}

/// One of the two states of a conflict.
public enum ConflictSide: Hashable, Sendable, CaseIterable {
    /// This file's.
    case local
    /// The server's.
    case remote
}

extension ConflictSide {
    var ffi: CortexCloudGenerated.ConflictSide {
        switch self {
        case .local: .local
        case .remote: .remote
        }
    }
}

/// What a local write survives once the call has returned.
public enum Durability: Hashable, Sendable, CaseIterable {
    /// The process being killed at any instant. A power loss may take the last moments, never the file.
    case normal
    /// Power loss too; each write waits for the disk.
    case full
}

extension Durability {
    var ffi: CortexCloudGenerated.Durability {
        switch self {
        case .normal: .normal
        case .full: .full
        }
    }
}

/// How much a log entry matters.
public enum LogLevel: Hashable, Sendable, CaseIterable {
    /// A defect, caught.
    case error
    /// Something went wrong and was mended, or will be tried again.
    case warn
    /// What the engine did.
    case info
    /// How it did it.
    case debug
    /// Every step.
    case trace
}

extension LogLevel {
    init(_ ffi: CortexCloudGenerated.LogLevel) {
        self =
            switch ffi {
            case .error: .error
            case .warn: .warn
            case .info: .info
            case .debug: .debug
            case .trace: .trace
            }
    }
}

extension LogLevel {
    var ffi: CortexCloudGenerated.LogLevel {
        switch self {
        case .error: .error
        case .warn: .warn
        case .info: .info
        case .debug: .debug
        case .trace: .trace
        }
    }
}

/// How a conflict of one record is settled.
public enum MergeStrategy: Hashable, Sendable, CaseIterable {
    /// The greatest `(hlc, device_id, hash)` stands. The final state does not depend on who syncs first.
    case lastWriteWins
    /// This device's state stands and is pushed again. Who syncs first decides which device that is.
    case localWins
    /// The server's state stands. Who syncs first decides which one that is.
    case remoteWins
    /// The local state stays visible and unsent until `resolveConflict`; everything else goes on syncing.
    case manual
}

extension MergeStrategy {
    init(_ ffi: CortexCloudGenerated.MergeStrategy) {
        self =
            switch ffi {
            case .lastWriteWins: .lastWriteWins
            case .localWins: .localWins
            case .remoteWins: .remoteWins
            case .manual: .manual
            }
    }
}

extension MergeStrategy {
    var ffi: CortexCloudGenerated.MergeStrategy {
        switch self {
        case .lastWriteWins: .lastWriteWins
        case .localWins: .localWins
        case .remoteWins: .remoteWins
        case .manual: .manual
        }
    }
}

/// What a local mutation did.
public enum MutationKind: Hashable, Sendable, CaseIterable {
    /// The record did not exist.
    case create
    /// Another body.
    case update
    /// A tombstone.
    case delete
}

extension MutationKind {
    init(_ ffi: CortexCloudGenerated.MutationKind) {
        self =
            switch ffi {
            case .create: .create
            case .update: .update
            case .delete: .delete
            }
    }
}

extension MutationKind {
    var ffi: CortexCloudGenerated.MutationKind {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        }
    }
}

/// Whose change it was.
public enum Origin: Hashable, Sendable, CaseIterable {
    /// A call on this file: of this engine, or of another process that has the file open.
    case local
    /// A sync.
    case remote
}

extension Origin {
    init(_ ffi: CortexCloudGenerated.Origin) {
        self =
            switch ffi {
            case .local: .local
            case .remote: .remote
            }
    }
}

/// Whether what waits fits into the space.
public enum QuotaCheck: Hashable, Sendable {
    /// Everything fits, with room to spare; or there is no limit.
    case allowed
    /// Everything fits, and `usagePercent` (80 to 100) of the fuller resource are then in use.
    case warning(usagePercent: Int)
    /// Not everything fits: of `resource` (`records` or `bytes`) `used` are in use now and `limit` is the most;
    /// `reason` is one sentence for people. What does not fit stays queued; local work, pulls and deletes go on.
    case exceeded(resource: String, used: Int, limit: Int, reason: String)
}

extension QuotaCheck {
    init(_ ffi: CortexCloudGenerated.QuotaCheck) {
        self =
            switch ffi {
            case .allowed: .allowed
            case .warning(let usagePercent): .warning(usagePercent: Int(usagePercent))
            case .exceeded(let resource, let used, let limit, let reason): .exceeded(resource: resource, used: Int(used), limit: Int(limit), reason: reason)
            }
    }
}

/// One change of an `apply`.
public enum RecordChange: Hashable, Sendable {
    /// Saves a record's body: a JSON object.
    case put(table: String, id: String, body: Json)
    /// Deletes a record; none is no error.
    case delete(table: String, id: String)
}

extension RecordChange {
    var ffi: CortexCloudGenerated.RecordChange {
        switch self {
        case .put(let table, let id, let body): .put(table: table, id: id, body: body)
        case .delete(let table, let id): .delete(table: table, id: id)
        }
    }
}

/// Where a record stands.
public enum RecordState: Hashable, Sendable, CaseIterable {
    /// There is no such record here.
    case absent
    /// The server has this very state.
    case synced
    /// It goes up with the next sync.
    case pending
    /// It is on its way, or may be: the outcome is not known yet.
    case inFlight
    /// It waits for `resolveConflict`.
    case held
    /// The server refused it.
    case refused
    /// The server has a version of it that this engine cannot read. What is here stays and is not sent.
    case parked
    /// Its table never leaves this file.
    case localOnly
}

extension RecordState {
    init(_ ffi: CortexCloudGenerated.RecordState) {
        self =
            switch ffi {
            case .absent: .absent
            case .synced: .synced
            case .pending: .pending
            case .inFlight: .inFlight
            case .held: .held
            case .refused: .refused
            case .parked: .parked
            case .localOnly: .localOnly
            }
    }
}

/// Whether a table's records leave this file.
public enum Replicate: Hashable, Sendable, CaseIterable {
    /// They sync with the space.
    case cloud
    /// They never leave this file.
    case local
}

extension Replicate {
    init(_ ffi: CortexCloudGenerated.Replicate) {
        self =
            switch ffi {
            case .cloud: .cloud
            case .local: .local
            }
    }
}

extension Replicate {
    var ffi: CortexCloudGenerated.Replicate {
        switch self {
        case .cloud: .cloud
        case .local: .local
        }
    }
}

/// Who settled a conflict.
public enum ResolvedBy: Hashable, Sendable, CaseIterable {
    /// The strategy, without asking.
    case auto
    /// The user, by `resolveConflict`, `restore` or an edit that made both sides equal.
    case user
}

extension ResolvedBy {
    init(_ ffi: CortexCloudGenerated.ResolvedBy) {
        self =
            switch ffi {
            case .auto: .auto
            case .user: .user
            }
    }
}

/// Which part of a sync progress is about.
public enum SyncPhase: Hashable, Sendable, CaseIterable {
    /// Sending local mutations.
    case push
    /// Receiving remote ones.
    case pull
}

extension SyncPhase {
    init(_ ffi: CortexCloudGenerated.SyncPhase) {
        self =
            switch ffi {
            case .push: .push
            case .pull: .pull
            }
    }
}

/// How a sync ended.
public enum SyncStatus: Hashable, Sendable, CaseIterable {
    /// Everything that could move has moved.
    case success
    /// Some of it: the connection broke in the middle, or the space is full. The rest stays queued.
    case partial
    /// There is no server to talk to. Everything stays queued.
    case offline
    /// It is too soon: the server asked to wait, or this engine's own limit says so. Everything stays queued.
    case throttled
    /// The credentials are missing or no longer good. Everything stays queued.
    case authNeeded
    /// The server will not have it: the role may not write, mutations went to quarantine, or the two do not fit.
    case refused
}

extension SyncStatus {
    init(_ ffi: CortexCloudGenerated.SyncStatus) {
        self =
            switch ffi {
            case .success: .success
            case .partial: .partial
            case .offline: .offline
            case .throttled: .throttled
            case .authNeeded: .authNeeded
            case .refused: .refused
            }
    }
}

/// How a conflict ended.
public enum Winner: Hashable, Sendable, CaseIterable {
    /// This file's state stood.
    case local
    /// The server's state stood.
    case remote
    /// A body the user wrote instead of both.
    case merged
}

extension Winner {
    init(_ ffi: CortexCloudGenerated.Winner) {
        self =
            switch ffi {
            case .local: .local
            case .remote: .remote
            case .merged: .merged
            }
    }
}

/// What a program can catch. Each says what the caller can do; the finer cause is in `info`.
public enum CloudError: Error, Hashable, Sendable {
    /// An argument is wrong; nothing was changed. The details name the argument or field.
    case invalidArgument(ErrorInfo)
    /// The engine was closed; open the file again.
    case closed(ErrorInfo)
    /// The caller cancelled the call. What was done stays done, what was not is still queued.
    case cancelled(ErrorInfo)
    /// Another writer holds the file; try again.
    case busy(ErrorInfo)
    /// The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
    /// changed.
    case storage(ErrorInfo)
    /// This file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched.
    case storeUnusable(ErrorInfo)
    /// The server cannot be reached, or `goOffline` holds. Work stays queued.
    case offline(ErrorInfo)
    /// The server's certificate is not to be trusted, or credentials would travel unprotected.
    case tls(ErrorInfo)
    /// No valid credentials; sign in. Work stays queued.
    case unauthenticated(ErrorInfo)
    /// These credentials may not do this. Work stays queued.
    case forbidden(ErrorInfo)
    /// The server's state does not fit the request, or a record waits for its conflict to be settled.
    case conflict(ErrorInfo)
    /// A limit of the space is reached; deletes and pulls go on.
    case quota(ErrorInfo)
    /// Too many requests; wait `retryAfterMs`.
    case throttled(ErrorInfo)
    /// Client and server speak no common protocol version; the message names both.
    case versionMismatch(ErrorInfo)
    /// The server's answer makes no sense: not the protocol, damaged, or too large.
    case `protocol`(ErrorInfo)
    /// A defect of this library. Nothing that was acknowledged is lost.
    case `internal`(ErrorInfo)

    /// Code, sentence, and what else is known.
    public var info: ErrorInfo {
        switch self {
        case .invalidArgument(let info),
            .closed(let info),
            .cancelled(let info),
            .busy(let info),
            .storage(let info),
            .storeUnusable(let info),
            .offline(let info),
            .tls(let info),
            .unauthenticated(let info),
            .forbidden(let info),
            .conflict(let info),
            .quota(let info),
            .throttled(let info),
            .versionMismatch(let info),
            .protocol(let info),
            .internal(let info):
            info
        }
    }
}

extension CloudError {
    init(_ ffi: CortexCloudGenerated.CloudError) {
        self =
            switch ffi {
            case .InvalidArgument(let info): .invalidArgument(ErrorInfo(info))
            case .Closed(let info): .closed(ErrorInfo(info))
            case .Cancelled(let info): .cancelled(ErrorInfo(info))
            case .Busy(let info): .busy(ErrorInfo(info))
            case .Storage(let info): .storage(ErrorInfo(info))
            case .StoreUnusable(let info): .storeUnusable(ErrorInfo(info))
            case .Offline(let info): .offline(ErrorInfo(info))
            case .Tls(let info): .tls(ErrorInfo(info))
            case .Unauthenticated(let info): .unauthenticated(ErrorInfo(info))
            case .Forbidden(let info): .forbidden(ErrorInfo(info))
            case .Conflict(let info): .conflict(ErrorInfo(info))
            case .Quota(let info): .quota(ErrorInfo(info))
            case .Throttled(let info): .throttled(ErrorInfo(info))
            case .VersionMismatch(let info): .versionMismatch(ErrorInfo(info))
            case .Protocol(let info): .protocol(ErrorInfo(info))
            case .Internal(let info): .internal(ErrorInfo(info))
            }
    }
}
