use super::runtime::host_version;
use super::settings::content_moves;
use super::{Answer, Check};
use crate::azure::BothSettings;
use crate::judge::Mismatch;
use crate::record::{Code, disabling_names};

/// Why production would not run, after a swap with the slot of this name, what the slot runs now: each reason by the code of
/// its check, with the setting. What cannot be told is one, since nothing is asked after this. What holds the triggers of these
/// functions in the slot has to stay there.
pub fn deviations(settings: &BothSettings, slot: &str, held: &[String]) -> Vec<Mismatch> {
    let (production, of_slot, sticky) = (settings.production(), settings.slot(), &settings.sticky);
    let answers: [(&dyn Check, Answer); 2] = [
        (&content_moves::ContentMoves, content_moves::judge(production, of_slot, Ok(sticky), slot)),
        (&host_version::SameHostVersion, host_version::judge(production, of_slot, slot)),
    ];
    answers
        .into_iter()
        .filter_map(|(check, answer)| Some(Mismatch { code: check.id(), says: deviation(check, answer)? }))
        .chain(travelling(settings, held))
        .collect()
}

/// The settings that hold these functions in the slot and would go to production with the swap.
fn travelling(settings: &BothSettings, held: &[String]) -> Option<Mismatch> {
    let names = held.iter().flat_map(|function| disabling_names(function));
    let names: Vec<String> =
        names.filter(|name| settings.slot().is_on(name) && !settings.sticky.is_sticky(name)).collect();
    (!names.is_empty()).then(|| Mismatch {
        code: Code::HELD_WOULD_TRAVEL,
        says: format!("the swap would carry {} to production and switch the function off there", names.join(", ")),
    })
}

fn deviation(check: &dyn Check, answer: Answer) -> Option<String> {
    match answer {
        Answer::Wrong { says, .. } => Some(says),
        Answer::Unread { what, cause, .. } if check.about().weight == super::Weight::Stops => {
            Some(Answer::could_not_read(&what, &cause))
        }
        Answer::Untold { says, .. } if check.about().weight == super::Weight::Stops => Some(says),
        // Settings that cannot be listed end the release before this.
        Answer::Locked { .. }
        | Answer::Untold { .. }
        | Answer::Unread { .. }
        | Answer::Unwise { .. }
        | Answer::Noted { .. }
        | Answer::Unseen { .. }
        | Answer::Fine(_) => None,
    }
}
