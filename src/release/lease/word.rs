//! What a release says of itself in the statuses of its GitHub Deployment. Other words are not its own: GitHub makes earlier
//! deployments of an environment inactive by itself.

use time::OffsetDateTime;

use crate::github::SaidOfDeployment;
use crate::record::Outcome;

/// The beginning of the description of a deployment whose release yielded.
pub(super) const YIELDED: &str = "yielded";
/// The same as earlier versions wrote it.
const STEPPED_BACK: &str = "stepped back";
/// The beginning of the description of a deployment whose release is at work.
pub(super) const AT_WORK: &str = "releasing";

/// What a release said of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// It is at work, or its recovery is outstanding.
    AtWork,
    /// It left the app to another release.
    Yielded,
    /// It ended so.
    Ended(OffsetDateTime, Outcome),
}

/// The newest word of a release itself; `None` when it said nothing.
pub(super) fn newest_word(said: &[SaidOfDeployment]) -> Option<Word> {
    said.iter().find_map(word)
}

fn word(said: &SaidOfDeployment) -> Option<Word> {
    let text = said.description.as_str();
    let name = text.split(':').next().unwrap_or_default();
    match Outcome::named(name) {
        _ if text.starts_with(YIELDED) || text.starts_with(STEPPED_BACK) => Some(Word::Yielded),
        Some(_) if said.is_in_progress => Some(Word::AtWork),
        Some(outcome) => Some(Word::Ended(said.at, outcome)),
        None => text.starts_with(AT_WORK).then_some(Word::AtWork),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(description: &str, is_in_progress: bool) -> SaidOfDeployment {
        SaidOfDeployment {
            is_in_progress,
            is_success: false,
            description: description.to_owned(),
            at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_newest_word_is_the_releases_own_and_not_what_github_added() {
        let (by_github, at_work) = (said("", false), said("releasing through the slot staging", true));
        let verified = said("verified: production runs it", false);
        let ended = |outcome| Some(Word::Ended(OffsetDateTime::UNIX_EPOCH, outcome));
        assert_eq!(newest_word(&[by_github.clone(), verified, at_work.clone()]), ended(Outcome::Verified));
        assert_eq!(newest_word(&[by_github.clone(), at_work.clone()]), Some(Word::AtWork), "it is not over by that");
        assert_eq!(newest_word(&[said("interrupted: cancelled", true), at_work.clone()]), Some(Word::AtWork));
        assert_eq!(newest_word(&[said("interrupted: ended by hand", false), at_work]), ended(Outcome::Interrupted));
        for text in ["yielded: it waits", "stepped back: it waits"] {
            assert_eq!(newest_word(&[said(text, false)]), Some(Word::Yielded));
        }
        assert_eq!(newest_word(&[by_github]), None);
    }
}
