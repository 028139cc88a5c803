use std::time::Duration;

use time::OffsetDateTime;

use crate::record::{Digest, HistoryEntry, Outcome};

/// The facts that show whether another release holds the lease of the app.
#[derive(Debug, Clone)]
pub struct LeaseFacts<'a> {
    /// The time.
    pub now: OffsetDateTime,
    /// Our own number in the release history, once there is one.
    pub own: Option<u64>,
    /// The release history of this app; `None` when there is none.
    pub known: Option<&'a [HistoryEntry]>,
    /// When Azure last completed a swap into production; `None` when never.
    pub last_swap: Option<OffsetDateTime>,
    /// How long a swap is watched.
    pub watch: Duration,
    /// Whether Azure reports an operation in progress.
    pub in_operation: bool,
    /// When this release started, if it does not wait: it yields to any swap after that.
    pub began: Option<OffsetDateTime>,
}

/// Whether the lease of the app is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lease {
    /// No other release holds it.
    Free,
    /// Another release holds it.
    Busy {
        /// In one clause.
        why: String,
    },
}

/// Grants the lease from a release's start to its recorded end: of the open releases in the history the one with the lowest
/// number holds it, and a swap without a recorded end holds it until its watch must be over.
pub fn judge_lease(facts: &LeaseFacts) -> Lease {
    if facts.in_operation {
        return busy("Azure reports an operation in progress");
    }
    let known = facts.known.unwrap_or_default();
    let is_open = |one: &&HistoryEntry| {
        one.ended.is_none() && facts.now < one.memo.expires && facts.own.is_none_or(|own| one.id < own)
    };
    if let Some(other) = known.iter().find(is_open) {
        let run = other.memo.run.as_ref().map(|run| format!(" of run {run}")).unwrap_or_default();
        return busy(format!("the release {}{run} is in progress on this app", other.memo.release));
    }
    match (facts.last_swap, facts.began) {
        (Some(swap), Some(began)) if swap > began => busy("another client swapped after this release started"),
        (Some(swap), _) if watched_until(swap, facts.watch) > facts.now && !has_recorded_end(known, swap) => {
            let left = (watched_until(swap, facts.watch) - facts.now).whole_seconds();
            busy(format!(
                "slots were swapped {} s ago, and no end of its watch is recorded; the watch may take {left} s more",
                (facts.now - swap).whole_seconds()
            ))
        }
        _ => Lease::Free,
    }
}

/// Whether a release ended at or after the swap; clocks may differ by a few seconds.
pub fn has_recorded_end(known: &[HistoryEntry], swap: OffsetDateTime) -> bool {
    const SKEW: Duration = Duration::from_secs(5);
    known.iter().filter_map(|one| one.ended).any(|(at, _)| watched_until(at, SKEW) >= swap)
}

/// So long after a time that somebody else named, which may be the last one there is.
fn watched_until(at: OffsetDateTime, later: Duration) -> OffsetDateTime {
    time::Duration::try_from(later)
        .map_or(OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT), |later| at.saturating_add(later))
}

/// The release that was rolled back with this content, if the history has one.
pub fn find_quarantine<'a>(known: &'a [HistoryEntry], digest: &Digest) -> Option<&'a HistoryEntry> {
    // The latest end decides: content that was verified later is good again.
    let of_it = known.iter().filter(|one| one.memo.digest.as_ref() == Some(digest));
    let told = of_it.filter(|one| was_rolled_back(one) || matches!(one.ended, Some((_, Outcome::Verified))));
    told.max_by_key(|one| one.id).filter(|one| was_rolled_back(one))
}

fn was_rolled_back(one: &HistoryEntry) -> bool {
    matches!(one.ended, Some((_, Outcome::RolledBack | Outcome::RolledBackOnRequest)))
}

fn busy(why: impl Into<String>) -> Lease {
    Lease::Busy { why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Groundwork, Memo, TicketSites};
    use proptest::prelude::*;

    const WATCH: Duration = Duration::from_secs(600);

    fn at(seconds: u64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn release(id: u64, ended: Option<(u64, Outcome)>) -> HistoryEntry {
        let digest = Digest::of(b"content");
        let memo = Memo {
            tool: "slot-deploy".into(),
            release: format!("sd-{id}"),
            run: Some("77".into()),
            sites: TicketSites { slot: digest.clone(), target: digest.clone() },
            digest: Some(digest),
            production: ContentIdentity::Unknown { reason: String::new() },
            restores: None,
            asks: None,
            swap_stamp: None,
            groundwork: Groundwork::default(),
            expires: at(10_000),
        };
        HistoryEntry { id, memo, ended: ended.map(|(seconds, outcome)| (at(seconds), outcome)) }
    }

    fn facts(now: u64, own: Option<u64>, known: &[HistoryEntry], swap: Option<u64>) -> LeaseFacts<'_> {
        let last_swap = swap.map(at);
        LeaseFacts { now: at(now), own, known: Some(known), last_swap, watch: WATCH, in_operation: false, began: None }
    }

    fn judge(now: u64, own: Option<u64>, known: &[HistoryEntry], swap: Option<u64>) -> Lease {
        judge_lease(&facts(now, own, known, swap))
    }

    #[test]
    fn without_waiting_it_yields_to_a_release_that_swapped_after_it_started() {
        let verified = [release(1, Some((690, Outcome::Verified)))];
        let judge = |began| judge_lease(&LeaseFacts { began, ..facts(700, None, &verified, Some(101)) });
        assert_ne!(judge(Some(at(100))), Lease::Free);
        assert_eq!(judge(Some(at(102))), Lease::Free);
        assert_eq!(judge(Some(at(101))), Lease::Free, "a swap at the very start was there before");
        assert_eq!(judge(None), Lease::Free);
    }

    #[test]
    fn a_release_without_a_recorded_end_holds_the_lease_until_it_must_be_over() {
        let known = [release(1, None)];
        assert_ne!(judge(100, None, &known, None), Lease::Free);
        assert_eq!(judge(10_000, None, &known, None), Lease::Free);
    }

    #[test]
    fn a_swap_holds_the_lease_until_its_watch_is_over_or_recorded() {
        assert_ne!(judge(700, None, &[], Some(101)), Lease::Free);
        assert_eq!(judge(701, None, &[], Some(101)), Lease::Free);
        assert_eq!(judge(700, None, &[release(1, Some((690, Outcome::Verified)))], Some(101)), Lease::Free);
        let before_the_swap = [release(1, Some((50, Outcome::Verified)))];
        assert_ne!(judge(700, None, &before_the_swap, Some(101)), Lease::Free, "that was another swap's");
        let by_another_clock = [release(1, Some((97, Outcome::Verified)))];
        assert_eq!(judge(700, None, &by_another_clock, Some(101)), Lease::Free, "clocks differ by a few seconds");
        let Lease::Busy { why } = judge(700, None, &[], Some(101)) else { panic!("busy") };
        assert!(why.contains("599 s ago") && why.contains("1 s more"), "{why}");
    }

    #[test]
    fn of_two_open_releases_the_first_holds_the_lease() {
        let known = [release(1, None), release(2, None)];
        assert_eq!(judge(100, Some(1), &known, None), Lease::Free);
        assert_ne!(judge(100, Some(2), &known, None), Lease::Free);
    }

    #[test]
    fn rolled_back_content_is_quarantined_until_a_later_release_verifies_it() {
        let digest = Digest::of(b"content");
        let back = release(1, Some((1, Outcome::RolledBack)));
        assert!(find_quarantine(std::slice::from_ref(&back), &digest).is_some());
        assert!(find_quarantine(std::slice::from_ref(&back), &Digest::of(b"other")).is_none());
        assert!(find_quarantine(&[back, release(2, Some((2, Outcome::Verified)))], &digest).is_none());
    }

    proptest! {
        #[test]
        fn of_all_concurrent_releases_at_most_one_gets_the_lease(count in 1u64..6) {
            let known: Vec<_> = (1..=count).map(|id| release(id, None)).collect();
            let let_in = (1..=count).filter(|own| judge(100, Some(*own), &known, None) == Lease::Free).count();
            prop_assert_eq!(let_in, 1);
        }
    }
}
