use crate::azure::RunFromPackage;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

/// Since the app has a slot, the portal shows it read only (facts: plans): whoever repairs production in the portal meets that at
/// the worst moment.
pub(in crate::preflight) struct PortalIsReadOnly;

const ABOUT: About = About {
    explanation: Explanation {
        id: "portal-is-read-only",
        title: "The portal's editor is not counted on",
        why: "As soon as an app has a slot, the portal shows its functions read only. Looked at by `check` and dry runs only.",
        fix: "Change the sources and release them. `FUNCTION_APP_EDIT_MODE=readOnly` says that this is meant, and ends the \
              note.",
        rights: &["Microsoft.Web/sites/config/list/Action"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Production(SideFact::Settings)],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for PortalIsReadOnly {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        survey.slot.as_ref()?;
        let settings = match &survey.production.settings {
            Ok(settings) => settings,
            Err(error) => return Some(Answer::unread("whether a person counts on the portal's editor", error)),
        };
        Some(if settings.is_read_only_in_portal() {
            Answer::fine("production is meant to be read only in the portal")
        } else if settings.run_from_package() != RunFromPackage::No {
            Answer::fine("production runs from a package, which no editor changes")
        } else {
            let command = survey
                .production
                .at
                .command("functionapp config appsettings set", &["--settings", "FUNCTION_APP_EDIT_MODE=readOnly"]);
            Answer::wrong(
                "since the app has a slot, the portal shows its functions read only: a repair there is not possible",
                format!("repair by a release; to say that this is meant, which restarts production: {command}"),
            )
        })
    }
}
