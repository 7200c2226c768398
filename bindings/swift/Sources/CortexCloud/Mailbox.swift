/// Events between the engine's thread, which must not wait, and a task that may lag.
final class Mailbox: Sendable {
    private struct State {
        var waiting = Waiting()
        var hasEnded = false
        /// The tasks that ask; only one, unless a stream is shared.
        var asking: [CheckedContinuation<CloudEvent?, Never>] = []
    }

    private let state = Guarded(State())

    func put(_ event: CloudEvent) {
        let asking = state.with { state -> CheckedContinuation<CloudEvent?, Never>? in
            guard !state.hasEnded else { return nil }
            guard state.asking.isEmpty else { return state.asking.removeFirst() }
            state.waiting.add(event)
            return nil
        }
        asking?.resume(returning: event)
    }

    /// The next event; nil when no more come.
    func take() async -> CloudEvent? {
        await withCheckedContinuation { continuation in
            enum Answer { case now(CloudEvent?), later }
            let answer = state.with { state -> Answer in
                if state.hasEnded { return .now(nil) }
                if let event = state.waiting.take() { return .now(event) }
                state.asking.append(continuation)
                return .later
            }
            if case .now(let event) = answer { continuation.resume(returning: event) }
        }
    }

    /// Nothing is delivered any more, not even what waits.
    func end() {
        let asking = state.with { state in
            defer { state = State(hasEnded: true) }
            return state.asking
        }
        for continuation in asking { continuation.resume(returning: nil) }
    }
}

/// What a reader of events has not heard yet, by the rules that the engine has for its own listeners.
struct Waiting {
    /// Events that may wait before joining goes past neighbours.
    private static let lagsFrom = 256

    private enum Entry {
        case changes(table: String, origin: Origin, ids: [String], known: Set<String>)
        case other(CloudEvent)
    }

    /// What a later event may be joined to an earlier one for, or take its place for.
    private enum Subject: Hashable {
        case changes(String, Origin)
        case status
        case signIn
        case progress(SyncPhase)
        case quota(String)
    }

    /// By number; those between `first` and `end` that are not here were taken or replaced.
    private var entries: [Int: Entry] = [:]
    private var first = 0
    private var end = 0
    /// The number of the last entry on each subject.
    private var latest: [Subject: Int] = [:]

    var count: Int { entries.count }

    /// Adds an event, joins it to one that waits, or lets it take the place of one.
    mutating func add(_ event: CloudEvent) {
        let lags = count >= Self.lagsFrom
        let subject = Self.subject(of: event)
        let earlier = subject.flatMap { latest[$0] }
        if case .recordsChanged(let table, let ids, let origin) = event {
            if let earlier, lags || earlier == end - 1,
                case .changes(_, _, var joined, var known)? = entries.removeValue(forKey: earlier)
            {
                for id in ids where known.insert(id).inserted { joined.append(id) }
                entries[earlier] = .changes(table: table, origin: origin, ids: joined, known: known)
                return
            }
            entries[end] = .changes(table: table, origin: origin, ids: ids, known: Set(ids))
        } else {
            if lags, let earlier { entries[earlier] = nil }
            entries[end] = .other(event)
        }
        if let subject { latest[subject] = end }
        end += 1
    }

    /// The next event; nil when none waits.
    mutating func take() -> CloudEvent? {
        while first < end {
            let number = first
            first += 1
            guard let entry = entries.removeValue(forKey: number) else { continue }
            let event: CloudEvent =
                switch entry {
                case .changes(let table, let origin, let ids, _):
                    .recordsChanged(table: table, ids: ids, origin: origin)
                case .other(let event): event
                }
            if let subject = Self.subject(of: event), latest[subject] == number { latest[subject] = nil }
            return event
        }
        return nil
    }

    private static func subject(of event: CloudEvent) -> Subject? {
        switch event {
        case .recordsChanged(let table, _, let origin): .changes(table, origin)
        case .statusChanged: .status
        case .authNeeded: .signIn
        case .progress(let phase, _, _): .progress(phase)
        case .quotaWarning(let resource, _, _): .quota(resource)
        case .conflict, .mutationRefused, .rowParked, .sentApart, .repaired: nil
        }
    }
}
