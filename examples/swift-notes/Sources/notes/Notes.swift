// Notes that are on every device: `notes add TEXT`, `list`, `done ID`, `sync`, `watch`.
//
// CORTEX_SERVER and CORTEX_KEY name a server and a key of it; without them everything stays in this file.

import CortexCloud
import Foundation

struct Note: Codable {
    var text: String
    var isDone = false
    var at = Date()
}

/// Why a command did nothing, for people.
struct Refusal: LocalizedError {
    let errorDescription: String?
}

@main
struct Notes {
    let engine: CloudEngine

    static func main() async {
        do {
            let environment = ProcessInfo.processInfo.environment
            let file = environment["CORTEX_FILE"] ?? "notes.db"
            let server = environment["CORTEX_SERVER"].map { HttpClientConfig(baseUrl: $0) }
            // A write may have to wait for another process that has the file open.
            let engine = try await CloudEngine.open(Config(path: file, http: server, busyTimeoutMs: 5_000))
            if let key = environment["CORTEX_KEY"] { try await engine.loginApiKey(key) }
            let words = Array(CommandLine.arguments.dropFirst())
            try await Notes(engine: engine).run(words.first ?? "list", Array(words.dropFirst()))
            await engine.close()
        } catch {
            FileHandle.standardError.write(Data("notes: \(error.localizedDescription)\n".utf8))
            exit(1)
        }
    }

    func run(_ command: String, _ words: [String]) async throws {
        switch command {
        case "add": try add(words.joined(separator: " "))
        case "list": try await list()
        case "done": try done(words.first ?? "")
        case "sync": try await sync()
        case "watch": try await watch()
        default: throw Refusal(errorDescription: "there is no \(command); there is add, list, done, sync, watch")
        }
    }

    func add(_ text: String) throws {
        let id = UUID().uuidString.lowercased()
        try engine.put("notes", id, Note(text: text))
        print(id)
    }

    func list() async throws {
        var query = CloudQuery(orderBy: [OrderBy(path: "at")])
        repeat {
            let page = try await engine.queryRecords("notes", query)
            for record in page.records {
                guard let note = try record.value(as: Note.self) else { continue }
                print(note.isDone ? "x" : " ", record.synced ? "=" : "~", record.id, "", note.text)
            }
            query.page = page.nextPage
        } while query.page != nil
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
        let why = report.error.map { "; \($0.info.message)" } ?? ""
        print("\(report.status): \(report.pushed) up, \(report.pulled) down\(why)")
    }

    /// Until Ctrl-C.
    func watch() async throws {
        let events = try engine.events()
        try engine.start()
        for await event in events { print(event) }
    }
}
