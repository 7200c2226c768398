import CortexCloud
import Foundation

/// Performs the steps of the behaviour suite on engines of this language. It knows no scenario and no expectation.
actor Device {
    private var engines: [String: CloudEngine] = [:]
    private var calls: [String: Task<JSON, any Error>] = [:]
    private var lists: [String: List] = [:]
    private var subscriptions: [String: EventSubscription] = [:]
    private var stores: [String: Tokens] = [:]

    /// One step, and what came of it.
    func perform(_ step: JSON) async -> JSON {
        do {
            return .object([("returns", try await done(step))])
        } catch let error as CloudError {
            return .object([("throws", error.json)])
        } catch {
            return .object([("broken", .string("\(error)"))])
        }
    }

    private func done(_ step: JSON) async throws -> JSON {
        func name(_ member: String) throws -> String { try step.member(member).text }
        switch try name("op") {
        case "open":
            let config = try Config(try step.member("config"))
            let tokens = try step["token_store"].map { self.store(try $0.text) }
            engines[try name("device")] = try await CloudEngine.open(config, tokenStore: tokens)
        case "call":
            let (engine, method) = (try engine(try name("device")), try name("method"))
            return try await called(method, on: engine, step["args"] ?? .object([]))
        case "begin":
            let (engine, method) = (try engine(try name("device")), try name("method"))
            let args = step["args"] ?? .object([])
            calls[try name("as")] = Task.detached { try await called(method, on: engine, args) }
        case "cancel":
            let call = try call(try name("call"))
            call.cancel()
            return call.isCancelled.json
        case "finish":
            return try await call(try name("call")).value
        case "subscribe":
            let (list, isThrowing) = (list(try name("as")), step["throwing"].map { spelling(of: $0) } == "true")
            subscriptions[try name("as")] = try engine(try name("device")).subscribe { event in
                list.append(event.json)
                if isThrowing { throw Refused("this listener fails as it was told to") }
            }
        case "unsubscribe":
            await subscriptions[try name("as")]?.cancel()
        case "events", "log":
            return .array(list(try name("as")).items)
        case "set_log_sink":
            let (list, isThrowing) = (list(try name("as")), step["throwing"].map { spelling(of: $0) } == "true")
            let level = try LogLevel(try step.member("level"))
            try engine(try name("device")).setLogSink(level) { entry in
                list.append(entry.json)
                if isThrowing { throw Refused("this sink fails as it was told to") }
            }
        case "tokens":
            let kept = store(try name("token_store")).all
            return .array(kept.map { .object([("name", .string($0.key)), ("secret", .string($0.value))]) })
        case "token_store":
            store(try name("token_store")).fail(Set(try [String](try step.member("failing"))))
        case "reset":
            for engine in engines.values { await engine.close() }
            (engines, calls, lists, subscriptions, stores) = ([:], [:], [:], [:], [:])
        case let other:
            throw Refused("there is no step \(other)")
        }
        return .null
    }

    private func engine(_ name: String) throws -> CloudEngine {
        guard let engine = engines[name] else { throw Refused("there is no device \(name)") }
        return engine
    }

    private func call(_ name: String) throws -> Task<JSON, any Error> {
        guard let call = calls[name] else { throw Refused("there is no call \(name)") }
        return call
    }

    private func list(_ name: String) -> List {
        if let list = lists[name] { return list }
        let list = List()
        lists[name] = list
        return list
    }

    private func store(_ name: String) -> Tokens {
        if let store = stores[name] { return store }
        let store = Tokens()
        stores[name] = store
        return store
    }
}

/// What a listener has kept.
final class List: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [JSON] = []

    var items: [JSON] { lock.withLock { kept } }

    func append(_ item: JSON) {
        lock.withLock { kept.append(item) }
    }
}

/// Credentials in memory, with methods that fail when they are told to.
final class Tokens: TokenStore, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: String] = [:]
    private var failing: Set<String> = []

    var all: [String: String] { lock.withLock { kept } }

    func fail(_ methods: Set<String>) {
        lock.withLock { failing = methods }
    }

    func load(name: String) throws -> String? {
        try lock.withLock {
            try check("load")
            return kept[name]
        }
    }

    func save(name: String, secret: String) throws {
        try lock.withLock {
            try check("save")
            kept[name] = secret
        }
    }

    func delete(name: String) throws {
        try lock.withLock {
            try check("delete")
            kept[name] = nil
        }
    }

    private func check(_ method: String) throws {
        if failing.contains(method) { throw Refused("\(method) fails as it was told to") }
    }
}
