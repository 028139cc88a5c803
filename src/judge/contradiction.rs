use super::{Comparison, compare, find_quarantine};
use crate::record::{ContentIdentity, Digest, HistoryEntry, IdentityEvidence, Outcome};

/// The newest release that had this content in production and ended well.
pub fn brought_by<'a>(known: &'a [HistoryEntry], content: &IdentityEvidence) -> Option<&'a HistoryEntry> {
    let names: Vec<&Digest> = content.names().collect();
    known.iter().find(|one| {
        let is_of_it = one.memo.digest.as_ref().is_some_and(|digest| names.contains(&digest));
        is_of_it && matches!(one.ended, Some((_, Outcome::Verified | Outcome::PromotedUnverified | Outcome::Unchanged)))
    })
}

/// Where what production runs contradicts what releases wrote down, the newest first in `known`. What cannot be compared contradicts
/// nothing.
pub fn contradictions(known: &[HistoryEntry], production: &IdentityEvidence) -> Vec<String> {
    let mut found = Vec::new();
    // One without a recorded end may have swapped as well, and then nothing is known of what production should run.
    let newest = known.iter().find(|one| one.ended.is_none_or(|(_, outcome)| outcome.may_have_swapped()));
    if let Some((one, expected)) = newest.and_then(|one| Some((one, left_in_production(one)?))) {
        let is_named = expected.digest().is_some_and(|digest| production.names().any(|name| name == digest));
        if !is_named && compare(&expected, &production.content) == Comparison::Different {
            found.push(format!(
                "after the newest release {} ({}) production ran {expected}, and now it runs {}: something else was swapped or \
                 deployed since",
                one.memo.release,
                one.source(),
                production.content
            ));
        }
    }
    if let Some(one) = production.names().find_map(|name| find_quarantine(known, name)) {
        found.push(format!(
            "production runs {}, which the release {} rolled back ({})",
            production.content,
            one.memo.release,
            one.source()
        ));
    }
    found
}

/// What a release left in production; `None`: its end does not say.
fn left_in_production(one: &HistoryEntry) -> Option<ContentIdentity> {
    match one.ended?.1 {
        Outcome::Verified | Outcome::PromotedUnverified => {
            Some(ContentIdentity::Ours { digest: one.memo.digest.clone()? })
        }
        Outcome::RolledBack => Some(one.memo.production.clone()),
        Outcome::RolledBackOnRequest => one.memo.restores.clone(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{foreign, ours, unknown};
    use crate::record::{Memo, MemoryPlace, Route};
    use time::OffsetDateTime;

    fn runs(content: ContentIdentity) -> IdentityEvidence {
        IdentityEvidence { content, route: Route::Host, sources: None }
    }

    fn release(id: u64, content: &str, before: &str, outcome: Option<Outcome>) -> HistoryEntry {
        let epoch = OffsetDateTime::UNIX_EPOCH;
        let memo = Memo {
            production: ours(before),
            restores: Some(ours(before)),
            ..Memo::sample(&format!("r{id}"), Digest::of(content.as_bytes()))
        };
        HistoryEntry {
            id,
            place: MemoryPlace::GitHub,
            created: epoch,
            author: None,
            commit: None,
            memo,
            switch: None,
            ended: outcome.map(|outcome| (epoch, outcome)),
        }
    }

    #[test]
    fn production_is_as_the_newest_release_left_it_or_that_is_said() {
        for (outcome, left) in [
            (Outcome::Verified, "new"),
            (Outcome::PromotedUnverified, "new"),
            (Outcome::RolledBack, "old"),
            (Outcome::RolledBackOnRequest, "old"),
        ] {
            let known = [release(3, "third", "new", Some(Outcome::Aborted)), release(2, "new", "old", Some(outcome))];
            assert_eq!(contradictions(&known, &runs(ours(left))), [""; 0], "{outcome:?}");
            for other in [ours("by hand"), foreign("by hand")] {
                let found = contradictions(&known, &runs(other));
                assert!(found.len() == 1 && found[0].contains("release r2"), "{found:?}");
            }
            assert_eq!(contradictions(&known, &runs(unknown())), [""; 0], "what is unknown contradicts nothing");
        }
    }

    #[test]
    fn an_end_that_leaves_open_what_runs_expects_nothing() {
        let known =
            [release(3, "new", "old", Some(Outcome::NeedsPerson)), release(2, "old", "first", Some(Outcome::Verified))];
        assert_eq!(contradictions(&known, &runs(ours("new"))), [""; 0]);
        for runs_now in ["new", "old"] {
            let at_work = [release(3, "new", "old", None), release(2, "old", "first", Some(Outcome::Verified))];
            assert_eq!(contradictions(&at_work, &runs(ours(runs_now))), [""; 0], "it may have swapped by now");
        }
    }

    #[test]
    fn content_that_was_rolled_back_and_runs_again_is_said() {
        let known = [release(2, "new", "old", Some(Outcome::RolledBack))];
        let found = contradictions(&known, &runs(ours("new")));
        assert!(found.iter().any(|said| said.contains("which the release r2 rolled back")), "{found:?}");
    }

    #[test]
    fn the_newest_release_of_a_content_that_ended_well_brought_it() {
        let known = [
            release(4, "new", "old", Some(Outcome::Aborted)),
            release(3, "new", "old", Some(Outcome::Verified)),
            release(2, "new", "old", Some(Outcome::Verified)),
        ];
        assert_eq!(brought_by(&known, &runs(ours("new"))).map(|one| one.id), Some(3));
        assert_eq!(brought_by(&known, &runs(ours("old"))), None);
    }
}
