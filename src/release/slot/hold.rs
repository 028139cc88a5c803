use super::held_by::HeldBy;
use crate::azure::{AppSettings, AzureError, SettingsChange, Side, SlotConfigNames, make_sticky};
use crate::http::Secret;
use crate::judge::{Holding, settings_to_hold, settings_to_hold_again};
use crate::record::{Accepted, Came, Change, Tried, disabling_names};
use crate::release::ground::Stop;
use crate::release::run::Run;

/// How often functions are held that are found enabled all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// For the first time.
    First,
    /// The setting that was written has no effect, or another one is needed.
    Again,
}

impl Run {
    /// Holds the triggers of these functions in a side by slot settings, where no setting does so yet; whether anything was written,
    /// which restarts the side. Names become slot settings before they are set, so that nothing is ever set that a swap would carry away.
    pub async fn hold_triggers(&self, side: &Side, functions: &[String], held: Held) -> Result<bool, Stop> {
        let (settings, sticky) = read(side).await?;
        let holding = still_to_hold(functions, &settings, &sticky, held);
        self.note_hold(side.at(), HeldBy::of(functions, &settings, &holding));
        if holding.is_nothing() {
            return Ok(false);
        }
        let slot = side.at().slot_name().to_owned();
        self.recorder.intend(Change::Hold { slot, functions: functions.to_vec() }).await?;
        let done = Box::pin(write(side, &holding)).await;
        let came = done.as_ref().map(|()| Accepted {});
        self.recorder.did(Came::Hold(Tried::of(&came, ToString::to_string))).await;
        done?;
        Ok(!holding.write.is_empty())
    }
}

/// What holds functions in a side, and what stays there.
pub(super) async fn read(side: &Side) -> Result<(AppSettings, SlotConfigNames), AzureError> {
    tokio::try_join!(Box::pin(side.settings()), Box::pin(SlotConfigNames::read(side.arm(), &side.at().app)))
}

/// What is to be written so that these functions are held in a side with these settings.
pub(in crate::release) fn still_to_hold(
    functions: &[String],
    settings: &AppSettings,
    sticky: &SlotConfigNames,
    held: Held,
) -> Holding {
    let (is_on, is_sticky) = (|name: &str| settings.is_on(name), |name: &str| sticky.is_sticky(name));
    match held {
        Held::First => settings_to_hold(functions, is_on, is_sticky),
        Held::Again => {
            let write = settings_to_hold_again(functions, is_on);
            let of_functions = functions.iter().flat_map(|function| disabling_names(function));
            let set = of_functions.filter(|name| is_on(name) || write.contains(name));
            Holding { sticky: set.filter(|name| !is_sticky(name)).collect(), write }
        }
    }
}

async fn write(side: &Side, holding: &Holding) -> Result<(), AzureError> {
    if !holding.sticky.is_empty() {
        make_sticky(side.arm(), &side.at().app, &holding.sticky).await?;
    }
    if holding.write.is_empty() {
        return Ok(());
    }
    side.write_settings(&switched_off(&holding.write)).await
}

/// These settings, each saying yes.
pub(in crate::release) fn switched_off(names: &[String]) -> SettingsChange {
    let mut change = SettingsChange::default();
    names.iter().for_each(|name| change.set(name, Secret::new("true")));
    change
}
