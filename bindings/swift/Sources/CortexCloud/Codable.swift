import CortexCloudGenerated
import Foundation

extension CloudEngine {
    /// Saves a value as a record's body. It has to encode as a JSON object.
    @discardableResult
    public func put(_ table: String, _ id: String, _ value: some Encodable) throws(CloudError) -> Bool {
        try put(table, id, json: try encoded(value))
    }

    /// A record's body as a value; nil for a record that does not exist or is deleted.
    public func get<Value: Decodable>(_ table: String, _ id: String, as type: Value.Type) throws(CloudError) -> Value? {
        guard let body = try get(table, id) else { return nil }
        return try decoded(body, as: type)
    }

    /// The bodies of a page as values.
    public func query<Value: Decodable>(
        _ table: String, _ query: Query = Query(), as type: Value.Type
    ) throws(CloudError) -> (values: [Value], nextPage: String?) {
        let page = try self.query(table, query)
        var values: [Value] = []
        values.reserveCapacity(page.bodies.count)
        for body in page.bodies { values.append(try decoded(body, as: type)) }
        return (values, page.nextPage)
    }
}

private func encoded(_ value: some Encodable) throws(CloudError) -> Json {
    do {
        return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    } catch {
        throw .invalidArgument(
            refused("argument.body", "the body was refused: \(type(of: value)) cannot be encoded as JSON: \(place(of: error))"))
    }
}

private func decoded<Value: Decodable>(_ body: Json, as type: Value.Type) throws(CloudError) -> Value {
    do {
        return try JSONDecoder().decode(type, from: Data(body.utf8))
    } catch {
        throw .invalidArgument(
            refused("argument.type", "the record's body is no \(type): \(place(of: error)); ask for another type"))
    }
}

private func refused(_ code: String, _ message: String) -> ErrorInfo {
    ErrorInfo(code: code, message: message, retryable: false, retryAfterMs: nil, details: ["argument": "body"])
}

/// What is wrong and where, without the value: that is the user's.
private func place(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is missing\(path(context.codingPath))"
    case DecodingError.typeMismatch(let type, let context): "no \(type)\(path(context.codingPath))"
    case DecodingError.valueNotFound(let type, let context): "null is no \(type)\(path(context.codingPath))"
    case DecodingError.dataCorrupted(let context): "it cannot be read\(path(context.codingPath))"
    case EncodingError.invalidValue(_, let context): "a value has no JSON\(path(context.codingPath))"
    default: "\(type(of: error))"
    }
}

private func path(_ steps: [any CodingKey]) -> String {
    guard !steps.isEmpty else { return "" }
    return " at $" + steps.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
}
