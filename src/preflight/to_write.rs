use super::SideSurvey;
use super::reading::Reading;
use crate::azure::{PlannedSettings, SettingsChange, SlotConfigNames};

/// What of the declared settings the slot does not have yet.
#[derive(Debug, Clone, Default)]
pub struct ToWrite {
    /// What is to be set or taken away.
    pub change: SettingsChange,
    /// The names that are to be made sticky.
    pub sticky: Vec<String>,
    /// The names whose value this command does not know.
    pub unknown: Vec<String>,
}

impl ToWrite {
    /// By what was found; and the names of sticky settings as they will be. What could not be read is taken as not there.
    pub(super) fn of(
        planned: &PlannedSettings,
        slot: Option<&SideSurvey>,
        sticky: Reading<SlotConfigNames>,
    ) -> (Self, Reading<SlotConfigNames>) {
        let found = slot.and_then(|slot| slot.settings_found.as_ref().ok());
        let to_write = Self {
            change: found.map_or_else(|| planned.change.clone(), |found| planned.change.missing_in(found)),
            sticky: sticky.as_ref().map_or_else(|_| planned.sticky.clone(), |sticky| planned.not_sticky_in(sticky)),
            unknown: planned.unknown.clone(),
        };
        (to_write, sticky.map(|sticky| sticky.with(&planned.sticky)))
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.change.is_empty() && self.sticky.is_empty() && self.unknown.is_empty()
    }
}
