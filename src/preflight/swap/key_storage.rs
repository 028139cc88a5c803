use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// Function keys are not kept as files, which a swap would exchange: every caller of production would lose access.
pub(in crate::preflight) struct KeyStorage;

const ABOUT: About = About {
    explanation: Explanation {
        id: "key-storage",
        title: "A swap does not exchange function keys",
        why: "Keys that are kept as files move with the content. After a swap every caller of production would have \
              the wrong key.",
        fix: "Remove AzureWebJobsSecretStorageType from both sides, or set it to `blob` or `keyvault`.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for KeyStorage {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings("where function keys are kept")? {
            Ok(settings) => settings,
            Err(unreadable) => return Some(unreadable),
        };
        Some(if production.keeps_keys_in_files() || slot.keeps_keys_in_files() {
            Answer::wrong(
                "function keys are kept as files (AzureWebJobsSecretStorageType=files), so a swap would exchange them",
                "remove AzureWebJobsSecretStorageType from both sides, or set it to `blob` or `keyvault`",
            )
        } else {
            Answer::fine("function keys stay with their slot")
        })
    }
}
