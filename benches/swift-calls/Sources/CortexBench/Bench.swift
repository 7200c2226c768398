// ns a call, beside SQLite's C interface doing the same SQL with prepared statements on a file of its own, turn about in one
// run; and what a million calls leave behind.

import CortexCloud
import Foundation

private let rows = 10_000

private struct Note: Codable {
    var edition: Int
    var text: String
}

@main
enum Bench {
    static func main() async throws {
        let isQuick = CommandLine.arguments.contains("--quick")
        let rounds = isQuick ? 3 : 9
        let calls = isQuick ? 2_000 : 20_000

        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cortex-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let schemaFile = URL(fileURLWithPath: #filePath).appendingPathComponent(
            "../../../../../core/src/store/schema.sql")
        let schema = try String(contentsOf: schemaFile.standardized, encoding: .utf8)
        let engine = try CloudEngine(Config(path: folder.appendingPathComponent("engine.db").path))
        let subscribed = try CloudEngine(Config(path: folder.appendingPathComponent("events.db").path))
        let bare = Bare(path: folder.appendingPathComponent("bare.db").path, schema: schema)

        for first in stride(from: 0, to: rows, by: 500) {
            let page = (first..<first + 500).map { (id: id($0), body: note($0, 0)) }
            try await engine.putMany("notes", page.map { RecordBody(id: $0.id, body: $0.body) })
            bare.put(page)
        }

        let (mayGoOn, hasHeardAll) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        _ = try subscribed.subscribe { event in
            switch event {
            case .recordsChanged(table: "first", _, _): mayGoOn.wait()
            case .recordsChanged(table: "last", _, _): hasHeardAll.signal()
            default: break
            }
        }

        var flag = Measured(name: "a call that reads no file, the cheapest (goOffline)")
        var nothing = Measured(name: "get of nothing, the cheapest of the file")
        var get = Measured(name: "get")
        var put = Measured(name: "put")
        var value = Measured(name: "put of a value")
        var query = Measured(name: "query of 10 000 rows")
        var event = Measured(name: "an event, of a thousand that wait")
        var told = Measured(name: "a put, until its listener has heard of it")
        var closed = Measured(name: "a call that throws, of a closed engine")
        let over = try CloudEngine(Config(path: folder.appendingPathComponent("over.db").path))
        await over.close()
        var edition = 0

        for _ in 0..<rounds {
            edition += 1
            flag.ours.append(try timed(calls) { _ in try subscribed.goOffline() })
            nothing.ours.append(try timed(calls) { _ = try engine.get("notes", "none-\($0)") })
            nothing.bare.append(timed(calls) { _ = bare.get("none-\($0)") })
            get.ours.append(try timed(calls) { _ = try engine.get("notes", id($0)) })
            get.bare.append(timed(calls) { _ = bare.get(id($0)) })
            put.ours.append(try timed(calls / 10) { _ = try engine.put("notes", id($0), json: note($0, edition)) })
            put.bare.append(timed(calls / 10) { bare.put([(id: id($0), body: note($0, edition))]) })
            let text = String(repeating: "x", count: 370)
            value.ours.append(
                try timed(calls / 10) {
                    _ = try engine.put("notes", id($0), Note(edition: edition, text: "\($0)\(text)"))
                })
            query.ours.append(
                try timed(3) { _ in
                    let page = try engine.query("notes", CloudQuery(limit: rows))
                    precondition(page.bodies.count == rows)
                })
            query.bare.append(timed(3) { _ in precondition(bare.bodies(limit: Int64(rows)).count == rows) })
            // Of a table each, so that they are not joined. The first waits until all of them do.
            let changes = (0..<1_000).map { number -> RecordChange in
                let table = number == 0 ? "first" : number == 999 ? "last" : "t\(number)"
                return .put(table: table, id: "r", body: #"{"n":\#(edition)}"#)
            }
            try await subscribed.apply(changes)
            event.ours.append(
                timed(1) { _ in
                    mayGoOn.signal()
                    hasHeardAll.wait()
                } / 1_000)
            told.ours.append(
                try timed(calls / 10) { number in
                    try subscribed.put("last", "r", json: note(number, edition))
                    hasHeardAll.wait()
                })
            closed.ours.append(timed(calls) { _ in _ = try? over.get("notes", "n") })
        }

        let million = isQuick ? 100_000 : 1_000_000
        _ = try timed(million / 10) { _ = try engine.get("notes", id($0)) }
        let before = privateBytes()
        _ = try timed(million) { _ = try engine.get("notes", id($0)) }
        let grown = privateBytes().flatMap { after in before.map { after - $0 } }

        let all = [flag, nothing, get, put, value, query, event, told, closed]
        if CommandLine.arguments.contains("--json") {
            let members = all.map { one -> (String, JSONValue) in
                (one.name, ["ns": .number(one.ns.rounded()), "ratio": one.ratio.map { .number($0) } ?? .null])
            }
            let found: JSONValue = [
                "swift": .object(Dictionary(uniqueKeysWithValues: members)), "calls": .integer(million),
                "bytes_left": grown.map { .integer($0) } ?? .null,
            ]
            print(try found.text())
        } else {
            print("Swift, a body of 400 bytes; ratio: beside SQLite's C interface doing the same SQL")
            for one in all {
                let ratio = one.ratio.map { String(format: "%6.2f", $0) } ?? "      "
                print(String(format: "%12.0f ns  ", one.ns) + ratio + "  " + one.name)
            }
            if let grown { print("\(million) calls left \(grown) bytes") }
        }
        for engine in [engine, subscribed] { await engine.close() }
        try FileManager.default.removeItem(at: folder)
    }
}

/// 400 bytes of JSON in canonical form.
func note(_ number: Int, _ edition: Int) -> String {
    let head =
        #"{"edition":\#(edition),"nested":{"ok":true,"x":1.5,"y":null},"stars":\#(number % 5),"tags":["a","b","c"],"text":""#
    let tail = #"","title":"Note \#(number)"}"#
    return head + String(repeating: "x", count: 400 - head.utf8.count - tail.utf8.count) + tail
}

func id(_ number: Int) -> String { "note-\(number % rows)" }

/// Nanoseconds a call.
func timed(_ count: Int, _ call: (Int) throws -> Void) rethrows -> Double {
    let began = DispatchTime.now().uptimeNanoseconds
    for number in 0..<count { try call(number) }
    return Double(DispatchTime.now().uptimeNanoseconds - began) / Double(count)
}

struct Measured {
    let name: String
    var ours: [Double] = []
    var bare: [Double] = []

    var ns: Double { median(ours) }
    var ratio: Double? { bare.isEmpty ? nil : ns / median(bare) }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// Bytes of this process's own; nil where the system does not tell as Linux does.
func privateBytes() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    return line.flatMap { Int($0.split(whereSeparator: { !$0.isNumber })[0]) }.map { $0 << 10 }
}
