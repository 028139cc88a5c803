use crate::azure::{AppSettings, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const SETTING: &str = "FUNCTIONS_EXTENSION_VERSION";
const OVERRIDE: &str = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0";
const WHAT: &str = "which version of the Functions host production runs after the swap";

/// Production runs the content on the version of the Functions host on which it was probed: the setting that chooses it stays
/// with its side, whether or not it is a slot setting (facts: what-moves).
pub(in crate::preflight) struct SameHostVersion;

const ABOUT: About = About {
    explanation: Explanation {
        id: "host-version",
        title: "Production runs the version of the Functions host that was probed",
        why: "FUNCTIONS_EXTENSION_VERSION never moves in a swap, also where it is not a slot setting. Where the sides name \
              different major versions, production runs content on a host on which it was never probed. Only with \
              WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0 on all sides the version moves with the content.",
        fix: "Set FUNCTIONS_EXTENSION_VERSION to one value on both sides. To bring a new version by the swap, set \
              WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS to 0 on production and on every slot first.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsUnless("it cannot be told; then a warning"),
    lowers: Lowers::Never("production would not run what was proved, and the fence compares it again"),
};

impl Check for SameHostVersion {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let name = survey.slot_at.slot_name();
        // What is declared is meant, so what nobody declared may be told as unknown, and this may not.
        let is_declared = survey.around.settings.change.concerns(SETTING);
        Some(match (judge(production, slot, name), is_declared) {
            (Answer::Wrong { says, .. }, _) => Answer::wrong(says, to_migrate(survey)),
            (Answer::Untold { says, .. }, true) => Answer::wrong(
                format!("`settings:` brings another version of the Functions host, and {says}"),
                to_migrate(survey),
            ),
            (answer, _) => answer,
        })
    }
}

/// How to bring another version by the swap, and what that costs: it is not done by a release, since it restarts production.
fn to_migrate(survey: &Survey) -> String {
    let set = |at: &SiteRef| at.command("functionapp config appsettings set", &["--settings", OVERRIDE]);
    format!(
        "set {SETTING} to one value on both sides; to bring it by the swap, let it move on production and on every slot of the app first, \
         which restarts production once, so do it at a quiet time: {}; {}",
        set(&survey.production.at),
        set(&survey.slot_at)
    )
}

/// Judges the version that production runs after a swap with the slot of this name.
pub(in crate::preflight) fn judge(production: &AppSettings, slot: &AppSettings, name: &str) -> Answer {
    if production.agrees(slot, SETTING) {
        return Answer::fine("both sides run one version of the Functions host");
    }
    let (before, probed) = match (production.host_version(), slot.host_version()) {
        (Some(before), Some(probed)) => (before, probed),
        (None, _) => return untold("production"),
        (_, None) => return untold(&format!("the slot `{name}`")),
    };
    match (production.moves_host_version(), slot.moves_host_version()) {
        (true, true) => Answer::fine(format!(
            "the swap brings version {probed} of the Functions host to production, which runs {before} now ({OVERRIDE})"
        )),
        (false, false) if before.major == probed.major => Answer::fine(format!(
            "production continues with version {before} of the Functions host, and the slot `{name}` runs {probed}"
        )),
        (false, false) => Answer::wrong(
            format!(
                "{SETTING} stays with its side: after the swap production runs version {before} of the Functions host, and \
                 what the slot `{name}` runs is probed on {probed}"
            ),
            format!(
                "set {SETTING} to one value on both sides; to bring {probed} by the swap, set {OVERRIDE} on all sides"
            ),
        ),
        (true, false) | (false, true) => Answer::untold(
            format!("{WHAT} is not known: {OVERRIDE} is set on one side only"),
            format!("set {OVERRIDE} on all sides or on none"),
        ),
    }
}

fn untold(side: &str) -> Answer {
    Answer::untold(
        format!("{WHAT} is not known: {SETTING} of {side} names no version"),
        format!("set {SETTING} to one value on both sides, such as ~4"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_judged_by_what_the_swap_makes_of_it() {
        let side = |version: &str, moves: bool| {
            let mut settings = vec![(SETTING, version)];
            settings.extend(moves.then_some(("WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS", "0")));
            AppSettings::of_pairs(settings)
        };
        let says = |production: AppSettings, slot: AppSettings| match judge(&production, &slot, "staging") {
            Answer::Fine(says) => format!("fine: {says}"),
            Answer::Wrong { says, .. } => format!("wrong: {says}"),
            other => format!("{other:?}"),
        };
        assert!(says(side("~4", false), side("~4", true)).starts_with("fine: both"));
        let pinned = says(side("~4", false), side("4.1044.0", false));
        assert!(pinned.starts_with("fine: production continues with version ~4"), "{pinned}");
        let stays = says(side("~3", false), side("~4", false));
        assert!(stays.starts_with("wrong: ") && stays.contains("production runs version ~3"), "{stays}");
        let moves = says(side("~3", true), side("~4", true));
        assert!(moves.starts_with("fine: the swap brings version ~4"), "{moves}");
        for untold in [says(side("~3", true), side("~4", false)), says(side("latest", false), side("~4", false))] {
            assert!(untold.starts_with("Untold"), "{untold}");
        }
        let only_here = judge(&AppSettings::of_pairs([]), &side("~4", false), "staging");
        assert!(matches!(only_here, Answer::Untold { .. }), "{only_here:?}");
    }
}
