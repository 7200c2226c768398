// Notes that are on every device: `notes add TEXT`, `list`, `done ID`, `sync`, `watch`.

import CortexCloud
import Foundation

struct Note: Codable {
    var text: String
    var isDone = false
    var at = Date()
}

/// Why a command could not be done, for people.
struct Refusal: LocalizedError {
    let errorDescription: String?
}

@main
struct Notes {
    let engine: CloudEngine

    static func main() async {
        do {
            // Before anything is opened: a mistyped command leaves no file behind.
            let command = try Command(Array(CommandLine.arguments.dropFirst()))
            if command == .help { return print(Command.usage) }
            let notes = try await open(ProcessInfo.processInfo.environment)
            defer { notes.engine.close() }
            try await notes.run(command)
        } catch let misuse as Misuse {
            complain("\(misuse.why)\n\n\(Command.usage)")
            exit(2)
        } catch {
            complain(error.localizedDescription)
            exit(1)
        }
    }

    static func open(_ environment: [String: String]) async throws -> Notes {
        let (server, key) = (environment["CORTEX_SERVER"], environment["CORTEX_KEY"])
        guard (server == nil) == (key == nil) else {
            throw Refusal(errorDescription: "CORTEX_SERVER and CORTEX_KEY go together; one of them is not set")
        }
        let http = server.map { HttpClientConfig(baseUrl: $0) }
        let file = environment["CORTEX_FILE"] ?? "notes.db"
        // `watch` asks the server every two seconds what others have changed; an app that runs all day asks less often. A
        // write may have to wait for another process that has the file open.
        let config = Config(path: file, http: http, busyTimeoutMs: 5_000, syncIntervalMs: 2_000)
        let engine = try await CloudEngine.open(config)
        // Waits for no network: that is left to the next sync.
        if let key { try await engine.loginApiKey(key) }
        return Notes(engine: engine)
    }

    func run(_ command: Command) async throws {
        switch command {
        case .add(let text): try add(text)
        case .list: try await list()
        case .done(let id): try done(id)
        case .sync: try await sync()
        case .watch: try await watch()
        case .help: print(Command.usage)
        }
    }

    func add(_ text: String) throws {
        let id = UUID().uuidString.lowercased()
        try engine.put("notes", id, Note(text: text))
        print(id)
    }

    func list() async throws {
        let inOrder = CloudQuery(orderBy: [OrderBy(path: "at")])
        for try await record in engine.records("notes", inOrder) { try show(record) }
    }

    func done(_ id: String) throws {
        guard var note = try engine.get("notes", id, as: Note.self) else {
            throw Refusal(errorDescription: "there is no note \(id)")
        }
        note.isDone = true
        try engine.put("notes", id, note)
    }

    func sync() async throws {
        let report = try await engine.sync()
        print("\(report.status): \(report.pushed) up, \(report.pulled) down")
        if let error = report.error { throw error }
    }

    /// What there is, then what changes, until Ctrl-C; the file is safe from that at any time.
    func watch() async throws {
        // Ahead of the list: what changes meanwhile is printed again, not missed.
        let events = try engine.events()
        try engine.start()
        try await list()
        // A pipe is to have each line now, too, and not by the thousand.
        fflush(nil)
        for await event in events {
            switch event {
            case .recordsChanged(table: "notes", let ids, _):
                for record in try ids.compactMap({ try engine.getRecord("notes", $0) }) { try show(record) }
            case .authNeeded(let reason), .mutationRefused(_, _, _, let reason): complain(reason)
            default: break
            }
            fflush(nil)
        }
    }

    private func show(_ record: CloudRecord) throws {
        guard let note = try record.value(as: Note.self) else { return }
        print(note.isDone ? "x" : " ", record.synced ? "=" : "~", record.id, "", note.text)
    }
}

func complain(_ text: String) {
    FileHandle.standardError.write(Data("notes: \(text)\n".utf8))
}
