import Foundation

// The pool of tasks has one thread a core: a call that blocks one of them may stop every other task, and DispatchQueue's
// shared threads can be used up, too. So what may wait gets a thread of its own, which costs some 20 microseconds.

/// Runs `work` on a new thread and waits for it without blocking one.
func onThread<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: work()) }
        thread.name = "cortex-call"
        // What the engine's own threads have; a second thread of Foundation's has a quarter of it on macOS.
        thread.stackSize = 2 << 20
        thread.qualityOfService = .userInitiated
        thread.start()
    }
}

/// The same for work that throws.
func onThread<T: Sendable>(
    _ work: @escaping @Sendable () throws(CloudError) -> T
) async throws(CloudError) -> T {
    let outcome: Result<T, CloudError> = await onThread { caught(work) }
    return try outcome.get()
}

/// What came of it.
func caught<T>(_ work: () throws(CloudError) -> T) -> Result<T, CloudError> {
    do throws(CloudError) {
        return .success(try work())
    } catch {
        return .failure(error)
    }
}
