//! What a swap of two sides would change (facts: arm-calls: `slotsdiffs`; the rules have the names that the portal's sources
//! tell apart, azure-functions-ux). Which level each rule has is not known from outside; here only what is amiss with sticky
//! settings is a warning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::site_config_swap;
use crate::state::{App, Side};

/// One difference. It holds values, and with them secrets, as the real answer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `Information`, `Warning` or `Error`.
    pub level: &'static str,
    /// `AppSetting`, `ConnectionString` or `General`.
    pub kind: &'static str,
    /// What the swap would do.
    pub rule: &'static str,
    /// The setting.
    pub name: String,
    /// Its value on the side that is asked.
    pub here: Option<String>,
    /// Its value on the other.
    pub there: Option<String>,
}

/// The differences between the side that is asked and the target, in the order of their names.
pub fn between(app: &App, here: &Side, there: &Side) -> Vec<Difference> {
    let texts = |values: &BTreeMap<String, Value>| -> BTreeMap<String, String> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        values.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    };
    let strings = |side: &Side| -> BTreeMap<String, String> {
        let value = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        side.config.connection_strings.iter().map(|(name, string)| (name.clone(), value(string))).collect()
    };
    let general = |side: &Side| texts(&site_config_swap::moving(app, side));
    let mut all = compared("AppSetting", &here.settings, &there.settings, &|name| app.is_sticky(name));
    all.extend(compared("ConnectionString", &strings(here), &strings(there), &|name| {
        app.is_sticky_connection_string(name)
    }));
    all.extend(compared("General", &general(here), &general(there), &|_| false));
    all
}

fn compared(
    kind: &'static str,
    here: &BTreeMap<String, String>,
    there: &BTreeMap<String, String>,
    is_sticky: &dyn Fn(&str) -> bool,
) -> Vec<Difference> {
    let names: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
    let difference = |name: &String| {
        let (own, other) = (here.get(name), there.get(name));
        let (level, rule) = match (is_sticky(name), own, other) {
            (true, Some(a), Some(b)) if a == b => ("Warning", "SlotSettingsSameValue"),
            (true, Some(_), Some(_)) => return None,
            (true, ..) => ("Warning", "SlotSettingsMissing"),
            (false, Some(a), Some(b)) if a == b => return None,
            (false, Some(_), Some(_)) => ("Information", "SettingsWillBeModifiedInDestination"),
            (false, Some(_), None) => ("Information", "SettingsWillBeAddedToDestination"),
            (false, None, _) => ("Information", "SettingsNotInSource"),
        };
        Some(Difference { level, kind, rule, name: name.clone(), here: own.cloned(), there: other.cloned() })
    };
    names.into_iter().filter_map(difference).collect()
}
