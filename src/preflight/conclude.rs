use super::{Answer, Check, PreflightOptions, Weight};
use crate::record::{Finding, Origin};

/// What an answer of this check means for such a release. What is wrong has the weight of the check; what
/// was wrong before, or is only unwise, is a warning, and stops a strict release. What could not be told
/// stops the release where the check always stops it, and with `strict`; else it is a warning. A check that only informs makes
/// notes of all of these.
pub fn conclude(check: &dyn Check, answer: Answer, options: &PreflightOptions) -> Finding {
    let id = check.id();
    let origin = if matches!(answer, Answer::Untold { .. }) { Origin::Unread } else { Origin::Read };
    let (stops, says, fix) = match answer {
        Answer::Fine(says) => return Finding::fine(id, says),
        Answer::Wrong { says, fix } => (check.stops(options), says, fix),
        Answer::Unwise { says, fix } => (options.strict, says, fix),
        Answer::Untold { says, fix } => (options.strict || check.about().weight == Weight::Stops, says, fix),
    };
    let found = match (check.about().weight, stops) {
        (Weight::Informs, _) => Finding::note(id, says, fix),
        (_, true) => Finding::error(id, says, fix),
        (_, false) => Finding::warning(id, says, fix),
    };
    found.resting_on(origin)
}
