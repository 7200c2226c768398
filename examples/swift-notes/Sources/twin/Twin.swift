// The ten things of docs/twins.md in Swift: `twin FOLDER`, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY.

import CortexCloud
import Foundation

struct Note: Codable {
    var title: String
    var stars: Int
}

@main
enum Twin {
    static func main() async throws {
        let (words, environment) = (CommandLine.arguments, ProcessInfo.processInfo.environment)
        guard words.count == 2, let server = environment["CORTEX_SERVER"], let key = environment["CORTEX_KEY"] else {
            FileHandle.standardError.write(Data("usage: twin FOLDER, with CORTEX_SERVER and CORTEX_KEY\n".utf8))
            exit(2)
        }
        let folder = URL(fileURLWithPath: words[1])

        // 1. Open a file that syncs with a server
        let http = HttpClientConfig(baseUrl: server)
        let laptop = try CloudEngine(Config(path: folder.appendingPathComponent("laptop.db").path, http: http))
        try await laptop.loginApiKey(key)
        let file = folder.appendingPathComponent("phone.db").path
        let phone = try CloudEngine(Config(path: file, http: http, strategy: .manual))
        try await phone.loginApiKey(key)

        // 2. Save a record and read it
        try laptop.put("notes", "n1", Note(title: "First light", stars: 3))
        if let note = try laptop.get("notes", "n1", as: Note.self) {
            print("\(note.title), \(note.stars) stars")
        }

        // 3. Find records
        try laptop.put("notes", "n2", Note(title: "Second light", stars: 5))
        let query = try CloudQuery(where: ["stars": ["gte": 3]], orderBy: [OrderBy(path: "stars", descending: true)])
        for note in try await laptop.query("notes", query).values(as: Note.self) { print("found \(note.title)") }

        // 4. Change several records as one
        let changed = try await laptop.apply([
            .put("notes", "n3", Note(title: "Third light", stars: 1)),
            .delete(table: "notes", id: "n2"),
        ])
        print("\(changed) changed")

        // 5. Hear of changes
        let events = try laptop.events()
        try laptop.put("drafts", "d1", Note(title: "A draft", stars: 0))
        for await event in events {
            guard case .recordsChanged(let table, let ids, _) = event else { continue }
            print("heard of \(table)/\(ids.joined(separator: ","))")
            break  // which ends the subscription, once the stream is let go
        }

        // 6. Sync, and see how it went
        let report = try await laptop.sync()
        print("\(report.pushed) sent")
        print("\(try await phone.sync().pulled) received")

        // 7. Ask why a record is not synced
        try laptop.put("notes", "n1", Note(title: "First light", stars: 4))
        print(try laptop.explain("notes", "n1").reason)
        print("\(try await laptop.getStatus().pending) waiting")

        // 8. Settle a conflict that waits for somebody
        try phone.put("notes", "n1", Note(title: "First light", stars: 5))
        try await laptop.sync()
        try await phone.sync()
        for conflict in try await phone.conflicts(ConflictFilter(openOnly: true)) {
            print("\(conflict.table)/\(conflict.id) waits")
            try phone.resolveConflictWith(conflict.table, conflict.id, Note(title: "First light", stars: 9))
        }
        try await phone.sync()
        try await laptop.sync()
        print(try laptop.get("notes", "n1") ?? "there is no such note")

        // 9. Bring a side of a conflict back
        if let newest = try await phone.conflicts().first {
            try phone.restore(newest.conflictId, .local)
        }
        print(try phone.get("notes", "n1") ?? "there is no such note")

        // 10. Meet an error, and close
        do {
            try laptop.put("", "n1", json: "{}")
        } catch {
            if case .invalidArgument(let info) = error { print(info.code) }
        }
        await phone.close()
        await laptop.close()
        do {
            _ = try laptop.get("notes", "n1")
        } catch {
            print(error.code)
        }
        // end
    }
}
