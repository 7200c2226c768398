import Foundation

// A body without a type of its own, as a literal: `try engine.put("notes", "n1", ["title": "First light", "stars": 3])`. Swift
// does not look for a type that members of several types have in common.

extension CloudEngine {
    /// Saves a value as a record's body, as ``put(_:_:json:)`` does. It has to be an object.
    ///
    /// - Throws: As ``put(_:_:_:encoder:)``.
    @discardableResult
    public func put(  // a form of Swift's own
        _ table: String, _ id: String, _ value: JSONValue
    ) throws(CloudError) -> Bool {
        try put(table, id, json: try encoded(value, nil))
    }

    /// Settles the open conflict of one record by a value, as ``resolveConflictWith(_:_:json:)`` does. It has to be an object.
    ///
    /// - Throws: As ``resolveConflictWith(_:_:json:)``.
    public func resolveConflictWith(  // a form of Swift's own
        _ table: String, _ id: String, _ value: JSONValue
    ) throws(CloudError) {
        try resolveConflictWith(table, id, json: try encoded(value, nil))
    }
}

extension RecordBody {
    /// A row for `CloudEngine.putMany` from a value, which has to be an object.
    ///
    /// - Throws: As ``CloudEngine/put(_:_:_:encoder:)``.
    public init(id: String, _ value: JSONValue) throws(CloudError) {
        self.init(id: id, body: try encoded(value, nil))
    }
}

extension RecordChange {
    /// A put from a value, which has to be an object.
    ///
    /// - Throws: As ``CloudEngine/put(_:_:_:encoder:)``.
    public static func put(_ table: String, _ id: String, _ value: JSONValue) throws(CloudError) -> RecordChange {
        .put(table: table, id: id, body: try encoded(value, nil))
    }
}
