use std::collections::BTreeMap;

use super::{Answer, Check, Weight};

/// What a check answers, if it answers.
pub(super) type Answered = (&'static dyn Check, Option<Answer>);

/// Why facts could not be read, each with the check that says it.
#[derive(Default)]
pub(super) struct Causes {
    said: BTreeMap<String, &'static str>,
}

impl Causes {
    /// The same answers, where one cause is said by one check, and the others refer to that: where it stops the release, by one that
    /// stops it.
    pub(super) fn said_once(answers: Vec<Answered>) -> Vec<Answered> {
        let mut causes = Self::default();
        for is_first in [true, false] {
            for (check, answer) in &answers {
                if let Some(Answer::Unread { cause, .. }) = answer
                    && (check.about().weight == Weight::Stops) == is_first
                {
                    causes.said.entry(cause.clone()).or_insert(check.about().explanation.id);
                }
            }
        }
        let referring = |(check, answer): Answered| (check, answer.map(|answer| causes.refer(check, answer)));
        answers.into_iter().map(referring).collect()
    }

    fn refer(&self, check: &dyn Check, answer: Answer) -> Answer {
        match answer {
            Answer::Unread { what, cause, fix } => match self.said.get(&cause) {
                Some(other) if *other != check.about().explanation.id => {
                    Answer::untold(format!("{what} could not be read, for the reason that `{other}` names"), "")
                }
                _ => Answer::Unread { what, cause, fix },
            },
            answer => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::CHECKS;

    #[test]
    fn a_cause_is_said_once_and_by_a_check_that_stops() {
        let unread = |cause: &str| Answer::Unread { what: "it".into(), cause: cause.into(), fix: "ask".into() };
        let (stops, others): (Vec<_>, Vec<_>) =
            CHECKS.iter().copied().partition(|check| check.about().weight == Weight::Stops);
        let asked = vec![
            (others[0], Some(unread("403"))),
            (stops[0], Some(unread("403"))),
            (stops[1], Some(unread("403"))),
            (others[1], Some(unread("500"))),
            (others[2], None),
        ];
        let told = Causes::said_once(asked);
        let is_whole: Vec<bool> =
            told.iter().map(|(_, answer)| matches!(answer, Some(Answer::Unread { .. }))).collect();
        assert_eq!(is_whole, [false, true, false, true, false]);
        let Some(Answer::Untold { says, .. }) = &told[0].1 else { panic!("refers") };
        assert!(says.contains(stops[0].about().explanation.id), "{says}");
    }
}
