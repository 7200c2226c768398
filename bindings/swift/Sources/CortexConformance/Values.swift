// Written by `cargo xtask generate` from udl/contract.json.
// swift-format-ignore-file

import CortexCloud

extension ClientLimits: ContractValue {
    init(_ json: JSON) throws {
        self.init()
        if let given = json["max_records"] { maxRecords = try .init(given) }
        if let given = json["max_bytes"] { maxBytes = try .init(given) }
        if let given = json["min_sync_interval_ms"] { minSyncIntervalMs = try .init(given) }
    }

    var json: JSON {
        .object([
            ("max_records", maxRecords.json),
            ("max_bytes", maxBytes.json),
            ("min_sync_interval_ms", minSyncIntervalMs.json),
        ])
    }
}

extension CloudRecord: ContractValue {
    init(_ json: JSON) throws {
        self.init(table: try .init(json.member("table")), id: try .init(json.member("id")), body: try json.member("body").optionalBody, contentHash: try .init(json.member("content_hash")), hlc: try .init(json.member("hlc")), deviceId: try .init(json.member("device_id")), updatedAt: try .init(json.member("updated_at")), deleted: try .init(json.member("deleted")), baseSeq: try .init(json.member("base_seq")), synced: try .init(json.member("synced")), missing: try .init(json.member("missing")))
    }

    var json: JSON {
        .object([
            ("table", table.json),
            ("id", id.json),
            ("body", JSON.of(optionalBody: body)),
            ("content_hash", contentHash.json),
            ("hlc", hlc.json),
            ("device_id", deviceId.json),
            ("updated_at", updatedAt.json),
            ("deleted", deleted.json),
            ("base_seq", baseSeq.json),
            ("synced", synced.json),
            ("missing", missing.json),
        ])
    }
}

extension Config: ContractValue {
    init(_ json: JSON) throws {
        self.init(path: try .init(json.member("path")))
        if let given = json["http"] { http = try .init(given) }
        if let given = json["strategy"] { strategy = try .init(given) }
        if let given = json["tables"] { tables = try .init(given) }
        if let given = json["embedding_fields"] { embeddingFields = try .init(given) }
        if let given = json["durability"] { durability = try .init(given) }
        if let given = json["max_body_bytes"] { maxBodyBytes = try .init(given) }
        if let given = json["max_file_bytes"] { maxFileBytes = try .init(given) }
        if let given = json["busy_timeout_ms"] { busyTimeoutMs = try .init(given) }
        if let given = json["batch_items"] { batchItems = try .init(given) }
        if let given = json["sync_interval_ms"] { syncIntervalMs = try .init(given) }
        if let given = json["limits"] { limits = try .init(given) }
        if let given = json["retention_days"] { retentionDays = try .init(given) }
    }

    var json: JSON {
        .object([
            ("path", path.json),
            ("http", http.json),
            ("strategy", strategy.json),
            ("tables", tables.json),
            ("embedding_fields", embeddingFields.json),
            ("durability", durability.json),
            ("max_body_bytes", maxBodyBytes.json),
            ("max_file_bytes", maxFileBytes.json),
            ("busy_timeout_ms", busyTimeoutMs.json),
            ("batch_items", batchItems.json),
            ("sync_interval_ms", syncIntervalMs.json),
            ("limits", limits.json),
            ("retention_days", retentionDays.json),
        ])
    }
}

extension ConflictEntry: ContractValue {
    init(_ json: JSON) throws {
        self.init(conflictId: try .init(json.member("conflict_id")), table: try .init(json.member("table")), id: try .init(json.member("id")), local: try .init(json.member("local")), remote: try .init(json.member("remote")), cause: try .init(json.member("cause")), unit: try .init(json.member("unit")), strategy: try .init(json.member("strategy")), winner: try .init(json.member("winner")), resolvedBy: try .init(json.member("resolved_by")), detectedAt: try .init(json.member("detected_at")), resolvedAt: try .init(json.member("resolved_at")))
    }

    var json: JSON {
        .object([
            ("conflict_id", conflictId.json),
            ("table", table.json),
            ("id", id.json),
            ("local", local.json),
            ("remote", remote.json),
            ("cause", cause.json),
            ("unit", unit.json),
            ("strategy", strategy.json),
            ("winner", winner.json),
            ("resolved_by", resolvedBy.json),
            ("detected_at", detectedAt.json),
            ("resolved_at", resolvedAt.json),
        ])
    }
}

extension ConflictFilter: ContractValue {
    init(_ json: JSON) throws {
        self.init()
        if let given = json["open_only"] { openOnly = try .init(given) }
        if let given = json["table"] { table = try .init(given) }
        if let given = json["id"] { id = try .init(given) }
        if let given = json["conflict_id"] { conflictId = try .init(given) }
        if let given = json["since"] { since = try .init(given) }
        if let given = json["until"] { until = try .init(given) }
        if let given = json["limit"] { limit = try .init(given) }
    }

    var json: JSON {
        .object([
            ("open_only", openOnly.json),
            ("table", table.json),
            ("id", id.json),
            ("conflict_id", conflictId.json),
            ("since", since.json),
            ("until", until.json),
            ("limit", limit.json),
        ])
    }
}

extension ConflictState: ContractValue {
    init(_ json: JSON) throws {
        self.init(body: try json.member("body").optionalBody, hlc: try .init(json.member("hlc")), deviceId: try .init(json.member("device_id")))
    }

    var json: JSON {
        .object([
            ("body", JSON.of(optionalBody: body)),
            ("hlc", hlc.json),
            ("device_id", deviceId.json),
        ])
    }
}

extension ErrorInfo: ContractValue {
    init(_ json: JSON) throws {
        self.init(code: try .init(json.member("code")), message: try .init(json.member("message")), retryable: try .init(json.member("retryable")), retryAfterMs: try .init(json.member("retry_after_ms")), details: try .init(json.member("details")))
    }

    var json: JSON {
        .object([
            ("code", code.json),
            ("message", message.json),
            ("retryable", retryable.json),
            ("retry_after_ms", retryAfterMs.json),
            ("details", details.json),
        ])
    }
}

extension Explanation: ContractValue {
    init(_ json: JSON) throws {
        self.init(state: try .init(json.member("state")), reason: try .init(json.member("reason")), attempts: try .init(json.member("attempts")), since: try .init(json.member("since")), conflictId: try .init(json.member("conflict_id")))
    }

    var json: JSON {
        .object([
            ("state", state.json),
            ("reason", reason.json),
            ("attempts", attempts.json),
            ("since", since.json),
            ("conflict_id", conflictId.json),
        ])
    }
}

extension FailedMutation: ContractValue {
    init(_ json: JSON) throws {
        self.init(table: try .init(json.member("table")), id: try .init(json.member("id")), kind: try .init(json.member("kind")), body: try json.member("body").optionalBody, code: try .init(json.member("code")), reason: try .init(json.member("reason")), attempts: try .init(json.member("attempts")), timestamp: try .init(json.member("timestamp")), unit: try .init(json.member("unit")))
    }

    var json: JSON {
        .object([
            ("table", table.json),
            ("id", id.json),
            ("kind", kind.json),
            ("body", JSON.of(optionalBody: body)),
            ("code", code.json),
            ("reason", reason.json),
            ("attempts", attempts.json),
            ("timestamp", timestamp.json),
            ("unit", unit.json),
        ])
    }
}

extension HttpClientConfig: ContractValue {
    init(_ json: JSON) throws {
        self.init(baseUrl: try .init(json.member("base_url")))
        if let given = json["timeout_ms"] { timeoutMs = try .init(given) }
        if let given = json["retry"] { retry = try .init(given) }
        if let given = json["allow_insecure_http"] { allowInsecureHttp = try .init(given) }
        if let given = json["extra_root_pem"] { extraRootPem = try .init(given) }
        if let given = json["max_answer_bytes"] { maxAnswerBytes = try .init(given) }
    }

    var json: JSON {
        .object([
            ("base_url", baseUrl.json),
            ("timeout_ms", timeoutMs.json),
            ("retry", retry.json),
            ("allow_insecure_http", allowInsecureHttp.json),
            ("extra_root_pem", extraRootPem.json),
            ("max_answer_bytes", maxAnswerBytes.json),
        ])
    }
}

extension LogEntry: ContractValue {
    init(_ json: JSON) throws {
        self.init(at: try .init(json.member("at")), level: try .init(json.member("level")), target: try .init(json.member("target")), message: try .init(json.member("message")), fields: try .init(json.member("fields")))
    }

    var json: JSON {
        .object([
            ("at", at.json),
            ("level", level.json),
            ("target", target.json),
            ("message", message.json),
            ("fields", fields.json),
        ])
    }
}

extension OrderBy: ContractValue {
    init(_ json: JSON) throws {
        self.init(path: try .init(json.member("path")))
        if let given = json["descending"] { descending = try .init(given) }
    }

    var json: JSON {
        .object([
            ("path", path.json),
            ("descending", descending.json),
        ])
    }
}

extension Page: ContractValue {
    init(_ json: JSON) throws {
        self.init(bodies: try json.member("bodies").bodies, nextPage: try .init(json.member("next_page")))
    }

    var json: JSON {
        .object([
            ("bodies", JSON.of(bodies: bodies)),
            ("next_page", nextPage.json),
        ])
    }
}

extension CloudQuery: ContractValue {
    init(_ json: JSON) throws {
        self.init()
        if let given = json["filter"] { filter = try given.optionalBody }
        if let given = json["order_by"] { orderBy = try .init(given) }
        if let given = json["limit"] { limit = try .init(given) }
        if let given = json["page"] { page = try .init(given) }
    }

    var json: JSON {
        .object([
            ("filter", JSON.of(optionalBody: filter)),
            ("order_by", orderBy.json),
            ("limit", limit.json),
            ("page", page.json),
        ])
    }
}

extension QueuedMutation: ContractValue {
    init(_ json: JSON) throws {
        self.init(table: try .init(json.member("table")), id: try .init(json.member("id")), kind: try .init(json.member("kind")), timestamp: try .init(json.member("timestamp")))
        if let given = json["payload"] { payload = try given.optionalBody }
    }

    var json: JSON {
        .object([
            ("table", table.json),
            ("id", id.json),
            ("kind", kind.json),
            ("timestamp", timestamp.json),
            ("payload", JSON.of(optionalBody: payload)),
        ])
    }
}

extension Quota: ContractValue {
    init(_ json: JSON) throws {
        self.init(records: try .init(json.member("records")), bytes: try .init(json.member("bytes")), minSyncIntervalMs: try .init(json.member("min_sync_interval_ms")))
    }

    var json: JSON {
        .object([
            ("records", records.json),
            ("bytes", bytes.json),
            ("min_sync_interval_ms", minSyncIntervalMs.json),
        ])
    }
}

extension RecordBody: ContractValue {
    init(_ json: JSON) throws {
        self.init(id: try .init(json.member("id")), body: try json.member("body").body)
    }

    var json: JSON {
        .object([
            ("id", id.json),
            ("body", JSON.of(body: body)),
        ])
    }
}

extension RecordPage: ContractValue {
    init(_ json: JSON) throws {
        self.init(records: try .init(json.member("records")), nextPage: try .init(json.member("next_page")))
    }

    var json: JSON {
        .object([
            ("records", records.json),
            ("next_page", nextPage.json),
        ])
    }
}

extension Refusal: ContractValue {
    init(_ json: JSON) throws {
        self.init(code: try .init(json.member("code")), reason: try .init(json.member("reason")))
    }

    var json: JSON {
        .object([
            ("code", code.json),
            ("reason", reason.json),
        ])
    }
}

extension RetryPolicy: ContractValue {
    init(_ json: JSON) throws {
        self.init()
        if let given = json["max_tries"] { maxTries = try .init(given) }
        if let given = json["backoff_base_ms"] { backoffBaseMs = try .init(given) }
        if let given = json["backoff_max_ms"] { backoffMaxMs = try .init(given) }
    }

    var json: JSON {
        .object([
            ("max_tries", maxTries.json),
            ("backoff_base_ms", backoffBaseMs.json),
            ("backoff_max_ms", backoffMaxMs.json),
        ])
    }
}

extension StatusReport: ContractValue {
    init(_ json: JSON) throws {
        self.init(status: try .init(json.member("status")), auth: try .init(json.member("auth")), deviceId: try .init(json.member("device_id")), space: try .init(json.member("space")), lastSyncAt: try .init(json.member("last_sync_at")), pending: try .init(json.member("pending")), failed: try .init(json.member("failed")), conflicted: try .init(json.member("conflicted")), oldestPendingMs: try .init(json.member("oldest_pending_ms")), quota: try .init(json.member("quota")), cursorSeq: try .init(json.member("cursor_seq")), digest: try .init(json.member("digest")), staged: try .init(json.member("staged")), parked: try .init(json.member("parked")), sentApart: try .init(json.member("sent_apart")), lastError: nil, failedListeners: try .init(json.member("failed_listeners")))
    }

    var json: JSON {
        .object([
            ("status", status.json),
            ("auth", auth.json),
            ("device_id", deviceId.json),
            ("space", space.json),
            ("last_sync_at", lastSyncAt.json),
            ("pending", pending.json),
            ("failed", failed.json),
            ("conflicted", conflicted.json),
            ("oldest_pending_ms", oldestPendingMs.json),
            ("quota", quota.json),
            ("cursor_seq", cursorSeq.json),
            ("digest", digest.json),
            ("staged", staged.json),
            ("parked", parked.json),
            ("sent_apart", sentApart.json),
            ("last_error", lastError.map { $0.json } ?? .null),
            ("failed_listeners", failedListeners.json),
        ])
    }
}

extension SyncReport: ContractValue {
    init(_ json: JSON) throws {
        self.init(status: try .init(json.member("status")), pushed: try .init(json.member("pushed")), pulled: try .init(json.member("pulled")), conflictsResolved: try .init(json.member("conflicts_resolved")), conflictsWaiting: try .init(json.member("conflicts_waiting")), refused: try .init(json.member("refused")), overQuota: try .init(json.member("over_quota")), resent: try .init(json.member("resent")), parked: try .init(json.member("parked")), shownEarly: try .init(json.member("shown_early")), apart: try .init(json.member("apart")), repaired: try .init(json.member("repaired")), reconciled: try .init(json.member("reconciled")), digestsEqual: try .init(json.member("digests_equal")), bytesSent: try .init(json.member("bytes_sent")), bytesReceived: try .init(json.member("bytes_received")), durationMs: try .init(json.member("duration_ms")), error: nil)
    }

    var json: JSON {
        .object([
            ("status", status.json),
            ("pushed", pushed.json),
            ("pulled", pulled.json),
            ("conflicts_resolved", conflictsResolved.json),
            ("conflicts_waiting", conflictsWaiting.json),
            ("refused", refused.json),
            ("over_quota", overQuota.json),
            ("resent", resent.json),
            ("parked", parked.json),
            ("shown_early", shownEarly.json),
            ("apart", apart.json),
            ("repaired", repaired.json),
            ("reconciled", reconciled.json),
            ("digests_equal", digestsEqual.json),
            ("bytes_sent", bytesSent.json),
            ("bytes_received", bytesReceived.json),
            ("duration_ms", durationMs.json),
            ("error", error.map { $0.json } ?? .null),
        ])
    }
}

extension TableInfo: ContractValue {
    init(_ json: JSON) throws {
        self.init(name: try .init(json.member("name")), policy: try .init(json.member("policy")), records: try .init(json.member("records")), pending: try .init(json.member("pending")))
    }

    var json: JSON {
        .object([
            ("name", name.json),
            ("policy", policy.json),
            ("records", records.json),
            ("pending", pending.json),
        ])
    }
}

extension TablePolicy: ContractValue {
    init(_ json: JSON) throws {
        self.init()
        if let given = json["replicate"] { replicate = try .init(given) }
        if let given = json["merge"] { merge = try .init(given) }
        if let given = json["indexed"] { indexed = try .init(given) }
    }

    var json: JSON {
        .object([
            ("replicate", replicate.json),
            ("merge", merge.json),
            ("indexed", indexed.json),
        ])
    }
}

extension Usage: ContractValue {
    init(_ json: JSON) throws {
        self.init(used: try .init(json.member("used")), limit: try .init(json.member("limit")))
    }

    var json: JSON {
        .object([
            ("used", used.json),
            ("limit", limit.json),
        ])
    }
}

extension VerifyReport: ContractValue {
    init(_ json: JSON) throws {
        self.init(isEqual: try .init(json.member("is_equal")), records: try .init(json.member("records")), repaired: try .init(json.member("repaired")), digest: try .init(json.member("digest")), sync: try .init(json.member("sync")))
    }

    var json: JSON {
        .object([
            ("is_equal", isEqual.json),
            ("records", records.json),
            ("repaired", repaired.json),
            ("digest", digest.json),
            ("sync", sync.json),
        ])
    }
}

extension WaitingMutation: ContractValue {
    init(_ json: JSON) throws {
        self.init(seq: try .init(json.member("seq")), table: try .init(json.member("table")), id: try .init(json.member("id")), kind: try .init(json.member("kind")), timestamp: try .init(json.member("timestamp")), state: try .init(json.member("state")), attempts: try .init(json.member("attempts")), refusal: try .init(json.member("refusal")))
    }

    var json: JSON {
        .object([
            ("seq", seq.json),
            ("table", table.json),
            ("id", id.json),
            ("kind", kind.json),
            ("timestamp", timestamp.json),
            ("state", state.json),
            ("attempts", attempts.json),
            ("refusal", refusal.json),
        ])
    }
}

extension AuthState: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Unauthenticated": self = .unauthenticated
        case "Authenticating": self = .authenticating
        case "Authenticated": self = .authenticated
        case "Offline": self = .offline
        case let other: throw Refused("there is no AuthState named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .unauthenticated: .string("Unauthenticated")
        case .authenticating: .string("Authenticating")
        case .authenticated: .string("Authenticated")
        case .offline: .string("Offline")
        }
    }
}

extension CloudEvent: ContractValue {
    init(_ json: JSON) throws {
        switch try json.member("type").text {
        case "StatusChanged": self = .statusChanged(status: try .init(json.member("status")))
        case "RecordsChanged": self = .recordsChanged(table: try .init(json.member("table")), ids: try .init(json.member("ids")), origin: try .init(json.member("origin")))
        case "Conflict": self = .conflict(conflictId: try .init(json.member("conflict_id")), table: try .init(json.member("table")), id: try .init(json.member("id")), winner: try .init(json.member("winner")))
        case "QuotaWarning": self = .quotaWarning(resource: try .init(json.member("resource")), used: try .init(json.member("used")), limit: try .init(json.member("limit")))
        case "Progress": self = .progress(phase: try .init(json.member("phase")), done: try .init(json.member("done")), total: try .init(json.member("total")))
        case "AuthNeeded": self = .authNeeded(reason: try .init(json.member("reason")))
        case "MutationRefused": self = .mutationRefused(table: try .init(json.member("table")), id: try .init(json.member("id")), code: try .init(json.member("code")), reason: try .init(json.member("reason")))
        case "RowParked": self = .rowParked(table: try .init(json.member("table")), id: try .init(json.member("id")), reason: try .init(json.member("reason")))
        case "SentApart": self = .sentApart(records: try .init(json.member("records")))
        case "Repaired": self = .repaired(records: try .init(json.member("records")))
        case let other: throw Refused("there is no CloudEvent named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .statusChanged(let status): .object([("type", .string("StatusChanged")), ("status", status.json)])
        case .recordsChanged(let table, let ids, let origin): .object([("type", .string("RecordsChanged")), ("table", table.json), ("ids", ids.json), ("origin", origin.json)])
        case .conflict(let conflictId, let table, let id, let winner): .object([("type", .string("Conflict")), ("conflict_id", conflictId.json), ("table", table.json), ("id", id.json), ("winner", winner.json)])
        case .quotaWarning(let resource, let used, let limit): .object([("type", .string("QuotaWarning")), ("resource", resource.json), ("used", used.json), ("limit", limit.json)])
        case .progress(let phase, let done, let total): .object([("type", .string("Progress")), ("phase", phase.json), ("done", done.json), ("total", total.json)])
        case .authNeeded(let reason): .object([("type", .string("AuthNeeded")), ("reason", reason.json)])
        case .mutationRefused(let table, let id, let code, let reason): .object([("type", .string("MutationRefused")), ("table", table.json), ("id", id.json), ("code", code.json), ("reason", reason.json)])
        case .rowParked(let table, let id, let reason): .object([("type", .string("RowParked")), ("table", table.json), ("id", id.json), ("reason", reason.json)])
        case .sentApart(let records): .object([("type", .string("SentApart")), ("records", records.json)])
        case .repaired(let records): .object([("type", .string("Repaired")), ("records", records.json)])
        }
    }
}

extension CloudStatus: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Disconnected": self = .disconnected
        case "Connected": self = .connected
        case "Syncing": self = .syncing
        case "Offline": self = .offline
        case "Error": self = .error
        case let other: throw Refused("there is no CloudStatus named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .disconnected: .string("Disconnected")
        case .connected: .string("Connected")
        case .syncing: .string("Syncing")
        case .offline: .string("Offline")
        case .error: .string("Error")
        }
    }
}

extension ConflictCause: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "BothChanged": self = .bothChanged
        case "ServerRestored": self = .serverRestored
        case "Discarded": self = .discarded
        case let other: throw Refused("there is no ConflictCause named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .bothChanged: .string("BothChanged")
        case .serverRestored: .string("ServerRestored")
        case .discarded: .string("Discarded")
        }
    }
}

extension ConflictSide: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Local": self = .local
        case "Remote": self = .remote
        case let other: throw Refused("there is no ConflictSide named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .local: .string("Local")
        case .remote: .string("Remote")
        }
    }
}

extension Durability: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Normal": self = .normal
        case "Full": self = .full
        case let other: throw Refused("there is no Durability named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .normal: .string("Normal")
        case .full: .string("Full")
        }
    }
}

extension LogLevel: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Error": self = .error
        case "Warn": self = .warn
        case "Info": self = .info
        case "Debug": self = .debug
        case "Trace": self = .trace
        case let other: throw Refused("there is no LogLevel named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .error: .string("Error")
        case .warn: .string("Warn")
        case .info: .string("Info")
        case .debug: .string("Debug")
        case .trace: .string("Trace")
        }
    }
}

extension MergeStrategy: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "LastWriteWins": self = .lastWriteWins
        case "LocalWins": self = .localWins
        case "RemoteWins": self = .remoteWins
        case "Manual": self = .manual
        case let other: throw Refused("there is no MergeStrategy named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .lastWriteWins: .string("LastWriteWins")
        case .localWins: .string("LocalWins")
        case .remoteWins: .string("RemoteWins")
        case .manual: .string("Manual")
        }
    }
}

extension MutationKind: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Create": self = .create
        case "Update": self = .update
        case "Delete": self = .delete
        case let other: throw Refused("there is no MutationKind named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .create: .string("Create")
        case .update: .string("Update")
        case .delete: .string("Delete")
        }
    }
}

extension Origin: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Local": self = .local
        case "Remote": self = .remote
        case let other: throw Refused("there is no Origin named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .local: .string("Local")
        case .remote: .string("Remote")
        }
    }
}

extension QuotaCheck: ContractValue {
    init(_ json: JSON) throws {
        switch try json.member("type").text {
        case "Allowed": self = .allowed
        case "Warning": self = .warning(usagePercent: try .init(json.member("usage_percent")))
        case "Exceeded": self = .exceeded(resource: try .init(json.member("resource")), used: try .init(json.member("used")), limit: try .init(json.member("limit")), reason: try .init(json.member("reason")))
        case let other: throw Refused("there is no QuotaCheck named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .allowed: .object([("type", .string("Allowed"))])
        case .warning(let usagePercent): .object([("type", .string("Warning")), ("usage_percent", usagePercent.json)])
        case .exceeded(let resource, let used, let limit, let reason): .object([("type", .string("Exceeded")), ("resource", resource.json), ("used", used.json), ("limit", limit.json), ("reason", reason.json)])
        }
    }
}

extension RecordChange: ContractValue {
    init(_ json: JSON) throws {
        switch try json.member("type").text {
        case "Put": self = .put(table: try .init(json.member("table")), id: try .init(json.member("id")), body: try json.member("body").body)
        case "Delete": self = .delete(table: try .init(json.member("table")), id: try .init(json.member("id")))
        case let other: throw Refused("there is no RecordChange named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .put(let table, let id, let body): .object([("type", .string("Put")), ("table", table.json), ("id", id.json), ("body", JSON.of(body: body))])
        case .delete(let table, let id): .object([("type", .string("Delete")), ("table", table.json), ("id", id.json)])
        }
    }
}

extension RecordState: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Absent": self = .absent
        case "Synced": self = .synced
        case "Pending": self = .pending
        case "InFlight": self = .inFlight
        case "Held": self = .held
        case "Refused": self = .refused
        case "Parked": self = .parked
        case "LocalOnly": self = .localOnly
        case let other: throw Refused("there is no RecordState named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .absent: .string("Absent")
        case .synced: .string("Synced")
        case .pending: .string("Pending")
        case .inFlight: .string("InFlight")
        case .held: .string("Held")
        case .refused: .string("Refused")
        case .parked: .string("Parked")
        case .localOnly: .string("LocalOnly")
        }
    }
}

extension Replicate: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Cloud": self = .cloud
        case "Local": self = .local
        case let other: throw Refused("there is no Replicate named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .cloud: .string("Cloud")
        case .local: .string("Local")
        }
    }
}

extension ResolvedBy: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Auto": self = .auto
        case "User": self = .user
        case let other: throw Refused("there is no ResolvedBy named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .auto: .string("Auto")
        case .user: .string("User")
        }
    }
}

extension SyncPhase: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Push": self = .push
        case "Pull": self = .pull
        case let other: throw Refused("there is no SyncPhase named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .push: .string("Push")
        case .pull: .string("Pull")
        }
    }
}

extension SyncStatus: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Success": self = .success
        case "Partial": self = .partial
        case "Offline": self = .offline
        case "Throttled": self = .throttled
        case "AuthNeeded": self = .authNeeded
        case "Refused": self = .refused
        case let other: throw Refused("there is no SyncStatus named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .success: .string("Success")
        case .partial: .string("Partial")
        case .offline: .string("Offline")
        case .throttled: .string("Throttled")
        case .authNeeded: .string("AuthNeeded")
        case .refused: .string("Refused")
        }
    }
}

extension Winner: ContractValue {
    init(_ json: JSON) throws {
        switch try json.text {
        case "Local": self = .local
        case "Remote": self = .remote
        case "Merged": self = .merged
        case let other: throw Refused("there is no Winner named \(other)")
        }
    }

    var json: JSON {
        switch self {
        case .local: .string("Local")
        case .remote: .string("Remote")
        case .merged: .string("Merged")
        }
    }
}

extension CloudError {
    var json: JSON {
        let name =
            switch self {
            case .invalidArgument: "InvalidArgument"
            case .closed: "Closed"
            case .cancelled: "Cancelled"
            case .busy: "Busy"
            case .storage: "Storage"
            case .storeUnusable: "StoreUnusable"
            case .offline: "Offline"
            case .tls: "Tls"
            case .unauthenticated: "Unauthenticated"
            case .forbidden: "Forbidden"
            case .conflict: "Conflict"
            case .quota: "Quota"
            case .throttled: "Throttled"
            case .versionMismatch: "VersionMismatch"
            case .protocol: "Protocol"
            case .internal: "Internal"
            }
        return .object([("type", .string(name)), ("info", info.json)])
    }
}
