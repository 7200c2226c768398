internal import CortexCloudGenerated

/// An open store: one local SQLite file, read and written at local speed, that syncs when it can.
///
/// ```swift
/// let engine = try CloudEngine(Config(path: "notes.db", http: HttpClientConfig(baseUrl: "https://sync.example.com")))
/// try await engine.loginApiKey("ck_…")
/// try engine.put("notes", "n1", ["title": "First light", "stars": 3])
/// try engine.start()
/// ```
///
/// It may be used from any thread and task. A call of the store returns when it is done and never waits for the network;
/// for another writer it waits `Config.busyTimeoutMs` at most, before a retryable `busy`. Calls that wait for the network, or
/// for the token store, are `async` and run on a thread of their own, never on one of the pool of tasks; so do the `async`
/// forms of those that may take long. Cancelling the task cancels the call.
///
/// After `close` every call throws `closed`. An engine that is let go is closed, too, on a thread of its own and once its
/// running calls have ended; a listener that holds the engine keeps it. Every call may throw `internal`, which is a defect
/// of the library.
public final class CloudEngine: Sendable {
    let ffi: FfiEngine
    /// The streams that `close` ends.
    let streams = Guarded<[ObjectIdentifier: Mailbox]>([:])
    /// How many calls may wait for the file at once, on a thread each. More would only stand in line there.
    let turns = Turns(32)

    /// Opens the file, or makes it.
    ///
    /// `tokenStore` is where credentials are kept; in memory until the process ends, if there is none.
    ///
    /// - Throws: `invalidArgument` for a setting that will not do, with its name; `storeUnusable` for a file that is
    ///   no store of a known version (it is not touched); `storage` when it cannot be written; `tls` for plain HTTP to
    ///   another machine; `busy` when another writer does not let go.
    public init(_ config: Config, tokenStore: (any TokenStore)? = nil) throws(CloudError) {
        ffi = try translated { try FfiEngine(config: config.ffi, tokenStore: tokenStore.map { Tokens($0) }) }
    }

    deinit {
        // Whoever lets an engine go has not asked to wait: for the syncer, or for a listener that may need this very thread.
        let (ffi, streams) = (ffi, streams)
        endAll(streams)
        onThread { shut(ffi, streams) }
    }

    /// Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
    /// and closes the file. Harmless when called again. Once it has returned no listener is called any more.
    public func close() {
        shut(ffi, streams)
    }

    /// Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
    /// and closes the file. Harmless when called again. Once it has returned no listener is called any more.
    public func close() async {
        let (ffi, streams) = (ffi, streams)
        await onThread { shut(ffi, streams) }
    }

    /// The same as the initializer, on a thread of its own: opening may wait for the disk, for another writer, or for the
    /// changes a file of an earlier version needs.
    public static func open(
        _ config: Config, tokenStore: (any TokenStore)? = nil
    ) async throws(CloudError) -> CloudEngine {
        try await onThread { () throws(CloudError) in try CloudEngine(config, tokenStore: tokenStore) }
    }
}

private func shut(_ ffi: FfiEngine, _ streams: Guarded<[ObjectIdentifier: Mailbox]>) {
    // Readers first: once this has returned none hears of anything any more.
    endAll(streams)
    // It throws nothing; every method of the contract may.
    try? ffi.close()
    // One that was opened in between: it was registered before it subscribed, and nobody subscribes any more.
    endAll(streams)
}

private func endAll(_ streams: Guarded<[ObjectIdentifier: Mailbox]>) {
    let open = streams.with { streams in
        defer { streams = [:] }
        return streams.values
    }
    for mailbox in open { mailbox.end() }
}
