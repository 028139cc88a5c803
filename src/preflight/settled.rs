use super::Survey;

impl Survey {
    /// Whether the settings that the release brings are where they have to be, so that it need not bring them.
    pub fn are_settings_settled(&self) -> bool {
        let planned = &self.around.settings;
        if planned.is_empty() {
            return true;
        }
        let slot = self.slot.as_ref().and_then(|slot| slot.settings_found.as_ref().ok());
        match (&self.production.settings_found, slot, &self.sticky) {
            (Ok(production), Some(slot), Ok(sticky)) => {
                self.to_write.sticky.is_empty() && planned.are_settled(production, slot, sticky)
            }
            _ => false,
        }
    }
}
