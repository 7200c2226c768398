import Foundation

// Values of the host's own types as bodies. Text is what crosses: one encoding, and no second one at the boundary.

extension CloudEngine {
    /// Saves a value as a record's body, as ``put(_:_:json:)`` does. It has to encode as a JSON object.
    ///
    /// Dates become text (RFC 3339, UTC, with milliseconds), which every other language can read, and `Data` Base64; an
    /// `encoder` of your own does otherwise, and `JSONEncoder.cortexCloud()` is one to begin with.
    ///
    /// - Throws: `invalidArgument` (`argument.body`) with the path of what has no JSON, as a NaN; otherwise as
    ///   ``put(_:_:json:)``. Nothing was changed.
    @discardableResult
    public func put(
        _ table: String, _ id: String, _ value: some Encodable, encoder: JSONEncoder? = nil
    ) throws(CloudError) -> Bool {
        try put(table, id, json: try encoded(value, encoder))
    }

    /// A record's body as a value; nil for a record that does not exist or is deleted.
    ///
    /// - Throws: `invalidArgument` (`argument.type`) with the path of what does not fit the type; otherwise as
    ///   ``get(_:_:)``.
    public func get<Value: Decodable>(
        _ table: String, _ id: String, as type: Value.Type, decoder: JSONDecoder? = nil
    ) throws(CloudError) -> Value? {
        try decodedIfThere(try get(table, id), as: type, decoder)
    }
}

extension RecordBody {
    /// A row for `CloudEngine.putMany` from a value that encodes as a JSON object.
    ///
    /// - Throws: As ``CloudEngine/put(_:_:_:encoder:)``.
    public init(id: String, _ value: some Encodable, encoder: JSONEncoder? = nil) throws(CloudError) {
        self.init(id: id, body: try encoded(value, encoder))
    }
}

extension QueuedMutation {
    /// A put of a value that encodes as a JSON object, made at `date`.
    ///
    /// - Throws: As ``CloudEngine/put(_:_:_:encoder:)``.
    public init(
        table: String, id: String, _ value: some Encodable, made date: Date, encoder: JSONEncoder? = nil
    ) throws(CloudError) {
        let made = (date.timeIntervalSince1970 * 1_000).rounded()
        guard let timestamp = Int(exactly: made) else {
            throw .invalidArgument(
                ErrorInfo(
                    refused: "made", code: "argument.type",
                    "made was refused: the date is none that milliseconds can say"))
        }
        self.init(
            table: table, id: id, kind: .update, timestamp: timestamp, payload: try encoded(value, encoder))
    }
}

extension RecordChange {
    /// A put from a value that encodes as a JSON object.
    ///
    /// - Throws: As ``CloudEngine/put(_:_:_:encoder:)``.
    public static func put(
        _ table: String, _ id: String, _ value: some Encodable, encoder: JSONEncoder? = nil
    ) throws(CloudError) -> RecordChange {
        .put(table: table, id: id, body: try encoded(value, encoder))
    }
}

extension CloudRecord {
    /// The body as a value; nil for a deleted record.
    ///
    /// - Throws: `invalidArgument` (`argument.type`) with the path of what does not fit the type.
    public func value<Value: Decodable>(
        as type: Value.Type, decoder: JSONDecoder? = nil
    ) throws(CloudError) -> Value? {
        try decodedIfThere(body, as: type, decoder)
    }
}

extension ConflictState {
    /// What this side had as a value; nil when it had deleted the record.
    ///
    /// - Throws: `invalidArgument` (`argument.type`) with the path of what does not fit the type.
    public func value<Value: Decodable>(
        as type: Value.Type, decoder: JSONDecoder? = nil
    ) throws(CloudError) -> Value? {
        try decodedIfThere(body, as: type, decoder)
    }
}

extension FailedMutation {
    /// The state that waits as a value; nil for a delete.
    ///
    /// - Throws: `invalidArgument` (`argument.type`) with the path of what does not fit the type.
    public func value<Value: Decodable>(
        as type: Value.Type, decoder: JSONDecoder? = nil
    ) throws(CloudError) -> Value? {
        try decodedIfThere(body, as: type, decoder)
    }
}

extension Page {
    /// The bodies as values.
    ///
    /// - Throws: `invalidArgument` (`argument.type`) with the number of the body and the path of what does not fit.
    public func values<Value: Decodable>(
        as type: Value.Type, decoder: JSONDecoder? = nil
    ) throws(CloudError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(bodies.count)
        let decoder = decoder ?? .cortexCloud()
        for (number, body) in bodies.enumerated() {
            values.append(try decoded(body, as: type, decoder, number: number))
        }
        return values
    }
}

extension CloudQuery {
    /// A query whose filter is a value and not a text.
    ///
    /// - Throws: `invalidArgument` (`argument.json`) for a filter with a number that JSON does not have.
    public init(
        where filter: JSONValue, orderBy: [OrderBy] = [], limit: Int = 1_000, page: String? = nil
    ) throws(CloudError) {
        self.init(filter: try filter.text(), orderBy: orderBy, limit: limit, page: page)
    }
}

/// A date that RFC 3339 has no text for.
private struct Unspeakable: Error {}

extension JSONEncoder {
    /// A new encoder as the engine's calls use when none is given: dates become text of RFC 3339 in UTC with milliseconds,
    /// `Data` Base64. To be changed at will, as for other names of members.
    public static func cortexCloud() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard let text = timestamp(of: date) else {
                let context = EncodingError.Context(
                    codingPath: encoder.codingPath, debugDescription: "\(Unspeakable.self)",
                    underlyingError: Unspeakable())
                throw EncodingError.invalidValue(date, context)
            }
            var value = encoder.singleValueContainer()
            try value.encode(text)
        }
        return encoder
    }
}

extension JSONDecoder {
    /// A new decoder as the engine's calls use when none is given: dates are read from text of RFC 3339, of any offset. To
    /// be changed at will, as for other names of members.
    public static func cortexCloud() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let value = try decoder.singleValueContainer()
            guard let date = date(of: try value.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "no date of RFC 3339")
            }
            return date
        }
        return decoder
    }
}

func encoded(_ value: some Encodable, _ encoder: JSONEncoder?) throws(CloudError) -> Json {
    do {
        return String(decoding: try (encoder ?? .cortexCloud()).encode(value), as: UTF8.self)
    } catch {
        throw .invalidArgument(
            ErrorInfo(
                refused: "body", code: "argument.body",
                "body was refused: \(Swift.type(of: value)) has no JSON: \(place(of: error))"))
    }
}

private func decodedIfThere<Value: Decodable>(
    _ body: Json?, as type: Value.Type, _ decoder: JSONDecoder?
) throws(CloudError) -> Value? {
    guard let body else { return nil }
    return try decoded(body, as: type, decoder)
}

private func decoded<Value: Decodable>(
    _ body: Json, as type: Value.Type, _ decoder: JSONDecoder?, number: Int? = nil
) throws(CloudError) -> Value {
    do {
        return try (decoder ?? .cortexCloud()).decode(type, from: Data(body.utf8))
    } catch {
        let which = number.map { "body \($0)" } ?? "the record's body"
        throw .invalidArgument(
            ErrorInfo(
                refused: "type", code: "argument.type",
                "\(which) is no \(type): \(place(of: error)); ask for another type, or for the text"))
    }
}

/// What is wrong and where, without the value: that is the user's.
func place(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is missing\(path(context.codingPath))"
    case DecodingError.typeMismatch(let type, let context): "no \(type)\(path(context.codingPath))"
    case DecodingError.valueNotFound(let type, let context): "null is no \(type)\(path(context.codingPath))"
    case DecodingError.dataCorrupted(let context): "it cannot be read\(path(context.codingPath))"
    case EncodingError.invalidValue(_, let context) where context.underlyingError is Unspeakable:
        "a date is not in the years 1 to 9999\(path(context.codingPath))"
    case EncodingError.invalidValue(_, let context): "a value has no JSON\(path(context.codingPath))"
    default: "\(type(of: error))"
    }
}

private func path(_ steps: [any CodingKey]) -> String {
    guard !steps.isEmpty else { return "" }
    return " at $" + steps.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
}
