use super::{Answer, Check, PreflightOptions, Weight};
use crate::record::{Finding, Origin};

/// What an answer of this check means for such a release. What is wrong has the weight of the check; what
/// was wrong before, or is only unwise, is a warning, and stops a strict release. What could not be told
/// stops the release where the check always stops it, and with `strict`; else it is a warning. What a lock keeps from being read is a
/// note, since the check of locks stops the release. A check that only warns makes
/// warnings of all of these, and one that only informs notes.
pub fn conclude(check: &dyn Check, answer: Answer, options: &PreflightOptions) -> Finding {
    let id = check.id();
    let origin =
        if matches!(answer, Answer::Untold { .. } | Answer::Unread { .. }) { Origin::Unread } else { Origin::Read };
    let (stops, says, fix) = match answer {
        Answer::Fine(says) => return Finding::fine(id, says),
        Answer::Noted { says, fix } => return Finding::note(id, says, fix),
        Answer::Unseen { says, fix } => return Finding::note(id, says, fix).resting_on(Origin::Unread),
        Answer::Wrong { says, fix } => (check.stops(options), says, fix),
        Answer::Unwise { says, fix } => (options.strict, says, fix),
        Answer::Locked { what } => {
            let says = format!("{what} is not known, since a read-only lock refuses to list settings");
            return Finding::note(id, says, "").resting_on(Origin::Unread);
        }
        Answer::Unread { what, cause, fix } => {
            let says = Answer::could_not_read(&what, &cause);
            (options.strict || check.about().weight == Weight::Stops, says, fix)
        }
        Answer::Untold { says, fix } => (options.strict || check.about().weight == Weight::Stops, says, fix),
    };
    let found = match (check.about().weight, stops) {
        (Weight::Informs, _) => Finding::note(id, says, fix),
        (weight, true) if weight != Weight::Warns => Finding::error(id, says, fix),
        _ => Finding::warning(id, says, fix),
    };
    found.resting_on(origin)
}
