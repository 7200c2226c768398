//! What one subscriber has not heard yet.
//!
//! Changed records are joined, each named once, so that a burst of writes costs a listener that lags no more than the
//! records it touched. Once many events wait, the joining reaches past other events, and of what only tells the present
//! state (the status, a progress) the latest word stays. Nothing a host could miss is dropped.

use super::CloudEvent;
use super::Origin;
use std::collections::HashMap;
use std::collections::VecDeque;

/// Events that may wait before joining goes past neighbours.
const LAGS_FROM: usize = 256;

/// Events in the order of their delivery. A host that hands them on, to a thread of another language for one, lets them
/// wait in one of these, too, so that the joining does not end where the engine does.
#[derive(Default)]
pub struct Queue {
    entries: VecDeque<Entry>,
    /// Entries taken off so far: the number of an entry is its place plus this.
    taken: usize,
    /// The number of the last entry about a table's records.
    changes: HashMap<(String, Origin), usize>,
    superseded: usize,
}

enum Entry {
    Changed(Changed),
    Other(CloudEvent),
    /// A later one says more.
    Superseded,
}

/// Changed records of one table, each with its place.
struct Changed {
    table: String,
    origin: Origin,
    ids: HashMap<String, usize>,
}

impl Changed {
    fn add(&mut self, ids: Vec<String>) {
        for id in ids {
            let place = self.ids.len();
            self.ids.entry(id).or_insert(place);
        }
    }

    fn into_event(self) -> CloudEvent {
        let mut ids: Vec<(String, usize)> = self.ids.into_iter().collect();
        ids.sort_unstable_by_key(|(_, place)| *place);
        CloudEvent::RecordsChanged {
            table: self.table,
            ids: ids.into_iter().map(|(id, _)| id).collect(),
            origin: self.origin,
        }
    }
}

impl Queue {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an event, or joins it to one that waits.
    pub fn push(&mut self, event: &CloudEvent) {
        let lags = self.entries.len() >= LAGS_FROM;
        match event.clone() {
            CloudEvent::RecordsChanged { table, ids, origin } => self.changed(table, ids, origin, lags),
            event => {
                if lags && says_the_present(&event) {
                    self.supersede(&event);
                }
                self.entries.push_back(Entry::Other(event));
            }
        }
    }

    fn changed(&mut self, table: String, ids: Vec<String>, origin: Origin, lags: bool) {
        let key = (table, origin);
        let last = self.taken + self.entries.len();
        let joined = self.changes.get(&key).filter(|&&number| lags || number + 1 == last);
        let entry = joined.and_then(|number| number.checked_sub(self.taken)).and_then(|at| self.entries.get_mut(at));
        if let Some(Entry::Changed(changed)) = entry {
            changed.add(ids);
            return;
        }
        let mut changed = Changed { table: key.0.clone(), origin, ids: HashMap::with_capacity(ids.len()) };
        changed.add(ids);
        self.entries.push_back(Entry::Changed(changed));
        self.changes.insert(key, last);
    }

    /// Takes the earlier words on the same subject out. There is at most one since the queue began to lag, and it is
    /// near the end; what came before that is few.
    fn supersede(&mut self, event: &CloudEvent) {
        let earlier = self.entries.iter_mut().rev().find(|e| matches!(e, Entry::Other(old) if is_about(old, event)));
        if let Some(entry) = earlier {
            *entry = Entry::Superseded;
            self.superseded += 1;
        }
        if self.superseded >= LAGS_FROM {
            self.compact();
        }
    }

    fn compact(&mut self) {
        self.superseded = 0;
        self.entries.retain(|e| !matches!(e, Entry::Superseded));
        self.changes.clear();
        for (at, entry) in self.entries.iter().enumerate() {
            if let Entry::Changed(changed) = entry {
                self.changes.insert((changed.table.clone(), changed.origin), self.taken + at);
            }
        }
    }

    /// The next event to deliver.
    pub fn pop(&mut self) -> Option<CloudEvent> {
        loop {
            let entry = self.entries.pop_front()?;
            self.taken += 1;
            match entry {
                Entry::Superseded => self.superseded -= 1,
                Entry::Other(event) => return Some(event),
                Entry::Changed(changed) => {
                    if self.entries.is_empty() {
                        self.changes.clear();
                    }
                    return Some(changed.into_event());
                }
            }
        }
    }
}

/// Whether only the latest such event matters to somebody who hears them all at once.
fn says_the_present(event: &CloudEvent) -> bool {
    matches!(
        event,
        CloudEvent::StatusChanged { .. }
            | CloudEvent::Progress { .. }
            | CloudEvent::QuotaWarning { .. }
            | CloudEvent::AuthNeeded { .. }
    )
}

fn is_about(old: &CloudEvent, new: &CloudEvent) -> bool {
    match (old, new) {
        (CloudEvent::StatusChanged { .. }, CloudEvent::StatusChanged { .. }) => true,
        (CloudEvent::AuthNeeded { .. }, CloudEvent::AuthNeeded { .. }) => true,
        (CloudEvent::Progress { phase: old, .. }, CloudEvent::Progress { phase: new, .. }) => old == new,
        (CloudEvent::QuotaWarning { resource: old, .. }, CloudEvent::QuotaWarning { resource: new, .. }) => old == new,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::CloudStatus;

    fn changed(table: &str, ids: &[&str]) -> CloudEvent {
        let ids = ids.iter().map(ToString::to_string).collect();
        CloudEvent::RecordsChanged { table: table.to_owned(), ids, origin: Origin::Local }
    }

    fn conflict(number: i64) -> CloudEvent {
        CloudEvent::Conflict { conflict_id: number, table: "t".to_owned(), id: "a".to_owned(), winner: None }
    }

    fn drained(mut queue: Queue) -> Vec<CloudEvent> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn neighbours_are_joined_and_the_order_kept() {
        let mut queue = Queue::default();
        for event in [changed("t", &["b"]), changed("t", &["a", "b"]), conflict(1), changed("t", &["b"])] {
            queue.push(&event);
        }
        assert_eq!(drained(queue), [changed("t", &["b", "a"]), conflict(1), changed("t", &["b"])]);
    }

    #[test]
    fn a_popped_entry_is_not_joined_to() {
        let mut queue = Queue::default();
        queue.push(&changed("t", &["a"]));
        assert_eq!(queue.pop(), Some(changed("t", &["a"])));
        queue.push(&changed("t", &["b"]));
        assert_eq!(queue.pop(), Some(changed("t", &["b"])));
        assert_eq!(queue.pop(), None);
    }

    #[test]
    fn a_stuck_listeners_queue_stays_bounded_and_loses_nothing() {
        let mut queue = Queue::default();
        let mut conflicts = Vec::new();
        for n in 0..100_000_i64 {
            let status = if n % 2 == 0 { CloudStatus::Syncing } else { CloudStatus::Connected };
            queue.push(&CloudEvent::StatusChanged { status });
            queue.push(&changed(if n % 3 == 0 { "t" } else { "u" }, &[&format!("{}", n % 100)]));
            if n % 1_000 == 0 {
                conflicts.push(conflict(n));
                queue.push(&conflict(n));
            }
        }
        assert!(queue.entries.len() <= 3 * LAGS_FROM + conflicts.len(), "{} entries wait", queue.entries.len());
        let heard = drained(queue);
        let told: Vec<&CloudEvent> = heard.iter().filter(|e| matches!(e, CloudEvent::Conflict { .. })).collect();
        assert_eq!(told, conflicts.iter().collect::<Vec<_>>());
        let last = heard.iter().rev().find(|e| matches!(e, CloudEvent::StatusChanged { .. }));
        assert_eq!(last, Some(&CloudEvent::StatusChanged { status: CloudStatus::Connected }));
        for table in ["t", "u"] {
            let mut ids: Vec<&String> = heard
                .iter()
                .filter_map(|e| match e {
                    CloudEvent::RecordsChanged { table: t, ids, .. } if t == table => Some(ids),
                    _ => None,
                })
                .flatten()
                .collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 100, "records of {table}");
        }
    }
}
