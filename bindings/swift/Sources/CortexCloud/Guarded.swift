import Foundation

/// A value behind a lock. (`Synchronization.Mutex` wants macOS 15.)
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Nothing is called under the lock but what is given here: it must not call the host, nor wait.
    func with<T>(_ use: (inout Value) -> T) -> T {
        lock.lock()
        defer { lock.unlock() }
        return use(&value)
    }
}
