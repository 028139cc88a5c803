use super::support_dates::HOST_VERSIONS;
use crate::azure::{AppSettings, HostVersion, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, SideSurvey, Survey, Weight};
use crate::record::{Explanation, some_of};

const SETTING: &str = "FUNCTIONS_EXTENSION_VERSION";
const OVERRIDE: &str = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0";
/// So many slots are named.
const NAMED: usize = 20;
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
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/slots/Read",
        ],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings), Fact::OtherSlots],
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
        if (is_declared || production.migrates_to(slot))
            && let Some(unknown) = slot.host_version().filter(|brought| !HOST_VERSIONS.contains(&brought.major))
        {
            return Some(no_such_version(&unknown));
        }
        if production.migrates_to(slot) {
            match &survey.other_slots {
                Ok(others) if others.hold_back.is_empty() => {}
                Ok(others) => return Some(held_back(&others.hold_back)),
                Err(unread) => {
                    return Some(Answer::unread(
                        "whether the app's other slots let the version of the host move,",
                        unread,
                    ));
                }
            }
        }
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

/// What the release brings is no version of the host.
fn no_such_version(named: &HostVersion) -> Answer {
    let known: Vec<String> = HOST_VERSIONS.iter().map(|major| format!("~{major}")).collect();
    Answer::wrong(
        format!(
            "the release brings version {named} of the Functions host, and there is no such version; there are {}",
            known.join(", ")
        ),
        format!("set {SETTING} to ~4"),
    )
}

/// Both sides let the version move, and other slots of the app do not, so that Azure leaves it where it is.
fn held_back(slots: &[SiteRef]) -> Answer {
    let names = slots.iter().map(|at| format!("`{}`", at.slot_name()));
    let set = |at: &SiteRef| at.command("functionapp config appsettings set", &["--settings", OVERRIDE]);
    let commands: Vec<String> = slots.iter().map(set).collect();
    Answer::wrong(
        format!(
            "the swap is to bring another version of the Functions host, and Azure moves it only where every slot of the app has \
             {OVERRIDE}; without it: {}",
            some_of(names, NAMED)
        ),
        format!(
            "set it there, which restarts each of them once: {}; or delete slots that are in no use",
            commands.join("; ")
        ),
    )
}

/// How to bring another version by the swap, and what that costs: it is not done by a release, since it restarts production.
fn to_migrate(survey: &Survey) -> String {
    let others = survey.other_slots.as_ref().map(|others| others.hold_back.as_slice()).unwrap_or_default();
    let lacks = |side: Option<&SideSurvey>| {
        side.is_some_and(|side| side.settings.as_ref().is_ok_and(|settings| !settings.moves_host_version()))
    };
    let own = [(Some(&survey.production), &survey.production.at), (survey.slot.as_ref(), &survey.slot_at)];
    let own = own.into_iter().filter(|(side, _)| lacks(*side)).map(|(_, at)| at);
    let set = |at: &SiteRef| at.command("functionapp config appsettings set", &["--settings", OVERRIDE]);
    let commands: Vec<String> = own.chain(others).map(set).collect();
    format!(
        "set {SETTING} to one value on both sides; to bring it by the swap, let it move on production and on every slot of the app first, \
         which restarts production once, so do it at a quiet time: {}",
        commands.join("; ")
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
        (true, true) if probed.major < before.major => Answer::unwise(
            format!(
                "the swap takes production back to version {probed} of the Functions host, which is older than {before}, which it runs now \
                 ({OVERRIDE})"
            ),
            format!("if that is not meant, set {SETTING} of the slot `{name}` to {before}"),
        ),
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
        let older = says(side("~4", true), side("~3", true));
        assert!(older.starts_with("Unwise") && older.contains("back to version ~3"), "{older}");
        for untold in [says(side("~3", true), side("~4", false)), says(side("latest", false), side("~4", false))] {
            assert!(untold.starts_with("Untold"), "{untold}");
        }
        let only_here = judge(&AppSettings::of_pairs([]), &side("~4", false), "staging");
        assert!(matches!(only_here, Answer::Untold { .. }), "{only_here:?}");
    }
}
