/// Every record that a query finds, one page after the other: what ``CloudEngine/records(_:_:)`` gives.
public struct Records: AsyncSequence, Sendable {
    /// A record with its metadata.
    public typealias Element = CloudRecord

    let engine: CloudEngine
    let table: String
    let query: CloudQuery

    /// Goes through them from `query.page` on, which is the beginning where there is none.
    public func makeAsyncIterator() -> Iterator {
        Iterator(engine: engine, table: table, query: query)
    }

    /// Asks for the next page when the one before has been read.
    public struct Iterator: AsyncIteratorProtocol {
        let engine: CloudEngine
        let table: String
        var query: CloudQuery
        var page: ArraySlice<CloudRecord> = []
        var hasAll = false

        /// The next record; nil after the last.
        ///
        /// - Throws: `CloudError`, as `CloudEngine.queryRecords`.
        public mutating func next() async throws(CloudError) -> CloudRecord? {
            while page.isEmpty, !hasAll {
                // There is nothing after an error.
                hasAll = true
                let found = try await engine.queryRecords(table, query)
                page = found.records[...]
                query.page = found.nextPage
                hasAll = found.nextPage == nil
            }
            return page.popFirst()
        }
    }
}

extension CloudEngine {
    /// Every record that a query finds, for a loop: the pages, of `query.limit` records each, are asked for as the loop goes on.
    /// Writes meanwhile shift nothing: a record that is not changed is given exactly once.
    ///
    /// ```swift
    /// for try await record in engine.records("notes") {
    ///     print(record.id, record.updated)
    /// }
    /// ```
    public func records(_ table: String, _ query: CloudQuery = CloudQuery()) -> Records {
        Records(engine: self, table: table, query: query)
    }
}

/// By its id, which is one record's within its table.
extension CloudRecord: Identifiable {}
