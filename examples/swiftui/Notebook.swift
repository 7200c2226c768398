import CortexCloud
import Foundation
import Observation

/// What the views show, and what they do.
@MainActor
@Observable
final class Notebook {
    struct Note: Identifiable {
        let id: String
        var text: String
        var isDone: Bool
        var isSynced: Bool
    }

    private struct Body: Codable {
        var text: String
        var isDone: Bool
        var at: Date
    }

    private(set) var notes: [Note] = []
    private(set) var status = ""
    var problem: String?

    private let engine: CloudEngine

    init(engine: CloudEngine) {
        self.engine = engine
        reload()
    }

    /// The notebook of this user, in the folder that macOS has for it.
    static func opened() -> Result<Notebook, CloudError> {
        let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
        let folder = support.appending(path: "Notes")
        // Where it cannot be made, opening the file says why.
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let config = Config(
            path: folder.appending(path: "notes.db").path(percentEncoded: false),
            http: HttpClientConfig(baseUrl: "https://sync.example.com"))
        do throws(CloudError) {
            let engine = try CloudEngine(config, tokenStore: Keychain(service: "com.example.notes"))
            try engine.start()
            return .success(Notebook(engine: engine))
        } catch {
            return .failure(error)
        }
    }

    // MARK: What views do

    func add(_ text: String) {
        do {
            try engine.put("notes", UUID().uuidString, Body(text: text, isDone: false, at: Date()))
        } catch { show(error) }
    }

    func mark(_ note: Note, isDone: Bool) {
        do {
            guard var body = try engine.get("notes", note.id, as: Body.self) else { return }
            body.isDone = isDone
            try engine.put("notes", note.id, body)
        } catch { show(error) }
    }

    func delete(_ note: Note) {
        do { try engine.delete("notes", note.id) } catch { show(error) }
    }

    func reason(for note: Note) -> String {
        (try? engine.explain("notes", note.id).reason) ?? ""
    }

    func sync() async {
        do {
            let report = try await engine.sync()
            if let error = report.error { status = error.info.message }
        } catch { show(error) }
    }

    func signIn(_ key: String) async {
        do {
            try await engine.loginApiKey(key)
            try await engine.sync()
        } catch { show(error) }
    }

    func signOut() async {
        do { try await engine.logout() } catch { show(error) }
    }

    /// Shows what changes, here and elsewhere, until its task is cancelled.
    func follow() async {
        do {
            let events = try engine.events()
            reload()
            for await event in events {
                switch event {
                case .recordsChanged(table: "notes", _, _), .statusChanged: reload()
                case .authNeeded(let reason), .mutationRefused(_, _, _, let reason): problem = reason
                default: break
                }
            }
        } catch { show(error) }
    }

    // MARK: How

    private func reload() {
        do {
            var query = CloudQuery(orderBy: [OrderBy(path: "at")])
            var found: [Note] = []
            repeat {
                let page = try engine.queryRecords("notes", query)
                for record in page.records {
                    guard let body = try record.value(as: Body.self) else { continue }
                    let note = Note(id: record.id, text: body.text, isDone: body.isDone, isSynced: record.synced)
                    found.append(note)
                }
                query.page = page.nextPage
            } while query.page != nil
            notes = found
            let report = try engine.getStatus()
            status = report.pending == 0 ? "\(report.status)" : "\(report.pending) waiting"
        } catch { show(error) }
    }

    private func show(_ error: CloudError) {
        problem = error.info.message
    }
}
