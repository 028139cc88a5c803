use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use super::app::Sides;
use super::proof::Proof;
use super::read_back::{Trust, read_back};
use super::{Setup, Stop, Story};
use crate::azure::{AzureError, OperationEnd, SwapRequest};
use crate::http::Moment;
use crate::judge::{Sides as Held, SwapReading};
use crate::preflight::Survey;
use crate::record::{Explain, Outcome, Phase};

/// A swap on Linux has been seen to take 23 minutes (azure-wire §5.4).
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// What became of it is looked for this long.
const READ_BACK: Duration = Duration::from_secs(15 * 60);

/// A swap that was read back.
pub struct Swapped {
    /// When it was known to be through.
    pub at: OffsetDateTime,
    /// The same, by the run's clock.
    pub moment: Moment,
}

/// Swaps, follows it, and reads back what both sides hold.
pub async fn swap(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    survey: &Survey,
    proof: &Proof,
) -> Result<Swapped, Stop> {
    story.begin(Phase::Swap);
    let before = Held {
        production: survey.production_identity.content.clone(),
        slot: proof.slot.content.clone(),
        swap_stamp: survey.production.swap.stamp.clone(),
    };
    let request = SwapRequest { source: sides.slot.at().clone(), target: sides.production.at().clone() };
    story.note(|record| record.next_command = Some(sides.swap_command()));
    story.reach(|reached| reached.swap_intended = true);
    story.intend("swap", json!({"slot": setup.slot, "target": setup.target_slot, "held": before}))?;
    let began = setup.pace.now();
    let said = match request.ask(&sides.arm).await {
        Ok(accepted) => match accepted.follow(&sides.arm, LIMIT).await {
            OperationEnd::Succeeded => Said::Done,
            OperationEnd::Failed(error) => Said::Failed(error),
            OperationEnd::Lost(error) => Said::Nothing(error),
        },
        Err(error) if error.effect_is_possible() => Said::Nothing(error),
        Err(error) => Said::Failed(error),
    };
    let seconds = (setup.pace.now() - began).as_secs();
    match &said {
        Said::Done => story.finish(&format!("Azure swapped in {seconds} s")),
        Said::Failed(error) => story.fail(&error.to_string()),
        Said::Nothing(error) => story.fail(&format!("the answer is lost ({error}); reading back what happened")),
    }
    story.begin(Phase::Verify);
    let trust = match said {
        Said::Failed(_) => Trust::AzureSaidNo,
        Said::Done | Said::Nothing(_) => Trust::NoWord,
    };
    let reading = read_back(setup.pace, sides, &before, trust, READ_BACK).await;
    reading.tell(story);
    match (&reading.verdict, said) {
        (SwapReading::Swapped, _) => {
            story.finish(&reading.shown());
            let moment = setup.pace.now();
            Ok(Swapped { at: setup.pace.wall_at(moment), moment })
        }
        (SwapReading::NotSwapped, Said::Failed(error) | Said::Nothing(error)) => {
            story.note(|record| record.next_command = None);
            Err(Stop::new(Outcome::Aborted, error.problem()))
        }
        (SwapReading::NotSwapped, Said::Done) => Err(Stop::needs_person(
            "swap-without-effect",
            "Azure reported the swap as done, but both sides hold what they held before",
        )),
        _ => Err(reading.needs_person(&before)),
    }
}

/// What Azure said of the swap.
enum Said {
    Done,
    Failed(AzureError),
    Nothing(AzureError),
}
