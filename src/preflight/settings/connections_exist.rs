use crate::azure::{AppSettings, Configuration, Connected};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, Function, FunctionSet};

const WHAT: &str = "whether every trigger's connection is set in production after the swap";

/// Every trigger of the release finds its connection in production: a listener without one never starts, and nothing but the
/// host's log says so. The slot does not show it, where the function is switched off there.
pub(in crate::preflight) struct ConnectionsExist;

const ABOUT: About = About {
    explanation: Explanation {
        id: "connections-exist",
        title: "Every trigger's connection is set",
        why: "A function whose trigger names a connection that is not set never starts to listen. The host runs, all \
              functions are listed, requests are answered, and its queue is not processed. Looked at are the settings that \
              production has after the swap: those that move, of the slot, and the slot settings of production.",
        fix: "Set the connection that the finding names: in the slot, or as a slot setting on both sides.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/functions/Read",
            "Microsoft.Web/sites/slots/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::StopsUnless("production's function lacks it already, or it cannot be told; then a warning"),
    lowers: Lowers::Yes,
};

impl Check for ConnectionsExist {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// Which triggers the release has is not known yet; a check looks at those that both sides have now.
    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let unread = survey.sticky.as_ref().err().map(|error| Answer::unread(WHAT, error));
        let unread = survey.both_configurations(WHAT)?.err().or(unread);
        if unread.is_some() || !survey.options.is_check {
            return unread;
        }
        let (on_production, on_slot) = match (&survey.production.functions, &slot.functions) {
            (Ok(production), Ok(slot)) => (production, slot),
            (Err(error), _) | (_, Err(error)) => return Some(Answer::unread(WHAT, error)),
        };
        let is_on_both =
            |function: &&Function| on_production.contains(&function.name) && on_slot.contains(&function.name);
        let (of_both, of_one): (Vec<&Function>, Vec<&Function>) =
            on_production.iter().chain(on_slot.iter()).partition(is_on_both);
        let set = |functions: Vec<&Function>| FunctionSet::new(functions.into_iter().cloned());
        match (self.look_at_functions(&set(of_both), survey)?, self.look_at_functions(&set(of_one), survey)?) {
            // Whether the next release has a function that one side has is not known.
            (Answer::Fine(_), Answer::Wrong { says, fix }) => {
                Some(Answer::unwise(format!("{says}; only one side has them now"), fix))
            }
            (Answer::Fine(_), of_one) => Some(of_one),
            (of_both, _) => Some(of_both),
        }
    }

    fn look_at_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
        let [production, slot] = match survey.both_configurations(WHAT)? {
            Ok(sides) => sides,
            Err(unread) => return Some(unread),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let settings = slot.settings.after_swap(production.settings, |name| sticky.is_sticky(name));
        let strings = slot.strings.after_swap(production.strings, |name| sticky.is_sticky_string(name));
        let after = Configuration { settings: &settings, strings: &strings };
        let listens = |function: &&Function| listens(function, slot.settings, &settings);
        let told: Vec<(&Function, Connected)> =
            functions.iter().filter(listens).map(|function| (function, after.connects(function))).collect();
        let before = survey.production.functions.as_ref().ok();
        let was_so = |function: &Function| {
            let former = before.and_then(|before| before.iter().find(|other| other.is_named(&function.name)));
            former.is_some_and(|former| matches!(production.connects(former), Connected::No(_)))
        };
        Some(judge(&told, was_so))
    }
}

fn judge(told: &[(&Function, Connected)], was_so: impl Fn(&Function) -> bool) -> Answer {
    let missing: Vec<(&Function, &str)> = told
        .iter()
        .filter_map(|(function, connected)| match connected {
            Connected::No(name) => Some((*function, name.as_str())),
            Connected::Yes | Connected::Untold(_) => None,
        })
        .collect();
    let untold: Vec<String> = told
        .iter()
        .filter_map(|(function, connected)| match connected {
            Connected::Untold(why) => Some(format!("{} ({why})", function.name)),
            Connected::Yes | Connected::No(_) => None,
        })
        .collect();
    let named: Vec<String> = missing
        .iter()
        .map(|(function, name)| format!("{} ({} by `{name}`)", function.name, function.trigger))
        .collect();
    let says =
        format!("these would listen to nothing in production, since their connection is not set: {}", named.join(", "));
    let fix = "set the connection in the slot, from where it moves with the swap, or as a slot setting on both sides";
    match (missing.is_empty(), untold.is_empty()) {
        (false, _) if missing.iter().all(|(function, _)| was_so(function)) => {
            Answer::unwise(format!("{says}; it is so in production already"), fix)
        }
        (false, _) => Answer::wrong(says, fix),
        (true, false) => Answer::untold(format!("{WHAT} is not known of {}", untold.join(", ")), ""),
        (true, true) => Answer::fine("every trigger finds its connection in production after the swap"),
    }
}

/// Whether the function fetches its events in production after the swap.
fn listens(function: &Function, slot: &AppSettings, after: &AppSettings) -> bool {
    // A timer has no connection, and those of Durable share that of their task hub.
    let is_without = function.is_sent_its_events() || function.is_durable() || function.is_timer();
    // What its own files switch off is off on every side.
    let is_off = !function.enabled && !slot.disables(&function.name) || after.disables(&function.name);
    !is_without && !is_off
}
