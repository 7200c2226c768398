import CortexCloud

/// How a typed memory becomes the JSON that the engine keeps, and comes back from it.
struct Members {
    private var all: [String: JSONValue]
    /// What nobody has asked for.
    private(set) var rest: [String: JSONValue]
    private let isLenient: Bool

    init(_ all: [String: JSONValue], isLenient: Bool = false) {
        self.all = all
        self.isLenient = isLenient
        rest = all
    }

    var json: JSONValue { .object(all) }

    /// Reads a member; `fallback` stands for one that is not there and, where the reader is lenient, for one that cannot be
    /// read.
    mutating func read<Value: FromJSON>(_ name: String, or fallback: Value? = nil) throws -> Value {
        rest[name] = nil
        guard let json = all[name] else {
            return try standIn(for: fallback)
        }
        return try (try? Value(json)) ?? (isLenient ? standIn(for: fallback) : Value(json))
    }

    private func standIn<Value: FromJSON>(for fallback: Value?) throws -> Value {
        guard let value = fallback ?? Value.absent ?? (isLenient ? Value.lenient : nil) else { throw Unreadable() }
        return value
    }

    /// The content, with the type that stands beside it.
    mutating func content() throws -> MemoryContent {
        rest["content"] = nil
        rest["memory_type"] = nil
        if isLenient {
            let members = all
            rest = [:]
            return .unknown(members)
        }
        // A part of it that is not known would be lost.
        guard case .object(let content)? = all["content"], content.count == 2, let data = content["data"],
            case .string(let name)? = content["type"], let type = MemoryType(rawValue: name),
            all["memory_type"].map({ $0 == .string(name) }) ?? true
        else { throw Unreadable() }
        return try MemoryContent(type, data)
    }

    mutating func add(_ members: [String: JSONValue]) {
        all.merge(members) { _, new in new }
    }

    mutating func write(_ name: String, _ value: some ToJSON) {
        all[name] = value.json
    }

    /// What the engine fills in is left out while it is nil.
    mutating func writeGiven(_ name: String, _ value: (some ToJSON)?) {
        if let value { all[name] = value.json }
    }
}

/// A memory this version cannot read.
struct Unreadable: Error {}

protocol ToJSON {
    var json: JSONValue { get }
}

protocol FromJSON {
    init(_ json: JSONValue) throws
    /// What one that is not there is read as; nil where it is needed.
    static var absent: Self? { get }
    /// What stands for one that is needed and cannot be read.
    static var lenient: Self? { get }
}

extension FromJSON {
    static var absent: Self? { nil }
    static var lenient: Self? { nil }
}

/// A part of a memory with named members.
protocol Part: FromJSON, ToJSON {
    var extra: [String: JSONValue] { get }
    init(_ members: Members) throws
    func write(to members: inout Members)
}

extension Part {
    init(_ json: JSONValue) throws {
        guard case .object(let members) = json else { throw Unreadable() }
        try self.init(Members(members))
    }

    var json: JSONValue {
        var members = Members(extra)
        write(to: &members)
        return members.json
    }
}

extension String: FromJSON, ToJSON {
    static var lenient: String? { "" }

    init(_ json: JSONValue) throws {
        guard case .string(let text) = json else { throw Unreadable() }
        self = text
    }

    var json: JSONValue { .string(self) }
}

extension Bool: FromJSON, ToJSON {
    init(_ json: JSONValue) throws {
        guard case .bool(let value) = json else { throw Unreadable() }
        self = value
    }

    var json: JSONValue { .bool(self) }
}

extension Int: FromJSON, ToJSON {
    init(_ json: JSONValue) throws {
        guard case .integer(let value) = json else { throw Unreadable() }
        self = value
    }

    var json: JSONValue { .integer(self) }
}

extension Double: FromJSON, ToJSON {
    init(_ json: JSONValue) throws {
        switch json {
        case .integer(let value): self = Double(value)
        case .number(let value): self = value
        default: throw Unreadable()
        }
    }

    var json: JSONValue { JSONValue(floatLiteral: self) }
}

extension JSONValue: FromJSON, ToJSON {
    init(_ json: JSONValue) {
        self = json
    }

    var json: JSONValue { self }
}

extension Optional: FromJSON where Wrapped: FromJSON {
    static var absent: Wrapped?? { .some(nil) }

    init(_ json: JSONValue) throws {
        self = json == .null ? nil : try Wrapped(json)
    }
}

extension Optional: ToJSON where Wrapped: ToJSON {
    var json: JSONValue { self?.json ?? .null }
}

extension Array: FromJSON where Element: FromJSON {
    init(_ json: JSONValue) throws {
        guard case .array(let items) = json else { throw Unreadable() }
        self = try items.map { try Element($0) }
    }
}

extension Array: ToJSON where Element: ToJSON {
    var json: JSONValue { .array(map { $0.json }) }
}

extension Dictionary: FromJSON where Key == String, Value == JSONValue {
    init(_ json: JSONValue) throws {
        guard case .object(let members) = json else { throw Unreadable() }
        self = members
    }
}

extension Dictionary: ToJSON where Key == String, Value == JSONValue {
    var json: JSONValue { .object(self) }
}

extension MemoryType: FromJSON, ToJSON {
    init(_ json: JSONValue) throws {
        guard case .string(let name) = json, let type = MemoryType(rawValue: name) else { throw Unreadable() }
        self = type
    }

    var json: JSONValue { .string(rawValue) }
}

extension Importance: FromJSON, ToJSON {
    init(_ json: JSONValue) throws {
        guard case .string(let name) = json, let importance = Importance(rawValue: name) else { throw Unreadable() }
        self = importance
    }

    var json: JSONValue { .string(rawValue) }
}
