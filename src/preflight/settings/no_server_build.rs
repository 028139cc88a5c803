use crate::azure::BUILD_DURING_DEPLOYMENT as SETTING;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether a build on the server would change the package";

/// What is released is the package that was sent: no build on the server adds to it or replaces parts of it (facts: packaging).
pub(in crate::preflight) struct NoServerBuild;

const ABOUT: About = About {
    explanation: Explanation {
        id: "no-server-build",
        title: "No build on the server changes the package",
        why: "With SCM_DO_BUILD_DURING_DEPLOYMENT the SCM site builds what it was sent: it installs dependencies anew, and \
              what runs then is not the content that was packed, though it bears its digest. A release asks for \
              such a build by `build: remote` alone. ENABLE_ORYX_BUILD=false forbids it on Linux, and a side with WEBSITE_RUN_FROM_PACKAGE never builds.",
        fix: "Build the package in the workflow, and set SCM_DO_BUILD_DURING_DEPLOYMENT of the slot to false; or let Azure build with \
              `build: remote`.",
        rights: &["Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::Settings)],
    weight: Weight::Stops,
    lowers: Lowers::Never("the slot would not run what was packed"),
};

impl Check for NoServerBuild {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        !options.server_build
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let name = survey.slot_at.slot_name();
        Some(match slot.settings.as_ref().map(|settings| settings.builds_on_server(slot.site.is_on_linux())) {
            Ok(Some(false)) => Answer::fine("no build on the server changes the package"),
            Ok(Some(true)) => Answer::wrong(
                format!(
                    "{SETTING} is on in the slot `{name}`: the SCM site would build what it is sent, and what runs would not \
                     be the content that was packed"
                ),
                format!(
                    "build the package in the workflow, and switch the build off in the slot: {}",
                    survey
                        .slot_at
                        .command("functionapp config appsettings set", &["--settings", &format!("{SETTING}=false")])
                ),
            ),
            Ok(None) => Answer::untold(
                format!("{WHAT} could not be told: {SETTING} is a reference whose value is not seen here"),
                format!("set {SETTING} to false"),
            ),
            Err(error) => Answer::unread(WHAT, error),
        })
    }
}
