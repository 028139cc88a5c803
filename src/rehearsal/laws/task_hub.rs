//! The Durable Functions extension starts in a slot only when its task hub is named, and not like the default
//! (azure-functions-durable-extension, `DurableTaskOptions.Validate`; facts: task-hubs).

use serde_json::Value;

use super::{functions, host_files};
use crate::state::State;
use crate::state::settings::{Settings, get};

const DURABLE: [&str; 3] = ["orchestrationTrigger", "activityTrigger", "entityTrigger"];
const OVERRIDE: &str = "AzureFunctionsJobHost__extensions__durableTask__hubName";

/// Why the extension does not start on this instance, if it does not.
pub fn refusal(state: &State, instance: &str) -> Option<String> {
    let (place, side, found) = state.instance(instance)?;
    place.slot.as_ref()?;
    let content = side.moving.wwwroot();
    let is_durable = |binding: &Value| {
        DURABLE.iter().any(|kind| binding["type"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(kind)))
    };
    let settings = side.settings_of(found);
    let all = functions::find(content, &settings);
    all.iter()
        .any(|function| function.config["bindings"].as_array().into_iter().flatten().any(is_durable))
        .then_some(())?;
    let host = host_files::host_json(content).ok()?;
    let named =
        get(&settings, OVERRIDE).or(host["extensions"]["durableTask"]["hubName"].as_str()).unwrap_or(&place.app);
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let default = plain(&place.app);
    (plain(&resolved(named, &settings)) == default).then(|| {
        format!(
            "Task Hub name must be specified in host.json when using slots. Specified name must not equal the default HubName \
             ({default})."
        )
    })
}

/// `%Name%` stands for the value of a setting.
fn resolved(text: &str, settings: &Settings) -> String {
    let setting = text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).and_then(|name| get(settings, name));
    setting.unwrap_or(text).to_owned()
}
