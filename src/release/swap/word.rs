use std::time::Duration;

use crate::azure::{AzureError, Operation};

/// A swap on Linux has been seen to take 23 minutes (facts: swap-duration).
pub(in crate::release) const LONGEST_SWAP: Duration = Duration::from_secs(30 * 60);
/// What Azure ended is visible within this time.
const NOTHING_MOVES: Duration = Duration::from_secs(120);

/// The same in a post-step, which has little time.
const NOTHING_MOVES_ANY_MORE: Duration = Duration::from_secs(40);

/// What is known of a requested swap besides what both sides hold.
#[derive(Debug)]
pub enum Word {
    /// Azure refused the request, or ended the swap as failed: nothing of it is to come.
    SaidNo(AzureError),
    /// Azure ended the swap as done.
    SaidDone,
    /// Azure accepted it and has not said that it ended. The operation is `None` where Azure does not say whom to ask.
    GoesOn(Option<Operation>, Option<AzureError>),
    /// Another operation is in progress, by Azure's answer: that may be the swap itself, whose request arrived twice or
    /// whose first answer was lost.
    Busy(AzureError),
    /// None: the request may have arrived, or not.
    Nothing(Option<AzureError>),
}

/// Whether the swap can be requested again, which is also a question: while another operation is in progress Azure refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It can, and this was the request with that number.
    After(u32),
    /// It can, by a step whose time is limited; the request was already on its way when the run was cut short, or was never sent.
    Soon,
    /// It cannot.
    No,
}

impl Word {
    /// For how long both sides have to stay as before until the swap counts as not made; `None`: however long they do, it may
    /// still come.
    pub fn patience(&self, again: Again) -> Option<Duration> {
        match (self, again) {
            (Self::SaidNo(_), _) => Some(Duration::ZERO),
            (Self::SaidDone, _) | (Self::Nothing(_), Again::After(_)) => Some(NOTHING_MOVES),
            (Self::Nothing(_), Again::Soon) => Some(NOTHING_MOVES_ANY_MORE),
            (Self::GoesOn(..), _) | (Self::Busy(_), Again::Soon | Again::No) => None,
            (Self::Busy(_), Again::After(number)) => {
                Some(Duration::from_secs(30) * 4_u32.saturating_pow(number.saturating_sub(1)))
            }
            // Longer than any swap on record.
            (Self::Nothing(_), Again::No) => Some(LONGEST_SWAP),
        }
    }

    /// Whether the swap may still be made while both sides are as before.
    pub fn may_come(&self) -> bool {
        matches!(self, Self::GoesOn(..) | Self::Busy(_) | Self::Nothing(_))
    }

    /// Azure's error, if there is one.
    pub fn error(&self) -> Option<&AzureError> {
        match self {
            Self::SaidNo(error) | Self::Busy(error) => Some(error),
            Self::GoesOn(_, error) | Self::Nothing(error) => error.as_ref(),
            Self::SaidDone => None,
        }
    }

    /// Why nothing is concluded from both sides being as before, in one clause.
    pub fn why_open(&self) -> String {
        let what = match self {
            Self::Busy(error) => format!("Azure refused another request because an operation is in progress ({error})"),
            Self::GoesOn(..) => "Azure accepted the swap and has not said that it ended".to_owned(),
            _ => "whether the request arrived is not known".to_owned(),
        };
        format!("both sides are as before, and {what}: it may still be made")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error() -> AzureError {
        AzureError::Unfinished { doing: "swap the slots".to_owned(), seconds: 1 }
    }

    #[test]
    fn a_swap_that_azure_works_on_is_never_taken_as_not_made_for_want_of_an_effect() {
        assert_eq!(Word::GoesOn(None, None).patience(Again::No), None);
        assert_eq!(Word::GoesOn(None, None).patience(Again::After(1)), None);
        assert_eq!(Word::Busy(error()).patience(Again::No), None);
    }

    #[test]
    fn a_request_without_an_answer_is_waited_for_longer_than_any_swap_has_taken() {
        let recorded = Duration::from_secs(23 * 60);
        assert!(Word::Nothing(None).patience(Again::No).is_some_and(|patience| patience > recorded));
    }

    #[test]
    fn only_an_end_by_azure_itself_lets_nothing_come_any_more() {
        assert!(!Word::SaidDone.may_come() && !Word::SaidNo(error()).may_come());
        for word in [Word::GoesOn(None, None), Word::Busy(error()), Word::Nothing(None)] {
            assert!(word.may_come() && word.why_open().contains("may still be made"), "{word:?}");
        }
    }
}
