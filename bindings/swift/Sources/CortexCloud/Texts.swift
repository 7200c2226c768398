import Foundation

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

extension CloudEngine {
    /// Always refused: say `filter:` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.filter`).
    @available(*, deprecated, message: "a filter is no text: say filter: for a text of JSON")
    public func count(  // a form of Swift's own
        _ table: String, where filter: String
    ) throws(CloudError) -> Int {
        throw refusedFilter()
    }
}

extension CloudQuery {
    /// Always refused: say `filter:` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.filter`).
    @available(*, deprecated, message: "a filter is no text: say filter: for a text of JSON")
    public init(
        where filter: String, orderBy: [OrderBy] = [], limit: Int = 1_000, page: String? = nil
    ) throws(CloudError) {
        throw refusedFilter()
    }
}

extension QueuedMutation {
    /// Always refused: say `payload:` for a text of JSON.
    ///
    /// - Throws: `invalidArgument` (`argument.body`).
    @available(*, deprecated, message: "a text by itself is no JSON object: say payload: for a text of JSON")
    public init(table: String, id: String, _ text: String, made date: Date) throws(CloudError) {
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

private func refusedFilter() -> CloudError {
    .invalidArgument(
        ErrorInfo(
            refused: "filter", code: "argument.filter",
            "filter was refused: a text by itself is no filter; give a text of JSON by its label, filter:"))
}

private func refused() -> CloudError {
    .invalidArgument(
        ErrorInfo(
            refused: "body", code: "argument.body",
            "body was refused: a text by itself is no JSON object; give a text of JSON by its label, json: or body:"))
}
