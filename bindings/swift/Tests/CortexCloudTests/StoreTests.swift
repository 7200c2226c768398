import CortexCloud
import Foundation
import XCTest

private struct Note: Codable, Equatable {
    var title: String
    var stars: Int
    var at: Date?
}

final class StoreTests: EngineTestCase, @unchecked Sendable {
    func testAValueComesBackAsItWas() throws {
        let engine = try open()
        let note = Note(title: "First light", stars: 3)
        XCTAssertTrue(try engine.put("notes", "n1", note))
        XCTAssertFalse(try engine.put("notes", "n1", note), "the same is no change")
        XCTAssertEqual(try engine.get("notes", "n1", as: Note.self), note)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"stars":3,"title":"First light"}"#)
        XCTAssertNil(try engine.get("notes", "n2", as: Note.self))
        XCTAssertTrue(try engine.delete("notes", "n1"))
        XCTAssertNil(try engine.get("notes", "n1", as: Note.self))
    }

    func testDatesAreTextThatOtherLanguagesRead() throws {
        let engine = try open()
        let note = Note(title: "t", stars: 0, at: Date(timeIntervalSince1970: 1_767_323_045.25))
        try engine.put("notes", "n1", note)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"at":"2026-01-02T03:04:05.250Z","stars":0,"title":"t"}"#)
        XCTAssertEqual(try engine.get("notes", "n1", as: Note.self), note)
        try engine.put("notes", "n1", json: #"{"at":"2026-01-02T03:04:05Z","stars":0,"title":"t"}"#)
        XCTAssertEqual(try engine.get("notes", "n1", as: Note.self)?.at, Date(timeIntervalSince1970: 1_767_323_045))
        let seconds = JSONEncoder()
        seconds.dateEncodingStrategy = .secondsSince1970
        try engine.put("notes", "n1", note, encoder: seconds)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"at":1767323045.25,"stars":0,"title":"t"}"#)
    }

    func testADateStaysWhatItIsHoweverOftenItIsSaved() throws {
        let engine = try open()
        for millisecond in 0..<1_000 {
            let digits = String(1_000 + millisecond).dropFirst()
            let text = #"{"at":"2026-01-02T03:04:05.\#(digits)Z","stars":0,"title":"t"}"#
            try engine.put("notes", "n1", json: text)
            let note = try XCTUnwrap(try engine.get("notes", "n1", as: Note.self))
            XCTAssertFalse(try engine.put("notes", "n1", note), text)
        }
        let old = Note(title: "t", stars: 0, at: Date(timeIntervalSince1970: -0.001))
        try engine.put("notes", "n1", old)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"at":"1969-12-31T23:59:59.999Z","stars":0,"title":"t"}"#)
    }

    func testWhatHasNoJSONIsRefusedWithItsPath() throws {
        let engine = try open()
        let error = assertThrows("argument.body") { try engine.put("notes", "n1", ["a": [1.5, .nan]]) }
        XCTAssertTrue(error?.info.message.contains("$.a[1]") ?? false, "\(error as Any)")
        XCTAssertEqual(error?.info.details["argument"], "body")
        let text = assertThrows("argument.body") { try engine.put("notes", "n1", ["no object"]) }
        XCTAssertEqual(text?.info.details["argument"], "body")
        assertThrows("argument.body") { try engine.put("notes", "n1", ["n": Int.max]) }
        XCTAssertEqual(try engine.count("notes"), 0)
    }

    func testABodyOfAnotherShapeIsRefusedWithItsPath() throws {
        let engine = try open()
        try engine.put("notes", "n1", ["title": "secret words", "stars": "three"])
        let error = assertThrows("argument.type") { try engine.get("notes", "n1", as: Note.self) }
        guard case .invalidArgument(let info)? = error else { return XCTFail("\(error as Any)") }
        XCTAssertTrue(info.message.contains("$.stars"), info.message)
        XCTAssertFalse(info.message.contains("secret"), "the value is the user's")
        let page = try engine.query("notes")
        assertThrows("argument.type") { try page.values(as: Note.self) }
    }

    func testABadArgumentIsNamed() throws {
        let engine = try open()
        let error = assertThrows("argument.table") { try engine.put("", "n1", json: "{}") }
        XCTAssertEqual(error?.info.details["argument"], "table")
        XCTAssertEqual(error?.isRetryable, false)
        assertThrows("argument.batch_items") { try CloudEngine(Config(path: path("other"), batchItems: 0)) }
    }

    func testFiltersAreValuesAndNotText() throws {
        let engine = try open()
        let quoted = #"a "quoted" title"#
        for stars in 1...5 { try engine.put("notes", "n\(stars)", Note(title: quoted, stars: stars)) }
        let query = try CloudQuery(
            where: ["stars": ["gte": 3], "title": .string(quoted)], orderBy: [OrderBy(path: "stars", descending: true)],
            limit: 2)
        let page = try engine.query("notes", query)
        XCTAssertEqual(try page.values(as: Note.self).map { $0.stars }, [5, 4])
        var rest = query
        rest.page = page.nextPage
        XCTAssertEqual(try engine.query("notes", rest).bodies.count, 1)
        XCTAssertEqual(try engine.count("notes", where: ["stars": ["lt": 3]]), 2)
        assertThrows("argument.filter") { try engine.count("notes", where: ["stars": ["about": 3]]) }
    }

    func testAnyJSONIsAValue() throws {
        let value: JSONValue = ["a": [1, 2.5, "x", nil, true], "b": ["c": -3]]
        XCTAssertEqual(try JSONValue(parsing: try value.text()), value)
        XCTAssertEqual(value["b"]?["c"], -3)
        XCTAssertNil(value["x"])
        XCTAssertEqual(try JSONValue(parsing: "1.0"), 1)
        XCTAssertEqual(try JSONValue(parsing: "1e300"), 1e300)
        assertThrows("argument.json") { try JSONValue(parsing: "{") }
        assertThrows("argument.json") { try JSONValue.number(.infinity).text() }
    }

    func testAnApplyIsAllOrNothing() throws {
        let engine = try open()
        try engine.put("notes", "n1", ["a": 1])
        let changed = try engine.apply([
            .put("notes", "n2", Note(title: "t", stars: 1)), .delete(table: "notes", id: "n1"),
        ])
        XCTAssertEqual(changed, 2)
        let error = assertThrows("argument.body") {
            try engine.apply([.delete(table: "notes", id: "n2"), .put(table: "notes", id: "n3", body: "[]")])
        }
        XCTAssertNotNil(error)
        XCTAssertEqual(try engine.query("notes").bodies, [#"{"stars":1,"title":"t"}"#])
    }

    func testHeavyCallsHaveAnAsyncForm() async throws {
        let engine = try open()
        let rows = try (0..<1_200).map { try RecordBody(id: "n\($0)", Note(title: "t", stars: $0)) }
        let changed = try await engine.putMany("notes", rows)
        XCTAssertEqual(changed, 1_200)
        let page = try await engine.query("notes", try CloudQuery(where: ["stars": ["gte": 1_190]]))
        XCTAssertEqual(page.bodies.count, 10)
        let records = try await engine.queryRecords("notes", CloudQuery(limit: 1))
        XCTAssertEqual(records.records.first?.table, "notes")
        try await engine.setTablePolicy("notes", TablePolicy(replicate: .local, indexed: ["stars"]))
        let tables = try await engine.tables()
        XCTAssertEqual(tables.first?.policy.replicate, .local)
        let applied = try await engine.apply([.delete(table: "notes", id: "n0")])
        XCTAssertEqual(applied, 1)
        let other = try await CloudEngine.open(Config(path: path("other")))
        await other.close()
        assertThrows("closed") { try other.count("notes") }
    }

    /// Where a function is not async; the behaviour suite calls the others.
    func testHeavyCallsHaveAFormThatReturnsWhenItIsDone() throws {
        let engine = try open(server: "http://127.0.0.1:1")
        XCTAssertEqual(
            try engine.putMany("notes", [RecordBody(id: "n1", ["n": 1]), RecordBody(id: "n2", ["n": 2])]), 2)
        XCTAssertEqual(try engine.queryRecords("notes", CloudQuery(limit: 1)).records.map { $0.id }, ["n1"])
        XCTAssertEqual(try engine.count("notes", filter: #"{"n":2}"#), 1)
        XCTAssertEqual(try engine.tables().map { [$0.name, "\($0.records)"] }, [["notes", "2"]])
        XCTAssertEqual(try engine.queryMemories().bodies, [])
        XCTAssertEqual(try engine.conflicts(ConflictFilter(openOnly: true)), [])
        XCTAssertEqual(try engine.failedMutations(), [])
        XCTAssertEqual(try engine.retryFailed(), 0)
        XCTAssertEqual(try engine.discardFailed(table: "notes"), 0)
        assertThrows("argument.table") { try engine.retryFailed(id: "n1") }
        assertThrows("conflict.not_refused") { try engine.discardFailed(table: "notes", id: "n1") }
        XCTAssertEqual(try engine.getStatus().pending, 2)
        XCTAssertEqual(try engine.authState(), .unauthenticated)
        XCTAssertEqual(try engine.apply([.delete(table: "notes", id: "n1")]), 1)
    }

    func testAClosedEngineSaysSo() async throws {
        let engine = try open()
        await engine.close()
        await engine.close()
        assertThrows("closed") { try engine.get("notes", "n1") }
        await assertThrowsLater("closed") { try await engine.sync() }
        await assertThrowsLater("closed") { try await engine.stop() }
        assertThrows("closed") { try engine.events() }
    }

    func testAnErrorSaysWhatItKnows() {
        let error = CloudError.throttled(ErrorInfo(code: "c", message: "m", retryable: true))
        XCTAssertEqual(error.code, "c")
        XCTAssertTrue(error.isRetryable)
        XCTAssertEqual(error.description, "m [c]")
        XCTAssertEqual(error.localizedDescription, "m")
    }
}
