use std::collections::BTreeMap;

use serde_json::Value;

use super::{Arm, ArmPolicy, AzureError, SiteRef};
use crate::http::{Redactor, Secret};
use crate::record::Digest;

/// The app settings of one side.
///
/// Values can be compared, and a few that are no secrets can be asked for by name; they can be
/// neither printed, nor serialised, nor logged: the type has no way to do so.
#[derive(Clone)]
pub struct AppSettings {
    values: BTreeMap<String, Secret>,
}

/// What `WEBSITE_RUN_FROM_PACKAGE` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunFromPackage {
    /// Not set: the app runs from wwwroot.
    No,
    /// `1`: a package in SitePackages.
    Local,
    /// A URL, of which only the hash leaves this room.
    Url(Digest),
}

impl AppSettings {
    /// Reads the settings of a side; needs Microsoft.Web/sites/config/list/Action.
    pub async fn read(arm: &Arm, side: &SiteRef) -> Result<Self, AzureError> {
        let doing = format!("list the app settings of {side}");
        let path = format!("{}/config/appsettings/list", side.path());
        let response = arm.post(&doing, &path, None, ArmPolicy::Question).await?;
        let body = response.json().unwrap_or_default();
        let Some(properties) = body["properties"].as_object() else {
            return Err(AzureError::Unreadable { doing, detail: "the answer holds no settings".to_owned() });
        };
        Ok(Self::of(properties, arm.redactor()))
    }

    pub(super) fn of(properties: &serde_json::Map<String, Value>, redactor: &Redactor) -> Self {
        let values: BTreeMap<String, Secret> =
            properties.iter().filter_map(|(name, value)| Some((name.clone(), Secret::new(value.as_str()?)))).collect();
        for value in values.values() {
            redactor.learn_setting(value);
        }
        Self { values }
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Whether function keys are kept as files, which a swap resets (azure-wire §4).
    pub fn keeps_keys_in_files(&self) -> bool {
        self.value("AzureWebJobsSecretStorageType").is_some_and(|value| value.eq_ignore_ascii_case("files"))
    }

    /// One of the settings of the platform's warm-up, which are no secrets.
    pub(super) fn warm_up_setting(&self, name: &str) -> Option<String> {
        self.value(name).filter(|_| name.starts_with("WEBSITE_SWAP_WARMUP_")).map(str::to_owned)
    }

    /// Whether a setting switches the function off.
    pub fn disables(&self, function: &str) -> bool {
        self.disabled_by(function).is_some()
    }

    /// The name of the setting that switches the function off.
    pub fn disabled_by(&self, function: &str) -> Option<String> {
        // Linux does not take `.` in names of variables; both spellings are in use.
        let names = [format!("AzureWebJobs.{function}.Disabled"), format!("AzureWebJobs__{function}__Disabled")];
        let is_on =
            |name: &String| self.value(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1");
        names.into_iter().find(is_on)
    }

    /// Whether the setting of this name switches a function off.
    pub fn is_disabling(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        let function = lower
            .strip_prefix("azurewebjobs.")
            .and_then(|rest| rest.strip_suffix(".disabled"))
            .or_else(|| lower.strip_prefix("azurewebjobs__")?.strip_suffix("__disabled"));
        function.is_some_and(|function| self.disables(function))
    }

    /// How the app gets its files.
    pub fn run_from_package(&self) -> RunFromPackage {
        match self.value("WEBSITE_RUN_FROM_PACKAGE") {
            None | Some("" | "0") => RunFromPackage::No,
            Some("1") => RunFromPackage::Local,
            Some(url) => RunFromPackage::Url(Digest::of(url.as_bytes())),
        }
    }

    /// Whether both sides connect to the same place by the setting `connection`, or by the group of
    /// identity-based settings that begin with its name and `__`. `false` when neither side has it.
    pub fn shares_connection(&self, other: &Self, connection: &str) -> bool {
        let group = |settings: &Self| -> Vec<(String, String)> {
            let prefix = format!("{}__", connection.to_lowercase());
            settings
                .values
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(connection) || name.to_lowercase().starts_with(&prefix))
                .map(|(name, value)| (name.to_lowercase(), value.expose().to_owned()))
                .collect()
        };
        let mine = group(self);
        !mine.is_empty() && mine == group(other)
    }

    /// Every name with its value, sorted, for a digest over all of them.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, &str)) {
        self.values.iter().for_each(|(name, value)| visit(name, value.expose()));
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(value: Value) -> AppSettings {
        AppSettings::of(value.as_object().unwrap(), &Redactor::default())
    }

    #[test]
    fn connections_are_compared_as_whole_groups() {
        let production = settings(json!({"Bus__fullyQualifiedNamespace": "a", "Queue": "x"}));
        let same = settings(json!({"bus__fullyQualifiedNamespace": "a", "Queue": "y"}));
        assert!(production.shares_connection(&same, "Bus"));
        assert!(!production.shares_connection(&same, "Queue"));
        assert!(!production.shares_connection(&same, "Absent"));
    }

    #[test]
    fn a_function_is_switched_off_by_either_spelling() {
        let settings = settings(json!({"AzureWebJobs.Take.Disabled": "true", "AzureWebJobs__Give__Disabled": "1"}));
        assert!(settings.disables("take") && settings.disables("Give") && !settings.disables("Other"));
    }

    #[test]
    fn of_a_package_url_only_the_hash_is_told() {
        let url = settings(json!({"WEBSITE_RUN_FROM_PACKAGE": "https://x.test/p.zip?sig=1"}));
        assert!(matches!(url.run_from_package(), RunFromPackage::Url(_)));
        assert_eq!(settings(json!({})).run_from_package(), RunFromPackage::No);
    }
}
