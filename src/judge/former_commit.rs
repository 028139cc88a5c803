use crate::record::{HistoryEntry, IdentityEvidence, Outcome};

/// The commit of what production runs: that of the newest release which brought this very content there. `None` where the release
/// history does not have one.
pub fn find_former_commit<'a>(known: &'a [HistoryEntry], production: &IdentityEvidence) -> Option<&'a str> {
    let brought = |one: &&HistoryEntry| {
        let is_there = matches!(one.ended, Some((_, Outcome::Verified | Outcome::PromotedUnverified)));
        is_there
            && one.memo.restores.is_none()
            && production.names().any(|digest| one.memo.digest.as_ref() == Some(digest))
    };
    known.iter().filter(brought).max_by_key(|one| one.id)?.commit.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Digest, Memo, MemoryPlace, Route};
    use time::OffsetDateTime;

    fn entry(id: u64, commit: &str, content: &str, outcome: Outcome) -> HistoryEntry {
        let memo = Memo::sample(&format!("sd-{id}"), Digest::of(content.as_bytes()));
        let epoch = OffsetDateTime::UNIX_EPOCH;
        let (author, commit, ended) = (None, Some(commit.to_owned()), Some((epoch, outcome)));
        HistoryEntry { id, place: MemoryPlace::GitHub, switch: None, created: epoch, author, commit, memo, ended }
    }

    fn side(content: ContentIdentity) -> IdentityEvidence {
        IdentityEvidence { content, route: Route::Host, sources: None }
    }

    fn ours(content: &str) -> ContentIdentity {
        ContentIdentity::Ours { digest: Digest::of(content.as_bytes()) }
    }

    #[test]
    fn the_commit_of_production_is_that_of_the_newest_release_that_brought_its_content() {
        let known = [
            entry(1, "a1", "a", Outcome::Verified),
            entry(3, "a3", "a", Outcome::PromotedUnverified),
            entry(4, "a4", "a", Outcome::RolledBack),
            entry(5, "b5", "b", Outcome::Verified),
        ];
        assert_eq!(find_former_commit(&known, &side(ours("a"))), Some("a3"));
        assert_eq!(find_former_commit(&known, &side(ours("c"))), None);
        let built = IdentityEvidence { sources: Some(Digest::of(b"b")), ..side(ours("what the server built")) };
        assert_eq!(find_former_commit(&known, &built), Some("b5"), "a release is named by what it sends");
        let unknown = ContentIdentity::Unknown { reason: String::new() };
        assert_eq!(find_former_commit(&known, &side(unknown)), None);
    }

    #[test]
    fn a_rollback_names_what_it_took_back_and_not_what_production_runs() {
        let mut back = entry(6, "a6", "a", Outcome::Verified);
        back.memo.restores = Some(ours("a"));
        assert_eq!(find_former_commit(&[back], &side(ours("a"))), None);
    }
}
