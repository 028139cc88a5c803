use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::wire::{self, MovingConfig};
use super::{ArmPolicy, AzureError, Side, Unreadable};
use crate::config::SiteProperties;
use crate::record::site_key;

/// A write is requested again only after it was read back that the former one had no effect.
const TRIES: u32 = 3;

/// Properties of `config/web` that are to be written, by their names on the wire. None of them is a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebChange(BTreeMap<String, Value>);

impl WebChange {
    /// What a configuration gives.
    pub fn of(site: &SiteProperties) -> Self {
        let SiteProperties { stack, health_check_path, minimum_tls, always_on, http2 } = site;
        let given = [
            ("linuxFxVersion", stack.as_ref().map(|stack| json!(stack))),
            ("healthCheckPath", health_check_path.as_ref().map(|path| json!(path))),
            ("minTlsVersion", minimum_tls.map(|version| json!(version))),
            ("alwaysOn", always_on.map(|is_on| json!(is_on))),
            ("http20Enabled", http2.map(|is_on| json!(is_on))),
        ];
        Self(given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    }

    /// The same of what was written down.
    pub fn of_values(values: &BTreeMap<String, Value>) -> Self {
        Self(values.clone())
    }

    /// The values by name.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.0
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The part of it that is not so in `found`.
    pub fn missing_in(&self, found: &BTreeMap<String, Value>) -> Self {
        let is_missing = |(name, value): &(&String, &Value)| !is_same(value, found.get(*name).unwrap_or(&Value::Null));
        Self(self.0.iter().filter(is_missing).map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// What gives `former` back of everything that still is as this wrote it; what somebody changed since is left.
    pub fn undo(&self, former: &BTreeMap<String, Value>, found: &BTreeMap<String, Value>) -> Self {
        let ours = self.0.iter().filter(|(name, value)| is_same(value, found.get(*name).unwrap_or(&Value::Null)));
        let back =
            |name: &String| former.get(name).filter(|value| !value.is_null()).cloned().unwrap_or_else(|| json!(""));
        Self(ours.map(|(name, _)| (name.clone(), back(name))).collect())
    }
}

/// Azure writes texts in its own case, and nothing as nothing or as an empty text.
fn is_same(one: &Value, other: &Value) -> bool {
    let is_nothing = |value: &Value| value.is_null() || value == "";
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other || is_nothing(one) && is_nothing(other),
    }
}

impl Side {
    /// All of its `config/web`, by property.
    pub async fn web_values(&self) -> Result<BTreeMap<String, Value>, AzureError> {
        let doing = format!("read the configuration of {}", self.at());
        let answer = self.arm().get_raw(&doing, &self.at().path().then("config/web"), ArmPolicy::Question).await?;
        let config: MovingConfig = wire::read(&doing, &answer)?;
        Ok(config.properties.into_iter().collect())
    }

    /// Writes these properties, leaves every other one, and reads them back. Azure restarts app and SCM site, unless all of it is so
    /// already. When this fails, they may have been written.
    pub async fn write_web(&self, change: &WebChange) -> Result<(), AzureError> {
        let names: Vec<&str> = change.names().map(site_key).collect();
        let doing = format!("set {} of {}", names.join(", "), self.at());
        let mut last = None;
        for _ in 0..TRIES {
            let missing = change.missing_in(&self.web_values().await?);
            if missing.is_empty() {
                return Ok(());
            }
            let body = json!({"properties": missing.0});
            match self.arm().patch(&doing, &self.at().path().then("config/web"), body, ArmPolicy::Once).await {
                Ok(_) => last = None,
                Err(error) if error.effect_is_possible() || error.is_transient() => last = Some(error),
                Err(error) if last.is_none() && matches!(error.status(), Some(401 | 403 | 404)) => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        let missing = change.missing_in(&self.web_values().await?);
        let Some(name) = missing.names().next() else { return Ok(()) };
        let other = || Unreadable::Unexpected { field: format!("properties.{name}") }.during(&doing);
        Err(last.unwrap_or_else(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn only_what_differs_is_written_and_only_what_is_ours_is_given_back() {
        let site =
            SiteProperties { stack: Some("Node|22".to_owned()), always_on: Some(true), ..SiteProperties::default() };
        let change = WebChange::of(&site);
        let before = values(&[("linuxFxVersion", json!("node|22")), ("alwaysOn", json!(false)), ("other", json!(1))]);
        let missing = change.missing_in(&before);
        assert_eq!(missing.values(), &values(&[("alwaysOn", json!(true))]));
        let after = values(&[("linuxFxVersion", json!("Node|22")), ("alwaysOn", json!(true))]);
        assert_eq!(missing.undo(&before, &after).values(), &values(&[("alwaysOn", json!(false))]));
        assert!(missing.undo(&before, &before).is_empty(), "somebody changed it since");
    }

    #[test]
    fn what_was_not_set_before_is_emptied_again() {
        let site = SiteProperties { health_check_path: Some("/health".to_owned()), ..SiteProperties::default() };
        let change = WebChange::of(&site);
        let undo = change.undo(&values(&[("healthCheckPath", Value::Null)]), change.values());
        assert_eq!(undo.values(), &values(&[("healthCheckPath", json!(""))]));
        assert!(undo.missing_in(&BTreeMap::new()).is_empty(), "nothing is nothing");
    }
}
