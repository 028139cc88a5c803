use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One function as the control plane lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The type of its trigger binding, such as `httpTrigger`; empty when the listing does not say.
    pub trigger: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The app setting its trigger connects with, where the binding names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// The queue, topic, table, container or hub that its trigger names, as it stands in the binding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Its other bindings that connect to something, as they are listed. No record keeps them.
    #[serde(skip)]
    pub bindings: Vec<Binding>,
}

/// A binding beside the trigger, by which a function reads or writes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Its type, such as `serviceBus`.
    pub kind: String,
    /// Whether the function writes by it.
    pub is_output: bool,
    /// The app setting it connects with.
    pub connection: String,
    /// The queue, topic, table, container or hub that it names, as it stands there.
    pub entity: Option<String>,
}

impl Function {
    /// Whether it has this name, as Azure compares names.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether the Durable Functions extension starts it. Where its events come from, the task hub says (facts: task-hubs).
    pub fn is_durable(&self) -> bool {
        Self::is_durable_trigger(&self.trigger)
    }

    /// Whether a trigger of this type is one of Durable Functions.
    pub fn is_durable_trigger(trigger: &str) -> bool {
        ["orchestrationTrigger", "activityTrigger", "entityTrigger"]
            .iter()
            .any(|kind| trigger.eq_ignore_ascii_case(kind))
    }

    /// Whether requests, not events, start it.
    pub fn is_http(&self) -> bool {
        self.trigger.eq_ignore_ascii_case("httpTrigger")
    }

    /// Whether a clock starts it.
    pub fn is_timer(&self) -> bool {
        self.trigger.eq_ignore_ascii_case("timerTrigger")
    }

    /// Whether the host itself serves its trigger; a listing without a trigger says nothing of it.
    pub fn needs_no_extension(&self) -> bool {
        let own = ["", "httptrigger", "timertrigger", "warmuptrigger", "manualtrigger"];
        own.contains(&self.trigger.to_lowercase().as_str())
    }

    /// Whether what starts it is sent to the very side that it is meant for: by a request, a subscription to that side's
    /// address, or the platform itself. It fetches nothing.
    pub fn is_sent_its_events(&self) -> bool {
        let sent =
            ["httptrigger", "eventgridtrigger", "signalrtrigger", "warmuptrigger", "manualtrigger", "mcptooltrigger"];
        sent.contains(&self.trigger.to_lowercase().as_str())
    }
}

/// The functions of an app, by name. Names are compared as Azure does: without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FunctionSet(Vec<Function>);

impl FunctionSet {
    /// Sorts the functions by name.
    pub fn new(functions: impl IntoIterator<Item = Function>) -> Self {
        let by_name: BTreeMap<String, Function> =
            functions.into_iter().map(|function| (function.name.to_lowercase(), function)).collect();
        Self(by_name.into_values().collect())
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names, sorted.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|function| function.name.clone()).collect()
    }

    /// Those that events start, and not requests.
    pub fn by_events(&self) -> impl Iterator<Item = &Function> {
        self.iter().filter(|function| !function.is_http())
    }

    /// Whether one of them is started by Durable Functions.
    pub fn has_durable(&self) -> bool {
        self.0.iter().any(Function::is_durable)
    }

    /// Whether a function of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|function| function.is_named(name))
    }

    /// The names that this set has and `other` does not.
    pub fn missing_from(&self, other: &FunctionSet) -> Vec<String> {
        self.names().into_iter().filter(|name| !other.contains(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> FunctionSet {
        FunctionSet::new(names.iter().map(|name| Function {
            name: (*name).to_owned(),
            trigger: "httpTrigger".into(),
            enabled: true,
            connection: None,
            entity: None,
            bindings: Vec::new(),
        }))
    }

    #[test]
    fn sets_are_compared_by_name_without_regard_to_case() {
        assert_eq!(set(&["b", "A"]).names(), ["A", "b"]);
        assert_eq!(set(&["a", "c"]).missing_from(&set(&["A", "b"])), ["c"]);
    }
}
