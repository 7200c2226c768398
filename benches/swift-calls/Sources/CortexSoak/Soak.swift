// An hour of an app, compressed: two devices write, sync and hear events, and now and then do something wrong. Prints the
// private memory of this process as it goes; `cargo xtask soak --only memory` judges it.
//
//   CortexSoak FOLDER OPERATIONS, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY

import CortexCloud
import Foundation

/// Records there are at most: what grows then is a leak.
private let records = 500
private let samples = 60
/// More than SQLite's caches take: 64 MB to write with, 16 MB to read with.
private let filling = (count: 9_000, bytes: 8_000)

private struct Note: Codable {
    var at: Int
    var title: String
    var tags: [String]
}

private struct Failure: Error {
    var what: String
}

private final class Heard: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func one() { lock.withLock { count += 1 } }
    var all: Int { lock.withLock { count } }
}

@main
enum Soak {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let environment = ProcessInfo.processInfo.environment
        guard arguments.count == 3, let operations = Int(arguments[2]),
            let server = environment["CORTEX_SERVER"], let key = environment["CORTEX_KEY"]
        else { throw Failure(what: "usage: CortexSoak FOLDER OPERATIONS") }
        let folder = URL(fileURLWithPath: arguments[1])
        let heard = Heard()
        var devices: [CloudEngine] = []
        for name in ["a.db", "b.db"] {
            let http = HttpClientConfig(baseUrl: server)
            let device = try CloudEngine(
                Config(
                    path: folder.appendingPathComponent(name).path, http: http,
                    tables: ["filling": TablePolicy(replicate: .local)]))
            try await device.loginApiKey(key)
            _ = try device.subscribe { _ in heard.one() }
            devices.append(device)
        }
        for device in devices { try await fill(device) }
        for at in 1...operations {
            let device = devices[at % 2]
            let id = "n\(at * 7919 % records)"
            if at % 10 == 0 {
                _ = try device.delete("notes", id)
            } else {
                let title = "A note that is written again and again"
                _ = try device.put("notes", id, Note(at: at, title: title, tags: ["a", "b", String(at % 7)]))
            }
            if at % 25 == 0 {
                _ = try await device.query("notes", CloudQuery(where: ["at": ["gte": .integer(at - 100)]], limit: 20))
            }
            if at % 40 == 0 { _ = try await device.putMany("drafts", [RecordBody(id: id, body: "{\"at\":\(at)}")]) }
            if at % 50 == 0 { try wrong(device, at) }
            if at % 100 == 0 {
                for one in devices { _ = try await one.sync() }
            }
            if at % ((operations + samples - 1) / samples) == 0 {
                print("{\"at\":\(at),\"bytes\":\(try privateBytes())}")
            }
        }
        for device in devices { await device.close() }
        guard heard.all > operations / 100 else { throw Failure(what: "only \(heard.all) events were heard") }
    }

    /// The file grows by what a store keeps of its syncs, and so would the caches, until they have come to their size.
    private static func fill(_ device: CloudEngine) async throws {
        let body = "{\"text\":\"\(String(repeating: "x", count: filling.bytes))\"}"
        for at in stride(from: 0, to: filling.count, by: 100) {
            _ = try await device.putMany("filling", (at..<at + 100).map { RecordBody(id: "f\($0)", body: body) })
        }
        var page: String?
        repeat {
            page = try await device.query("filling", CloudQuery(limit: 100, page: page)).nextPage
        } while page != nil
    }

    private static func wrong(_ device: CloudEngine, _ at: Int) throws {
        do {
            _ = try device.put("notes", "", json: "{\"at\":\(at)}")
        } catch {
            guard error.info.code == "argument.id" else { throw error }
            return
        }
        throw Failure(what: "an empty id was taken")
    }

    private static func privateBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line.flatMap { Int($0.split(whereSeparator: { !$0.isNumber })[0]) }.map { $0 << 10 } ?? 0
    }
}
