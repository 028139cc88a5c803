use crate::record::{AfterRelease, HistoryEntry, Outcome};

/// Who stopped a slot that is found stopped, as far as the release history tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoppedBy {
    /// This release left it so (`after: stop`).
    Release(String),
    /// Another client: the last release that swapped left the slot running, or there was none.
    Others,
    /// It cannot be told.
    Untold,
}

/// By the newest release that swapped. `None`: the history could not be read. Newest first.
pub fn who_stopped(history: Option<&[HistoryEntry]>) -> StoppedBy {
    let Some(history) = history else { return StoppedBy::Untold };
    let swapped = |outcome: Outcome| {
        matches!(
            outcome,
            Outcome::Verified | Outcome::PromotedUnverified | Outcome::RolledBack | Outcome::RolledBackOnRequest
        )
    };
    let last = history.iter().find(|one| one.ended.is_some_and(|(_, outcome)| swapped(outcome)));
    match last {
        Some(one) => {
            let is_verified = one.ended.is_some_and(|(_, outcome)| outcome == Outcome::Verified);
            if is_verified && one.memo.after == Some(AfterRelease::Stop) {
                StoppedBy::Release(one.memo.release.clone())
            } else {
                StoppedBy::Others
            }
        }
        None if history.is_empty() => StoppedBy::Others,
        // Only the newest of them are read.
        None => StoppedBy::Untold,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Digest, Memo, MemoryPlace};
    use time::OffsetDateTime;

    fn entry(release: &str, after: Option<AfterRelease>, ended: Option<Outcome>) -> HistoryEntry {
        HistoryEntry {
            id: 1,
            place: MemoryPlace::GitHub,
            created: OffsetDateTime::UNIX_EPOCH,
            author: None,
            commit: None,
            memo: Memo { after, ..Memo::sample(release, Digest::of(b"x")) },
            switch: None,
            ended: ended.map(|outcome| (OffsetDateTime::UNIX_EPOCH, outcome)),
        }
    }

    #[test]
    fn only_a_verified_release_that_stops_the_old_version_has_stopped_the_slot() {
        let stop = Some(AfterRelease::Stop);
        let by = |all: &[HistoryEntry]| who_stopped(Some(all));
        assert_eq!(by(&[entry("a", stop, Some(Outcome::Verified))]), StoppedBy::Release("a".to_owned()));
        assert_eq!(by(&[entry("a", None, Some(Outcome::Verified))]), StoppedBy::Others);
        assert_eq!(by(&[entry("a", stop, Some(Outcome::RolledBack))]), StoppedBy::Others);
        assert_eq!(by(&[]), StoppedBy::Others);
        let aborted = || entry("b", stop, Some(Outcome::Aborted));
        assert_eq!(by(&[aborted(), entry("a", stop, Some(Outcome::Verified))]), StoppedBy::Release("a".to_owned()));
        assert_eq!(by(&[aborted()]), StoppedBy::Untold);
        assert_eq!(who_stopped(None), StoppedBy::Untold);
    }
}
