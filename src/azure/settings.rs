use std::collections::BTreeMap;

use super::connection::endpoint::{is_reference, storage_account};
use super::{Arm, ArmPolicy, AzureError, HostVersion, ReferenceShape, SiteRef, wire};
use crate::http::{Redactor, Secret};
use crate::record::{Digest, disabling_names};

/// The app setting that names the package of a side (facts: run-from-package).
pub const RUN_FROM_PACKAGE: &str = "WEBSITE_RUN_FROM_PACKAGE";
/// The app setting by which the SCM site builds what it is sent (facts: packaging).
pub const BUILD_DURING_DEPLOYMENT: &str = "SCM_DO_BUILD_DURING_DEPLOYMENT";
/// The values of `FUNCTIONS_WORKER_RUNTIME`.
const WORKERS: [&str; 7] = ["custom", "dotnet", "dotnet-isolated", "java", "node", "powershell", "python"];

/// The app settings of one side.
///
/// Values can be compared, and a few that are not secrets can be read by name; the type offers no way to print, serialise or
/// log them.
#[derive(Clone)]
pub struct AppSettings {
    /// A setting may be there without a value.
    values: BTreeMap<String, Option<Secret>>,
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

impl RunFromPackage {
    /// What this value says.
    pub(super) fn of(value: Option<&str>) -> Self {
        match value {
            None | Some("" | "0") => Self::No,
            Some("1") => Self::Local,
            Some(url) => Self::Url(Digest::of(url.as_bytes())),
        }
    }
}

impl AppSettings {
    /// Reads the settings of a side; needs Microsoft.Web/sites/config/list/Action.
    pub async fn read(arm: &Arm, side: &SiteRef) -> Result<Self, AzureError> {
        let doing = format!("list the app settings of {side}");
        let path = side.path().then("config/appsettings/list");
        let response = arm.post(&doing, &path, None, ArmPolicy::Question).await?;
        let settings: wire::Settings = wire::read(&doing, &response)?;
        Ok(Self::of(settings.properties, arm.redactor()))
    }

    /// Reads the connection strings of a side, of which only the values count; needs the same right.
    pub async fn read_connection_strings(arm: &Arm, side: &SiteRef) -> Result<Self, AzureError> {
        let doing = format!("list the connection strings of {side}");
        let path = side.path().then("config/connectionstrings/list");
        let response = arm.post(&doing, &path, None, ArmPolicy::Question).await?;
        let strings: wire::ConnectionStrings = wire::read(&doing, &response)?;
        let values = strings.properties.into_iter().map(|(name, string)| (name, string.value)).collect();
        Ok(Self::of(values, arm.redactor()))
    }

    pub(super) fn of(properties: BTreeMap<String, Option<String>>, redactor: &Redactor) -> Self {
        let values: BTreeMap<String, Option<Secret>> =
            properties.into_iter().map(|(name, value)| (name, value.map(Secret::new))).collect();
        for value in values.values().flatten() {
            redactor.learn_setting(value);
        }
        Self { values }
    }

    #[cfg(test)]
    pub(crate) fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let own = |(name, value): (&str, &str)| (name.to_owned(), Some(value.to_owned()));
        Self::of(pairs.into_iter().map(own).collect(), &Redactor::default())
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Whether function keys are kept as files, which a swap resets (facts: functions-host).
    pub fn keeps_keys_in_files(&self) -> bool {
        self.value("AzureWebJobsSecretStorageType").is_some_and(|value| value.eq_ignore_ascii_case("files"))
    }

    /// Whether the portal is told to show the app read only.
    pub fn is_read_only_in_portal(&self) -> bool {
        self.value("FUNCTION_APP_EDIT_MODE").is_some_and(|value| value.eq_ignore_ascii_case("readonly"))
    }

    /// One of the settings of the platform's warm-up, which are not secrets.
    pub(super) fn warm_up_setting(&self, name: &str) -> Option<String> {
        self.value(name).filter(|_| name.starts_with("WEBSITE_SWAP_WARMUP_")).map(str::to_owned)
    }

    /// Whether a setting switches the function off.
    pub fn disables(&self, function: &str) -> bool {
        self.disabled_by(function).is_some()
    }

    /// The name of the setting that switches the function off.
    pub fn disabled_by(&self, function: &str) -> Option<String> {
        disabling_names(function).into_iter().find(|name| self.is_on(name))
    }

    /// Whether the setting of this name is there and says yes, as a function is switched off by one.
    pub fn is_on(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
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
        RunFromPackage::of(self.value(RUN_FROM_PACKAGE))
    }

    /// The worker that the side starts; `None` for a word that is not known, which may be anything.
    pub fn worker_runtime(&self) -> Option<&'static str> {
        let value = self.value("FUNCTIONS_WORKER_RUNTIME")?;
        WORKERS.into_iter().find(|worker| *worker == value)
    }

    /// The version of the Functions host that the side asks for; `None` when the setting names none.
    pub fn host_version(&self) -> Option<HostVersion> {
        HostVersion::of(self.value("FUNCTIONS_EXTENSION_VERSION")?)
    }

    /// Whether this side lets `…_EXTENSION_VERSION` move in a swap; it does when all sides let it (facts: what-moves).
    pub fn moves_host_version(&self) -> bool {
        let value = self.value("WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS");
        value.is_some_and(|value| value == "0" || value.eq_ignore_ascii_case("false"))
    }

    /// Whether a swap with this slot brings production another version of the host, as far as the two sides decide it.
    pub fn migrates_to(&self, slot: &Self) -> bool {
        let versions = self.host_version().zip(slot.host_version());
        versions.is_some_and(|(from, to)| from != to) && self.moves_host_version() && slot.moves_host_version()
    }

    /// What production runs after a swap with this slot: its own version of the host, unless the swap brings another one.
    pub fn host_after_swap_with(&self, slot: &Self) -> Option<HostVersion> {
        if self.migrates_to(slot) { slot.host_version() } else { self.host_version() }
    }

    /// Whether the content share is reached through the app's network, as it is where its storage account lets in only that
    /// (facts: secured-storage).
    pub fn has_secured_content(&self) -> bool {
        self.value("WEBSITE_CONTENTOVERVNET").is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
    }

    /// Whether the former logging, which a swap fails by where the storage account is closed to the platform, is put aside
    /// (facts: secured-storage).
    pub fn puts_former_logging_aside(&self) -> bool {
        let value = self.value("WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS");
        value.is_some_and(|value| value == "0" || value.eq_ignore_ascii_case("false"))
    }

    /// Those that refer to a Key Vault or to App Configuration in place of a value.
    pub fn references(&self) -> Vec<ReferenceShape> {
        let of = |(name, value): (&String, &Option<Secret>)| ReferenceShape::of(name, value.as_ref()?.expose());
        self.values.iter().filter_map(of).collect()
    }

    /// Whether the SCM site builds what is sent to it, which a side that runs from a package never does, and which
    /// `ENABLE_ORYX_BUILD` forbids on Linux (facts: packaging). `None` when a value is a reference.
    pub fn builds_on_server(&self, on_linux: bool) -> Option<bool> {
        let is_on = |name: &str| match self.value(name) {
            Some(value) if is_reference(value) => None,
            Some(value) => Some(Some(value.eq_ignore_ascii_case("true") || value == "1")),
            None => Some(None),
        };
        if self.run_from_package() != RunFromPackage::No || is_on(BUILD_DURING_DEPLOYMENT) == Some(None) {
            return Some(false);
        }
        let builds = is_on(BUILD_DURING_DEPLOYMENT)?.unwrap_or(false);
        // On function apps one that is not set counts as on.
        let oryx = if on_linux { is_on("ENABLE_ORYX_BUILD")?.unwrap_or(true) } else { true };
        Some(builds && oryx)
    }

    /// Whether both sides have this setting with one value, or neither has it.
    pub fn agrees(&self, other: &Self, setting: &str) -> bool {
        self.value(setting) == other.value(setting)
    }

    /// Whether both sides have one content share: one name in one storage account (names of shares are in lower case).
    /// `None` when that cannot be told, since a connection is given by reference (facts: what-moves).
    pub fn shares_content(&self, other: &Self) -> Option<bool> {
        let share =
            |side: &Self| side.value("WEBSITE_CONTENTSHARE").map(str::to_lowercase).filter(|name| !name.is_empty());
        let (Some(mine), Some(others)) = (share(self), share(other)) else { return Some(false) };
        let connection = |side: &Self| side.value("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING").map(str::to_owned);
        let (Some(my_connection), Some(other_connection)) = (connection(self), connection(other)) else {
            // Without a connection the platform mounts no share.
            return Some(false);
        };
        if mine != others {
            return if is_reference(&mine) || is_reference(&others) { None } else { Some(false) };
        }
        if my_connection == other_connection {
            return Some(true);
        }
        Some(storage_account(&my_connection)? == storage_account(&other_connection)?)
    }

    /// What production has after a swap with this slot: what moves, from here, and what stays, from production.
    pub fn after_swap(&self, production: &Self, stays: impl Fn(&str) -> bool) -> Self {
        let moves = self.values.iter().filter(|(name, _)| !stays(name));
        let kept = production.values.iter().filter(|(name, _)| stays(name));
        Self { values: moves.chain(kept).map(|(name, value)| (name.clone(), value.clone())).collect() }
    }

    /// The settings that stand behind `name` and `__` (or `:`), by what follows, in lower case: an identity-based connection.
    pub(super) fn group(&self, name: &str) -> BTreeMap<String, String> {
        let prefixes = [format!("{}__", name.to_lowercase()), format!("{}:", name.to_lowercase())];
        let behind = |(key, value): (&String, &Option<Secret>)| {
            let key = key.to_lowercase();
            let suffix = prefixes.iter().find_map(|prefix| key.strip_prefix(prefix))?;
            Some((suffix.to_owned(), value.as_ref()?.expose().to_owned()))
        };
        self.values.iter().filter_map(behind).collect()
    }

    /// Every name with its value, sorted, for a digest over all of them.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, Option<&str>)) {
        self.values.iter().for_each(|(name, value)| visit(name, value.as_ref().map(Secret::expose)));
    }

    /// Those without the ones that this holds for.
    pub(super) fn without(&self, is_meant: impl Fn(&str) -> bool) -> Self {
        let kept = self.values.iter().filter(|(name, _)| !is_meant(name));
        Self { values: kept.map(|(name, value)| (name.clone(), value.clone())).collect() }
    }

    /// One more.
    pub(super) fn put(&mut self, name: &str, value: Secret) {
        self.values.insert(name.to_owned(), Some(value));
    }

    /// A setting as it is spelled, with its value, where it has one.
    pub(super) fn entry(&self, name: &str) -> Option<(&str, Option<&Secret>)> {
        let (key, value) = self.values.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some((key, value.as_ref()))
    }

    /// A value, which never leaves this room.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.entry(name)?.1.map(Secret::expose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::Unreadable;
    use serde_json::{Value, json};

    fn settings(value: Value) -> AppSettings {
        AppSettings::of(serde_json::from_value(value).unwrap(), &Redactor::default())
    }

    #[test]
    fn a_setting_that_is_not_text_is_an_error_with_its_name() {
        let answer = json!({"properties": {"A": "1", "B": {"secret": 1}}}).to_string();
        let wrong = wire::parse::<wire::Settings>(answer.as_bytes()).err();
        assert_eq!(wrong, Some(Unreadable::Unexpected { field: "properties.B".to_owned() }));
        let without_value = settings(json!({"WEBSITE_RUN_FROM_PACKAGE": null, "A": "1"}));
        assert_eq!(without_value.names().collect::<Vec<_>>(), ["A", "WEBSITE_RUN_FROM_PACKAGE"]);
        assert_eq!(without_value.run_from_package(), RunFromPackage::No);
    }

    #[test]
    fn one_share_in_one_account_is_one_content_whatever_key_opens_it() {
        let side = |share: &str, connection: &str| {
            settings(json!({"WEBSITE_CONTENTSHARE": share, "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING": connection}))
        };
        let production = side("shop", "AccountName=shop;AccountKey=a");
        for (share, connection, expected) in [
            ("shop", "AccountName=shop;AccountKey=a", Some(true)),
            ("SHOP", "AccountKey=b;AccountName=Shop", Some(true)),
            ("shop-staging", "AccountName=shop;AccountKey=a", Some(false)),
            ("shop", "AccountName=other;AccountKey=a", Some(false)),
            ("shop", "@Microsoft.KeyVault(VaultName=v;SecretName=s)", None),
            ("@Microsoft.KeyVault(VaultName=v;SecretName=s)", "AccountName=shop;AccountKey=a", None),
        ] {
            let slot = side(share, connection);
            assert_eq!(production.shares_content(&slot), expected, "{share} {connection}");
            assert_eq!(slot.shares_content(&production), expected, "{share} {connection}");
        }
        assert_eq!(production.shares_content(&settings(json!({}))), Some(false));
    }

    #[test]
    fn the_scm_site_builds_when_it_is_told_to_and_nothing_forbids_it() {
        let (build, oryx) = ("SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD");
        let builds = |settings: &[(&str, &str)]| {
            let side = AppSettings::of_pairs(settings.iter().copied());
            [side.builds_on_server(true), side.builds_on_server(false)]
        };
        assert_eq!(builds(&[]), [Some(false); 2]);
        assert_eq!(builds(&[(build, "true")]), [Some(true); 2]);
        assert_eq!(builds(&[(build, "1"), (oryx, "True")]), [Some(true); 2]);
        assert_eq!(builds(&[(build, "true"), (oryx, "false")]), [Some(false), Some(true)], "it counts on Linux");
        assert_eq!(builds(&[(build, "false"), (oryx, "true")]), [Some(false); 2]);
        assert_eq!(builds(&[(oryx, "true")]), [Some(false); 2]);
        assert_eq!(builds(&[(build, "true"), ("WEBSITE_RUN_FROM_PACKAGE", "1")]), [Some(false); 2]);
        assert_eq!(builds(&[(build, "@Microsoft.KeyVault(SecretUri=https://v.test/s)")]), [None; 2]);
    }

    #[test]
    fn a_function_is_disabled_by_either_spelling() {
        let settings = settings(json!({"AzureWebJobs.Take.Disabled": "true", "AzureWebJobs__Give__Disabled": "1"}));
        assert!(settings.disables("take") && settings.disables("Give") && !settings.disables("Other"));
    }

    #[test]
    fn of_a_package_url_only_the_hash_is_shown() {
        let url = settings(json!({"WEBSITE_RUN_FROM_PACKAGE": "https://x.test/p.zip?sig=1"}));
        assert!(matches!(url.run_from_package(), RunFromPackage::Url(_)));
        assert_eq!(settings(json!({})).run_from_package(), RunFromPackage::No);
    }
}
