use crate::azure::SiteRef;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, some_of};

const WHAT: &str = "whether production keeps all its settings";

/// So many names are told.
const NAMED: usize = 20;

/// No setting of production is missing after the swap: settings move by name, so what only production has goes to the slot
/// (facts: what-moves).
pub(in crate::preflight) struct SettingsKept;

const ABOUT: About = About {
    explanation: Explanation {
        id: "settings-kept",
        title: "Production keeps its settings",
        why: "A setting that is not a slot setting moves with the swap. One that production has and the slot does not is in the slot \
              afterwards, and production runs without it. Left out are settings that deployments write, those that never move, what \
              `remove:` takes away, and the same thing in another spelling or form.",
        fix: "Give the slot what the new version still needs, and make a slot setting of what only production is to have.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SettingsKept {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let [production, slot] = match survey.both_configurations(WHAT)? {
            Ok(sides) => sides,
            Err(unread) => return Some(unread),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let strings = production.strings.missing_from(slot.strings).into_iter();
        let strings: Vec<&str> = strings.filter(|name| !sticky.is_sticky_string(name)).collect();
        let settings = production.settings.missing_from(slot.settings).into_iter();
        // What the configuration takes away is meant to go.
        let removed: Vec<&str> = survey.around.settings.change.removed_names().collect();
        let is_removed = |name: &str| removed.iter().any(|other| other.eq_ignore_ascii_case(name));
        let settings =
            settings.filter(|name| !sticky.is_sticky(name) && !is_removed(name)).map(|name| format!("`{name}`"));
        let settings: Vec<String> = settings.collect();
        let lost = settings.iter().cloned().chain(strings.iter().map(|name| format!("the connection string `{name}`")));
        let lost: Vec<String> = lost.collect();
        if lost.is_empty() {
            return Some(Answer::fine("production keeps all its settings in the swap"));
        }
        let name = survey.slot_at.slot_name();
        Some(Answer::wrong(
            format!(
                "production would lose to the slot `{name}`, which has none of these names: {}",
                some_of(&lost, NAMED)
            ),
            fixes(survey, !settings.is_empty(), !strings.is_empty()),
        ))
    }
}

/// A connection string has a command of its own.
fn fixes(survey: &Survey, of_settings: bool, of_strings: bool) -> String {
    let (slot, production) = (&survey.slot_at, &survey.production.at);
    let mut fixes = Vec::new();
    if of_settings {
        fixes.push(format!(
            "give the slot what the new version needs: {}; what only production is to have, make a slot setting there: {}",
            slot.command("functionapp config appsettings set", &["--settings", "NAME=VALUE"]),
            production.command_for_slot_settings(&["NAME=VALUE".to_owned()]),
        ));
    }
    if of_strings {
        let set = |at: &SiteRef, how| {
            at.command("webapp config connection-string set", &["--connection-string-type", "TYPE", how, "NAME=VALUE"])
        };
        fixes.push(format!(
            "give the slot the connection string: {}; or keep it in production: {}",
            set(slot, "--settings"),
            set(production, "--slot-settings"),
        ));
    }
    fixes.join("; ")
}
