internal import CortexCloudGenerated
import Foundation

// Calls that return at once. Their words are the contract's, written by `cargo xtask generate`.

extension CloudEngine {
    // MARK: Records

    /// Saves a record's body, replacing what was there. Returns whether that changed anything: a body equal to the
    /// present one is no mutation.
    ///
    /// `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a JSON object of
    /// at most `Config.maxBodyBytes`; it is kept in its canonical form (RFC 8785). Integers beyond 2^53-1, duplicate
    /// keys and lone surrogates are refused.
    ///
    /// - Throws: `invalidArgument` with the path of what is wrong; `busy`; `storage`. In each case nothing was
    ///   changed.
    @discardableResult
    public func put(_ table: String, _ id: String, json body: Json) throws(CloudError) -> Bool {
        try translated { try ffi.put(table: table, id: id, body: body) }
    }

    /// Saves many records of one table, each as `put` would. Returns how many changed. For imports.
    ///
    /// Every row is checked before the first is written. They are written in order, in transactions of 500.
    ///
    /// - Throws: `invalidArgument` with the number of the row, and nothing was changed; `cancelled`, `busy` and
    ///   `storage`, after which the rows of finished transactions are saved and the rest is not.
    @discardableResult
    public func putMany(_ table: String, _ rows: [RecordBody]) throws(CloudError) -> Int {
        try translated { Int(try ffi.putMany(table: table, rows: rows.map { $0.ffi })) }
    }

    /// The body of a record in canonical form; `nil` for one that does not exist or is deleted.
    ///
    /// - Throws: `invalidArgument` for a table or id that will not do; `storage`.
    public func get(_ table: String, _ id: String) throws(CloudError) -> Json? {
        try translated { try ffi.get(table: table, id: id) }
    }

    /// A record with its metadata, deleted ones included; `nil` for one that never existed, or that only the server has
    /// because the table is local here.
    ///
    /// - Throws: as `get`.
    public func getRecord(_ table: String, _ id: String) throws(CloudError) -> CloudRecord? {
        try translated { try ffi.getRecord(table: table, id: id).map { CloudRecord($0) } }
    }

    /// Deletes a record. Returns whether there was one. The delete is a mutation like any other and reaches the other
    /// devices with the next sync.
    ///
    /// - Throws: as `put`.
    @discardableResult
    public func delete(_ table: String, _ id: String) throws(CloudError) -> Bool {
        try translated { try ffi.delete(table: table, id: id) }
    }

    /// Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
    ///
    /// They are one unit from then on: other devices see all of them or none, but for the records they have changed
    /// themselves, and the server takes all or none. Of several changes to one record the last counts.
    ///
    /// - Throws: `invalidArgument` with the number of the change; `busy`; `storage`. In each case nothing was
    ///   changed.
    @discardableResult
    public func apply(_ changes: [RecordChange]) throws(CloudError) -> Int {
        try translated { Int(try ffi.apply(changes: changes.map { $0.ffi })) }
    }

    /// Bodies of a table's records, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: `invalidArgument` for a table, filter, order, limit or page token that will not do, of a filter with
    ///   the place of what is wrong; `storage`.
    public func query(_ table: String, _ query: CloudQuery = CloudQuery()) throws(CloudError) -> Page {
        try translated { Page(try ffi.query(table: table, query: query.ffi)) }
    }

    /// A table's records with their metadata, a page at a time. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func queryRecords(_ table: String, _ query: CloudQuery = CloudQuery()) throws(CloudError) -> RecordPage {
        try translated { RecordPage(try ffi.queryRecords(table: table, query: query.ffi)) }
    }

    /// How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func count(_ table: String, filter: Json? = nil) throws(CloudError) -> Int {
        try translated { Int(try ffi.count(table: table, filter: filter)) }
    }

    /// How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
    ///
    /// - Throws: as `query`.
    public func count(_ table: String, where filter: JSONValue) throws(CloudError) -> Int {  // a form of Swift's own
        try count(table, filter: try filter.text())
    }

    /// The tables that have records or a policy, by name. Counts every record of the file.
    ///
    /// - Throws: `storage`.
    public func tables() throws(CloudError) -> [TableInfo] {
        try translated { try ffi.tables().map { TableInfo($0) } }
    }

    // MARK: Memories

    /// Saves a memory and returns its id, which is also its record's in the table `memories`. A memory of that id is
    /// replaced.
    ///
    /// `memory` is a JSON object as the memory schema describes it. What may be left out is filled in: a new id, the
    /// present time, constant defaults. `content_hash` is always computed. What the schema does not know is kept.
    ///
    /// - Throws: `invalidArgument` (`argument.memory`) with the path of what is wrong and what would be right;
    ///   otherwise as `put`. In each case nothing was changed.
    @discardableResult
    public func putMemory(json memory: Json) throws(CloudError) -> String {
        try translated { try ffi.putMemory(memory: memory) }
    }

    /// A memory; `nil` for one that does not exist or is deleted. The case of the id does not count. Reading
    /// changes nothing, `access_count` and `last_accessed` included.
    ///
    /// - Throws: as `get`.
    public func getMemory(_ id: String) throws(CloudError) -> Json? {
        try translated { try ffi.getMemory(id: id) }
    }

    /// Memories, a page at a time; without another order the oldest first.
    ///
    /// - Throws: as `query`.
    public func queryMemories(_ query: CloudQuery = CloudQuery()) throws(CloudError) -> Page {
        try translated { Page(try ffi.queryMemories(query: query.ffi)) }
    }

    // MARK: Sync

    /// Syncs in the background from now on: every `Config.syncIntervalMs` give or take a tenth, and 10 ms after a local
    /// write (1 s at most while writes keep coming). Harmless when it runs already.
    ///
    /// - Throws: `internal` when no thread can be started.
    public func start() throws(CloudError) {
        try translated { try ffi.start() }
    }

    /// Stops using the network until `goOnline`, even where there is one. A sync that is running ends at its next
    /// request.
    public func goOffline() throws(CloudError) {
        try translated { try ffi.goOffline() }
    }

    /// Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for display. It goes up
    /// with the next sync, offline or not. Returns whether that changed anything.
    ///
    /// - Throws: `invalidArgument` for a put without a payload or a delete with one, and as `put`. Nothing was
    ///   changed then.
    @discardableResult
    public func queueMutation(_ mutation: QueuedMutation) throws(CloudError) -> Bool {
        try translated { try ffi.queueMutation(mutation: mutation.ffi) }
    }

    /// What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a
    /// place in the queue. Refused and held ones are listed with the rest.
    ///
    /// - Throws: `invalidArgument` for a limit out of range; `storage`.
    public func queuedMutations(after: Int? = nil, limit: Int = 1_000) throws(CloudError) -> [WaitingMutation] {
        try translated {
            try ffi.queuedMutations(after: after.map { Int64($0) }, limit: Int64(limit)).map { WaitingMutation($0) }
        }
    }

    // MARK: Status

    /// The engine's state at one moment. Never waits for the network.
    ///
    /// - Throws: `storage`.
    public func getStatus() throws(CloudError) -> StatusReport {
        try translated { StatusReport(try ffi.getStatus()) }
    }

    /// Whether a record is synced and, if not, why.
    ///
    /// - Throws: `invalidArgument` for a table or id that will not do; `storage`.
    public func explain(_ table: String, _ id: String) throws(CloudError) -> Explanation {
        try translated { Explanation(try ffi.explain(table: table, id: id)) }
    }

    // MARK: Conflicts

    /// The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
    ///
    /// - Throws: `invalidArgument` for an id without a table or a limit out of range; `storage`.
    public func conflicts(_ filter: ConflictFilter = ConflictFilter()) throws(CloudError) -> [ConflictEntry] {
        try translated { try ffi.conflicts(filter: filter.ffi).map { ConflictEntry($0) } }
    }

    /// Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
    ///
    /// - Throws: `invalidArgument` for `manual`, which settles nothing; `conflict` when the record has no open
    ///   conflict; `busy`; `storage`.
    public func resolveConflict(_ table: String, _ id: String, _ strategy: MergeStrategy) throws(CloudError) {
        try translated { try ffi.resolveConflict(table: table, id: id, strategy: strategy.ffi) }
    }

    /// Settles the open conflict of one record by a body that takes the place of both sides.
    ///
    /// - Throws: `invalidArgument` for a body that will not do; `conflict` when the record has no open conflict;
    ///   `busy`; `storage`.
    public func resolveConflictWith(_ table: String, _ id: String, json body: Json) throws(CloudError) {
        try translated { try ffi.resolveConflictWith(table: table, id: id, body: body) }
    }

    /// Settles the open conflict of one record by a body that takes the place of both sides.
    ///
    /// - Throws: `invalidArgument` for a body that will not do; `conflict` when the record has no open conflict;
    ///   `busy`; `storage`.
    public func resolveConflictWith(  // a form of Swift's own
        _ table: String, _ id: String, _ value: some Encodable, encoder: JSONEncoder? = nil
    ) throws(CloudError) {
        try resolveConflictWith(table, id, json: try encoded(value, encoder))
    }

    /// Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns
    /// whether that changed anything.
    ///
    /// - Throws: `invalidArgument` for a conflict that is not in this file's log; `busy`; `storage`.
    @discardableResult
    public func restore(_ conflictId: Int, _ side: ConflictSide) throws(CloudError) -> Bool {
        try translated { try ffi.restore(conflictId: Int64(conflictId), side: side.ffi) }
    }

    // MARK: Refused work

    /// Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
    ///
    /// - Throws: `storage`.
    public func failedMutations() throws(CloudError) -> [FailedMutation] {
        try translated { try ffi.failedMutations().map { FailedMutation($0) } }
    }

    /// Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
    /// with the next sync. Returns how many records that are.
    ///
    /// - Throws: `invalidArgument` for an id without a table; `conflict` when the record named is not refused;
    ///   `busy`; `storage`.
    @discardableResult
    public func retryFailed(table: String? = nil, id: String? = nil) throws(CloudError) -> Int {
        try translated { Int(try ffi.retryFailed(table: table, id: id)) }
    }

    /// Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back
    /// the last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how
    /// many records that are.
    ///
    /// - Throws: as `retryFailed`.
    @discardableResult
    public func discardFailed(table: String? = nil, id: String? = nil) throws(CloudError) -> Int {
        try translated { Int(try ffi.discardFailed(table: table, id: id)) }
    }

    // MARK: Sign-in and quota

    /// How far the sign-in has come. Never waits for the network.
    public func authState() throws(CloudError) -> AuthState {
        try translated { AuthState(try ffi.authState()) }
    }

    /// What the space uses of what it may, by the server's last word; `nil` before the first sync. Read from the file:
    /// no network.
    ///
    /// - Throws: `storage`.
    public func quota() throws(CloudError) -> Quota? {
        try translated { try ffi.quota().map { Quota($0) } }
    }

    /// Whether what waits to be sent fits into the space, by the server's last word, this engine's own limits and the
    /// queue. Read from the file: no network.
    ///
    /// - Throws: `storage`.
    public func checkQuota() throws(CloudError) -> QuotaCheck {
        try translated { QuotaCheck(try ffi.checkQuota()) }
    }
}
