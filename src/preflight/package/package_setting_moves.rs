use crate::azure::RUN_FROM_PACKAGE;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Weight};
use crate::record::Explanation;

/// The setting that names the package travels with the swap (facts: run-from-package; facts: what-moves).
pub(in crate::preflight) struct PackageSettingMoves;

const ABOUT: About = About {
    explanation: Explanation {
        id: "package-setting-moves",
        title: "The setting that names the package moves with the swap",
        why: "Delivered by package-url, an app runs the package that WEBSITE_RUN_FROM_PACKAGE names. Where that is a slot \
              setting, it stays behind in a swap, and production would run its former package.",
        fix: "Take WEBSITE_RUN_FROM_PACKAGE from the slot settings of the app.",
        rights: &["Microsoft.Web/sites/config/Read"],
    },
    reads: &[Fact::StickySettings],
    weight: Weight::Stops,
    lowers: Lowers::Never("production would not run what was proved"),
};

impl Check for PackageSettingMoves {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.package_url
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        Some(match &survey.sticky {
            Ok(sticky) if sticky.is_sticky(RUN_FROM_PACKAGE) => Answer::wrong(
                format!("{RUN_FROM_PACKAGE} is a slot setting: the swap would leave the package behind in the slot"),
                format!("let it move: take {RUN_FROM_PACKAGE} from the slot settings of the app"),
            ),
            Ok(_) => Answer::fine(format!("{RUN_FROM_PACKAGE} moves with the swap")),
            Err(error) => Answer::unread(&format!("whether {RUN_FROM_PACKAGE} moves with the swap"), error),
        })
    }
}
