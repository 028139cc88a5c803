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
    /// How long the last swap is watched, as far as that is known.
    pub watch: Duration,
    /// Whether Azure reports an operation in progress.
    pub in_operation: bool,
    /// When this release started.
    pub started: OffsetDateTime,
    /// Whether it does not wait: it yields to any swap after its start.
    pub yields: bool,
}

/// Whether the lease of the app is free.
#[derive(Debug, Clone, PartialEq)]
pub enum Lease<'a> {
    /// No other release holds it.
    Free,
    /// Another release holds it.
    Busy {
        /// In one clause.
        why: String,
        /// The release that is at work, where the history says so.
        by: Option<&'a HistoryEntry>,
    },
}

/// `timeout` and `watch` are twelve hours at most, and what a release announces has a margin of a quarter of an hour.
const LONGEST_RELEASE: Duration = Duration::from_secs((24 * 60 + 15) * 60);
/// What no release can have written costs no more than this.
const WAIT_FOR_IMPOSSIBLE: Duration = Duration::from_secs(60 * 60);
/// Clocks differ by a few minutes.
const CLOCKS: Duration = Duration::from_secs(5 * 60);

/// Grants the lease from a release's start to its recorded end: of the open releases in the history the one with the lowest
/// number holds it, and a swap without a recorded end holds it until its watch must be over.
pub fn judge_lease<'a>(facts: &LeaseFacts<'a>) -> Lease<'a> {
    if facts.in_operation {
        return busy("Azure reports an operation in progress");
    }
    let known = facts.known.unwrap_or_default();
    let is_open = |one: &&HistoryEntry| {
        one.ended.is_none() && may_be_at_work(one, facts.now, facts.started) && facts.own.is_none_or(|own| one.id < own)
    };
    if let Some(other) = known.iter().find(is_open) {
        return Lease::Busy { why: at_work(other, facts), by: Some(other) };
    }
    match facts.last_swap {
        Some(swap) if facts.yields && swap > facts.started => busy("another client swapped after this release started"),
        Some(swap) if watched_until(swap, facts.watch) > facts.now && !has_recorded_end(known, swap) => {
            let left = (watched_until(swap, facts.watch) - facts.now).whole_seconds();
            busy(format!(
                "slots were swapped {} s ago, and no end of its watch is recorded; the watch may take {left} s more",
                (facts.now - swap).whole_seconds()
            ))
        }
        _ => Lease::Free,
    }
}

/// Whether a release can have written this: it is over within the longest time that one takes, and was not begun in the future.
fn is_possible(one: &HistoryEntry, now: OffsetDateTime) -> bool {
    let longest = LONGEST_RELEASE + CLOCKS;
    one.created <= now + CLOCKS && one.memo.expires - one.created <= longest && one.memo.expires >= one.created
}

/// Whether an entry without a recorded end can still be at work, for a release that started then.
pub fn may_be_at_work(one: &HistoryEntry, now: OffsetDateTime, started: OffsetDateTime) -> bool {
    now < over_at(one, now, started)
}

fn over_at(one: &HistoryEntry, now: OffsetDateTime, started: OffsetDateTime) -> OffsetDateTime {
    if is_possible(one, now) { one.memo.expires } else { one.created.min(started) + WAIT_FOR_IMPOSSIBLE }
}

fn at_work(other: &HistoryEntry, facts: &LeaseFacts<'_>) -> String {
    let run = other.memo.run.as_ref().map(|run| format!(" of run {run}")).unwrap_or_default();
    let source = other.source();
    if is_possible(other, facts.now) {
        return format!("the release {}{run} is in progress on this app ({source})", other.memo.release);
    }
    let left = (over_at(other, facts.now, facts.started) - facts.now).whole_minutes() + 1;
    format!(
        "the release {}{run} is in progress on this app until {}, which no release is ({source}); it is waited for {left} min at \
         most",
        other.memo.release, other.memo.expires
    )
}

/// Whether the release that made this swap has ended: one that began before it, ended at or after it, and ended in a way in which
/// a release that swapped can end. The end of any other release says nothing about this swap's watch. Clocks may differ by a few
/// seconds.
pub fn has_recorded_end(known: &[HistoryEntry], swap: OffsetDateTime) -> bool {
    const SKEW: Duration = Duration::from_secs(5);
    let is_of_it = |one: &HistoryEntry| {
        let Some((at, outcome)) = one.ended else { return false };
        outcome.may_have_swapped() && one.created <= watched_until(swap, SKEW) && watched_until(at, SKEW) >= swap
    };
    known.iter().any(is_of_it)
}

/// So long after a time that somebody else named, which may be the last one there is.
fn watched_until(at: OffsetDateTime, later: Duration) -> OffsetDateTime {
    time::Duration::try_from(later)
        .map_or(OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT), |later| at.saturating_add(later))
}

/// The release that was rolled back with this content, if the history has one.
pub fn find_quarantine<'a>(known: &'a [HistoryEntry], digest: &Digest) -> Option<&'a HistoryEntry> {
    // The newest word decides, whichever release it is of: content that was verified later is good again.
    let of_it = known.iter().filter(|one| one.memo.digest.as_ref() == Some(digest));
    let told = of_it.filter(|one| was_rolled_back(one) || matches!(one.ended, Some((_, Outcome::Verified))));
    told.max_by_key(|one| (one.ended.map(|(at, _)| at), one.id)).filter(|one| was_rolled_back(one))
}

fn was_rolled_back(one: &HistoryEntry) -> bool {
    matches!(one.ended, Some((_, Outcome::RolledBack | Outcome::RolledBackOnRequest)))
}

fn busy<'a>(why: impl Into<String>) -> Lease<'a> {
    Lease::Busy { why: why.into(), by: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Memo, MemoryPlace};
    use proptest::prelude::*;

    const WATCH: Duration = Duration::from_secs(600);

    fn at(seconds: u64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn release(id: u64, ended: Option<(u64, Outcome)>) -> HistoryEntry {
        let sample = Memo::sample(&format!("sd-{id}"), Digest::of(b"content"));
        let memo = Memo { run: Some("77".into()), expires: at(10_000), ..sample };
        let ended = ended.map(|(seconds, outcome)| (at(seconds), outcome));
        HistoryEntry {
            id,
            place: MemoryPlace::GitHub,
            created: at(0),
            author: Some("octocat".into()),
            commit: None,
            switch: None,
            memo,
            ended,
        }
    }

    fn facts(now: u64, own: Option<u64>, known: &[HistoryEntry], swap: Option<u64>) -> LeaseFacts<'_> {
        let last_swap = swap.map(at);
        let (now, known) = (at(now), Some(known));
        LeaseFacts { now, own, known, last_swap, watch: WATCH, in_operation: false, started: now, yields: false }
    }

    fn judge(now: u64, own: Option<u64>, known: &[HistoryEntry], swap: Option<u64>) -> Lease<'_> {
        judge_lease(&facts(now, own, known, swap))
    }

    #[test]
    fn without_waiting_it_yields_to_a_release_that_swapped_after_it_started() {
        let verified = [release(1, Some((690, Outcome::Verified)))];
        let judge = |yields, began| {
            judge_lease(&LeaseFacts { yields, started: at(began), ..facts(700, None, &verified, Some(101)) })
        };
        assert_ne!(judge(true, 100), Lease::Free);
        assert_eq!(judge(true, 102), Lease::Free);
        assert_eq!(judge(true, 101), Lease::Free, "a swap at the very start was there before");
        assert_eq!(judge(false, 100), Lease::Free);
    }

    #[test]
    fn a_release_without_a_recorded_end_holds_the_lease_until_it_must_be_over() {
        let known = [release(1, None)];
        assert_ne!(judge(100, None, &known, None), Lease::Free);
        assert_eq!(judge(10_000, None, &known, None), Lease::Free);
    }

    #[test]
    fn what_no_release_can_have_written_costs_an_hour_at_most_and_names_its_author() {
        let hour = 60 * 60;
        let claims = |expires: OffsetDateTime, created: u64| {
            let mut one = release(1, None);
            (one.memo.expires, one.created) = (expires, at(created));
            one
        };
        let year_9000 = claims(time::macros::datetime!(9000-01-01 0:00 UTC), 1_000);
        let over_before_it_began = claims(at(10), 1_000);
        let of_the_future = claims(at(80_000 * 50), 80_000 * 49);
        for (one, started) in [(year_9000, 1_000), (over_before_it_began, 1_000), (of_the_future, 1_000)] {
            let known = [one];
            let at_time = |now| judge_lease(&LeaseFacts { started: at(started), ..facts(now, None, &known, None) });
            let Lease::Busy { why, by } = at_time(1_000 + hour - 1) else { panic!("it is waited for") };
            assert!(why.contains("GitHub Deployment 1 by octocat") && why.contains("1 min at most"), "{why}");
            assert_eq!(by, Some(&known[0]));
            assert_eq!(at_time(1_000 + hour), Lease::Free);
        }
        let longest = claims(at(1_000) + LONGEST_RELEASE, 1_000);
        assert_ne!(judge(80_000, None, &[longest], None), Lease::Free, "twelve hours for each half are possible");
    }

    #[test]
    fn a_release_lasts_a_day_and_a_quarter_of_an_hour_at_most_and_clocks_differ_by_five_minutes() {
        let (day, minute) = (24 * 60 * 60, 60);
        let claims = |created: u64, lasts: u64| {
            let mut one = release(1, None);
            (one.created, one.memo.expires) = (at(created), at(created + lasts));
            one
        };
        let now = at(10_000);
        assert!(is_possible(&claims(1_000, day + 20 * minute), now));
        assert!(!is_possible(&claims(1_000, day + 20 * minute + 1), now));
        assert!(is_possible(&claims(10_000 + 5 * minute, 600), now));
        assert!(!is_possible(&claims(10_000 + 5 * minute + 1, 600), now));
        let impossible = [claims(10_000, 9 * day)];
        let Lease::Busy { why, .. } = judge(10_000, None, &impossible, None) else { panic!("it is waited for") };
        assert!(why.contains("61 min at most"), "{why}");
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
        for outcome in [Outcome::Aborted, Outcome::Stale, Outcome::Unchanged, Outcome::Staged, Outcome::Invalid] {
            let that_never_swapped = [release(1, Some((690, outcome)))];
            assert_ne!(judge(700, None, &that_never_swapped, Some(101)), Lease::Free, "{outcome:?}");
        }
        let mut began_later = release(1, Some((690, Outcome::RolledBack)));
        began_later.created = at(200);
        assert_ne!(judge(700, None, &[began_later], Some(101)), Lease::Free, "its swap was another one");
        let Lease::Busy { why, .. } = judge(700, None, &[], Some(101)) else { panic!("busy") };
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
        assert!(find_quarantine(&[back.clone(), release(2, Some((2, Outcome::Verified)))], &digest).is_none());
        let taken_back_later = release(1, Some((9, Outcome::RolledBack)));
        let verified_before = release(2, Some((2, Outcome::Verified)));
        assert!(find_quarantine(&[verified_before, taken_back_later], &digest).is_some(), "the newest word counts");
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
