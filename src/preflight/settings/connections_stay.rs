use std::collections::BTreeSet;

use crate::azure::{Configuration, Connected, Sharing};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, Function, FunctionSet};

const WHAT: &str = "whether production listens to the same places after the swap";

/// Production listens after the swap where it listens now: a connection that the sides have with other values, and that is no slot
/// setting, moves with the content (facts: what-moves; facts: slots-are-live).
pub(in crate::preflight) struct ConnectionsStay;

const ABOUT: About = About {
    explanation: Explanation {
        id: "connections-stay",
        title: "Production listens after the swap where it listens now",
        why: "A slot that has a queue, a topic or a namespace of its own needs the settings that lead there as slot settings. Else the \
              swap moves them: production listens to the source of the tests, and its own is not processed, while all probes pass. \
              Two values that lead to one place, whatever key opens it, are the same here.",
        fix: "Make the settings that the finding names slot settings, each side with its own value. Where the new version is to listen \
              elsewhere, lower this check with that reason.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::StopsUnless("it cannot be told; then a warning"),
    lowers: Lowers::Yes,
};

impl Check for ConnectionsStay {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        match &survey.production.functions {
            Ok(functions) => judge(functions, survey),
            Err(error) => survey.slot.as_ref().map(|_| Answer::unread(WHAT, error)),
        }
    }

    fn look_at_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
        let former = survey.production.functions.as_ref().ok()?;
        // A function that names another source now is a change of code, and meant.
        let is_same = |function: &&Function| {
            let before = former.iter().find(|other| other.is_named(&function.name));
            before
                .is_some_and(|before| (&before.connection, &before.entity) == (&function.connection, &function.entity))
        };
        judge(&FunctionSet::new(functions.iter().filter(is_same).cloned()), survey)
    }
}

fn judge(functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
    let [production, slot] = match survey.both_configurations(WHAT)? {
        Ok(sides) => sides,
        Err(unread) => return Some(unread),
    };
    let after = match survey.after_swap(WHAT)? {
        Ok(after) => after,
        Err(unread) => return Some(unread),
    };
    let after = after.configuration();
    let (mut moved, mut untold, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
    for function in functions.iter().filter(|function| listens(function, [production, slot], after)) {
        let trigger = &function.trigger;
        match production.shares_events(&after, function) {
            Sharing::Same => continue,
            Sharing::Different => moved.push(format!("{} ({trigger})", function.name)),
            Sharing::Untold(why) => untold.push(format!("{} ({why})", function.name)),
        }
        names.extend(slot.names_behind(function));
    }
    let settings: Vec<String> = names.iter().map(|name| format!("{name}=VALUE")).collect();
    let fix = || {
        let command = survey.slot_at.command_for_slot_settings(&settings);
        format!("make what leads there slot settings, with the slot's own values: {command}")
    };
    let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(match (moved.is_empty(), untold.is_empty()) {
        (false, _) => Answer::wrong(
            format!(
                "production would listen to the slot's source in place of its own: {}; what leads there moves with the swap: {list}",
                moved.join(", ")
            ),
            fix(),
        ),
        (true, false) => Answer::untold(format!("{WHAT} is not known of {}", untold.join(", ")), fix()),
        (true, true) => Answer::fine("production listens after the swap where it listens now"),
    })
}

/// Whether it fetches events by a connection that is set before and after; one that is not set has a check of its own.
fn listens(function: &Function, sides: [Configuration<'_>; 2], after: Configuration<'_>) -> bool {
    let is_switched = sides.iter().any(|side| side.settings.disables(&function.name));
    let is_off = !function.enabled && !is_switched || after.settings.disables(&function.name);
    let is_without = function.is_sent_its_events() || function.is_durable() || function.is_timer();
    let is_set = |side: &Configuration<'_>| side.connects(function) == Connected::Yes;
    !is_off && !is_without && function.connection.is_some() && is_set(&sides[0]) && is_set(&after)
}
