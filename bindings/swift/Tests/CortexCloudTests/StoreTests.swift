import CortexCloud
import Foundation
import XCTest

struct Note: Codable, Equatable {
    var title: String
    var stars: Int
}

final class StoreTests: XCTestCase {
    private var folder = URL(fileURLWithPath: NSTemporaryDirectory())

    override func setUpWithError() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder)
    }

    private func open() throws -> CloudEngine {
        try CloudEngine(path: folder.appendingPathComponent("store.db").path)
    }

    func testAValueComesBackAsItWas() throws {
        let engine = try open()
        let note = Note(title: "First light", stars: 3)
        XCTAssertTrue(try engine.put("notes", "n1", note))
        XCTAssertFalse(try engine.put("notes", "n1", note))
        XCTAssertEqual(try engine.get("notes", "n1", as: Note.self), note)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"stars":3,"title":"First light"}"#)
        XCTAssertNil(try engine.get("notes", "n2", as: Note.self))
    }

    func testABadArgumentIsNamed() throws {
        let engine = try open()
        XCTAssertThrowsError(try engine.put("", "n1", json: "{}")) { error in
            guard case CloudError.invalidArgument(let info) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(info.code, "argument.table")
        }
        XCTAssertEqual(try engine.count("notes"), 0)
    }

    func testASyncWithoutAServerSaysOffline() async throws {
        let engine = try open()
        try engine.put("notes", "n1", json: "{}")
        let report = try await engine.sync()
        XCTAssertEqual(report.status, .offline)
        XCTAssertEqual(report.failure?.code, "offline.no_server")
    }

    func testEventsComeInOrder() async throws {
        let engine = try open()
        let events = try engine.events()
        for number in 0..<3 { try engine.put("t\(number)", "r", json: "{}") }
        var tables: [String] = []
        for await event in events {
            if case .recordsChanged(let table, _, _) = event { tables.append(table) }
            if tables.count == 3 { break }
        }
        XCTAssertEqual(tables, ["t0", "t1", "t2"])
    }

    func testACallAfterCloseThrows() throws {
        let engine = try open()
        engine.close()
        engine.close()
        XCTAssertThrowsError(try engine.get("notes", "n1")) { error in
            XCTAssertEqual((error as? CloudError)?.code, "closed")
        }
    }
}
