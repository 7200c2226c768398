import Foundation

// Times cross as Unix milliseconds in every language. These are the same as Foundation's dates.

extension CloudRecord {
    /// When this state was written, by the clock of the device that wrote it.
    public var updated: Date { date(ofMilliseconds: updatedAt) }
}

extension ConflictEntry {
    /// When the conflict was found.
    public var detected: Date { date(ofMilliseconds: detectedAt) }

    /// When it was settled; nil while it is open.
    public var resolved: Date? { resolvedAt.map { date(ofMilliseconds: $0) } }
}

extension StatusReport {
    /// When the last sync ended in success; nil before the first.
    public var lastSync: Date? { lastSyncAt.map { date(ofMilliseconds: $0) } }
}

extension Explanation {
    /// Since when it waits; nil when it does not.
    public var waitingSince: Date? { since.map { date(ofMilliseconds: $0) } }
}

extension FailedMutation {
    /// When the mutation was made.
    public var made: Date { date(ofMilliseconds: timestamp) }
}

extension WaitingMutation {
    /// When the mutation was made.
    public var made: Date { date(ofMilliseconds: timestamp) }
}

extension LogEntry {
    /// When, by the engine's clock.
    public var date: Date { CortexCloud.date(ofMilliseconds: at) }
}

extension ErrorInfo {
    /// How long to wait before the same call may succeed; nil when nobody said.
    public var retryAfter: Duration? { retryAfterMs.map { .milliseconds($0) } }
}

private func date(ofMilliseconds milliseconds: Int) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
}
