use std::sync::OnceLock;

use crate::azure::PackageSetting;
use crate::azure::Side;
use crate::record::{Accepted, Came, Change, PackageSwitch, Problem, Tried};
use crate::release::ground::Stop;
use crate::release::run::{Run, RunOnSides};

/// What a slot ran from before it was switched, secrets included: known in the memory of the run that switched it.
pub(super) type BeforeSwitch = OnceLock<PackageSetting>;

impl RunOnSides {
    /// The same for a run that was cut short, which kept no secret.
    pub async fn put_package_back(&self, stop: Stop) -> Stop {
        self.put_back(&self.sides.slot, stop, &BeforeSwitch::new()).await
    }
}

impl Run {
    /// Gives the side the package back that it ran from before it was switched, when the release ends without a swap. Whoever
    /// switched it since is left alone.
    pub(super) async fn put_back(&self, side: &Side, stop: Stop, before: &BeforeSwitch) -> Stop {
        let Some(PackageSwitch { from, to }) = self.recorder.reached().switched else { return stop };
        let slot = side.at().slot_name();
        let Some(former) = before.get().cloned().or_else(|| PackageSetting::kept(&from)) else {
            return stop.hint(format!(
                "the slot `{slot}` still runs from the package of this release: what it ran from before holds a secret, which was \
                 not written down"
            ));
        };
        if let Err(failed) = self.recorder.intend(Change::SwitchBack { slot: slot.to_owned() }).await {
            return Stop::new(stop.outcome, beside(stop.problem, &failed.problem.sentence));
        }
        let back = async {
            if !PackageSetting::url(&to).is_in(&side.settings().await?) {
                return Ok(false);
            }
            side.write_package_setting(&former).await?;
            Ok(true)
        };
        let back: Result<bool, crate::azure::AzureError> = Box::pin(back).await;
        let came = back.as_ref().map(|_| Accepted {});
        self.recorder.did(Came::SwitchBack(Tried::of(&came, ToString::to_string))).await;
        match back {
            Ok(true) => {
                // The control plane learns of triggers in another package only so (facts: run-from-package).
                if let Err(error) = side.sync_triggers().await {
                    self.recorder.warn(&format!("the triggers of the slot's former package were not synced: {error}"));
                }
                self.recorder.say(&format!("the slot `{slot}` runs from its former package again"));
                let hints = [format!("the slot `{slot}` was given back the package that it ran from before")];
                Stop {
                    problem: Problem { hints: hints.into_iter().chain(stop.problem.hints).collect(), ..stop.problem },
                    ..stop
                }
            }
            Ok(false) => stop,
            Err(error) => Stop::new(stop.outcome, beside(stop.problem, &error.to_string())),
        }
    }
}

/// What went wrong, and that the slot did not get its package back.
fn beside(problem: Problem, why: &str) -> Problem {
    let sentence = format!("{}; in addition, the slot was not given back its former package: {why}", problem.sentence);
    Problem { sentence, ..problem }
        .hint("the slot may run from the package of this release; the next release replaces it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Code;

    #[test]
    fn what_went_wrong_first_is_said_first() {
        let both = beside(Problem::new(Code::PROBE_FAILED, "the probe failed"), "Azure was away");
        assert!(both.sentence.starts_with("the probe failed; in addition"), "{}", both.sentence);
    }
}
