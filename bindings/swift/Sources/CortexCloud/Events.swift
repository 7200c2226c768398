internal import CortexCloudGenerated

/// A listener's subscription. It ends by `cancel` or the engine's `close`, never by being let go.
public final class EventSubscription: Sendable {
    private let ffi: CortexCloudGenerated.Subscription

    init(_ ffi: CortexCloudGenerated.Subscription) {
        self.ffi = ffi
    }

    /// Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
    /// unless it is made from that very call. Calling it twice is harmless.
    public func cancel() {
        end(ffi)
    }

    /// The same without blocking the thread it is called on. A listener must not wait for it.
    public func cancel() async {
        let ffi = ffi
        await onThread { end(ffi) }
    }
}

private func end(_ subscription: CortexCloudGenerated.Subscription) {
    // It throws nothing; every method of the contract may.
    try? subscription.cancel()
}

extension CloudEngine {
    /// Calls the listener for every event from now on, in order and under no lock: it may call the engine back. Changes
    /// that other processes make to the file are told within a second. One that throws is counted
    /// (`StatusReport.failedListeners`) and called again for the next event.
    ///
    /// - Throws: `internal` when no thread can be started.
    public func subscribe(_ listener: @escaping @Sendable (CloudEvent) throws -> Void) throws(CloudError)
        -> EventSubscription
    {
        EventSubscription(try translated { try ffi.subscribe(listener: Listener(listener)) })
    }

    /// Every event from now on, for a loop: as many streams as you like, each with all events. They wait until the loop asks;
    /// while it lags they are joined as a listener's are, and none that matters is left out. Letting the stream go ends the
    /// subscription, and so does cancelling a task that waits in its loop, which ends the stream for all; the engine's `close`
    /// ends the loop, too. A stream that is kept and not read keeps what it has not told.
    ///
    /// ```swift
    /// for await event in try engine.events() {
    ///     if case .conflict(_, let table, let id, nil) = event { print("\(table)/\(id) waits for resolveConflict") }
    /// }
    /// ```
    ///
    /// - Throws: As ``subscribe(_:)``.
    public func events() throws(CloudError) -> AsyncStream<CloudEvent> {
        let mailbox = Mailbox()
        let name = ObjectIdentifier(mailbox)
        streams.with { $0[name] = mailbox }
        let subscription: EventSubscription
        do throws(CloudError) {
            subscription = try subscribe { event in mailbox.put(event) }
        } catch {
            streams.with { $0[name] = nil }
            throw error
        }
        let reader = Reader(mailbox) { [streams] in
            streams.with { $0[name] = nil }
            subscription.cancel()
        }
        return AsyncStream {
            await reader.next()
        } onCancel: {
            reader.end()
        }
    }

    /// Tells the sink what this engine writes down of its work, up to `level`, in order. Takes the place of the sink
    /// before, which hears its last entries first.
    ///
    /// No entry holds a body or a credential. A sink may call the engine; what it causes there is not told to it. One
    /// that throws is counted with the failed listeners. While it lags by more than 10 000 entries the next ones are
    /// left out, and it is told how many.
    ///
    /// - Throws: `internal` when no thread can be started.
    public func setLogSink(
        _ level: LogLevel = .info, _ sink: @escaping @Sendable (LogEntry) throws -> Void
    ) throws(CloudError) {
        try translated { try ffi.setLogSink(sink: Sink(sink), level: level.ffi) }
    }

    /// Ends the log's sink; it hears what was written down until now first. Harmless when there is none.
    public func clearLogSink() throws(CloudError) {
        try translated { try ffi.clearLogSink() }
    }
}

private final class Listener: CloudListener {
    private let call: @Sendable (CloudEvent) throws -> Void

    init(_ call: @escaping @Sendable (CloudEvent) throws -> Void) {
        self.call = call
    }

    func onEvent(event: CortexCloudGenerated.CloudEvent) throws {
        try reported("a listener") { try call(CloudEvent(event)) }
    }
}

private final class Sink: LogSink {
    private let call: @Sendable (LogEntry) throws -> Void

    init(_ call: @escaping @Sendable (LogEntry) throws -> Void) {
        self.call = call
    }

    func log(entry: CortexCloudGenerated.LogEntry) throws {
        try reported("a sink") { try call(LogEntry(entry)) }
    }
}

/// A stream's end of a mailbox. The subscription ends with the stream, or when that is let go.
private final class Reader: Sendable {
    private let mailbox: Mailbox
    /// Ends the subscription; nil once that was done.
    private let cancel: Guarded<(@Sendable () -> Void)?>

    init(_ mailbox: Mailbox, cancel: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.cancel = Guarded(cancel)
    }

    deinit {
        leave()
    }

    func next() async -> CloudEvent? {
        await mailbox.take()
    }

    func end() {
        mailbox.end()
        leave()
    }

    /// Elsewhere: it waits for a running listener, while this is called under a lock of the task's that is being cancelled,
    /// or wherever the last hold is let go.
    private func leave() {
        let cancel = self.cancel.with { cancel in
            defer { cancel = nil }
            return cancel
        }
        if let cancel { onThread(cancel) }
    }
}
