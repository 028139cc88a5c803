use time::OffsetDateTime;

use crate::record::{Digest, HistoryEntry, Outcome, VerifiedIn};

/// The facts about a content in an earlier environment.
#[derive(Debug, Clone)]
pub struct ThereFacts<'a> {
    /// What is asked for.
    pub required: &'a VerifiedIn,
    /// The content that is to be released.
    pub digest: &'a Digest,
    /// Releases to that environment, in any order.
    pub known: &'a [HistoryEntry],
    /// The time.
    pub now: OffsetDateTime,
}

/// Whether a content was verified in an earlier environment, as it has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum There {
    /// It was, since then.
    Verified(OffsetDateTime),
    /// No release brought it there.
    Never,
    /// A release of it is at work there.
    AtWork,
    /// The newest release of it ended so.
    Ended(Outcome),
    /// It was taken back from there, on request.
    TakenBack,
    /// It was verified, and not for long enough.
    Young {
        /// From when on it may be released.
        from: OffsetDateTime,
    },
    /// It was verified, too long ago.
    Old {
        /// When.
        since: OffsetDateTime,
    },
}

/// Judges by the newest release of this content that changed anything there: a later one that went wrong outweighs an earlier one that
/// went well. What production there serves now is another matter: a newer content does not take back that this one was good.
pub fn judge_there(facts: &ThereFacts) -> There {
    let ThereFacts { required, digest, known, now } = facts;
    let of_it = known.iter().filter(|one| one.memo.digest.as_ref() == Some(digest) && changes_something(one));
    let Some(newest) = of_it.max_by_key(|one| one.id) else { return There::Never };
    let at = match newest.ended {
        None => return There::AtWork,
        Some(_) if newest.memo.restores.is_some() => return There::TakenBack,
        Some((at, Outcome::Verified)) => at,
        Some((_, outcome)) => return There::Ended(outcome),
    };
    let (from, to) = (at + required.at_least, at + required.within);
    match () {
        () if *now < from => There::Young { from },
        () if *now > to => There::Old { since: at },
        () => There::Verified(at),
    }
}

/// What ended before it changed anything, or found the content there, says nothing new of it.
fn changes_something(entry: &HistoryEntry) -> bool {
    use Outcome::{Aborted, Checked, Invalid, Skipped, Staged, Stale, Unchanged};
    let changed_nothing =
        matches!(entry.ended, Some((_, Aborted | Checked | Invalid | Skipped | Stale | Staged | Unchanged)));
    !changed_nothing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Memo, MemoryPlace};
    use proptest::prelude::*;
    use std::time::Duration;

    const HOUR: u64 = 3600;

    fn at(hour: u64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::from_secs(hour * HOUR)
    }

    fn entry(id: u64, content: &str, ended: Option<(u64, Outcome)>) -> HistoryEntry {
        HistoryEntry {
            id,
            place: MemoryPlace::GitHub,
            created: at(0),
            author: None,
            commit: None,
            memo: Memo::sample(&format!("sd-{id}"), Digest::of(content.as_bytes())),
            switch: None,
            ended: ended.map(|(hour, outcome)| (at(hour), outcome)),
        }
    }

    fn judged(known: &[HistoryEntry], now: u64) -> There {
        let required = VerifiedIn {
            environment: "test".to_owned(),
            at_least: Duration::from_secs(2 * HOUR),
            within: Duration::from_secs(48 * HOUR),
        };
        let digest = Digest::of(b"a");
        judge_there(&ThereFacts { required: &required, digest: &digest, known, now: at(now) })
    }

    #[test]
    fn a_content_is_good_from_its_soak_on_until_it_is_too_old() {
        let known = [entry(1, "a", Some((10, Outcome::Verified))), entry(2, "b", Some((11, Outcome::RolledBack)))];
        assert_eq!(judged(&known, 11), There::Young { from: at(12) });
        assert_eq!(judged(&known, 12), There::Verified(at(10)));
        assert_eq!(judged(&known, 58), There::Verified(at(10)));
        assert_eq!(judged(&known, 59), There::Old { since: at(10) });
    }

    #[test]
    fn the_newest_release_of_it_that_changed_anything_decides() {
        let verified = entry(1, "a", Some((10, Outcome::Verified)));
        let then = |outcome| judged(&[entry(2, "a", outcome), verified.clone()], 20);
        assert_eq!(then(None), There::AtWork);
        assert_eq!(then(Some((11, Outcome::RolledBack))), There::Ended(Outcome::RolledBack));
        assert_eq!(then(Some((11, Outcome::PromotedUnverified))), There::Ended(Outcome::PromotedUnverified));
        assert_eq!(then(Some((11, Outcome::NeedsPerson))), There::Ended(Outcome::NeedsPerson));
        for nothing in [Outcome::Aborted, Outcome::Unchanged, Outcome::Stale, Outcome::Staged] {
            assert_eq!(then(Some((19, nothing))), There::Verified(at(10)), "{nothing:?}");
        }
        assert_eq!(judged(&[], 20), There::Never);
        assert_eq!(judged(&[entry(1, "b", Some((10, Outcome::Verified)))], 20), There::Never);
        let mut back = entry(2, "a", Some((11, Outcome::Verified)));
        back.memo.restores = Some(ContentIdentity::Ours { digest: Digest::of(b"z") });
        assert_eq!(judged(&[back, verified], 20), There::TakenBack);
    }

    fn outcome() -> impl Strategy<Value = Option<(u64, Outcome)>> {
        let all: Vec<Outcome> = crate::record::OUTCOMES.iter().map(|row| row.outcome).collect();
        proptest::option::of((0..100_u64, proptest::sample::select(all)))
    }

    proptest! {
        #[test]
        fn verified_needs_a_release_of_this_content_that_ended_so_in_time(
            known in proptest::collection::vec(("[ab]", outcome()), 0..6),
            now in 0..160_u64,
        ) {
            let known: Vec<HistoryEntry> = known
                .iter()
                .enumerate()
                .map(|(id, (content, ended))| entry(id as u64, content, *ended))
                .collect();
            if let There::Verified(since) = judged(&known, now) {
                prop_assert!(since + Duration::from_secs(2 * HOUR) <= at(now));
                prop_assert!(at(now) <= since + Duration::from_secs(48 * HOUR));
                let of_it = |one: &&HistoryEntry| one.memo.digest == Some(Digest::of(b"a"));
                prop_assert!(known.iter().filter(of_it).any(|one| one.ended == Some((since, Outcome::Verified))));
                prop_assert!(!known.iter().filter(of_it).any(|one| one.ended.is_none() && one.id as usize + 1 == known.len()));
            }
        }
    }
}
