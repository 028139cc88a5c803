use super::{Check, Survey};
use crate::record::Finding;

/// Function keys are not kept as files, which a swap would exchange: every caller of production
/// would be locked out.
pub struct KeyStorage;

impl Check for KeyStorage {
    fn id(&self) -> &'static str {
        "key-storage"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let (production, slot) = match survey.both_settings(self.id(), "where function keys are kept")? {
            Ok(settings) => settings,
            Err(unreadable) => return Some(unreadable),
        };
        Some(match production.keeps_keys_in_files() || slot.keeps_keys_in_files() {
            false => Finding::fine(self.id(), "function keys stay with their slot"),
            true => Finding::error(
                self.id(),
                "function keys are kept as files (AzureWebJobsSecretStorageType=files), so a swap would exchange them",
                "remove AzureWebJobsSecretStorageType from both sides, or set it to `blob` or `keyvault`",
            ),
        })
    }
}
