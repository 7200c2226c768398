import CortexCloudGenerated

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
        return Int(try await cancellable { ffi, cancel in try ffi.putMany(table: table, rows: rows, cancel: cancel) })
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
        return Int(try await unlessCancelled { ffi in try ffi.apply(changes: changes) })
    }

    /// Bodies of a table's records, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: `invalidArgument` for a table, filter, order, limit or page token that will not do, of a filter with
    ///   the place of what is wrong; `storage`.
    public func query(_ table: String, _ query: Query = Query()) async throws(CloudError) -> Page {
        Page(try await unlessCancelled { ffi in try ffi.query(table: table, query: query.ffi) })
    }

    /// A table's records with their metadata, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func queryRecords(_ table: String, _ query: Query = Query()) async throws(CloudError) -> RecordPage {
        RecordPage(try await unlessCancelled { ffi in try ffi.queryRecords(table: table, query: query.ffi) })
    }

    /// Memories, a page at a time; without another order the oldest first.
    ///
    /// - Throws: as `query`.
    public func queryMemories(_ query: Query = Query()) async throws(CloudError) -> Page {
        Page(try await unlessCancelled { ffi in try ffi.queryMemories(query: query.ffi) })
    }

    /// Sets what holds for a table from now on, in this file. From local to cloud, its records are queued; from cloud
    /// to local, nothing goes up or comes down any more and both copies stay as they are. Indexes are made and dropped
    /// at once.
    ///
    /// - Throws: `invalidArgument` for a table or a path that will not do; `busy` when another writer does not let go
    ///   within 10 s, and then nothing was changed; `storage`.
    public func setTablePolicy(_ table: String, _ policy: TablePolicy) async throws(CloudError) {
        try await unlessCancelled { ffi in try ffi.setTablePolicy(table: table, policy: policy.ffi) }
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
        let cancel = CancelToken()
        let outcome: Result<T, CloudError> = await withTaskCancellationHandler {
            await onThread {
                // The engine itself, so that it is not let go, and closed, while its call runs.
                caught { () throws(CloudError) in try translated { try call(self.ffi, cancel) } }
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
        guard !Task.isCancelled else {
            throw .cancelled(
                ErrorInfo(
                    code: "cancelled", message: "the task was cancelled before the call began; nothing was done",
                    retryable: false, retryAfterMs: nil, details: [:]))
        }
        return try await onThread { () throws(CloudError) in try translated { try call(self.ffi) } }
    }
}
