use crate::azure::{AppSettings, BUILD_DURING_DEPLOYMENT as BUILD, BuildContradiction, RUN_FROM_PACKAGE, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether build settings are old or contradict each other";

/// No setting of builds and packages has a former name, is without effect, or contradicts another (facts: old-build-settings;
/// facts: packaging).
pub(in crate::preflight) struct OldBuildSettings;

const ABOUT: About = About {
    explanation: Explanation {
        id: "old-build-settings",
        title: "No build setting is old or contradicts another",
        why: "A package that is named by WEBSITE_RUN_FROM_ZIP or WEBSITE_USE_ZIP, the former names of WEBSITE_RUN_FROM_PACKAGE, runs, \
              and tools that read the name of today do not see it. A build that is asked for and cannot be made begins on the day when \
              the other setting is taken away, and changes what is deployed. DEPLOYMENT_BRANCH and PROJECT are read by \
              deployments from Git alone, WEBSITE_NODE_DEFAULT_VERSION on Windows alone.",
        fix: "Take away what the finding names, or set it to what is meant.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Settings),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Settings),
    ],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for OldBuildSettings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, of_slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let slot = survey.slot.as_ref()?;
        let mut seen = Seen::default();
        seen.look(&survey.production.at, production, survey.production.site.is_on_linux());
        seen.look(&survey.slot_at, of_slot, slot.site.is_on_linux());
        Some(seen.answer())
    }
}

/// What is seen on both sides.
#[derive(Default)]
struct Seen {
    wrong: Vec<String>,
    left: Vec<String>,
    fixes: Vec<String>,
}

impl Seen {
    fn look(&mut self, at: &SiteRef, settings: &AppSettings, on_linux: bool) {
        let delete = |names: &[&str]| {
            let arguments: Vec<&str> = ["--setting-names"].into_iter().chain(names.iter().copied()).collect();
            at.command("functionapp config appsettings delete", &arguments)
        };
        for name in settings.package_by_former_names() {
            self.wrong.push(format!("{at} names its package by `{name}`, a former name of {RUN_FROM_PACKAGE}"));
            self.fixes.push(format!("set {RUN_FROM_PACKAGE} of {at} to its value, then {}", delete(&[name])));
        }
        for contradiction in settings.build_contradictions(on_linux) {
            let why = match contradiction {
                BuildContradiction::BuildOfPackage => {
                    format!("{RUN_FROM_PACKAGE} makes it run from a package, which is never built")
                }
                BuildContradiction::BuildWithoutOryx => "ENABLE_ORYX_BUILD forbids it".to_owned(),
            };
            self.wrong.push(format!("{BUILD} of {at} asks for a build, and {why}"));
            self.fixes.push(format!("if no build is meant: {}", delete(&[BUILD])));
        }
        let left = settings.build_leftovers(on_linux);
        if !left.is_empty() {
            let names: Vec<String> = left.iter().map(|name| format!("`{name}`")).collect();
            self.left.push(format!("{} of {at}", names.join(", ")));
            self.fixes.push(delete(&left));
        }
    }

    fn answer(mut self) -> Answer {
        self.fixes.dedup();
        let fix = self.fixes.join("; ");
        let left = (!self.left.is_empty()).then(|| format!("without effect here: {}", self.left.join("; ")));
        if self.wrong.is_empty() {
            return match left {
                Some(left) => Answer::noted(left, fix),
                None => Answer::fine("no build setting is old or contradicts another"),
            };
        }
        self.wrong.extend(left);
        Answer::wrong(self.wrong.join("; "), fix)
    }
}
