import Foundation
import XCTest

@testable import CortexCloud

final class EventTests: EngineTestCase, @unchecked Sendable {
    func testEventsComeInOrder() async throws {
        let engine = try open()
        let events = try engine.events()
        for number in 0..<3 { try engine.put("t\(number)", "r", json: "{}") }
        var tables: [String] = []
        for await event in events {
            if case .recordsChanged(let table, let ids, let origin) = event {
                XCTAssertEqual(ids, ["r"])
                XCTAssertEqual(origin, .local)
                tables.append(table)
            }
            if tables.count == 3 { break }
        }
        XCTAssertEqual(tables, ["t0", "t1", "t2"])
    }

    func testAReaderThatLagsLosesNoRecord() async throws {
        let engine = try open()
        let events = try engine.events()
        for number in 0..<300 {
            try engine.put("t\(number % 2)", "r\(number)", json: "{}")
            try engine.put("t\(number % 2)", "r0", ["n": number])
        }
        try engine.put("last", "r", json: "{}")
        var (heard, count) = (Set<String>(), 0)
        for await event in events {
            guard case .recordsChanged(let table, let ids, _) = event else { continue }
            count += 1
            heard.formUnion(ids)
            if table == "last" { break }
        }
        XCTAssertEqual(heard.count, 301)
        XCTAssertLessThan(count, 302, "changes were joined")
    }

    func testAStreamEndsWithItsEngine() async throws {
        let engine = try open()
        let reader = Task { [events = try engine.events()] in
            var heard = 0
            for await _ in events { heard += 1 }
            return heard
        }
        let unread = try engine.events()
        try engine.put("notes", "n1", json: "{}")
        await engine.close()
        _ = await reader.value
        // What waits at a close is not delivered after it.
        for await event in unread { XCTFail("\(event) came after close") }
    }

    func testAStreamThatIsLetGoEndsItsSubscription() async throws {
        let engine = try open()
        do {
            let events = try engine.events()
            try engine.put("notes", "n1", json: "{}")
            for await _ in events { break }
            XCTAssertEqual(engine.streams.with { $0.count }, 1)
        }
        try await eventually("the subscription has ended") { engine.streams.with { $0.count } == 0 }
        let task = Task { [events = try engine.events()] in
            for await _ in events {}
        }
        task.cancel()
        await task.value
        try await eventually("the subscription has ended") { engine.streams.with { $0.count } == 0 }
        // One that somebody keeps.
        let kept = try engine.events()
        let reader = Task { for await _ in kept {} }
        reader.cancel()
        await reader.value
        try await eventually("the subscription has ended") { engine.streams.with { $0.count } == 0 }
        for await event in kept { XCTFail("\(event) came on a stream that has ended") }
    }

    /// The engine's thread hands an event to the very task that is being cancelled.
    func testReadersMayBeCancelledWhileEventsCome() async throws {
        let engine = try open { $0.busyTimeoutMs = 10_000 }
        let isOver = Shared(false)
        let writer = Task.detached {
            var number = 0
            while !isOver.value {
                try engine.put("t\(number % 3)", "r", ["n": number])
                number += 1
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<300 {
                        let heard = Shared(0)
                        let reader = Task {
                            guard let events = try? engine.events() else { return }
                            for await _ in events { heard.change { $0 += 1 } }
                        }
                        // In the middle of a delivery, as often as not.
                        while heard.value <= round % 3 { await Task.yield() }
                        reader.cancel()
                        await reader.value
                    }
                }
            }
        }
        isOver.value = true
        try await writer.value
        try await eventually("all subscriptions have ended") { engine.streams.with { $0.isEmpty } }
    }

    func testAStreamThatIsOpenedDuringACloseEnds() async throws {
        for round in 0..<20 {
            let engine = try open("store\(round)")
            let opened = Shared(0)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        await withTaskGroup(of: Void.self) { readers in
                            // One after the other until the engine is closed; `close` has to end them all.
                            while let events = try? engine.events() {
                                opened.change { $0 += 1 }
                                readers.addTask { for await _ in events {} }
                                await Task.yield()
                            }
                        }
                    }
                }
                group.addTask {
                    while opened.value < 200 { await Task.yield() }
                    await engine.close()
                }
            }
        }
    }

    func testAListenerThatThrowsIsCountedAndCalledAgain() async throws {
        struct Oops: Error {}
        let engine = try open()
        let heard = Shared(0)
        let subscription = try engine.subscribe { _ in
            heard.change { $0 += 1 }
            throw Oops()
        }
        try engine.put("a", "n1", json: "{}")
        try await eventually("it has thrown once") { try engine.getStatus().failedListeners == 1 }
        try engine.put("b", "n1", json: "{}")
        try await eventually("it has thrown twice") { try engine.getStatus().failedListeners == 2 }
        XCTAssertEqual(heard.value, 2)
        await subscription.cancel()
        await subscription.cancel()
        try engine.put("c", "n1", json: "{}")
        XCTAssertEqual(heard.value, 2)
    }

    func testASlowListenerHoldsUpNoCall() async throws {
        let engine = try open()
        let (heard, goOn) = (Shared(0), DispatchSemaphore(value: 0))
        _ = try engine.subscribe { _ in
            goOn.wait()
            heard.change { $0 += 1 }
        }
        // All of these return while the first event is still being heard.
        for number in 0..<1_000 { try engine.put("t\(number % 2)", "r\(number)", json: "{}") }
        XCTAssertEqual(heard.value, 0)
        XCTAssertEqual(try engine.get("t1", "r999"), "{}")
        for _ in 0..<2_000 { goOn.signal() }
        try await eventually("the events") { heard.value > 1 }
    }

    func testAListenerMayCallTheEngineAndCloseIt() async throws {
        let engine = try open()
        let bodies = Shared<[String?]>([])
        _ = try engine.subscribe { event in
            guard case .recordsChanged(let table, let ids, _) = event else { return }
            let body = try engine.get(table, ids[0])
            bodies.change { $0.append(body) }
            if table == "notes" { try engine.put("echo", ids[0], json: #"{"is":"echo"}"#) } else { engine.close() }
        }
        try engine.put("notes", "n1", json: #"{"a":1}"#)
        try await eventually("the listener has closed it") {
            do throws(CloudError) { _ = try engine.count("notes") } catch { return error.code == "closed" }
            return false
        }
        XCTAssertEqual(bodies.value, [#"{"a":1}"#, #"{"is":"echo"}"#])
    }

    func testNoEventComesAfterClose() throws {
        for round in 0..<20 {
            let engine = try open("store\(round)")
            let (isClosed, late) = (Shared(false), Shared(0))
            _ = try engine.subscribe { _ in if isClosed.value { late.change { $0 += 1 } } }
            for number in 0..<50 { try engine.put("t\(number)", "r", json: "{}") }
            engine.close()
            isClosed.value = true
            usleep(2_000)
            XCTAssertEqual(late.value, 0)
        }
    }

    func testTheLogIsHeardWithoutBodies() async throws {
        let engine = try open(server: "http://127.0.0.1:1")
        let entries = Shared<[LogEntry]>([])
        try engine.setLogSink(.trace) { entry in entries.change { $0.append(entry) } }
        try await engine.loginApiKey("ck_very_secret")
        try engine.put("notes", "n1", ["title": "very private words"])
        _ = try await engine.sync()
        try engine.clearLogSink()
        XCTAssertFalse(entries.value.isEmpty)
        XCTAssertFalse(entries.value.contains { "\($0)".contains("private") || "\($0)".contains("secret") })
        let before = entries.value.count
        _ = try await engine.sync()
        XCTAssertEqual(entries.value.count, before)
    }
}

final class WaitingTests: XCTestCase {
    private func changed(_ table: String, _ ids: String...) -> CloudEvent {
        .recordsChanged(table: table, ids: ids, origin: .local)
    }

    func testNeighboursAreJoinedAndEachRecordNamedOnce() {
        var waiting = Waiting()
        for event in [changed("a", "1"), changed("a", "2", "1"), changed("b", "1"), changed("a", "1")] {
            waiting.add(event)
        }
        XCTAssertEqual(waiting.take(), changed("a", "1", "2"))
        XCTAssertEqual(waiting.take(), changed("b", "1"))
        XCTAssertEqual(waiting.take(), changed("a", "1"))
        XCTAssertNil(waiting.take())
    }

    func testWhatIsTakenIsNotJoined() {
        var waiting = Waiting()
        waiting.add(changed("a", "1"))
        XCTAssertEqual(waiting.take(), changed("a", "1"))
        waiting.add(changed("a", "2"))
        XCTAssertEqual(waiting.take(), changed("a", "2"))
    }

    func testOneThatLagsJoinsAcrossOthersAndKeepsTheLatestOfThePresent() {
        var waiting = Waiting()
        for number in 0..<256 { waiting.add(changed("t\(number)", "r")) }
        waiting.add(.statusChanged(status: .offline))
        waiting.add(.repaired(records: 1))
        waiting.add(.statusChanged(status: .connected))
        waiting.add(.repaired(records: 2))
        waiting.add(changed("t0", "s"))
        XCTAssertEqual(waiting.count, 259)
        XCTAssertEqual(waiting.take(), changed("t0", "r", "s"))
        for _ in 1..<256 { _ = waiting.take() }
        XCTAssertEqual(waiting.take(), .repaired(records: 1))
        XCTAssertEqual(waiting.take(), .statusChanged(status: .connected))
        XCTAssertEqual(waiting.take(), .repaired(records: 2))
        XCTAssertNil(waiting.take())
    }
}
