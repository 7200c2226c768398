import CortexCloud

/// JSON whose numbers keep their spelling: a body must reach the engine, and come back, as it was written.
indirect enum JSON {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])
}

/// Why a value is not what it should be. Only the suite's own mistakes end so.
struct Refused: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A value of the contract.
protocol ContractValue {
    init(_ json: JSON) throws
    var json: JSON { get }
}

extension JSON {
    /// A member; nil where there is none.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }

    func member(_ name: String) throws -> JSON {
        guard let member = self[name] else { throw Refused("\(name) is missing in \(spelling(of: self))") }
        return member
    }

    var text: String {
        get throws {
            guard case .string(let text) = self else { throw Refused("\(spelling(of: self)) is no text") }
            return text
        }
    }

    var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text that the engine takes.
    var body: Json {
        get throws { spelling(of: self) }
    }

    var optionalBody: Json? {
        get throws { isNull ? nil : spelling(of: self) }
    }

    var bodies: [Json] {
        get throws {
            guard case .array(let items) = self else { throw Refused("no list of bodies") }
            return items.map { spelling(of: $0) }
        }
    }

    static func of(body: Json) -> JSON {
        // The engine gives no text that is not JSON; the harness will tell if it does.
        (try? parsed(body)) ?? .string(body)
    }

    static func of(optionalBody body: Json?) -> JSON {
        body.map { of(body: $0) } ?? .null
    }

    static func of(bodies: [Json]) -> JSON {
        .array(bodies.map { of(body: $0) })
    }
}

extension Bool: ContractValue {
    init(_ json: JSON) throws {
        guard case .bool(let value) = json else { throw Refused("\(spelling(of: json)) is no boolean") }
        self = value
    }

    var json: JSON { .bool(self) }
}

extension Int: ContractValue {
    init(_ json: JSON) throws {
        guard case .number(let digits) = json, let value = Int(digits) else {
            throw Refused("\(spelling(of: json)) is no whole number")
        }
        self = value
    }

    var json: JSON { .number(String(self)) }
}

extension String: ContractValue {
    init(_ json: JSON) throws {
        self = try json.text
    }

    var json: JSON { .string(self) }
}

extension Optional: ContractValue where Wrapped: ContractValue {
    init(_ json: JSON) throws {
        self = json.isNull ? nil : try Wrapped(json)
    }

    var json: JSON { map { $0.json } ?? .null }
}

extension Array: ContractValue where Element: ContractValue {
    init(_ json: JSON) throws {
        guard case .array(let items) = json else { throw Refused("\(spelling(of: json)) is no list") }
        self = try items.map { try Element($0) }
    }

    var json: JSON { .array(map { $0.json }) }
}

extension Dictionary: ContractValue where Key == String, Value: ContractValue {
    init(_ json: JSON) throws {
        guard case .object(let members) = json else { throw Refused("\(spelling(of: json)) is no object") }
        self.init()
        for (name, member) in members { self[name] = try Value(member) }
    }

    var json: JSON { .object(map { ($0.key, $0.value.json) }) }
}

// MARK: Text

/// The text of a value, on one line.
func spelling(of json: JSON) -> String {
    switch json {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): quoted(text)
    case .array(let items): "[" + items.map { spelling(of: $0) }.joined(separator: ",") + "]"
    case .object(let members):
        "{" + members.map { quoted($0.0) + ":" + spelling(of: $0.1) }.joined(separator: ",") + "}"
    }
}

private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

/// The value of a text.
func parsed(_ text: String) throws -> JSON {
    var parser = Parser(bytes: Array(text.utf8))
    let value = try parser.value()
    parser.skipBlanks()
    guard parser.isAtEnd else { throw Refused("more than one value") }
    return value
}

private struct Parser {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { at >= bytes.count }

    mutating func skipBlanks() {
        while !isAtEnd, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    mutating func value() throws -> JSON {
        skipBlanks()
        guard !isAtEnd else { throw Refused("the text ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
        guard bytes[at...].starts(with: word.utf8) else { throw Refused("no JSON at byte \(at)") }
        at += word.utf8.count
        return value
    }

    private mutating func number() throws -> JSON {
        let from = at
        while !isAtEnd, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
        guard at > from else { throw Refused("no JSON at byte \(at)") }
        return .number(String(decoding: bytes[from..<at], as: UTF8.self))
    }

    private mutating func array() throws -> JSON {
        at += 1
        var items: [JSON] = []
        if try ends(with: "]") { return .array(items) }
        repeat { items.append(try value()) } while try goesOn(to: "]")
        return .array(items)
    }

    private mutating func object() throws -> JSON {
        at += 1
        var members: [(String, JSON)] = []
        if try ends(with: "}") { return .object(members) }
        repeat {
            skipBlanks()
            let name = try string()
            skipBlanks()
            guard !isAtEnd, bytes[at] == UInt8(ascii: ":") else { throw Refused("no colon at byte \(at)") }
            at += 1
            members.append((name, try value()))
        } while try goesOn(to: "}")
        return .object(members)
    }

    private mutating func ends(with end: Character) throws -> Bool {
        skipBlanks()
        guard !isAtEnd else { throw Refused("the text ends too early") }
        guard bytes[at] == end.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func goesOn(to end: Character) throws -> Bool {
        if try ends(with: end) { return false }
        guard bytes[at] == UInt8(ascii: ",") else { throw Refused("no comma at byte \(at)") }
        at += 1
        return true
    }

    private mutating func string() throws -> String {
        guard !isAtEnd, bytes[at] == UInt8(ascii: "\"") else { throw Refused("no text at byte \(at)") }
        at += 1
        var units: [UInt16] = []
        var plain = at
        func run(_ to: Int) -> [UInt16] { Array(String(decoding: bytes[plain..<to], as: UTF8.self).utf16) }
        while !isAtEnd {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                units += run(at)
                at += 1
                return String(decoding: units, as: UTF16.self)
            case UInt8(ascii: "\\"):
                units += run(at)
                at += 1
                units.append(try escape())
                plain = at
            default: at += 1
            }
        }
        throw Refused("a text does not end")
    }

    private mutating func escape() throws -> UInt16 {
        guard !isAtEnd else { throw Refused("a text does not end") }
        let letter = bytes[at]
        at += 1
        switch letter {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "u"):
            guard at + 4 <= bytes.count,
                let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
            else { throw Refused("no escape at byte \(at)") }
            at += 4
            return unit
        default: return UInt16(letter)
        }
    }
}
