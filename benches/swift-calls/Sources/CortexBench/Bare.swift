import CSQLite
import Foundation

/// SQLite by its C interface, with prepared statements and the engine's first tables and pragmas: what any careful program
/// would do by hand. What the engine has added since is for the engine to pay.
final class Bare {
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private static let device = "0123456789abcdef0123456789abcdef"

    private var connection: OpaquePointer?
    private var version: Int64 = 0
    private let begin, commit, putRecord, putLog, getBody, page: OpaquePointer?

    init(path: String, schema: String) {
        var opened: OpaquePointer?
        Bare.check(sqlite3_open(path, &opened))
        let pragmas =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-64000;"
        Bare.check(sqlite3_exec(opened, pragmas + schema, nil, nil, nil))
        func prepared(_ sql: String) -> OpaquePointer? {
            var statement: OpaquePointer?
            Bare.check(sqlite3_prepare_v3(opened, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
            return statement
        }
        connection = opened
        begin = prepared("BEGIN IMMEDIATE")
        commit = prepared("COMMIT")
        putRecord = prepared(
            """
            INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (table_name, id) DO UPDATE SET body = excluded.body, content_hash = excluded.content_hash,
                hlc = excluded.hlc, device_id = excluded.device_id, version = excluded.version
            """)
        putLog = prepared(
            """
            INSERT INTO sync_log (local_seq, txn, table_name, memory_id, operation, timestamp, hlc, device_id, content_hash)
            VALUES (?, ?, ?, ?, 'create', ?, ?, ?, ?)
            """)
        getBody = prepared("SELECT body FROM records WHERE table_name = ? AND id = ? AND body IS NOT NULL")
        page = prepared("SELECT body FROM records WHERE table_name = ? AND body IS NOT NULL ORDER BY id LIMIT ?")
    }

    /// Records in one transaction.
    func put(_ rows: [(id: String, body: String)]) {
        run(begin)
        for (id, body) in rows {
            version += 1
            let now = Int64(Date().timeIntervalSince1970 * 1_000)
            // Of BLAKE3's size. Computing one costs the engine some 300 ns, and this side nothing.
            let hash = [UInt8](repeating: UInt8(truncatingIfNeeded: version), count: 32)
            bind(putRecord, ["notes", id, body, hash, now << 16, Bare.device, version])
            run(putRecord)
            bind(putLog, [version, version, "notes", id, now, now << 16, Bare.device, hash])
            run(putLog)
        }
        run(commit)
    }

    func get(_ id: String) -> String? {
        bind(getBody, ["notes", id])
        defer { sqlite3_reset(getBody) }
        guard sqlite3_step(getBody) == SQLITE_ROW else { return nil }
        return String(cString: sqlite3_column_text(getBody, 0))
    }

    func bodies(limit: Int64) -> [String] {
        bind(page, ["notes", limit])
        defer { sqlite3_reset(page) }
        var bodies: [String] = []
        while sqlite3_step(page) == SQLITE_ROW { bodies.append(String(cString: sqlite3_column_text(page, 0))) }
        return bodies
    }

    private func bind(_ statement: OpaquePointer?, _ values: [any Sendable]) {
        for (number, value) in values.enumerated() {
            let at = Int32(number + 1)
            switch value {
            case let text as String: Bare.check(sqlite3_bind_text(statement, at, text, -1, Bare.transient))
            case let integer as Int64: Bare.check(sqlite3_bind_int64(statement, at, integer))
            case let bytes as [UInt8]:
                Bare.check(sqlite3_bind_blob(statement, at, bytes, Int32(bytes.count), Bare.transient))
            default: fatalError("no value of SQLite: \(value)")
            }
        }
    }

    private func run(_ statement: OpaquePointer?) {
        let outcome = sqlite3_step(statement)
        guard outcome == SQLITE_DONE else { fatalError("SQLite: \(outcome)") }
        sqlite3_reset(statement)
    }

    private static func check(_ outcome: Int32) {
        guard outcome == SQLITE_OK else { fatalError("SQLite: \(outcome)") }
    }
}
