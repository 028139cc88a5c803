use std::time::Duration;

use crate::azure::{AzureError, Side};
use crate::judge::{KnownFunctions, functions_to_hold, live_triggers, settings_to_hold};
use crate::package::Package;
use crate::preflight::Survey;
use crate::record::{Code, FunctionSet, Outcome, Problem, some_of};
use crate::release::ground::{Stop, wait_until};
use crate::release::run::{Run, RunOnApp};
use crate::release::slot::Held;

/// Functions are listed as switched off within this time.
const LIMIT: Duration = Duration::from_secs(60);
/// So many functions stand in a sentence.
const NAMED: usize = 10;

/// The functions whose triggers are held in the slot while it is staged with this package; `None`: none has to be.
pub(super) fn to_hold(is_held: bool, package: Option<&Package>, survey: &Survey) -> Option<Vec<String>> {
    let packaged = package.and_then(|package| package.functions.as_deref());
    is_held.then(|| {
        functions_to_hold(&KnownFunctions {
            packaged,
            by_events: package.and_then(|package| package.by_events.as_deref()),
            slot: survey.slot.as_ref().and_then(|slot| slot.functions.as_ref().ok()),
            production: survey.production.functions.as_ref().ok(),
        })
    })
}

impl RunOnApp {
    /// Whether there is no slot, and this release creates it.
    pub(super) fn creates(&self, survey: &Survey) -> bool {
        survey.slot.is_none() && self.setup.options.create_slot
    }

    /// The settings by which this release may hold triggers, as it writes them down for others before it sets any: without those that hold
    /// a function already, which are not its own.
    pub(super) fn foreseen_hold(&self, package: &Package, survey: &Survey) -> Vec<String> {
        let is_held = self.holds_triggers() || self.creates(survey);
        let functions = to_hold(is_held, Some(package), survey).unwrap_or_default();
        let settings = survey.slot.as_ref().and_then(|slot| slot.settings.as_ref().ok());
        let is_on = |name: &str| settings.is_some_and(|settings| settings.is_on(name));
        settings_to_hold(&functions, is_on, |_| true).write
    }
}

impl Run {
    /// Reads back that no trigger of the side is live, before anything there is probed. A function that is enabled all the same, such as
    /// one that only the code of the package declares, is held at once. Returns the functions as they are listed then.
    pub(super) async fn verify_held(
        &self,
        side: &Side,
        known: &[String],
        listed: FunctionSet,
    ) -> Result<FunctionSet, Stop> {
        let slot = side.at().slot_name();
        let mut listed = listed;
        let live = live_triggers(&listed);
        if !live.is_empty() {
            let settings = side.settings().await?;
            if live.iter().all(|function| settings.disables(function)) {
                // What is listed may be from before it was written.
                listed = self.until_listed_as_held(side).await?;
            }
        }
        for _ in 0..2 {
            let live = live_triggers(&listed);
            if live.is_empty() {
                break;
            }
            let why = if live.iter().any(|name| known.iter().any(|held| held.eq_ignore_ascii_case(name))) {
                "the setting that switches them off has no effect there"
            } else {
                "nothing but the package itself knows of them"
            };
            let shown = some_of(&live, NAMED);
            self.recorder.warn(&format!(
                "functions of the slot `{slot}` were enabled after the delivery: {shown} ({why}); they took events until now, and are \
                 held"
            ));
            let before = self.setup.pace.wall();
            let written = self.hold_triggers(side, &live, Held::Again).await?;
            if written {
                // The process that was started with the former settings listens until it is gone.
                self.wait_until_running(side, [before, before]).await?;
            }
            listed = self.until_listed_as_held(side).await?;
        }
        let live = live_triggers(&listed);
        if !live.is_empty() {
            let sentence =
                format!("functions of the slot `{slot}` are enabled all the same: {}", some_of(&live, NAMED));
            let problem = Problem::new(Code::TRIGGERS_NOT_HELD, sentence)
                .hint("they take events in the slot; stop the slot, or switch them off in the app itself");
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        let held: Vec<String> = listed.by_events().map(|function| function.name.clone()).collect();
        if !held.is_empty() {
            self.recorder.say(&format!("triggers of the slot `{slot}` are held: {}", some_of(&held, NAMED)));
        }
        self.recorder.note(|record| {
            record.slot_life.held = held;
            record.functions.after = Some(listed.clone());
        });
        Ok(listed)
    }

    /// The control plane may take a while to list what was written.
    async fn until_listed_as_held(&self, side: &Side) -> Result<FunctionSet, Stop> {
        let mut last = FunctionSet::default();
        let is_held = async || {
            last = side.functions_that_are_listed().await?;
            Ok::<_, AzureError>(live_triggers(&last).is_empty())
        };
        let live = || Problem::new(Code::TRIGGERS_NOT_HELD, "functions of the slot are listed as enabled");
        match wait_until(self.setup.pace, LIMIT, is_held, live).await {
            Err(stop) if stop.problem.code != Code::TRIGGERS_NOT_HELD => Err(stop),
            // Once more by the other spelling, or never.
            _ => Ok(last),
        }
    }
}
