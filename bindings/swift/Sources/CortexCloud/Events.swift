import CortexCloudGenerated

/// A listener's subscription. It ends by `cancel` or the engine's `close`.
public final class Subscription: Sendable {
    private let ffi: CortexCloudGenerated.Subscription

    init(_ ffi: CortexCloudGenerated.Subscription) {
        self.ffi = ffi
    }

    /// Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
    /// unless it is made from that very call. Calling it twice is harmless.
    public func cancel() {
        try? ffi.cancel()
    }
}

extension CloudEngine {
    /// Calls the listener for every event from now on, in order, on a thread of the engine's and under no lock: it may call
    /// the engine back. One that throws is counted (`StatusReport.failedListeners`) and called again for the next event.
    public func subscribe(_ listener: @escaping @Sendable (CloudEvent) throws -> Void) throws(CloudError) -> Subscription {
        Subscription(try translated { try ffi.subscribe(listener: Listener(listener)) })
    }

    /// Every event from now on. Ending the iteration, or the task, ends the subscription; so does the engine's `close`.
    public func events() throws(CloudError) -> AsyncStream<CloudEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: CloudEvent.self)
        let subscription = try subscribe { event in continuation.yield(event) }
        continuation.onTermination = { _ in subscription.cancel() }
        return stream
    }

    /// Tells the sink what this engine writes down of its work, up to `level`. No entry holds a body or a credential.
    public func setLogSink(level: LogLevel, _ sink: @escaping @Sendable (LogEntry) throws -> Void) throws(CloudError) {
        try translated { try ffi.setLogSink(sink: Sink(sink), level: level) }
    }

    /// Takes the sink away.
    public func clearLogSink() throws(CloudError) {
        try translated { try ffi.clearLogSink() }
    }
}

private final class Listener: CloudListener {
    private let call: @Sendable (CloudEvent) throws -> Void

    init(_ call: @escaping @Sendable (CloudEvent) throws -> Void) {
        self.call = call
    }

    func onEvent(event: CloudEvent) throws {
        do {
            try call(event)
        } catch {
            // The engine counts it; the host's own words may hold anything.
            throw CallbackError.Failed(reason: "a listener threw \(type(of: error))")
        }
    }
}

private final class Sink: LogSink {
    private let call: @Sendable (LogEntry) throws -> Void

    init(_ call: @escaping @Sendable (LogEntry) throws -> Void) {
        self.call = call
    }

    func log(entry: LogEntry) throws {
        do {
            try call(entry)
        } catch {
            throw CallbackError.Failed(reason: "a sink threw \(type(of: error))")
        }
    }
}
