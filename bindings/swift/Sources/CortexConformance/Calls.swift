import CortexCloud

/// Calls a method by the contract's name with its arguments.
func called(_ method: String, on engine: CloudEngine, _ args: JSON) async throws -> JSON {
    func text(_ name: String) throws -> String { try args.member(name).text }
    func body(_ name: String = "body") throws -> Json { try args.member(name).body }
    /// An argument that was given; nil leaves it to its default.
    func given<T: ContractValue>(_ name: String, _ type: T.Type = T.self) throws -> T? {
        try args[name].map { try T($0) }
    }

    switch method {
    case "apply": return try await engine.apply(try [RecordChange](try args.member("changes"))).json
    case "auth_state": return try await engine.authState().json
    case "check_quota": return try engine.checkQuota().json
    case "clear_log_sink": try engine.clearLogSink()
    case "close": await engine.close()
    case "conflicts": return try await engine.conflicts(try given("filter") ?? ConflictFilter()).json
    case "count": return try await engine.count(try text("table"), filter: try args["filter"]?.optionalBody).json
    case "delete": return try engine.delete(try text("table"), try text("id")).json
    case "discard_failed": return try await engine.discardFailed(table: try given("table"), id: try given("id")).json
    case "explain": return try engine.explain(try text("table"), try text("id")).json
    case "failed_mutations": return try await engine.failedMutations().json
    case "get": return .of(optionalBody: try engine.get(try text("table"), try text("id")))
    case "get_memory": return .of(optionalBody: try engine.getMemory(try text("id")))
    case "get_record": return try engine.getRecord(try text("table"), try text("id")).json
    case "get_status": return try await engine.getStatus().json
    case "go_offline": try engine.goOffline()
    case "go_online": return try await engine.goOnline().json
    case "login_api_key": try await engine.loginApiKey(try text("key"))
    case "logout": try await engine.logout()
    case "pull": return try await engine.pull().json
    case "push": return try await engine.push().json
    case "put": return try engine.put(try text("table"), try text("id"), json: try body()).json
    case "put_many": return try await engine.putMany(try text("table"), try [RecordBody](try args.member("rows"))).json
    case "put_memory": return try engine.putMemory(json: try body("memory")).json
    case "query": return try await engine.query(try text("table"), try given("query") ?? CloudQuery()).json
    case "query_memories": return try await engine.queryMemories(try given("query") ?? CloudQuery()).json
    case "query_records":
        return try await engine.queryRecords(try text("table"), try given("query") ?? CloudQuery()).json
    case "queue_mutation": return try engine.queueMutation(try QueuedMutation(try args.member("mutation"))).json
    case "queued_mutations":
        return try engine.queuedMutations(after: try given("after"), limit: try given("limit") ?? 1_000).json
    case "quota": return try engine.quota().json
    case "resolve_conflict":
        try engine.resolveConflict(try text("table"), try text("id"), try MergeStrategy(try args.member("strategy")))
    case "resolve_conflict_with": try engine.resolveConflictWith(try text("table"), try text("id"), json: try body())
    case "restore":
        let side = try ConflictSide(try args.member("side"))
        return try engine.restore(try Int(try args.member("conflict_id")), side).json
    case "retry_failed": return try await engine.retryFailed(table: try given("table"), id: try given("id")).json
    case "set_table_policy":
        try await engine.setTablePolicy(try text("table"), try TablePolicy(try args.member("policy")))
    case "start": try engine.start()
    case "stop": try await engine.stop()
    case "sync": return try await engine.sync().json
    case "tables": return try await engine.tables().json
    case "verify": return try await engine.verify().json
    default: throw Refused("this runner has no method \(method)")
    }
    return .null
}
