import Foundation
import XCTest

@testable import CortexCloud

/// Of this process.
private func threads() throws -> Int {
    try entries(of: "/proc/self/task")
}

/// Answers when it is told to.
private final class Hanging: TokenStore {
    let asked = Shared(0)
    let goOn = Shared(false)

    func load(name: String) throws -> String? {
        asked.change { $0 += 1 }
        while !goOn.value { usleep(1_000) }
        return nil
    }

    func save(name: String, secret: String) throws {}
    func delete(name: String) throws {}
}

final class LongCallTests: EngineTestCase, @unchecked Sendable {
    func testASyncWithoutAServerIsReportedAndNotThrown() async throws {
        let engine = try open()
        try engine.put("notes", "n1", ["a": 1])
        let report = try await engine.sync()
        XCTAssertEqual(report.status, .offline)
        XCTAssertEqual(report.error?.code, "offline.no_server")
        XCTAssertEqual(try engine.explain("notes", "n1").state, .pending)
    }

    func testTwoDevicesSync() async throws {
        let server = try RealServer(in: folder)
        let (a, b) = (try open("a", server: server.url), try open("b", server: server.url))
        try await a.loginApiKey(server.key)
        try await b.loginApiKey(server.key)
        try a.put("notes", "n1", ["title": "First light"])
        let pushed = try await a.sync()
        XCTAssertEqual(pushed.status, .success)
        XCTAssertEqual(pushed.pushed, 1)
        let pulled = try await b.sync()
        XCTAssertEqual(pulled.pulled, 1)
        XCTAssertEqual(try b.get("notes", "n1"), #"{"title":"First light"}"#)
        let verified = try await b.verify()
        XCTAssertTrue(verified.isEqual)
        let status = try await b.getStatus()
        XCTAssertEqual(status.status, .connected)
        XCTAssertEqual(try b.quota()?.records.used, 1)
    }

    func testCancellingTheTaskEndsTheCall() async throws {
        let silent = try SilentServer()
        let engine = try open(server: silent.url)
        try await engine.loginApiKey("ck_test")
        try engine.put("notes", "n1", ["a": 1])
        let call = Task { try await engine.sync() }
        try await eventually("it syncs") { try engine.getStatus().status == .syncing }
        let cancelled = Date()
        call.cancel()
        await assertThrowsLater("cancelled") { try await call.value }
        // Its request would take 30 seconds; it ends within 100 milliseconds.
        XCTAssertLessThan(Date().timeIntervalSince(cancelled), 1)
        XCTAssertEqual(try engine.explain("notes", "n1").state, .pending)
        try engine.put("notes", "n2", ["a": 1])
    }

    func testACallOfACancelledTaskDoesNothing() async throws {
        let engine = try open()
        let call = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await engine.apply([.put(table: "notes", id: "n1", body: "{}")])
        }
        call.cancel()
        await assertThrowsLater("cancelled") { try await call.value }
        let many = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await engine.putMany("notes", [RecordBody(id: "n1", body: "{}")])
        }
        many.cancel()
        await assertThrowsLater("cancelled") { try await many.value }
        try engine.goOffline()
        let online = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await engine.goOnline()
        }
        online.cancel()
        await assertThrowsLater("cancelled") { try await online.value }
        let report = try await engine.sync()
        XCTAssertEqual(report.error?.code, "offline.forced")
        let count = try await engine.count("notes")
        XCTAssertEqual(count, 0)
    }

    func testCancellingEndsALongImport() async throws {
        let engine = try open()
        let rows = try (0..<200_000).map { try RecordBody(id: "n\($0)", ["n": $0]) }
        let call = Task { try await engine.putMany("notes", rows) }
        try await eventually("the first rows are there") { try engine.count("notes") > 0 }
        call.cancel()
        await assertThrowsLater("cancelled") { try await call.value }
        let saved = try await engine.count("notes")
        XCTAssertLessThan(saved, rows.count)
        XCTAssertEqual(saved % 500, 0, "whole transactions")
    }

    func testManyLocalCallsAtOnceTakeFewThreads() async throws {
        _ = try threads()
        let engine = try open { $0.busyTimeoutMs = 10_000 }
        try engine.put("notes", "n1", ["a": 1])
        let most = Shared(0)
        let watcher = Task.detached {
            while !Task.isCancelled {
                let now = try threads()
                most.change { $0 = max($0, now) }
                try? await Task.sleep(nanoseconds: 1_000_000)
            }
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<2_000 {
                group.addTask {
                    guard number % 4 == 0 else { return try await engine.query("notes").bodies.count }
                    return try await engine.putMany("other", [RecordBody(id: "n\(number)", body: "{}")])
                }
            }
            for try await count in group { XCTAssertEqual(count, 1) }
        }
        watcher.cancel()
        try await watcher.value
        XCTAssertGreaterThan(most.value, 1)
        XCTAssertLessThan(most.value, 100)
    }

    /// A prompt of a keychain may stand for minutes.
    func testAStoreThatHangsHoldsUpNoOtherCall() async throws {
        let hanging = Hanging()
        let engine = try open("a", server: "http://127.0.0.1:1", tokenStore: hanging)
        let other = try open("b")
        let begun = Shared(0)
        let asking = (0..<100).map { _ in
            Task {
                begun.change { $0 += 1 }
                return try await engine.getStatus().pending
            }
        }
        try await eventually("they ask the store") { begun.value == 100 && hanging.asked.value > 0 }
        let found = Shared<[[Json]]>([])
        for engine in [engine, other] {
            Task {
                let bodies = try await engine.query("notes").bodies
                found.change { $0.append(bodies) }
            }
        }
        try await eventually("both answer") { found.value == [[], []] }
        hanging.goOn.value = true
        for call in asking {
            let pending = try await call.value
            XCTAssertEqual(pending, 0)
        }
    }

    func testACallThatWaitsForItsTurnMayBeCancelled() async throws {
        let turns = Turns(1)
        let first = await turns.take()
        XCTAssertTrue(first)
        let waiting = (0..<3).map { _ in Task { await turns.take() } }
        let gone = Task {
            while !Task.isCancelled { await Task.yield() }
            return await turns.take()
        }
        waiting[0].cancel()
        gone.cancel()
        let outcomes = (await waiting[0].value, await gone.value)
        XCTAssertEqual(outcomes.0, false)
        XCTAssertEqual(outcomes.1, false)
        // In whatever order they came: the second has its turn when the first has given it back.
        turns.give()
        turns.give()
        for call in waiting[1...] {
            let isItsTurn = await call.value
            XCTAssertTrue(isItsTurn)
        }
        // Two were given and taken; one is left to give, and whoever comes then has it at once.
        turns.give()
        let again = await turns.take()
        XCTAssertTrue(again)
    }

    /// The pool of tasks has two threads on two cores; a hundred blocked calls would leave none.
    func testCallsThatWaitLeaveThePoolOfTasksFree() async throws {
        let silent = try SilentServer()
        let engines = try (0..<100).map { try open("e\($0)", server: silent.url) }
        for engine in engines { try await engine.loginApiKey("ck_test") }
        let calls = engines.map { engine in Task { try await engine.sync() } }
        try await eventually("all of them sync") { try engines.allSatisfy { try $0.getStatus().status == .syncing } }
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<1_000 { group.addTask { number } }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(sum, 499_500)
        for call in calls { call.cancel() }
        for call in calls { await assertThrowsLater("cancelled") { try await call.value } }
    }

    func testCloseEndsACallThatRuns() async throws {
        let silent = try SilentServer()
        let engine = try open(server: silent.url)
        try await engine.loginApiKey("ck_test")
        let call = Task { try await engine.sync() }
        try await eventually("it syncs") { try engine.getStatus().status == .syncing }
        let closed = Date()
        await engine.close()
        XCTAssertLessThan(Date().timeIntervalSince(closed), 5)
        await assertThrowsLater("closed") { try await call.value }
    }

    func testAnEngineLivesAsLongAsItsCall() async throws {
        let (path, server) = (path("store"), try RealServer(in: folder))
        weak var weakly: CloudEngine?
        do {
            let engine = try CloudEngine(Config(path: path, http: HttpClientConfig(baseUrl: server.url)))
            weakly = engine
            try await engine.loginApiKey(server.key)
            try engine.put("notes", "n1", ["a": 1])
        }
        try await eventually("it is let go") { weakly == nil }
        // Nobody holds this one but the call, which nobody answers.
        let silent = try SilentServer()
        let call = Task {
            let engine = try CloudEngine(Config(path: path, http: HttpClientConfig(baseUrl: silent.url)))
            try await engine.loginApiKey("ck_test")
            return try await engine.sync()
        }
        try await Task.sleep(nanoseconds: 1_000_000_000)
        call.cancel()
        // `closed`, had it been let go.
        await assertThrowsLater("cancelled") { try await call.value }
        let again = try CloudEngine(Config(path: path))
        let count = try await again.count("notes")
        XCTAssertEqual(count, 1)
        await again.close()
    }

    func testManyTasksShareOneEngine() async throws {
        let engine = try open { $0.busyTimeoutMs = 10_000 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<100 {
                        try engine.put("t\(task)", "r\(number)", ["n": number])
                        _ = try engine.get("t\(task)", "r\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        for task in 0..<8 {
            let count = try await engine.count("t\(task)")
            XCTAssertEqual(count, 100)
        }
    }

    @MainActor
    func testTheMainActorMayCallIt() async throws {
        let engine = try open()
        try engine.put("notes", "n1", ["a": 1])
        let report = try await engine.sync()
        XCTAssertEqual(report.status, .offline)
    }
}
