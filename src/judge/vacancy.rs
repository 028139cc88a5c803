use std::time::Duration;

use time::OffsetDateTime;

use crate::record::{Digest, Outcome, Remembered};

/// Who else may be at work on the app.
#[derive(Debug, Clone)]
pub struct VacancyFacts<'a> {
    /// The time.
    pub now: OffsetDateTime,
    /// Our own number in the memory, once there is one.
    pub own: Option<u64>,
    /// What the memory knows of this app; `None` without a memory.
    pub known: Option<&'a [Remembered]>,
    /// When Azure last completed a swap into production; `None` when never.
    pub last_swap: Option<OffsetDateTime>,
    /// How long a swap is watched.
    pub watch: Duration,
    /// Whether Azure names an operation in progress.
    pub in_operation: bool,
    /// When this release began, if it waits for nobody: it gives way to whoever swaps from then on, at work or not.
    pub began: Option<OffsetDateTime>,
}

/// Whether the app is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vacancy {
    /// Nobody else is at work.
    Free,
    /// Somebody is.
    Busy {
        /// In one clause.
        why: String,
    },
}

/// Leaves a slot alone from a swap to the last word on it (DESIGN I6): a release that is at work shows in the memory, the
/// one with the lower number goes first; and a swap that nobody's last word is known of counts as watched until the time for
/// that is over.
pub fn judge_vacancy(facts: &VacancyFacts) -> Vacancy {
    if facts.in_operation {
        return busy("Azure names an operation in progress");
    }
    let known = facts.known.unwrap_or_default();
    let is_open = |one: &&Remembered| {
        one.ended.is_none() && facts.now < one.memo.expires && facts.own.is_none_or(|own| one.id < own)
    };
    if let Some(other) = known.iter().find(is_open) {
        let run = other.memo.run.as_ref().map(|run| format!(" of run {run}")).unwrap_or_default();
        return busy(format!("the release {}{run} is at work on this app", other.memo.release));
    }
    match (facts.last_swap, facts.began) {
        (Some(swap), Some(began)) if swap > began => busy("somebody else swapped since this release began"),
        (Some(swap), _) if swap + facts.watch > facts.now && !has_last_word(known, swap) => {
            let left = (swap + facts.watch - facts.now).whole_seconds();
            busy(format!(
                "slots were swapped {} s ago, and nothing says that the watch over it ended; {left} s of it are left",
                (facts.now - swap).whole_seconds()
            ))
        }
        _ => Vacancy::Free,
    }
}

/// The release that ended after the swap, or with it: clocks differ by a little.
pub fn has_last_word(known: &[Remembered], swap: OffsetDateTime) -> bool {
    const SKEW: Duration = Duration::from_secs(5);
    known.iter().filter_map(|one| one.ended).any(|(at, _)| at + SKEW >= swap)
}

/// The release that was rolled back with this content, if the memory knows of one.
pub fn find_quarantine<'a>(known: &'a [Remembered], digest: &Digest) -> Option<&'a Remembered> {
    // What came last counts: content that was verified since is good again.
    let of_it = known.iter().filter(|one| one.memo.digest == *digest);
    let told = of_it.filter(|one| matches!(one.ended, Some((_, Outcome::RolledBack | Outcome::Verified))));
    told.max_by_key(|one| one.id).filter(|one| matches!(one.ended, Some((_, Outcome::RolledBack))))
}

fn busy(why: impl Into<String>) -> Vacancy {
    Vacancy::Busy { why: why.into() }
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

    fn release(id: u64, ended: Option<(u64, Outcome)>) -> Remembered {
        let digest = Digest::of(b"content");
        let memo = Memo {
            tool: "slot-deploy".into(),
            release: format!("sd-{id}"),
            run: Some("77".into()),
            sites: TicketSites { slot: digest.clone(), target: digest.clone() },
            digest,
            production: ContentIdentity::Unknown { reason: String::new() },
            swap_stamp: None,
            groundwork: Groundwork::default(),
            expires: at(10_000),
        };
        Remembered { id, memo, ended: ended.map(|(seconds, outcome)| (at(seconds), outcome)) }
    }

    fn facts(now: u64, own: Option<u64>, known: &[Remembered], swap: Option<u64>) -> VacancyFacts<'_> {
        let last_swap = swap.map(at);
        VacancyFacts {
            now: at(now),
            own,
            known: Some(known),
            last_swap,
            watch: WATCH,
            in_operation: false,
            began: None,
        }
    }

    fn judge(now: u64, own: Option<u64>, known: &[Remembered], swap: Option<u64>) -> Vacancy {
        judge_vacancy(&facts(now, own, known, swap))
    }

    #[test]
    fn who_waits_for_nobody_gives_way_to_whoever_swapped_since_it_began_and_ended_well() {
        let verified = [release(1, Some((690, Outcome::Verified)))];
        let judge = |began| judge_vacancy(&VacancyFacts { began, ..facts(700, None, &verified, Some(101)) });
        assert_ne!(judge(Some(at(100))), Vacancy::Free);
        assert_eq!(judge(Some(at(102))), Vacancy::Free);
        assert_eq!(judge(None), Vacancy::Free);
    }

    #[test]
    fn a_release_without_a_last_word_keeps_others_out_until_it_must_be_over() {
        let known = [release(1, None)];
        assert_ne!(judge(100, None, &known, None), Vacancy::Free);
        assert_eq!(judge(10_001, None, &known, None), Vacancy::Free);
    }

    #[test]
    fn a_swap_is_left_alone_until_its_watch_is_over_or_ended() {
        assert_ne!(judge(700, None, &[], Some(101)), Vacancy::Free);
        assert_eq!(judge(701, None, &[], Some(101)), Vacancy::Free);
        assert_eq!(judge(700, None, &[release(1, Some((690, Outcome::Verified)))], Some(101)), Vacancy::Free);
        let before_the_swap = [release(1, Some((50, Outcome::Verified)))];
        assert_ne!(judge(700, None, &before_the_swap, Some(101)), Vacancy::Free, "that was another swap's");
    }

    #[test]
    fn what_was_rolled_back_is_quarantined_until_it_was_verified_after_all() {
        let digest = Digest::of(b"content");
        let back = release(1, Some((1, Outcome::RolledBack)));
        assert!(find_quarantine(std::slice::from_ref(&back), &digest).is_some());
        assert!(find_quarantine(std::slice::from_ref(&back), &Digest::of(b"other")).is_none());
        assert!(find_quarantine(&[back, release(2, Some((2, Outcome::Verified)))], &digest).is_none());
    }

    proptest! {
        #[test]
        fn of_all_that_are_at_work_at_most_one_is_let_in(count in 1u64..6) {
            let known: Vec<_> = (1..=count).map(|id| release(id, None)).collect();
            let let_in = (1..=count).filter(|own| judge(100, Some(*own), &known, None) == Vacancy::Free).count();
            prop_assert_eq!(let_in, 1);
        }
    }
}
