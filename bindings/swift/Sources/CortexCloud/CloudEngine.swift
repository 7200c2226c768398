import CortexCloudGenerated
import Foundation

/// An open store: one local SQLite file, read and written at local speed, that syncs when it can.
///
/// It may be used from any thread and task. The calls of the store return when they are done and never wait for the
/// network; they wait for another writer 50 ms at most. What waits for the network is `async` and runs on a thread of its
/// own, never on one of the pool of tasks.
public final class CloudEngine: Sendable {
    let ffi: FfiEngine

    /// Opens the file, or makes it. Credentials are kept in `tokenStore`; in memory until the process ends without one.
    ///
    /// - Throws: `invalidArgument` for a setting that will not do, with its name; `storeUnusable` for a file that is no
    ///   store of a known version (it is not touched); `storage` when it cannot be written; `tls` for plain HTTP to another
    ///   machine; `busy` when another writer does not let go.
    public init(_ config: Config, tokenStore: (any TokenStore)? = nil) throws(CloudError) {
        ffi = try translated { try FfiEngine(config: config, tokenStore: tokenStore) }
    }

    /// Opens the file at a path with the contract's defaults.
    public convenience init(path: String, server: String? = nil) throws(CloudError) {
        try self.init(Config(path: path, http: server.map { HttpClientConfig(baseUrl: $0) }))
    }

    deinit {
        // Harmless after `close`.
        try? ffi.close()
    }

    /// Ends every running call and the background syncer, waits for a listener that is running (unless called from it), and
    /// closes the file. Harmless when called again.
    public func close() {
        try? ffi.close()
    }

    // MARK: Records

    /// Saves a record. `body` is the text of a JSON object.
    ///
    /// - Returns: Whether that changed anything.
    @discardableResult
    public func put(_ table: String, _ id: String, json body: Json) throws(CloudError) -> Bool {
        try translated { try ffi.put(table: table, id: id, body: body) }
    }

    /// Saves many records, in transactions of 500. Every row is checked before the first is written.
    @discardableResult
    public func putMany(_ table: String, _ rows: [RecordBody]) throws(CloudError) -> Int64 {
        try translated { try ffi.putMany(table: table, rows: rows) }
    }

    /// The body of a record as canonical JSON text; nil for one that does not exist or is deleted.
    public func get(_ table: String, _ id: String) throws(CloudError) -> Json? {
        try translated { try ffi.get(table: table, id: id) }
    }

    /// A record with what is known of its sync.
    public func getRecord(_ table: String, _ id: String) throws(CloudError) -> CloudRecord? {
        try translated { try ffi.getRecord(table: table, id: id) }
    }

    /// Deletes a record. Returns whether there was one.
    @discardableResult
    public func delete(_ table: String, _ id: String) throws(CloudError) -> Bool {
        try translated { try ffi.delete(table: table, id: id) }
    }

    /// Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
    @discardableResult
    public func apply(_ changes: [RecordChange]) throws(CloudError) -> Int64 {
        try translated { try ffi.apply(changes: changes) }
    }

    /// Bodies of a table, a page at a time.
    public func query(_ table: String, _ query: Query = Query()) throws(CloudError) -> Page {
        try translated { try ffi.query(table: table, query: query) }
    }

    /// Records of a table, a page at a time.
    public func queryRecords(_ table: String, _ query: Query = Query()) throws(CloudError) -> RecordPage {
        try translated { try ffi.queryRecords(table: table, query: query) }
    }

    /// How many records of a table match.
    public func count(_ table: String, filter: Json? = nil) throws(CloudError) -> Int64 {
        try translated { try ffi.count(table: table, filter: filter) }
    }

    /// The tables of the file.
    public func tables() throws(CloudError) -> [TableInfo] {
        try translated { try ffi.tables() }
    }

    // MARK: Memories

    /// Saves a memory and returns its id. A memory of that id is replaced.
    @discardableResult
    public func putMemory(json memory: Json) throws(CloudError) -> String {
        try translated { try ffi.putMemory(memory: memory) }
    }

    /// A memory as JSON text.
    public func getMemory(_ id: String) throws(CloudError) -> Json? {
        try translated { try ffi.getMemory(id: id) }
    }

    /// Memories, a page at a time; without another order the oldest first.
    public func queryMemories(_ query: Query = Query()) throws(CloudError) -> Page {
        try translated { try ffi.queryMemories(query: query) }
    }

    // MARK: Status and quota

    /// What is synced and what is not.
    public func status() throws(CloudError) -> StatusReport {
        try translated { try ffi.getStatus() }
    }

    /// Why a record is or is not synced.
    public func explain(_ table: String, _ id: String) throws(CloudError) -> Explanation {
        try translated { try ffi.explain(table: table, id: id) }
    }

    /// How far the sign-in has come.
    public func authState() throws(CloudError) -> AuthState {
        try translated { try ffi.authState() }
    }

    /// What the space uses of what it may, by the server's last word.
    public func quota() throws(CloudError) -> Quota? {
        try translated { try ffi.quota() }
    }

    /// Whether what waits fits into the space.
    public func checkQuota() throws(CloudError) -> QuotaCheck {
        try translated { try ffi.checkQuota() }
    }

    // MARK: Signing in, offline

    /// Signs in with an API key, which the token store keeps.
    public func login(apiKey key: String) throws(CloudError) {
        try translated { try ffi.loginApiKey(key: key) }
    }

    /// Forgets the credential.
    public func logout() throws(CloudError) {
        try translated { try ffi.logout() }
    }

    /// Begins to sync in the background.
    public func start() throws(CloudError) {
        try translated { try ffi.start() }
    }

    /// Uses the network no more, until `goOnline`.
    public func goOffline() throws(CloudError) {
        try translated { try ffi.goOffline() }
    }

    // MARK: The queue, conflicts, refusals

    /// Queues a mutation that was made elsewhere.
    @discardableResult
    public func queueMutation(_ mutation: QueuedMutation) throws(CloudError) -> Bool {
        try translated { try ffi.queueMutation(mutation: mutation) }
    }

    /// What waits to be sent.
    public func queuedMutations(after: Int64? = nil, limit: Int64 = 1_000) throws(CloudError) -> [WaitingMutation] {
        try translated { try ffi.queuedMutations(after: after, limit: limit) }
    }

    /// The conflict log, newest first.
    public func conflicts(_ filter: ConflictFilter = ConflictFilter()) throws(CloudError) -> [ConflictEntry] {
        try translated { try ffi.conflicts(filter: filter) }
    }

    /// Settles the open conflict of a record by a strategy.
    public func resolveConflict(_ table: String, _ id: String, _ strategy: MergeStrategy) throws(CloudError) {
        try translated { try ffi.resolveConflict(table: table, id: id, strategy: strategy) }
    }

    /// Settles the open conflict of a record by a body that takes the place of both sides.
    public func resolveConflict(_ table: String, _ id: String, with body: Json) throws(CloudError) {
        try translated { try ffi.resolveConflictWith(table: table, id: id, body: body) }
    }

    /// Brings one side of a conflict back as a new version of its record.
    @discardableResult
    public func restore(_ conflictId: Int64, _ side: ConflictSide) throws(CloudError) -> Bool {
        try translated { try ffi.restore(conflictId: conflictId, side: side) }
    }

    /// What the server refused for good.
    public func failedMutations() throws(CloudError) -> [FailedMutation] {
        try translated { try ffi.failedMutations() }
    }

    /// Puts refused records back on the queue.
    @discardableResult
    public func retryFailed(table: String? = nil, id: String? = nil) throws(CloudError) -> Int64 {
        try translated { try ffi.retryFailed(table: table, id: id) }
    }

    /// Gives refused states up; they go to the conflict log.
    @discardableResult
    public func discardFailed(table: String? = nil, id: String? = nil) throws(CloudError) -> Int64 {
        try translated { try ffi.discardFailed(table: table, id: id) }
    }
}
