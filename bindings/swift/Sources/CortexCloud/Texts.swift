// A text is `Encodable`, and no JSON object: without these, `put("notes", "n1", "{}")` would compile without a word and be
// refused when it runs.

extension CloudEngine {
    /// Always refused: say ``put(_:_:json:)`` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.body`).
    @available(*, deprecated, message: "a text by itself is no JSON object: say json: for a text of JSON")
    @discardableResult
    public func put(  // a form of Swift's own
        _ table: String, _ id: String, _ text: String
    ) throws(CloudError) -> Bool {
        throw refused()
    }

    /// Always refused: say ``resolveConflictWith(_:_:json:)`` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.body`).
    @available(*, deprecated, message: "a text by itself is no JSON object: say json: for a text of JSON")
    public func resolveConflictWith(  // a form of Swift's own
        _ table: String, _ id: String, _ text: String
    ) throws(CloudError) {
        throw refused()
    }
}

extension RecordBody {
    /// Always refused: say ``init(id:body:)`` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.body`).
    @available(*, deprecated, message: "a text by itself is no JSON object: say body: for a text of JSON")
    public init(id: String, _ text: String) throws(CloudError) {
        throw refused()
    }
}

extension RecordChange {
    /// Always refused: say `put(table:id:body:)` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.body`).
    @available(*, deprecated, message: "a text by itself is no JSON object: say table:id:body: for a text of JSON")
    public static func put(_ table: String, _ id: String, _ text: String) throws(CloudError) -> RecordChange {
        throw refused()
    }
}

private func refused() -> CloudError {
    .invalidArgument(ErrorInfo(refused: "body", code: "argument.body", "body was refused: a text by itself is no JSON object; give a text of JSON by its label, json: or body:"))
}
