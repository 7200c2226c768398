import CortexCloud
import Foundation
import XCTest

private struct Dated: Codable, Equatable {
    var at: Date
}

private struct Snake: Codable, Equatable {
    var dueDate: Date
}

final class DateTests: EngineTestCase, @unchecked Sendable {
    private func written(_ seconds: Double) throws -> String? {
        let engine = try open()
        try engine.put("notes", "n1", Dated(at: Date(timeIntervalSince1970: seconds)))
        return try JSONValue(parsing: try XCTUnwrap(try engine.get("notes", "n1")))["at"]?.string
    }

    private func read(_ text: String) throws -> Double {
        let engine = try open()
        try engine.put("notes", "n1", ["at": .string(text)] as JSONValue)
        return try XCTUnwrap(try engine.get("notes", "n1", as: Dated.self)).at.timeIntervalSince1970
    }

    func testADateIsWrittenToTheNearestMillisecond() throws {
        let dates: [(Double, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (-0.000_4, "1970-01-01T00:00:00.000Z"),
            (951_827_696.999_6, "2000-02-29T12:34:57.000Z"), (-62_135_596_800, "0001-01-01T00:00:00.000Z"),
            (-2_203_891_200.5, "1900-02-28T23:59:59.500Z"), (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
        ]
        for (seconds, text) in dates { XCTAssertEqual(try written(seconds), text) }
    }

    /// The calendar is ours, and Foundation's is another's.
    func testEveryDayOfFourHundredYearsIsTheOneThatFoundationHas() throws {
        let (encoder, style) = (JSONEncoder.cortexCloud(), Date.ISO8601FormatStyle())
        for day in stride(from: -73_000, to: 73_100, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)
            let text = String(decoding: try encoder.encode(date), as: UTF8.self)
            let wanted = date.formatted(style).replacingOccurrences(of: "Z", with: ".000Z")
            guard text == "\"\(wanted)\"" else { return XCTFail("\(text) is \(wanted)") }
            guard try JSONDecoder.cortexCloud().decode(Date.self, from: Data(text.utf8)) == date else {
                return XCTFail("\(text) was not read as it was written")
            }
        }
    }

    func testADateThatTextCannotSayIsRefusedWithItsPath() throws {
        let engine = try open()
        let year = 31_556_952.0
        for seconds in [
            .nan, .infinity, -.infinity, .greatestFiniteMagnitude, 1e17, 253_402_300_800, -62_135_596_800.5,
            -2_000 * year, -10_000 * year,
        ] {
            let error = assertThrows("argument.body") {
                try engine.put("notes", "n1", ["deep": Dated(at: Date(timeIntervalSince1970: seconds))])
            }
            XCTAssertTrue(error?.info.message.contains("1 to 9999 at $.deep.at") ?? false, "\(error as Any)")
        }
        XCTAssertEqual(try engine.count("notes"), 0)
        assertThrows("argument.type") {
            try engine.queueMutation(
                QueuedMutation(table: "t", id: "r", ["a": 1], made: Date(timeIntervalSince1970: .nan)))
        }
    }

    /// What JavaScript, Python's `isoformat` and others write, and what the RFC allows beside it.
    func testDatesOfEverySpellingAreRead() throws {
        let wanted = 1_767_323_045.25
        for text in [
            "2026-01-02T03:04:05.250Z", "2026-01-02T03:04:05.25+00:00", "2026-01-02T03:04:05.250000+00:00",
            "2026-01-02t03:04:05.25z", "2026-01-02 03:04:05.250000000Z", "2026-01-02T05:34:05.25+02:30",
            "2026-01-01T23:04:05.25-04:00", "2026-01-02T03:04:05.25-00:00",
        ] {
            XCTAssertEqual(try read(text), wanted, text)
        }
        XCTAssertEqual(try read("2026-01-02T03:04:05Z"), 1_767_323_045)
        XCTAssertEqual(try read("2016-12-31T23:59:60Z"), 1_483_228_800, "a leap second")
        XCTAssertEqual(try read("0001-01-01T00:00:00Z"), -62_135_596_800)
    }

    func testWhatIsNoDateIsRefused() throws {
        let engine = try open()
        for text in [
            "", "2026-01-02", "2026-01-02T03:04:05", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:60:00Z",
            "2026-01-02T03:04:61Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05Zz", "2026-01-02T03:04:05+0100",
            "2026-01-02T03:04:05+24:00", "26-01-02T03:04:05Z", "2026-01-0２T03:04:05Z", "0000-01-01T00:00:00Z",
            "+2026-01-02T03:04:05Z", "yesterday", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:60Z",
        ] {
            try engine.put("notes", "n1", ["at": .string(text)] as JSONValue)
            let error = assertThrows("argument.type") { try engine.get("notes", "n1", as: Dated.self) }
            XCTAssertTrue(error?.info.message.contains("$.at") ?? false, "\(text): \(error as Any)")
        }
    }

    func testAnEncoderOfOnesOwnBeginsWithOurs() throws {
        let engine = try open()
        let (encoder, decoder) = (JSONEncoder.cortexCloud(), JSONDecoder.cortexCloud())
        encoder.keyEncodingStrategy = .convertToSnakeCase
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let value = Snake(dueDate: Date(timeIntervalSince1970: 0))
        try engine.put("notes", "n1", value, encoder: encoder)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"due_date":"1970-01-01T00:00:00.000Z"}"#)
        XCTAssertEqual(try engine.get("notes", "n1", as: Snake.self, decoder: decoder), value)
        let record = try XCTUnwrap(try engine.getRecord("notes", "n1"))
        XCTAssertEqual(try record.value(as: Snake.self, decoder: decoder), value)
        XCTAssertEqual(try engine.query("notes").values(as: Snake.self, decoder: decoder), [value])
        assertThrows("argument.type") { try record.value(as: Snake.self) }
    }

    func testTimesAreDatesAsWell() async throws {
        let engine = try open()
        let began = Date(timeIntervalSinceNow: -1)
        try engine.queueMutation(
            QueuedMutation(table: "notes", id: "n1", ["a": 1], made: Date(timeIntervalSince1970: 12.345)))
        let record = try XCTUnwrap(try engine.getRecord("notes", "n1"))
        XCTAssertTrue((began...Date(timeIntervalSinceNow: 1)).contains(record.updated), "\(record.updated)")
        XCTAssertEqual(try engine.queuedMutations().first?.made, Date(timeIntervalSince1970: 12.345))
        XCTAssertNotNil(try engine.explain("notes", "n1").waitingSince)
        let status = try await engine.getStatus()
        XCTAssertNil(status.lastSync)
        XCTAssertEqual(ErrorInfo(code: "c", message: "m", retryAfterMs: 1_500).retryAfter, .milliseconds(1_500))
    }
}

final class ValueTests: EngineTestCase, @unchecked Sendable {
    func testGreatNumbersThatTheEngineGivesMayBePutBack() throws {
        let engine = try open()
        for number in ["9007199254740991", "-9007199254740991", "1e16", "1e17", "1e20", "1e300", "-1e18", "2.5", "0"] {
            try engine.put("notes", "n1", json: #"{"x":\#(number)}"#)
            let value = try XCTUnwrap(try engine.get("notes", "n1", as: JSONValue.self))
            XCTAssertFalse(try engine.put("notes", "n1", value), "\(number) came back as \(value)")
        }
        for value: JSONValue in [["x": 1e17], ["x": 1e16]] {
            XCTAssertTrue(try engine.put("notes", "n2", value))
            XCTAssertEqual(try engine.count("notes", where: value), 1)
        }
    }

    func testABodyMayBeALiteralOfSeveralTypes() throws {
        let engine = try open()
        let title = "First light"
        try engine.put("notes", "n1", ["title": .string(title), "stars": 3, "tags": ["a", nil], "part": ["x": 0.5]])
        XCTAssertEqual(
            try engine.get("notes", "n1"), #"{"part":{"x":0.5},"stars":3,"tags":["a",null],"title":"First light"}"#)
        let changed = try engine.apply([
            .put("notes", "n2", ["n": 1, "on": true]), .put("notes", "n3", Dated(at: Date(timeIntervalSince1970: 0))),
        ])
        XCTAssertEqual(changed, 2)
        XCTAssertEqual(try engine.putMany("notes", [RecordBody(id: "n4", ["n": 1, "on": true])]), 1)
        let error = assertThrows("argument.body") { try engine.put("notes", "n5", ["x": .number(.nan)]) }
        XCTAssertTrue(error?.info.message.contains("$.x") ?? false, "\(error as Any)")
        assertThrows("conflict.none_open") { try engine.resolveConflictWith("notes", "n1", ["a": 1, "b": "c"]) }
        // Of one type, it may have one.
        let stars = ["stars": 3]
        try engine.put("notes", "n6", stars)
        XCTAssertEqual(try engine.get("notes", "n6", as: [String: Int].self), stars)
    }

    func testAValueIsLookedIntoAndChanged() throws {
        var note = try JSONValue(parsing: #"{"title":"t","stars":3,"part":0.5,"done":false,"tags":["a"],"none":null}"#)
        XCTAssertEqual(note["title"]?.string, "t")
        XCTAssertEqual(note["stars"]?.int, 3)
        XCTAssertEqual(note["stars"]?.double, 3)
        XCTAssertEqual(note["part"]?.double, 0.5)
        XCTAssertNil(note["part"]?.int)
        XCTAssertEqual(note["done"]?.bool, false)
        XCTAssertEqual(note["tags"]?.array, ["a"])
        XCTAssertEqual(note["tags"]?[0], "a")
        XCTAssertNil(note["tags"]?[1])
        XCTAssertNil(note["tags"]?[-1])
        XCTAssertEqual(note["none"]?.isNull, true)
        XCTAssertEqual(note.object?.count, 6)
        XCTAssertNil(note.string)
        note["stars"] = 4
        note["part"] = nil
        note["more"] = ["deep": .string("x")]
        XCTAssertEqual(
            note.description,
            #"{"done":false,"more":{"deep":"x"},"none":null,"stars":4,"tags":["a"],"title":"t"}"#)
        XCTAssertTrue(JSONValue.number(.nan).description.hasPrefix("no JSON"))
    }

    /// It compiles, with a warning that says what to write.
    @available(*, deprecated)
    func testATextByItselfIsRefusedAndTheAdviceIsGiven() throws {
        let engine = try open()
        let error = assertThrows("argument.body") { try engine.put("notes", "n1", "{}") }
        XCTAssertTrue(error?.info.message.contains("json:") ?? false, "\(error as Any)")
        let text = String("{}")
        assertThrows("argument.body") { try engine.put("notes", "n1", text) }
        assertThrows("argument.body") { try engine.resolveConflictWith("notes", "n1", text) }
        assertThrows("argument.body") { try RecordBody(id: "n1", text) }
        assertThrows("argument.body") { try RecordChange.put("notes", "n1", text) }
        assertThrows("argument.body") { try QueuedMutation(table: "notes", id: "n1", "{}", made: Date()) }
        let filter = assertThrows("argument.filter") { try engine.count("notes", where: "{}") }
        XCTAssertTrue(filter?.info.message.contains("filter:") ?? false, "\(filter as Any)")
        assertThrows("argument.filter") { try CloudQuery(where: "{}") }
        XCTAssertEqual(try engine.count("notes"), 0)
    }

    func testSidesOfAConflictAndRefusedStatesAreValuesAsWell() throws {
        let side = ConflictState(body: #"{"at":"1970-01-01T00:00:01Z"}"#, hlc: "1", deviceId: "d")
        XCTAssertEqual(try side.value(as: Dated.self), Dated(at: Date(timeIntervalSince1970: 1)))
        XCTAssertNil(try ConflictState(hlc: "1", deviceId: "d").value(as: Dated.self))
        let refused = FailedMutation(
            table: "t", id: "r", kind: .update, body: #"{"at":5}"#, code: "too_large", reason: "it is")
        assertThrows("argument.type") { try refused.value(as: Dated.self) }
    }

    func testAFileMayBeNamedByItsURL() throws {
        let file = folder.appendingPathComponent("my notes.db")
        let engine = try CloudEngine(Config(file: file))
        try engine.put("notes", "n1", ["a": 1])
        engine.close()
        XCTAssertTrue(FileManager.default.fileExists(atPath: folder.path + "/my notes.db"))
        let other = try XCTUnwrap(URL(string: "https://example.com\(folder.path)/other.db"))
        let error = assertThrows("argument.path") { try CloudEngine(Config(file: other)) }
        XCTAssertTrue(error?.info.message.contains("https://") ?? false, "\(error as Any)")
        let server = try XCTUnwrap(URL(string: "https://sync.example.com/team"))
        XCTAssertEqual(HttpClientConfig(url: server).baseUrl, "https://sync.example.com/team")
    }

    func testALoopGoesThroughEveryPage() async throws {
        let engine = try open()
        _ = try await engine.putMany("notes", (0..<25).map { try RecordBody(id: "n\($0 + 10)", ["n": $0]) })
        for limit in [1, 7, 25, 1_000] {
            var ids: [String] = []
            for try await record in engine.records("notes", CloudQuery(limit: limit)) { ids.append(record.id) }
            XCTAssertEqual(ids, (10..<35).map { "n\($0)" }, "pages of \(limit)")
        }
        for try await record in engine.records("nothing") { XCTFail("\(record)") }
        func first() async throws(CloudError) -> CloudRecord? {
            for try await record in engine.records("notes") { return record }
            return nil
        }
        let record = try await first()
        XCTAssertEqual(record?.id, "n10")
        var refused = engine.records("notes", CloudQuery(limit: 0)).makeAsyncIterator()
        do throws(CloudError) {
            _ = try await refused.next()
            XCTFail("nothing was thrown")
        } catch {
            XCTAssertEqual(error.code, "argument.limit")
        }
        let after = try await refused.next()
        XCTAssertNil(after)
        let records = try await engine.records("notes").reduce(into: [CloudRecord.ID]()) { $0.append($1.id) }
        XCTAssertEqual(records.count, 25)
    }
}
