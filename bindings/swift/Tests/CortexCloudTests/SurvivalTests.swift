import Foundation
import XCTest

@testable import CortexCloud

#if canImport(Glibc)
    import Glibc
#endif

/// What a host does that it should not, and what a defect of ours must not do to a host.
final class SurvivalTests: EngineTestCase, @unchecked Sendable {
    /// A library as it is shipped has none, and whoever tests with one says so.
    private func needHooks() throws {
        let isWithout = ProcessInfo.processInfo.environment["CORTEX_WITHOUT_HOOKS"] != nil
        if isWithout { throw XCTSkip("the library has no test hooks") }
    }

    func testAForcedPanicIsInternalAndTheProcessLives() async throws {
        try needHooks()
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

    func testAPanicInACallOfAListenerIsThrownThere() async throws {
        try needHooks()
        let engine = try open()
        let (codes, entries) = (Shared<[String]>([]), Shared(0))
        _ = try engine.subscribe { event in
            guard case .recordsChanged(let table, _, _) = event else { return }
            if table == "notes" { setenv("CORTEX_TEST_PANIC", "1", 1) }
            let outcome = Result { try engine.get(table, "n1") }
            // Ahead of the word that it was done: every call of the process panics until then.
            unsetenv("CORTEX_TEST_PANIC")
            if case .failure(let error as CloudError) = outcome {
                codes.change { $0.append(error.code) }
                throw error
            }
            codes.change { $0.append("none") }
        }
        try engine.setLogSink(.trace) { _ in
            entries.change { $0 += 1 }
            throw CancellationError()
        }
        try engine.put("notes", "n1", ["a": 1])
        try await eventually("it has thrown") { codes.value.count == 1 }
        try engine.put("other", "n1", ["a": 1])
        try await eventually("it is called again") { codes.value.count == 2 }
        XCTAssertEqual(codes.value, ["internal.panic", "none"])
        try await eventually("each was counted") { try engine.getStatus().failedListeners == 1 + entries.value }
    }

    func testAPanicIsInternalInEveryKindOfCall() async throws {
        try needHooks()
        let engine = try open()
        try engine.put("notes", "n1", ["a": 1])
        let config = Config(path: path("other"))
        setenv("CORTEX_TEST_PANIC", "1", 1)
        defer { unsetenv("CORTEX_TEST_PANIC") }
        assertThrows("internal.panic") { try engine.get("notes", "n1", as: [String: Int].self) }
        assertThrows("internal.panic") { try engine.events() }
        assertThrows("internal.panic") { try engine.subscribe { _ in } }
        assertThrows("internal.panic") { try engine.start() }
        assertThrows("internal.panic") { try CloudEngine(config) }
        await assertThrowsLater("internal.panic") { try await CloudEngine.open(config) }
        await assertThrowsLater("internal.panic") { try await engine.query("notes") }
        await assertThrowsLater("internal.panic") {
            try await engine.putMany("notes", [RecordBody(id: "n2", body: "{}")])
        }
        await assertThrowsLater("internal.panic") { try await engine.stop() }
        XCTAssertEqual(engine.streams.with { $0.count }, 0)
        unsetenv("CORTEX_TEST_PANIC")
        XCTAssertEqual(try engine.get("notes", "n1"), #"{"a":1}"#)
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

    func testMemoryStaysFlatOverAMillionCalls() async throws {
        let calls = try ManyCalls(on: try open { $0.tables = ["scratch": TablePolicy(replicate: .local)] })
        // Until heaps and SQLite's caches have come to their size.
        try await calls.make(100_000)
        let before = try Use.now()
        try await calls.make(1_000_000)
        let grown = try Use.now().privateBytes - before.privateBytes
        print("a million calls left \(grown) bytes")
        // A byte leaked by each call would be a million.
        XCTAssertLessThan(grown, 512 << 10, "a million calls left \(grown) bytes")
        XCTAssertGreaterThan(calls.heard.value, 1_000)
        try needHooks()
        // That the measure can tell: 4 096 bytes are lost by every call now.
        setenv("CORTEX_TEST_LEAK", "1", 1)
        defer { unsetenv("CORTEX_TEST_LEAK") }
        try await calls.make(1_000)
        let lost = try Use.now().privateBytes - before.privateBytes - grown
        XCTAssertGreaterThan(lost, 2 << 20, "a leak that was planted left \(lost) bytes")
    }
}

/// Calls of every kind, in the proportions of an app that mostly reads.
private final class ManyCalls: Sendable {
    private struct Note: Codable {
        var n: Int
        var text: String
    }

    private let engine: CloudEngine
    let heard = Shared(0)

    init(on engine: CloudEngine) throws {
        self.engine = engine
        try engine.put("notes", "n1", Note(n: 0, text: String(repeating: "x", count: 400)))
        _ = try engine.subscribe { [heard] _ in heard.change { $0 += 1 } }
    }

    /// Makes so many, a multiple of a thousand.
    func make(_ count: Int) async throws {
        for round in 0..<count / 1_000 {
            for number in 0..<960 {
                switch number % 16 {
                case 0: assertThrows("argument.table") { try engine.get("", "n1") }
                case 1: _ = try engine.getRecord("notes", "n1")
                case 2: _ = try engine.explain("notes", "n1")
                default: _ = try engine.get("notes", "n1")
                }
            }
            for _ in 0..<13 {
                _ = try engine.get("notes", "n1", as: Note.self)
                try engine.put("notes", "n1", json: try engine.get("notes", "n1") ?? "")
            }
            // Few that change anything: the log of writes grows by each, on purpose, and SQLite's cache with it.
            try engine.put("scratch", "r\(round % 20)", ["n": round])
            if round % 10 == 0 { try await waiting(round) }
        }
    }

    /// Those on threads of their own, and those that hold on to something.
    private func waiting(_ round: Int) async throws {
        for number in 0..<50 {
            let page = try await engine.query("notes", CloudQuery(where: ["n": ["gte": .integer(-number)]]))
            XCTAssertEqual(page.bodies.count, 1)
        }
        _ = try await engine.putMany("scratch", [RecordBody(id: "many", ["n": round])])
        _ = try await engine.sync()
        let subscription = try engine.subscribe { _ in }
        await subscription.cancel()
        let events = try engine.events()
        try engine.put("scratch", "told", ["n": round])
        for await _ in events { break }
        let cancelled = Task { [engine] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await engine.sync()
        }
        await assertThrowsLater("cancelled") { try await cancelled.value }
    }
}

/// What this process holds. Linux tells it; elsewhere the tests that ask are skipped.
private struct Use {
    var privateBytes: Int
    var handles: Int
    var threads: Int

    static func now() throws -> Use {
        let handles = try entries(of: "/proc/self/fd")
        // What is free is given back first: a leak would fill what earlier tests have left, and not be seen. (Swift's Glibc does
        // not declare it.)
        if let trim = dlsym(nil, "malloc_trim") {
            _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> CInt).self)(0)
        }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func number(_ name: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
            return line.flatMap { Int($0.split(whereSeparator: { !$0.isNumber })[0]) } ?? 0
        }
        return Use(privateBytes: number("RssAnon:") << 10, handles: handles, threads: number("Threads:"))
    }
}
