import Foundation

/// Any JSON value: for bodies without a type of their own, and for filters, which must never be spliced together from text.
///
/// ```swift
/// let recent: JSONValue = ["stars": ["gte": 3], "author": .string(author)]
/// ```
///
/// A whole number within ±(2^53-1) is read as an `integer`, whatever its spelling: to the engine 1.0 and 1 are one value. Any
/// other number is a `number`.
public enum JSONValue: Hashable, Sendable {
    /// Null.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number within ±(2^53-1): the engine takes no greater ones as such.
    case integer(Int)
    /// Any other number. (As a `number`, 1 is not equal to the `integer` that it comes back as.)
    case number(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Values by name.
    case object([String: JSONValue])
}

extension JSONValue {
    /// A member of an object; nil where there is none. Setting one makes an object of what was none, and nil takes it away.
    public subscript(name: String) -> JSONValue? {
        get { object?[name] }
        set {
            var members = object ?? [:]
            members[name] = newValue
            self = .object(members)
        }
    }

    /// An item of an array; nil where there is none.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// Whether it is null.
    public var isNull: Bool { self == .null }

    /// True or false; nil for anything else.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// A whole number within ±(2^53-1); nil for anything else.
    public var int: Int? { if case .integer(let value) = self, isExact(value) { value } else { nil } }

    /// Any number; nil for anything else.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// Text; nil for anything else.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The items of an array; nil for anything else.
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

    /// The members of an object; nil for anything else.
    public var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

    /// The value of a JSON text.
    ///
    /// - Throws: `invalidArgument` (`argument.json`) when the text is no JSON.
    public init(parsing text: Json) throws(CloudError) {
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw .invalidArgument(ErrorInfo(refused: "text", code: "argument.json", "the text is no JSON"))
        }
    }

    /// The text of this value.
    ///
    /// - Throws: `invalidArgument` (`argument.json`) when there is a number in it that JSON does not have.
    public func text() throws(CloudError) -> Json {
        do {
            return String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        } catch {
            throw .invalidArgument(
                ErrorInfo(
                    refused: "value", code: "argument.json",
                    "the value was refused: \(place(of: error)); JSON has no NaN and no infinity"))
        }
    }
}

extension JSONValue: Codable {
    /// Reads any value of JSON.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int.self), isExact(integer) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let items = try? value.decode([JSONValue].self) {
            self = .array(items)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .string(let text): try value.encode(text)
        case .array(let items): try value.encode(items)
        case .object(let members): try value.encode(members)
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// Its JSON, members by name; of a value that has none, what is wrong.
    public var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            return "no JSON: \(place(of: error))"
        }
    }
}

/// Whether every language has this whole number as such.
private func isExact(_ integer: Int) -> Bool {
    integer.magnitude < 1 << 53
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Null.
    public init(nilLiteral: ()) { self = .null }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number; a whole one is an `integer`.
    public init(floatLiteral value: Double) {
        self = Int(exactly: value).flatMap { isExact($0) ? .integer($0) : nil } ?? .number(value)
    }
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Values in order.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Values by name; of two with one name the last counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
