use crate::azure::{AppSettings, BUILD_DURING_DEPLOYMENT as SETTING, RUN_FROM_PACKAGE, RunFromPackage, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the slot builds what it is sent";

/// A slot that is to build what it is sent does so, and what it builds can be read back (facts: packaging; facts: scm-access). The
/// settings that it needs are not written: they are the team's, and each write restarts the slot.
pub(in crate::preflight) struct ServerBuild;

const ABOUT: About = About {
    explanation: Explanation {
        id: "server-build",
        title: "The slot builds what it is sent",
        why: "With `build: remote` Azure builds the package in the slot. It does so on Linux, on plans whose SCM site shows the \
              files, with SCM_DO_BUILD_DURING_DEPLOYMENT on and ENABLE_ORYX_BUILD not off, and never for a side with \
              WEBSITE_RUN_FROM_PACKAGE. Else the sources would run as they were sent, without dependencies.",
        fix: "Set SCM_DO_BUILD_DURING_DEPLOYMENT of the slot to true, as a slot setting, so that it does not move with the swap; or \
              build in the workflow and leave out `build: remote`.",
        rights: &["Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::Settings), Fact::Plan],
    weight: Weight::Stops,
    lowers: Lowers::Never("the slot could not build what it is sent"),
};

impl Check for ServerBuild {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.server_build
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        if !slot.site.is_on_linux() {
            return Some(elsewhere("on Windows the SCM site of a function app does not build what it is sent"));
        }
        let tier = match (&survey.plan, &slot.site.sku) {
            (Ok(plan), _) => &plan.tier,
            // The resource says the plan in a word.
            (Err(_), Some(sku)) => sku,
            (Err(error), None) => {
                return Some(Answer::unread("the plan, which decides whether a build can be read back,", error));
            }
        };
        if tier.eq_ignore_ascii_case("dynamic") {
            return Some(elsewhere(
                "on the Consumption plan the SCM site does not show the files, so what it builds could not be read back",
            ));
        }
        Some(match &slot.settings {
            Ok(settings) => by_settings(settings, &survey.slot_at),
            Err(error) => Answer::unread(WHAT, error),
        })
    }
}

fn elsewhere(why: &str) -> Answer {
    Answer::wrong(why, "build the package in the workflow, and leave out `build: remote`")
}

fn by_settings(settings: &AppSettings, slot: &SiteRef) -> Answer {
    let name = slot.slot_name();
    if settings.run_from_package() != RunFromPackage::No {
        let remove = slot.command("functionapp config appsettings delete", &["--setting-names", RUN_FROM_PACKAGE]);
        return Answer::wrong(
            format!("the slot `{name}` runs from a package ({RUN_FROM_PACKAGE}), and such a side never builds"),
            format!("let it run from its own files: {remove}"),
        );
    }
    match settings.builds_on_server(true) {
        Some(true) => Answer::fine(format!("the slot `{name}` builds what it is sent")),
        Some(false) => {
            // As slot settings they stay with the slot in a swap.
            let on = [format!("{SETTING}=true"), "ENABLE_ORYX_BUILD=true".to_owned()];
            let set = slot.command("functionapp config appsettings set", &["--slot-settings", &on[0], &on[1]]);
            Answer::wrong(
                format!(
                    "the slot `{name}` does not build what it is sent: {SETTING} is not on, or ENABLE_ORYX_BUILD is off"
                ),
                format!("switch the build on: {set}"),
            )
        }
        None => Answer::untold(
            format!(
                "{WHAT} could not be told: {SETTING} or ENABLE_ORYX_BUILD is a reference whose value is not seen here"
            ),
            format!("set {SETTING} to true"),
        ),
    }
}
