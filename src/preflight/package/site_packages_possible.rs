use crate::azure::{Plan, RUN_FROM_PACKAGE, RunFromPackage};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the slot runs from packages on its share";

/// The slot has a share of its own, runs from the package that is named there, and its SCM site can be asked (facts: plans;
/// facts: run-from-package; facts: scm-endpoints).
pub(in crate::preflight) struct SitePackagesPossible;

const ABOUT: About = About {
    explanation: Explanation {
        id: "site-packages-possible",
        title: "The slot runs from packages on its share",
        why: "Delivered by site-package, a package is put on the slot's own share by its SCM site, and the slot mounts the one that is \
              named there. That needs WEBSITE_RUN_FROM_PACKAGE=1 on the slot, a plan with a share, and an SCM site that this machine \
              reaches.",
        fix: "Run the command of the finding; where the plan has no share, use the strategy that it names.",
        rights: &["Microsoft.Web/sites/slots/publish/Action"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::Settings), Fact::Plan, Fact::Slot(SideFact::Packages)],
    weight: Weight::Stops,
    lowers: Lowers::Never("the package would not run from the share"),
};

impl Check for SitePackagesPossible {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.site_package
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let plan = match &survey.plan {
            Ok(plan) => plan,
            Err(error) => return Some(Answer::unread("whether the plan has a share for packages", error)),
        };
        if let Some(wrong) = of_plan(plan, slot.site.is_on_linux()) {
            return Some(wrong);
        }
        let settings = match &slot.settings {
            Ok(settings) => settings,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        if settings.run_from_package() != RunFromPackage::Local {
            let set = ["--settings", "WEBSITE_RUN_FROM_PACKAGE=1"];
            return Some(Answer::wrong(
                format!("{RUN_FROM_PACKAGE} of the slot is not `1`, so it would not run the package from its share"),
                format!("set it: {}", survey.slot_at.command("functionapp config appsettings set", &set)),
            ));
        }
        Some(match &slot.packages {
            Ok(Some(seen)) if seen.runs_from == RunFromPackage::Local => {
                Answer::fine("the slot runs from packages on its share, and its SCM site says so")
            }
            // It learns of a setting minutes later (facts: settings-restart).
            Ok(_) => Answer::unwise(
                "the SCM site of the slot does not know yet that it runs from packages on its share; the release waits for it",
                format!("set {RUN_FROM_PACKAGE}=1 some minutes before the release"),
            ),
            Err(error) => Answer::unread(WHAT, error),
        })
    }
}

fn of_plan(plan: &Plan, on_linux: bool) -> Option<Answer> {
    let says = |name: &str| format!("{name} has no share for packages, so `strategy: site-package` cannot be used");
    if plan.is_flex() {
        return Some(Answer::wrong(says("Flex Consumption"), "use its own rolling update: it has no slots either"));
    }
    (plan.is_consumption() && on_linux).then(|| {
        Answer::wrong(
            says("Linux Consumption"),
            "give a container of packages with `storage-container`, and release with `strategy: package-url`",
        )
    })
}
