use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const SETTING: &str = "WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS";

/// A swap of an app whose storage account lets in its own network only is not stopped by the platform's former logging
/// (facts: secured-storage).
pub(in crate::preflight) struct SecuredStorage;

const ABOUT: About = About {
    explanation: Explanation {
        id: "secured-storage",
        title: "A secured storage account does not stop the swap",
        why: "An app on a Premium plan whose storage account is closed to all but its network can fail to swap, by a former way of \
              logging that the platform still applies. WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS=0 in production puts that \
              aside. That the account is closed is seen by WEBSITE_CONTENTOVERVNET.",
        fix: "Set WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS to 0 in production, and in the slot, so that it is there after the swap too.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SecuredStorage {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings("whether the storage account allows the swap")? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        if !production.has_secured_content() && !slot.has_secured_content() {
            return Some(Answer::fine(
                "no setting says that the storage account is closed to all but the app's network",
            ));
        }
        if production.puts_former_logging_aside() {
            return Some(Answer::fine(format!("{SETTING} allows the swap")));
        }
        let set = survey
            .production
            .at
            .command("functionapp config appsettings set", &["--settings", &format!("{SETTING}=0")]);
        Some(Answer::wrong(
            format!(
                "the storage account is reached through the app's network only, and production has no {SETTING}=0: the swap can fail"
            ),
            format!("set it, in the slot too: {set}"),
        ))
    }
}
