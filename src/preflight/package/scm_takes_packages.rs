use crate::azure::{RUN_FROM_PACKAGE, RunFromPackage};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

/// The SCM site takes packages: it refuses them where the slot runs from a URL (facts: zip-deploy).
pub(in crate::preflight) struct ScmTakesPackages;

const ABOUT: About = About {
    explanation: Explanation {
        id: "scm-takes-packages",
        title: "The SCM site of the slot takes packages",
        why: "Where WEBSITE_RUN_FROM_PACKAGE of the slot names a URL, its SCM site refuses every package that is sent to it.",
        fix: "Give the container of packages with `storage-container`, or take WEBSITE_RUN_FROM_PACKAGE from the slot's settings, or \
              set it to `1`.",
        rights: &["Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsUnless("the settings cannot be read"),
    lowers: Lowers::Yes,
};

impl Check for ScmTakesPackages {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// The other strategies look at this setting themselves.
    fn applies(&self, options: &PreflightOptions) -> bool {
        !options.package_url && !options.site_package
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        Some(match &survey.slot.as_ref()?.settings {
            Ok(settings) if matches!(settings.run_from_package(), RunFromPackage::Url(_)) => Answer::wrong(
                format!("{RUN_FROM_PACKAGE} of the slot names a URL, so its SCM site refuses the package"),
                ABOUT.explanation.fix,
            ),
            Ok(_) => Answer::fine("the SCM site of the slot takes packages, as far as the settings say"),
            Err(error) => Answer::unread("whether the SCM site of the slot takes packages", error),
        })
    }
}
