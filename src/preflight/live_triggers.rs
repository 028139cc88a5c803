use super::survey::unreadable;
use super::{About, Check, Fact, Survey, Weight};
use crate::azure::AppSettings;
use crate::record::{Explanation, Finding, Function, FunctionSet, Severity};

/// The slot does not take production's events: a slot is as live as production, and consumes the
/// same queues and fires the same timers unless its functions are switched off there (facts: what-moves,
/// facts: slots-are-live).
pub(super) struct LiveTriggers;

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
    reads: &[Fact::ProductionFunctions, Fact::ProductionSettings, Fact::SlotFunctions, Fact::SlotSettings],
    weight: Weight::StopsWhenStrict,
};

impl Check for LiveTriggers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let what = "whether the slot takes production's events";
        let (production, staging) = match survey.both_settings(self.id(), what)? {
            Ok(settings) => settings,
            Err(unreadable) => return Some(unreadable),
        };
        // The slot is about to get production's functions; for functions of both, the slot's own listing decides.
        let none = FunctionSet::default();
        let of_production = survey.production_functions.as_ref().unwrap_or(&none);
        let of_slot = slot.functions.as_ref().unwrap_or(&none);
        let known = FunctionSet::new(of_production.iter().chain(of_slot.iter()).cloned());
        let finding = find(&known, production, staging, survey);
        // Of functions that could not be listed nothing is known, least of all that they take nothing.
        let unread = survey.production_functions.as_ref().err().or(slot.functions.as_ref().err());
        Some(match unread {
            Some(error) if finding.severity == Severity::Fine => unreadable(self.id(), what, error),
            _ => finding,
        })
    }
}

/// Judges a set of functions that the slot has, or is about to have.
pub fn find(functions: &FunctionSet, production: &AppSettings, staging: &AppSettings, survey: &Survey) -> Finding {
    let id = LiveTriggers.id();
    let live: Vec<&Function> = functions.iter().filter(|function| is_live(function, production, staging)).collect();
    if live.is_empty() {
        return find_untold(functions, staging)
            .unwrap_or_else(|| Finding::fine(id, "the slot takes none of production's events"));
    }
    let named: Vec<String> = live.iter().map(|function| describe(function)).collect();
    let says = format!("the slot `{}` takes production's events: {}", survey.slot.slot_name(), named.join(", "));
    let settings: Vec<String> =
        live.iter().map(|function| format!("AzureWebJobs.{}.Disabled=true", function.name)).collect();
    let fix = format!(
        "switch them off in the slot by slot settings, which stay there in a swap: {}",
        survey.slot.command_for_slot_settings(&settings)
    );
    if survey.options.strict { Finding::error(id, says, fix) } else { Finding::warning(id, says, fix) }
}

/// Functions that are on in the slot and whose trigger Azure does not name.
fn find_untold(functions: &FunctionSet, staging: &AppSettings) -> Option<Finding> {
    let untold =
        |function: &&Function| function.trigger.is_empty() && function.enabled && !staging.disables(&function.name);
    let names: Vec<&str> = functions.iter().filter(untold).map(|function| function.name.as_str()).collect();
    let says = || format!("whether the slot takes production's events is not known of {}", names.join(", "));
    let fix = "Azure names no trigger of them: look at them in the portal, and switch them off in the slot if they take events";
    (!names.is_empty()).then(|| Finding::warning(LiveTriggers.id(), says(), fix))
}

fn is_live(function: &Function, production: &AppSettings, staging: &AppSettings) -> bool {
    if function.is_http() || function.is_durable() || !function.enabled || staging.disables(&function.name) {
        return false;
    }
    // A timer needs no connection: it fires wherever it is enabled.
    let is_timer = function.trigger.eq_ignore_ascii_case("timerTrigger");
    is_timer || function.connection.as_ref().is_some_and(|name| production.shares_connection(staging, name))
}

fn describe(function: &Function) -> String {
    match &function.connection {
        Some(connection) => format!("{} ({} by `{connection}`)", function.name, function.trigger),
        None => format!("{} ({})", function.name, function.trigger),
    }
}
