internal import CortexCloudGenerated

// Calls that may wait: for the network, for a token store, or for long local work. Each runs on a thread of its own.
// Cancelling the task that waits for one ends it: a call that has not begun does nothing, and one that takes a token ends
// soon. Their words are the contract's, written by `cargo xtask generate`.

extension CloudEngine {
    /// Sends local mutations, receives remote ones and settles conflicts.
    ///
    /// A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is running
    /// already.
    ///
    /// - Throws: `cancelled`, `busy`, `storage`, `storeUnusable`.
    @discardableResult
    public func sync() async throws(CloudError) -> SyncReport {
        SyncReport(try await cancellable { ffi, cancel in try ffi.sync(cancel: cancel) })
    }

    /// Only sends local mutations.
    ///
    /// - Throws: as `sync`.
    @discardableResult
    public func push() async throws(CloudError) -> SyncReport {
        SyncReport(try await cancellable { ffi, cancel in try ffi.push(cancel: cancel) })
    }

    /// Only receives remote mutations.
    ///
    /// - Throws: as `sync`.
    @discardableResult
    public func pull() async throws(CloudError) -> SyncReport {
        SyncReport(try await cancellable { ffi, cancel in try ffi.pull(cancel: cancel) })
    }

    /// Uses the network again, and syncs at once what has waited.
    ///
    /// - Throws: as `sync`.
    @discardableResult
    public func goOnline() async throws(CloudError) -> SyncReport {
        SyncReport(try await cancellable { ffi, cancel in try ffi.goOnline(cancel: cancel) })
    }

    /// Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
    ///
    /// - Throws: as `sync`.
    public func verify() async throws(CloudError) -> VerifyReport {
        VerifyReport(try await cancellable { ffi, cancel in try ffi.verify(cancel: cancel) })
    }

    /// Saves many records of one table, each as `put` would. Returns how many changed. For imports.
    ///
    /// Every row is checked before the first is written. They are written in order, in transactions of 500.
    ///
    /// - Throws: `invalidArgument` with the number of the row, and nothing was changed; `cancelled`, `busy` and
    ///   `storage`, after which the rows of finished transactions are saved and the rest is not.
    @discardableResult
    public func putMany(_ table: String, _ rows: [RecordBody]) async throws(CloudError) -> Int {
        let rows = rows.map { $0.ffi }
        return Int(
            try await inTurn { () async throws(CloudError) in
                try await self.cancellable { ffi, cancel in
                    try ffi.putMany(table: table, rows: rows, cancel: cancel)
                }
            })
    }

    /// Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
    ///
    /// They are one unit from then on: other devices see all of them or none, but for the records they have changed
    /// themselves, and the server takes all or none. Of several changes to one record the last counts.
    ///
    /// - Throws: `invalidArgument` with the number of the change; `busy`; `storage`. In each case nothing was
    ///   changed.
    @discardableResult
    public func apply(_ changes: [RecordChange]) async throws(CloudError) -> Int {
        let changes = changes.map { $0.ffi }
        return Int(try await local { ffi in try ffi.apply(changes: changes) })
    }

    /// Bodies of a table's records, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: `invalidArgument` for a table, filter, order, limit or page token that will not do, of a filter with
    ///   the place of what is wrong; `storage`.
    public func query(_ table: String, _ query: CloudQuery = CloudQuery()) async throws(CloudError) -> Page {
        Page(try await local { ffi in try ffi.query(table: table, query: query.ffi) })
    }

    /// A table's records with their metadata, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func queryRecords(_ table: String, _ query: CloudQuery = CloudQuery()) async throws(CloudError) -> RecordPage
    {
        RecordPage(try await local { ffi in try ffi.queryRecords(table: table, query: query.ffi) })
    }

    /// Memories, a page at a time; without another order the oldest first.
    ///
    /// - Throws: as `query`.
    public func queryMemories(_ query: CloudQuery = CloudQuery()) async throws(CloudError) -> Page {
        Page(try await local { ffi in try ffi.queryMemories(query: query.ffi) })
    }

    /// How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func count(_ table: String, filter: Json? = nil) async throws(CloudError) -> Int {
        Int(try await local { ffi in try ffi.count(table: table, filter: filter) })
    }

    /// As `count(_:filter:)`, with a filter that is a value and not a text.
    public func count(  // a form of Swift's own
        _ table: String, where filter: JSONValue
    ) async throws(CloudError) -> Int {
        try await count(table, filter: try filter.text())
    }

    /// The tables that have records or a policy, by name. Counts every record of the file.
    ///
    /// - Throws: `storage`.
    public func tables() async throws(CloudError) -> [TableInfo] {
        try await local { ffi in try ffi.tables() }.map { TableInfo($0) }
    }

    /// The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
    ///
    /// - Throws: `invalidArgument` for an id without a table or a limit out of range; `storage`.
    public func conflicts(_ filter: ConflictFilter = ConflictFilter()) async throws(CloudError) -> [ConflictEntry] {
        try await local { ffi in try ffi.conflicts(filter: filter.ffi) }.map { ConflictEntry($0) }
    }

    /// Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
    ///
    /// - Throws: `storage`.
    public func failedMutations() async throws(CloudError) -> [FailedMutation] {
        try await local { ffi in try ffi.failedMutations() }.map { FailedMutation($0) }
    }

    /// Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
    /// with the next sync. Returns how many records that are.
    ///
    /// - Throws: `invalidArgument` for an id without a table; `conflict` when the record named is not refused;
    ///   `busy`; `storage`.
    @discardableResult
    public func retryFailed(table: String? = nil, id: String? = nil) async throws(CloudError) -> Int {
        Int(try await local { ffi in try ffi.retryFailed(table: table, id: id) })
    }

    /// Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back
    /// the last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how
    /// many records that are.
    ///
    /// - Throws: as `retryFailed`.
    @discardableResult
    public func discardFailed(table: String? = nil, id: String? = nil) async throws(CloudError) -> Int {
        Int(try await local { ffi in try ffi.discardFailed(table: table, id: id) })
    }

    /// The engine's state at one moment. Never waits for the network.
    ///
    /// - Throws: `storage`.
    public func getStatus() async throws(CloudError) -> StatusReport {
        StatusReport(try await unlessCancelled { ffi in try ffi.getStatus() })
    }

    /// How far the sign-in has come. Never waits for the network.
    public func authState() async throws(CloudError) -> AuthState {
        AuthState(try await unlessCancelled { ffi in try ffi.authState() })
    }

    /// Sets what holds for a table from now on, in this file. From local to cloud, its records are queued; from cloud
    /// to local, nothing goes up or comes down any more and both copies stay as they are. Indexes are made and dropped
    /// at once.
    ///
    /// - Throws: `invalidArgument` for a table or a path that will not do; `busy` when another writer does not let go
    ///   within 10 s, and then nothing was changed; `storage`.
    public func setTablePolicy(_ table: String, _ policy: TablePolicy) async throws(CloudError) {
        try await local { ffi in try ffi.setTablePolicy(table: table, policy: policy.ffi) }
    }

    /// Signs in with an API key. It is kept in the token store and shown to the configured server only; whether the
    /// server takes it shows with the next sync.
    ///
    /// - Throws: `invalidArgument` for text that cannot be a key, or without a server; `internal` when the token
    ///   store fails.
    public func loginApiKey(_ key: String) async throws(CloudError) {
        try await unlessCancelled { ffi in try ffi.loginApiKey(key: key) }
    }

    /// Forgets the credentials. Local work goes on and stays queued.
    ///
    /// - Throws: `invalidArgument` without a server; `internal` when the token store fails.
    public func logout() async throws(CloudError) {
        try await unlessCancelled { ffi in try ffi.logout() }
    }

    /// Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost.
    public func stop() async throws(CloudError) {
        // Whoever stops it means it, cancelled or not.
        try await onThread { () throws(CloudError) in try translated { try self.ffi.stop() } }
    }

    /// Runs a call on a thread of its own, with a token that cancelling the task cancels.
    private func cancellable<T: Sendable>(
        _ call: @escaping @Sendable (FfiEngine, CancelToken) throws -> T
    ) async throws(CloudError) -> T {
        try refuseIfCancelled()
        let cancel = CancelToken()
        let outcome: Result<T, CloudError> = await withTaskCancellationHandler {
            do throws(CloudError) {
                // The engine itself, so that it is not let go, and closed, while its call runs.
                return .success(
                    try await onThread { () throws(CloudError) in try translated { try call(self.ffi, cancel) } })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            try? cancel.cancel()
        }
        return try outcome.get()
    }

    /// The same for a call that takes no token: it is made, or it is not.
    private func unlessCancelled<T: Sendable>(
        _ call: @escaping @Sendable (FfiEngine) throws -> T
    ) async throws(CloudError) -> T {
        try refuseIfCancelled()
        return try await onThread { () throws(CloudError) in try translated { try call(self.ffi) } }
    }

    /// The same for one that only waits for the file.
    private func local<T: Sendable>(_ call: @escaping @Sendable (FfiEngine) throws -> T) async throws(CloudError) -> T {
        try await inTurn { () async throws(CloudError) in try await self.unlessCancelled(call) }
    }

    /// Makes a call when so many others of the kind have ended that it would not stand in line.
    private func inTurn<T>(_ call: () async throws(CloudError) -> T) async throws(CloudError) -> T {
        guard await turns.take() else { throw notBegun }
        defer { turns.give() }
        return try await call()
    }

    private func refuseIfCancelled() throws(CloudError) {
        if Task.isCancelled { throw notBegun }
    }
}

private let notBegun = CloudError.cancelled(
    ErrorInfo(
        code: "cancelled", message: "the task was cancelled before the call began; nothing was done", retryable: false))
