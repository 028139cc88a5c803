use super::{Answer, Survey};
use crate::azure::{AppSettings, Configuration};

impl Survey {
    /// The settings of production and of the slot; when they could not be read, the answer that says so. `None` without
    /// a slot.
    pub fn both_settings(&self, what: &str) -> Option<Result<(&AppSettings, &AppSettings), Answer>> {
        let slot = self.slot.as_ref()?;
        Some(match (&self.production.settings, &slot.settings) {
            (Ok(production), Ok(slot)) => Ok((production, slot)),
            (Err(error), _) | (_, Err(error)) => Err(Answer::unread(what, error)),
        })
    }

    /// What the hosts of production and of the slot read their connections from; likewise.
    pub fn both_configurations(&self, what: &str) -> Option<Result<[Configuration<'_>; 2], Answer>> {
        let (production, slot) = match self.both_settings(what)? {
            Ok(settings) => settings,
            Err(answer) => return Some(Err(answer)),
        };
        Some(match (&self.production.connection_strings, &self.slot.as_ref()?.connection_strings) {
            (Ok(of_production), Ok(of_slot)) => Ok([
                Configuration { settings: production, strings: of_production },
                Configuration { settings: slot, strings: of_slot },
            ]),
            (Err(error), _) | (_, Err(error)) => Err(Answer::unread(what, error)),
        })
    }
}
