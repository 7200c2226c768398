//! What a space may hold, and what that means for the work that waits (E60, E61): pure arithmetic, no store, no clock.
//!
//! Two limits bound a space: the server's and this engine's own. The smaller one counts. Exactly at the limit is
//! allowed; what does not make the space larger always is, or a full one could never be tidied up.

use crate::clock::Millis;
use crate::config::ClientLimits;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::events::CloudEvent;
use crate::transport::protocol::Quota;

/// From how many percent on a space is nearly full.
const WARNING_PERCENT: i64 = 80;

/// Whether what waits fits into the space (E61).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaCheck {
    /// Everything fits, with room to spare; or there is no limit.
    Allowed,
    /// Everything fits, and 80 % or more of the fuller resource are then in use. 100 % is exactly at the limit: all
    /// that is there may stay, and nothing more goes up.
    Warning {
        /// Use of the fuller resource once the queue is up, in whole percent, 80 to 100.
        usage_percent: i64,
    },
    /// Not everything fits. What does not stays queued and goes up when there is room; local work, pulls and deletes
    /// go on.
    Exceeded {
        /// `records` or `bytes`.
        resource: String,
        /// In use on the server now.
        used: i64,
        /// At most.
        limit: i64,
        /// One sentence for people.
        reason: String,
    },
}

/// What some mutations change once they are up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Growth {
    pub(crate) records: i64,
    pub(crate) bytes: i64,
}

/// A resource, how much of it is used, and the smaller of its two limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bound {
    resource: &'static str,
    used: i64,
    limit: Option<i64>,
    is_own: bool,
}

impl Bound {
    /// How full it is with so much more: percent, or `None` over the limit.
    fn percent(&self, growth: i64) -> Option<i64> {
        let Some(limit) = self.limit else { return Some(0) };
        let used = self.used.saturating_add(growth).max(0);
        if used > limit {
            return None;
        }
        if limit == 0 {
            return Some(100);
        }
        i64::try_from(i128::from(used) * 100 / i128::from(limit)).ok()
    }

    /// 0 with room to spare, 1 nearly full, 2 over the limit.
    fn level(&self) -> u8 {
        match self.percent(0) {
            None => 2,
            Some(percent) => u8::from(percent >= WARNING_PERCENT),
        }
    }
}

fn bounds(quota: &Quota, own: &ClientLimits) -> [Bound; 2] {
    let bound = |resource, used, server: Option<i64>, own: Option<i64>| {
        let is_own = own.is_some_and(|own| server.is_none_or(|server| own < server));
        Bound { resource, used, limit: if is_own { own } else { server }, is_own }
    };
    [
        bound("records", quota.records.used, quota.records.limit, own.max_records),
        bound("bytes", quota.bytes.used, quota.bytes.limit, own.max_bytes),
    ]
}

/// Whether mutations that change so much fit into the space.
pub(crate) fn check(quota: &Quota, own: &ClientLimits, growth: Growth) -> QuotaCheck {
    let mut fullest = 0;
    for (bound, growth) in bounds(quota, own).into_iter().zip([growth.records, growth.bytes]) {
        match (bound.percent(growth), bound.limit) {
            (None, Some(limit)) => {
                let full = Full { resource: bound.resource.to_owned(), used: bound.used, limit, is_own: bound.is_own };
                let reason = full.sentence();
                return QuotaCheck::Exceeded { resource: full.resource, used: full.used, limit, reason };
            }
            (percent, _) => fullest = fullest.max(percent.unwrap_or(0)),
        }
    }
    if fullest >= WARNING_PERCENT { QuotaCheck::Warning { usage_percent: fullest } } else { QuotaCheck::Allowed }
}

/// Tells of each resource that is fuller than before in a way that matters: nearly full now, or over its limit.
pub(crate) fn crossings(before: Option<&Quota>, after: &Quota, own: &ClientLimits) -> Vec<CloudEvent> {
    let empty = Quota::default();
    let before = bounds(before.unwrap_or(&empty), own);
    let is_crossed = |(before, after): &(Bound, Bound)| after.level() > before.level();
    let crossed = before.into_iter().zip(bounds(after, own)).filter(is_crossed);
    let warning = |bound: Bound| {
        let limit = bound.limit?;
        Some(CloudEvent::QuotaWarning { resource: bound.resource.to_owned(), used: bound.used, limit })
    };
    crossed.filter_map(|(_, after)| warning(after)).collect()
}

/// The limit that some mutation did not fit under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Full {
    pub(crate) resource: String,
    pub(crate) used: i64,
    pub(crate) limit: i64,
    /// Whether it is this engine's own limit.
    pub(crate) is_own: bool,
}

impl Full {
    fn sentence(&self) -> String {
        let Self { resource, used, limit, is_own } = self;
        let whose = if *is_own { "this engine's own limit is" } else { "the space may hold" };
        format!(
            "the space is full: {whose} {limit} {resource} and it has {used}; what does not fit stays queued and goes up \
             when there is room, so delete something or raise the limit"
        )
    }

    pub(crate) fn error(&self) -> CloudError {
        let info = ErrorInfo::new("quota.exceeded", self.sentence())
            .with("resource", &self.resource)
            .with("used", self.used)
            .with("limit", self.limit);
        CloudError::Quota { info }
    }

    pub(crate) fn event(&self) -> CloudEvent {
        CloudEvent::QuotaWarning { resource: self.resource.clone(), used: self.used, limit: self.limit }
    }

    /// Whether less is in use than when something did not fit.
    pub(crate) fn has_eased(&self, quota: &Quota) -> bool {
        let used = if self.resource == "records" { quota.records.used } else { quota.bytes.used };
        used < self.used
    }
}

/// The room that is left while a batch is made.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    bounds: [Bound; 2],
    /// Why the first thing that did not fit did not.
    pub(crate) full: Option<Full>,
    /// What did not fit.
    pub(crate) held: Vec<(String, String)>,
}

impl Room {
    pub(crate) fn new(quota: Option<&Quota>, own: &ClientLimits) -> Self {
        let empty = Quota::default();
        Self { bounds: bounds(quota.unwrap_or(&empty), own), full: None, held: Vec::new() }
    }

    /// Whether mutations of this net effect fit; then they take up their room. What goes up together is asked about
    /// together.
    pub(crate) fn take(&mut self, growth: Growth) -> bool {
        let growths = [growth.records, growth.bytes];
        for (bound, growth) in self.bounds.iter().zip(growths) {
            if let Some(limit) = bound.limit
                && growth > 0
                && bound.used.saturating_add(growth) > limit
            {
                let (resource, used, is_own) = (bound.resource.to_owned(), bound.used, bound.is_own);
                self.full.get_or_insert(Full { resource, used, limit, is_own });
                return false;
            }
        }
        for (bound, growth) in self.bounds.iter_mut().zip(growths) {
            bound.used = bound.used.saturating_add(growth);
        }
        true
    }
}

/// How long a sync must wait after the last completed one, in milliseconds; `None` when it need not. A time in the
/// future is of a clock that was set back since, and holds nobody up.
pub(crate) fn pause(completed_at: Option<Millis>, now: Millis, interval: Option<Millis>) -> Option<Millis> {
    let since = now.saturating_sub(completed_at?);
    let interval = interval.filter(|interval| (0..*interval).contains(&since))?;
    Some(interval - since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::protocol::Usage;

    fn quota(records: (i64, Option<i64>), bytes: (i64, Option<i64>)) -> Quota {
        let usage = |(used, limit)| Usage { used, limit };
        Quota { records: usage(records), bytes: usage(bytes), min_sync_interval_ms: None }
    }

    fn checked(used: i64, limit: Option<i64>, growth: i64) -> QuotaCheck {
        check(&quota((used, limit), (0, None)), &ClientLimits::default(), Growth { records: growth, bytes: 0 })
    }

    fn warning(usage_percent: i64) -> QuotaCheck {
        QuotaCheck::Warning { usage_percent }
    }

    #[test]
    fn exactly_at_the_limit_is_allowed_and_one_more_is_not() {
        assert_eq!(checked(1_000, None, 1_000), QuotaCheck::Allowed);
        assert_eq!(checked(7, Some(10), 0), QuotaCheck::Allowed);
        assert_eq!(checked(79, Some(100), 0), QuotaCheck::Allowed);
        assert_eq!(checked(7, Some(10), 1), warning(80));
        assert_eq!(checked(10, Some(10), 0), warning(100));
        assert_eq!(checked(0, Some(0), 0), warning(100));
        for (used, growth) in [(10, 1), (11, 0), (0, 11)] {
            let QuotaCheck::Exceeded { resource, used: told, limit, reason } = checked(used, Some(10), growth) else {
                panic!("{used} + {growth} of 10");
            };
            assert_eq!((resource.as_str(), told, limit), ("records", used, 10));
            assert!(reason.contains("10 records"), "{reason}");
        }
        assert_eq!(checked(11, Some(10), -1), warning(100), "with the deletes that wait it fits");
        assert_eq!(checked(i64::MAX - 1, Some(i64::MAX), 1), warning(100));
    }

    #[test]
    fn the_smaller_of_the_two_limits_counts_and_says_whose_it_is() {
        let own = ClientLimits { max_records: Some(5), max_bytes: Some(1_000), min_sync_interval_ms: None };
        let server = quota((5, Some(10)), (90, Some(100)));
        assert_eq!(check(&server, &own, Growth::default()), warning(100));
        let QuotaCheck::Exceeded { limit, reason, .. } = check(&server, &own, Growth { records: 1, bytes: 0 }) else {
            panic!("over the own limit");
        };
        assert!(limit == 5 && reason.contains("own"), "{reason}");
        let QuotaCheck::Exceeded { resource, limit, reason, .. } =
            check(&server, &own, Growth { records: 0, bytes: 11 })
        else {
            panic!("over the server's limit");
        };
        assert!((resource.as_str(), limit) == ("bytes", 100) && !reason.contains("own"), "{reason}");
    }

    #[test]
    fn what_shrinks_passes_and_makes_room() {
        let mut room = Room::new(Some(&quota((12, Some(10)), (50, Some(100)))), &ClientLimits::default());
        assert!(room.take(Growth { records: 0, bytes: 50 }), "it makes no more records");
        assert!(!room.take(Growth { records: 1, bytes: 0 }));
        assert!(!room.take(Growth { records: 0, bytes: 1 }));
        assert!(room.take(Growth { records: -3, bytes: -10 }));
        assert!(room.take(Growth { records: 1, bytes: 10 }));
        assert!(!room.take(Growth { records: 1, bytes: 0 }));
        assert_eq!(room.full.map(|full| (full.resource, full.used)), Some(("records".to_owned(), 12)));
    }

    #[test]
    fn a_crossing_is_told_once() {
        let own = ClientLimits::default();
        let at = |used| quota((used, Some(10)), (0, None));
        let told = |before: Option<i64>, after| crossings(before.map(at).as_ref(), &at(after), &own).len();
        assert_eq!((told(None, 7), told(None, 8), told(Some(7), 8), told(Some(8), 9)), (0, 1, 1, 0));
        assert_eq!((told(Some(9), 10), told(Some(10), 11), told(Some(11), 12), told(Some(11), 9)), (0, 1, 0, 0));
        assert_eq!(told(Some(9), 7) + told(Some(7), 9), 1, "after it fell, it is told again");
    }

    #[test]
    fn a_pause_ends_and_a_clock_set_back_does_not_stretch_it() {
        assert_eq!(pause(None, 5_000, Some(1_000)), None);
        assert_eq!(pause(Some(5_000), 5_000, None), None);
        assert_eq!(pause(Some(5_000), 5_000, Some(1_000)), Some(1_000));
        assert_eq!(pause(Some(5_000), 5_999, Some(1_000)), Some(1));
        assert_eq!(pause(Some(5_000), 6_000, Some(1_000)), None);
        assert_eq!(pause(Some(5_000), 4_999, Some(1_000)), None);
        assert_eq!(pause(Some(i64::MAX), i64::MIN, Some(1_000)), None);
    }
}
