import CortexCloud
import Foundation
import XCTest

#if canImport(Glibc)
    import Glibc
#endif

/// What a host does that it should not, and what a defect of ours must not do to a host.
final class SurvivalTests: EngineTestCase, @unchecked Sendable {
    func testAForcedPanicIsInternalAndTheProcessLives() async throws {
        let engine = try open()
        try engine.put("notes", "n1", ["a": 1])
        setenv("CORTEX_TEST_PANIC", "1", 1)
        let sync = Task { try await engine.sync() }
        let outcome = await sync.result
        let put = assertThrows("internal.panic") { try engine.put("notes", "n2", ["a": 1]) }
        unsetenv("CORTEX_TEST_PANIC")
        assertThrows("internal.panic") { try outcome.get() }
        guard case .internal(let info)? = put else { return XCTFail("\(put as Any)") }
        XCTAssertFalse(info.message.isEmpty)
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"a":1}"#)
        try engine.put("notes", "n2", ["a": 2])
    }

    func testAnEngineThatIsLetGoLeavesNothingOpen() async throws {
        try open("warm").put("notes", "n1", ["a": 1])
        let before = try Use.now()
        for number in 0..<100 {
            let engine = try CloudEngine(Config(path: path("e\(number)")))
            _ = try engine.subscribe { _ in }
            try engine.put("notes", "n1", ["a": 1])
            // Half of them are closed, the others are let go.
            if number % 2 == 0 { await engine.close() }
        }
        // They close on threads of their own. The pool of tasks has threads, too; a leak would be of fifty or a hundred.
        try await eventually("threads and handles are gone") {
            let now = try Use.now()
            return now.handles - before.handles < 10 && now.threads - before.threads < 10
        }
    }

    func testCloseFromManyThreadsAtOnceDuringASync() async throws {
        let silent = try SilentServer()
        for round in 0..<10 {
            let engine = try open("e\(round)", server: silent.url)
            try await engine.loginApiKey("ck_test")
            let sync = Task { try await engine.sync() }
            try await eventually("it syncs") { try engine.getStatus().status == .syncing }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { await engine.close() } }
            }
            await assertThrowsLater("closed") { try await sync.value }
        }
    }

    func testMemoryStaysFlatOverAMillionCalls() throws {
        let engine = try open()
        try engine.put("notes", "n1", ["text": String(repeating: "x", count: 400)])
        func calls(_ count: Int) throws {
            for _ in 0..<count { _ = try engine.get("notes", "n1") }
        }
        try calls(100_000)
        let before = try Use.now()
        try calls(1_000_000)
        let grown = try Use.now().privateBytes - before.privateBytes
        // A byte leaked by each call would be a million.
        XCTAssertLessThan(grown, 512 << 10, "a million calls left \(grown) bytes")
    }

    func testMemoryStaysFlatOverEventsAndErrors() throws {
        let engine = try open { $0.durability = .normal }
        let heard = Shared(0)
        _ = try engine.subscribe { _ in heard.change { $0 += 1 } }
        func calls(_ count: Int) throws {
            for number in 0..<count {
                try engine.put("notes", "n\(number % 100)", ["n": number])
                assertThrows("argument.table") { try engine.get("", "n") }
            }
        }
        try calls(2_000)
        let before = try Use.now()
        try calls(10_000)
        let grown = try Use.now().privateBytes - before.privateBytes
        XCTAssertGreaterThan(heard.value, 100)
        XCTAssertLessThan(grown, 4 << 20, "10 000 writes with events left \(grown) bytes")
    }
}

/// What this process holds. Linux tells it; elsewhere the tests that ask are skipped.
private struct Use {
    var privateBytes: Int
    var handles: Int
    var threads: Int

    static func now() throws -> Use {
        guard FileManager.default.fileExists(atPath: "/proc/self/status") else { throw XCTSkip("no /proc here") }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func number(_ name: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
            return line.flatMap { Int($0.split(whereSeparator: { !$0.isNumber })[0]) } ?? 0
        }
        let handles = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        return Use(privateBytes: number("RssAnon:") << 10, handles: handles, threads: number("Threads:"))
    }
}
