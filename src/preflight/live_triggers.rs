use super::{Check, Survey};
use crate::azure::AppSettings;
use crate::record::{Finding, Function, FunctionSet};

/// The slot does not take production's events: a slot is as live as production, and consumes the
/// same queues and fires the same timers unless its functions are switched off there (azure-wire
/// §5.3, release-safety §1.7).
pub struct LiveTriggers;

impl Check for LiveTriggers {
    fn id(&self) -> &'static str {
        "live-triggers"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let what = "whether the slot takes production's events";
        let (production, staging) = match survey.both_settings(self.id(), what)? {
            Ok(settings) => settings,
            Err(unreadable) => return Some(unreadable),
        };
        // What production has now, the slot is about to have; of what both have, the slot's own
        // listing counts.
        let none = FunctionSet::default();
        let of_production = survey.production_functions.as_ref().unwrap_or(&none);
        let of_slot = slot.functions.as_ref().unwrap_or(&none);
        let known = FunctionSet::new(of_production.iter().chain(of_slot.iter()).cloned());
        Some(find(&known, production, staging, survey))
    }
}

/// Judges a set of functions that the slot has, or is about to have.
pub fn find(functions: &FunctionSet, production: &AppSettings, staging: &AppSettings, survey: &Survey) -> Finding {
    let id = LiveTriggers.id();
    let live: Vec<&Function> = functions.iter().filter(|function| is_live(function, production, staging)).collect();
    if live.is_empty() {
        return Finding::fine(id, "the slot takes none of production's events");
    }
    let named: Vec<String> = live.iter().map(|function| describe(function)).collect();
    let says = format!("the slot `{}` takes production's events: {}", survey.slot.slot_name(), named.join(", "));
    let settings: Vec<String> =
        live.iter().map(|function| format!("AzureWebJobs.{}.Disabled=true", function.name)).collect();
    let app = &survey.slot.app;
    let mend = format!(
        "switch them off in the slot by slot settings, which stay there in a swap: az functionapp config appsettings set \
         --name {} --resource-group {} --slot {} --slot-settings {}",
        app.name,
        app.group,
        survey.slot.slot_name(),
        settings.join(" ")
    );
    match survey.strict {
        true => Finding::error(id, says, mend),
        false => Finding::warning(id, says, mend),
    }
}

fn is_live(function: &Function, production: &AppSettings, staging: &AppSettings) -> bool {
    if function.is_http() || !function.enabled || staging.disables(&function.name) {
        return false;
    }
    match (&function.connection, function.trigger.to_lowercase().as_str()) {
        // A timer needs no connection: it fires wherever it is enabled.
        (_, "timertrigger") => true,
        // Durable Functions use a task hub of their own per slot, by default.
        (_, "orchestrationtrigger" | "activitytrigger" | "entitytrigger") => false,
        (Some(connection), _) => production.shares_connection(staging, connection),
        // What names no connection means the host's own storage.
        (None, "queuetrigger" | "blobtrigger") => production.shares_connection(staging, "AzureWebJobsStorage"),
        (None, _) => false,
    }
}

fn describe(function: &Function) -> String {
    match &function.connection {
        Some(connection) => format!("{} ({} by `{connection}`)", function.name, function.trigger),
        None => format!("{} ({})", function.name, function.trigger),
    }
}
