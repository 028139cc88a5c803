use std::collections::BTreeMap;

use super::Answer;
use crate::record::Code;

/// Why facts could not be read, each with the check that said it first.
#[derive(Default)]
pub(super) struct Causes {
    said: BTreeMap<String, Code>,
}

impl Causes {
    /// The same answer, which refers to an earlier check where that has said the cause already.
    pub(super) fn said_once(&mut self, check: Code, answer: Answer) -> Answer {
        match answer {
            Answer::Unread { what, cause, fix } => match self.said.get(&cause) {
                Some(first) => {
                    Answer::untold(format!("{what} could not be read, for the reason that `{first}` names"), "")
                }
                None => {
                    self.said.insert(cause.clone(), check);
                    Answer::Unread { what, cause, fix }
                }
            },
            answer => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once_and_named_by_its_check_after_that() {
        let unread =
            |what: &str, cause: &str| Answer::Unread { what: what.into(), cause: cause.into(), fix: "ask".into() };
        let mut causes = Causes::default();
        let first = causes.said_once(Code::BUSY, unread("one", "403"));
        assert!(matches!(first, Answer::Unread { .. }));
        let Answer::Untold { says, .. } = causes.said_once(Code::CANCELLED, unread("two", "403")) else { panic!() };
        assert!(says.contains("two") && says.contains(Code::BUSY.as_str()), "{says}");
        assert!(matches!(causes.said_once(Code::CANCELLED, unread("three", "500")), Answer::Unread { .. }));
    }
}
