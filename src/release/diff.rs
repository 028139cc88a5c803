//! `diff`: how the settings of the configuration, of the slot and of production differ, by name. Nothing is changed, and no value is
//! shown.

use crate::azure::{SlotConfigNames, compare_settings};
use crate::record::{Compared, Outcome, Phase, SettingsDiff, number_of};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// Compares them, and ends with the table.
    pub async fn diff(&self) -> Result<Outcome, Stop> {
        let app = self.sign_in().await?;
        self.recorder.begin_phase(Phase::Preflight);
        let both = app.read_sides().await?;
        let sides = &both.sides;
        let (slot, production, sticky) = tokio::try_join!(
            sides.slot.settings(),
            sides.production.settings(),
            SlotConfigNames::read(&sides.arm, &app.app.target.app),
        )?;
        let settings = compare_settings(&self.setup.options.settings, [&slot, &production], &sticky);
        let count = |is_it: &dyn Fn(Compared) -> bool, of: &dyn Fn(usize) -> Option<Compared>| {
            (0..settings.len()).filter(|at| of(*at).is_some_and(is_it)).count()
        };
        let differs = |compared: Compared| compared != Compared::Same;
        let to_write = count(&differs, &|at| settings[at].file_slot);
        let between = count(&differs, &|at| Some(settings[at].slot_production));
        let reason = format!(
            "{}: {to_write} of the declared ones are not so in the slot, and {between} differ between slot and production",
            number_of(settings.len(), "setting")
        );
        self.recorder.note(|record| {
            record.settings_diff = Some(SettingsDiff {
                schema: SettingsDiff::SCHEMA,
                app: record.app.clone(),
                slot: record.slot.clone(),
                settings,
            });
            record.reason.clone_from(&reason);
            record.next_command = None;
        });
        self.recorder.end_phase(&reason);
        Ok(Outcome::Checked)
    }
}
