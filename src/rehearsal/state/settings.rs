//! Settings of apps, and how they are looked up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Instance, Side};

/// Settings by name.
pub type Settings = BTreeMap<String, String>;

/// A setting's value: names are read without regard to case.
pub fn get<'a>(settings: &'a Settings, name: &str) -> Option<&'a str> {
    settings.iter().find(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Whether a switch among them is on.
pub fn is_on(settings: &Settings, name: &str) -> bool {
    get(settings, name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

impl Side {
    /// The settings that an instance was started with, as they are configured.
    pub fn configured_for<'a>(&'a self, instance: &'a Instance) -> &'a Settings {
        instance.borrowed_settings.as_ref().unwrap_or(&self.settings)
    }

    /// The settings as the process of an instance sees them: with secrets in place of the references that resolved when it
    /// started.
    pub fn settings_of<'a>(&'a self, instance: &'a Instance) -> Cow<'a, Settings> {
        let configured = self.configured_for(instance);
        if instance.given.is_empty() {
            return Cow::Borrowed(configured);
        }
        let seen = |value: &String| instance.given.get(value).unwrap_or(value).clone();
        Cow::Owned(configured.iter().map(|(name, value)| (name.clone(), seen(value))).collect())
    }

    /// The settings with which requests are answered: those of the instance that answers them.
    pub fn answering_settings(&self) -> Cow<'_, Settings> {
        let answering = self.moving.host.answering();
        answering.map_or(Cow::Borrowed(&self.settings), |instance| self.settings_of(instance))
    }
}
