import CortexCloudGenerated
import Foundation

// Calls that may wait for the network, or go on for long. Each runs on a thread of its own: the pool of tasks has one
// thread a core, and a call that blocks one of them may stop every other task.

extension CloudEngine {
    /// Pushes and pulls. That there is no network is no error: the report says so.
    ///
    /// Cancelling the task ends the call soon; what it did stays done, what it did not do stays queued.
    @discardableResult
    public func sync() async throws(CloudError) -> SyncReport {
        try await long { ffi, cancel in try ffi.sync(cancel: cancel) }
    }

    /// Sends what waits.
    @discardableResult
    public func push() async throws(CloudError) -> SyncReport {
        try await long { ffi, cancel in try ffi.push(cancel: cancel) }
    }

    /// Brings what others have changed.
    @discardableResult
    public func pull() async throws(CloudError) -> SyncReport {
        try await long { ffi, cancel in try ffi.pull(cancel: cancel) }
    }

    /// Compares everything with the server, and sets right what differs.
    public func verify() async throws(CloudError) -> VerifyReport {
        try await long { ffi, cancel in try ffi.verify(cancel: cancel) }
    }

    /// Uses the network again, and syncs.
    @discardableResult
    public func goOnline() async throws(CloudError) -> SyncReport {
        try await long { ffi, cancel in try ffi.goOnline(cancel: cancel) }
    }

    /// Ends the background syncer.
    public func stop() async throws(CloudError) {
        try await long { ffi, _ in try ffi.stop() }
    }

    /// Sets what holds for a table from now on, in this file. It may queue a whole table, or index it.
    public func setTablePolicy(_ table: String, _ policy: TablePolicy) async throws(CloudError) {
        try await long { ffi, _ in try ffi.setTablePolicy(table: table, policy: policy) }
    }

    /// Saves many records off this thread.
    @discardableResult
    public func putMany(_ table: String, _ rows: [RecordBody]) async throws(CloudError) -> Int64 {
        try await long { ffi, cancel in try ffi.putMany(table: table, rows: rows, cancel: cancel) }
    }

    /// Runs a call on a thread of its own, with a token that cancelling the task cancels.
    private func long<T: Sendable>(
        _ call: @escaping @Sendable (FfiEngine, CancelToken) throws -> T
    ) async throws(CloudError) -> T {
        let cancel = CancelToken()
        let ffi = ffi
        let outcome: Result<T, CloudError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    let outcome: Result<T, CloudError>
                    do throws(CloudError) {
                        outcome = .success(try translated { try call(ffi, cancel) })
                    } catch {
                        outcome = .failure(error)
                    }
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            try? cancel.cancel()
        }
        return try outcome.get()
    }
}
