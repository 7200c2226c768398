import Foundation

// The pool of tasks has one thread a core: a call that blocks one of them may stop every other task, and DispatchQueue's
// shared threads can be used up, too. So what may wait gets a thread of its own, which costs some 20 microseconds.

/// Runs `work` on a new thread; on a shared one where the system has none to give. Never waits.
func onThread(_ work: @escaping @Sendable () -> Void) {
    if !startThread(work) { DispatchQueue.global().async(execute: work) }
}

/// Runs `work` on a new thread and waits for it without blocking one.
func onThread(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        onThread {
            work()
            continuation.resume()
        }
    }
}

/// The same for work that gives something, and may throw. `internal` (`internal.thread`) when the system has no thread to
/// give.
func onThread<T: Sendable>(
    _ work: @escaping @Sendable () throws(CloudError) -> T
) async throws(CloudError) -> T {
    let outcome: Result<T, CloudError> = await withCheckedContinuation { continuation in
        let hasStarted = startThread { continuation.resume(returning: caught(work)) }
        if !hasStarted {
            let info = ErrorInfo(
                code: "internal.thread", message: "the system starts no more threads; try again when fewer calls run",
                retryable: true, retryAfterMs: nil, details: [:])
            continuation.resume(returning: .failure(.internal(info)))
        }
    }
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

/// An async semaphore: lets so many go at once; the others wait their turn, in order, without blocking a thread.
final class Turns: Sendable {
    private struct State {
        var free: Int
        var tickets = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Of those who went away before they stood in line.
        var cancelled: Set<Int> = []
    }

    private let state: Guarded<State>

    init(_ count: Int) {
        state = Guarded(State(free: count))
    }

    /// Waits for a turn, which is then to be given back. False for a task that was cancelled while it waited.
    func take() async -> Bool {
        let ticket = state.with { state in
            state.tickets += 1
            return state.tickets
        }
        let isItsTurn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.with { state -> Bool? in
                    guard !state.cancelled.contains(ticket) else { return false }
                    guard state.free > 0 else {
                        state.waiting.append((ticket, continuation))
                        return nil
                    }
                    state.free -= 1
                    return true
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.with { state -> CheckedContinuation<Bool, Never>? in
                guard let place = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil
                }
                return state.waiting.remove(at: place).continuation
            }
            waiting?.resume(returning: false)
        }
        state.with { _ = $0.cancelled.remove(ticket) }
        return isItsTurn
    }

    func give() {
        let next = state.with { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}

/// Whether there is a thread for it. Foundation's own way to start one does not tell.
private func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
    final class Work {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    // What the engine's own threads have; a second thread has a quarter of it on macOS.
    pthread_attr_setstacksize(&attributes, 2 << 20)
    #if canImport(Darwin)
        pthread_attr_set_qos_class_np(&attributes, QOS_CLASS_USER_INITIATED, 0)
        var thread: pthread_t?
    #else
        var thread = pthread_t()
    #endif
    let work = Unmanaged.passRetained(Work(work))
    let outcome = pthread_create(
        &thread, &attributes,
        { context in
            let context: UnsafeMutableRawPointer? = context
            guard let context else { return nil }
            let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
            pooled { work.run() }
            return nil
        }, work.toOpaque())
    if outcome != 0 { work.release() }
    return outcome == 0
}

/// Runs code on a thread that is not of Foundation's making: what it releases later has to go somewhere on a Mac.
func pooled<T>(_ work: () throws -> T) rethrows -> T {
    #if canImport(ObjectiveC)
        try autoreleasepool(invoking: work)
    #else
        try work()
    #endif
}
