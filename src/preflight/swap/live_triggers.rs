use crate::azure::{Configuration, Sharing};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, Function, FunctionSet};

const WHAT: &str = "whether the slot takes production's events";

/// The slot does not take production's events: a slot is as live as production, and consumes the
/// same queues and fires the same timers unless its functions are switched off there (facts: what-moves,
/// facts: slots-are-live).
pub(in crate::preflight) struct LiveTriggers;

const ABOUT: About = About {
    explanation: Explanation {
        id: "live-triggers",
        title: "The slot does not take production's events",
        why: "A slot is as live as production: it consumes the same queues and fires the same timers, unless its \
              functions are switched off there or use other connections.",
        fix: "Switch the functions off in the slot with slot settings, which stay there in a swap: the finding has the \
              command.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
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
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for LiveTriggers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        if survey.options.hold {
            return judge(&FunctionSet::default(), survey);
        }
        let listed = [&survey.production.functions, &slot.functions];
        // The slot is about to get production's functions; for functions of both, the slot's own listing decides.
        let known = listed.iter().filter_map(|listing| listing.as_ref().ok()).flat_map(FunctionSet::iter);
        let answer = judge(&FunctionSet::new(known.cloned()), survey)?;
        // Of functions that could not be listed nothing is known, least of all that they take nothing.
        Some(match (listed.iter().find_map(|listing| listing.as_ref().err()), answer) {
            (Some(error), Answer::Fine(_)) => Answer::unread(WHAT, error),
            (_, answer) => answer,
        })
    }

    fn look_at_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
        judge(functions, survey)
    }
}

fn judge(functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
    if survey.options.hold {
        return Some(Answer::fine("the triggers of the slot are held while it is staged (`hold`)"));
    }
    let [production, slot] = match survey.both_configurations(WHAT)? {
        Ok(sides) => sides,
        Err(unread) => return Some(unread),
    };
    let taken = |function: &Function| takes(function, production, slot);
    let told: Vec<(&Function, Sharing)> = functions.iter().map(|function| (function, taken(function))).collect();
    let named = |(function, sharing): &(&Function, Sharing)| (*sharing == Sharing::Same).then(|| describe(function));
    let live: Vec<String> = told.iter().filter_map(named).collect();
    let untold = |(function, sharing): &(&Function, Sharing)| match sharing {
        Sharing::Untold(why) => Some(format!("{} ({why})", describe(function))),
        Sharing::Same | Sharing::Different => None,
    };
    let untold: Vec<String> = told.iter().filter_map(untold).collect();
    let off = |wanted: fn(&Sharing) -> bool| {
        let these = told.iter().filter(|(_, sharing)| wanted(sharing));
        let settings: Vec<String> =
            these.map(|(function, _)| format!("AzureWebJobs.{}.Disabled=true", function.name)).collect();
        let command = survey.slot_at.command_for_slot_settings(&settings);
        format!("switch them off in the slot by slot settings, which stay there in a swap: {command}")
    };
    let name = survey.slot_at.slot_name();
    Some(match (live.is_empty(), untold.is_empty()) {
        (false, _) => {
            let mut says = format!("the slot `{name}` takes production's events: {}", live.join(", "));
            if !untold.is_empty() {
                says += &format!("; it may also take those of {}", untold.join(", "));
            }
            Answer::wrong(says, off(|sharing| *sharing != Sharing::Different))
        }
        (true, false) => {
            Answer::untold(format!("{WHAT} is not known of {}", untold.join(", ")), off(|it| *it != Sharing::Different))
        }
        (true, true) => Answer::fine("the slot takes none of production's events"),
    })
}

fn takes(function: &Function, production: Configuration<'_>, slot: Configuration<'_>) -> Sharing {
    if function.is_sent_its_events() || function.is_durable() {
        return Sharing::Different;
    }
    if !function.enabled || slot.settings.disables(&function.name) {
        return Sharing::Different;
    }
    match function.trigger.to_lowercase().as_str() {
        // A timer needs no connection: it fires wherever it is enabled.
        "timertrigger" => Sharing::Same,
        "" => Sharing::Untold("Azure names no trigger of it".to_owned()),
        _ => production.shares_events(&slot, function),
    }
}

fn describe(function: &Function) -> String {
    match (&function.connection, function.trigger.as_str()) {
        (_, "") => function.name.clone(),
        (Some(connection), trigger) => format!("{} ({trigger} by `{connection}`)", function.name),
        (None, trigger) => format!("{} ({trigger})", function.name),
    }
}
