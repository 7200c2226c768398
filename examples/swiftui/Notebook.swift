import CortexCloud
import Foundation
import Observation

/// What the views show, and what they do. The truth is in the engine's file, and read again when an event tells of a change.
@MainActor @Observable
final class Notebook {
    struct Content: Codable {
        var text: String
        var isDone = false
        var at = Date()
    }

    struct Note: Identifiable {
        let id: String
        let content: Content
        let isSynced: Bool

        /// Nil for what this version cannot read: it is not shown, and stays as it is.
        init?(_ record: CloudRecord) {
            guard let content = try? record.value(as: Content.self) else { return nil }
            (id, self.content, isSynced) = (record.id, content, record.synced)
        }
    }

    private(set) var notes: [Note] = []
    /// Those after which nobody has touched the note: whoever changed or restored it has seen what became of it.
    private(set) var conflicts: [ConflictEntry] = []
    private(set) var status: StatusReport
    /// Why what the user wanted was not done, until the alert is closed.
    var problem: (any Error)?
    /// Whether the user wants no network. The status `offline` may also be for want of one.
    var isOffline = false {
        didSet { attempt { [isOffline] in if isOffline { try $0.goOffline() } else { try await $0.goOnline() } } }
    }
    var needsSignIn: Bool { status.auth == .unauthenticated }

    private enum Part: Comparable { case nothing, status, all }
    @ObservationIgnored private var stale = Part.nothing
    @ObservationIgnored private var isReading = false
    private let engine: CloudEngine
    private nonisolated static let table = "notes"

    private init(engine: CloudEngine, status: StatusReport) {
        (self.engine, self.status) = (engine, status)
    }

    static func open() async throws(CloudError) -> Notebook {
        let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
        let folder = support.appending(path: "Notes")
        // Where it cannot be made, opening the file says why.
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let config = Config(
            path: folder.appending(path: "notes.db").path(percentEncoded: false),
            http: HttpClientConfig(baseUrl: "https://sync.example.com"),
            // While a sync writes, too, a write had better wait a moment than fail.
            busyTimeoutMs: 1_000)
        let engine = try await CloudEngine.open(config, tokenStore: Keychain(service: "com.example.notes"))
        let notebook = Notebook(engine: engine, status: try await engine.getStatus())
        // Without a key a sync could only say that there is none; signing in starts it.
        if !notebook.needsSignIn { try engine.start() }
        return notebook
    }

    func close() async { await engine.close() }

    // MARK: What the user does

    func add(_ text: String) { attempt { try $0.put(Self.table, UUID().uuidString, Content(text: text)) } }
    func delete(_ note: Note) { attempt { try $0.delete(Self.table, note.id) } }
    func restore(_ conflict: ConflictEntry) { attempt { try $0.restore(conflict.conflictId, conflict.outcome.loser) } }
    /// What networks do is not thrown: the status says it.
    func sync() { attempt { try await $0.sync() } }

    /// Changes members of the body as it is now; those that only a newer version knows stay.
    func change(_ note: Note, text: String? = nil, isDone: Bool? = nil) {
        attempt {
            guard var body = try $0.get(Self.table, note.id, as: JSONValue.self) else { return }
            if let text { body["text"] = .string(text) }
            if let isDone { body["isDone"] = .bool(isDone) }
            try $0.put(Self.table, note.id, body)
        }
    }

    /// Throws when the server does not take the key; without a network the status says so later.
    func signIn(_ key: String) async throws(CloudError) {
        defer { refresh(.status) }
        try await engine.loginApiKey(key.trimmingCharacters(in: .whitespacesAndNewlines))
        try engine.start()
        let report = try await engine.sync()
        if report.status == .authNeeded, let error = report.error { throw error }
    }

    func signOut() {
        attempt {
            try await $0.logout()
            self.refresh(.status)
        }
    }

    private func attempt(_ action: @escaping @MainActor (CloudEngine) async throws -> Void) {
        Task { do { try await action(engine) } catch { show(error) } }
    }

    private func show(_ error: any Error) {
        switch error {
        case CloudError.cancelled, CloudError.closed: break  // The app is quitting.
        default: problem = error
        }
    }

    // MARK: What there is to see

    /// Shows what changes, here and on other devices, until its task is cancelled or the engine closed.
    func follow() async {
        do {
            let events = try engine.events()
            // Only now: whatever changes from here on is told.
            refresh(.all)
            for await event in events {
                switch event {
                case .recordsChanged(table: Self.table, _, _), .conflict(_, table: Self.table, _, _):
                    refresh(.all)
                default: refresh(.status)
                }
            }
        } catch { show(error) }
    }

    /// One reading runs at a time, and what changes meanwhile is read once after it, however often it does: a first sync
    /// tells of thousands of notes.
    private func refresh(_ part: Part) {
        stale = max(stale, part)
        guard !isReading else { return }
        isReading = true
        Task {
            while stale > .nothing {
                let (part, waited) = (stale, status.pending)
                stale = .nothing
                do {
                    status = try await engine.getStatus()
                    // That a note was sent is told by the status alone.
                    if part == .all || status.pending < waited { (notes, conflicts) = try await Self.read(engine) }
                } catch { show(error) }
            }
            isReading = false
        }
    }

    /// Decodes where it runs, off the main actor.
    private nonisolated static func read(_ engine: CloudEngine) async throws -> ([Note], [ConflictEntry]) {
        var notes: [Note] = []
        let inOrder = CloudQuery(orderBy: [OrderBy(path: "at")])
        for try await record in engine.records(table, inOrder) {
            if let note = Note(record) { notes.append(note) }
        }
        let conflicts = try await engine.conflicts(ConflictFilter(table: table)).filter {
            try engine.getRecord(table, $0.id)?.hlc == $0.outcome.stands.hlc
        }
        return (notes, conflicts)
    }
}

extension ConflictEntry {
    /// Of a conflict that is settled, as all are but under the strategy `manual`.
    var outcome: (loser: ConflictSide, lost: ConflictState, stands: ConflictState) {
        winner == .local ? (.remote, remote, local) : (.local, local, remote)
    }
}
