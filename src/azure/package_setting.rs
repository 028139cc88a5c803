use super::settings::RUN_FROM_PACKAGE;
use super::{AppSettings, AzureError, BlobName, ContainerUrl, SettingsChange, Side};
use crate::http::Secret;
use crate::record::FormerPackage;
use crate::runner::RunKey;

/// What the setting says by which a side gets its package. It may hold a secret: a URL with a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageSetting(Option<Secret>);

impl PackageSetting {
    /// A package at a URL that says nothing secret.
    pub fn url(url: &str) -> Self {
        Self(Some(Secret::new(url.to_owned())))
    }

    /// What settings say.
    pub fn of(settings: &AppSettings) -> Self {
        Self(settings.value(RUN_FROM_PACKAGE).map(|value| Secret::new(value.to_owned())))
    }

    /// What was kept of it, by a run that has this key; `None` where it could not be kept.
    pub fn kept(former: &FormerPackage, key: &RunKey) -> Option<Self> {
        match former {
            FormerPackage::Unset => Some(Self(None)),
            FormerPackage::Value(value) => Some(Self(Some(Secret::new(value.clone())))),
            FormerPackage::Sealed(sealed) => key.open(sealed).map(|value| Self(Some(value))),
            FormerPackage::Hidden => None,
        }
    }

    /// The form in which it may be written down where only those who have this key read it.
    pub fn sealed(&self, key: &RunKey) -> FormerPackage {
        match (self.open(), &self.0) {
            (FormerPackage::Hidden, Some(value)) => {
                key.seal(value).map_or(FormerPackage::Hidden, FormerPackage::Sealed)
            }
            (open, _) => open,
        }
    }

    /// The form in which it may be written down anywhere.
    pub fn open(&self) -> FormerPackage {
        match self.0.as_ref().map(Secret::expose) {
            None => FormerPackage::Unset,
            Some(value) if is_open(value) => FormerPackage::Value(value.to_owned()),
            Some(_) => FormerPackage::Hidden,
        }
    }

    /// The blob of this container that it names, if it does.
    pub fn blob_in(&self, container: &ContainerUrl) -> Option<BlobName> {
        container.name_of(&self.0.as_ref()?.expose().parse().ok()?)
    }

    /// Lets somebody see the value who keeps no more of it than the name of a blob.
    pub fn show(&self, see: impl FnOnce(&str)) {
        if let Some(value) = &self.0 {
            see(value.expose());
        }
    }

    /// The change that writes it.
    fn change(&self) -> SettingsChange {
        let mut change = SettingsChange::default();
        match &self.0 {
            Some(value) => change.set(RUN_FROM_PACKAGE, value.clone()),
            None => change.remove(RUN_FROM_PACKAGE),
        }
        change
    }

    /// Whether settings say the same.
    pub fn is_in(&self, settings: &AppSettings) -> bool {
        settings.value(RUN_FROM_PACKAGE) == self.0.as_ref().map(Secret::expose)
    }
}

/// Whether a value holds no secret: a switch, or a URL without a signature.
fn is_open(value: &str) -> bool {
    if matches!(value, "" | "0" | "1") {
        return true;
    }
    let url = value.parse::<url::Url>();
    url.is_ok_and(|url| url.query().is_none() && url.fragment().is_none() && url.password().is_none())
}

impl Side {
    /// Sets by what package the side runs, leaves every other setting as it is read right before, and reads it back. Azure
    /// restarts the side (facts: settings-restart). When this fails, the setting may have been written.
    pub async fn write_package_setting(&self, wanted: &PackageSetting) -> Result<(), AzureError> {
        self.write_settings(&wanted.change()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_a_signature_is_not_written_down() {
        let of = |value: &str| PackageSetting::url(value).open();
        assert_eq!(of("1"), FormerPackage::Value("1".to_owned()));
        let plain = "https://a.blob.core.windows.net/c/releases/x.zip";
        assert_eq!(of(plain), FormerPackage::Value(plain.to_owned()));
        for secret in
            ["https://a.test/x.zip?sig=1", "https://u:p@a.test/x.zip", "@Microsoft.KeyVault(SecretUri=x)", "key"]
        {
            assert_eq!(of(secret), FormerPackage::Hidden, "{secret}");
        }
        let key = RunKey::new();
        let signed = PackageSetting::url("https://a.test/x.zip?sig=1");
        let kept = PackageSetting::kept(&signed.sealed(&key), &key).unwrap();
        assert!(kept.is_in(&AppSettings::of_pairs([(RUN_FROM_PACKAGE, "https://a.test/x.zip?sig=1")])));
        assert!(PackageSetting::kept(&signed.sealed(&key), &RunKey::new()).is_none());
        assert!(PackageSetting::kept(&FormerPackage::Hidden, &key).is_none());
    }

    #[test]
    fn what_is_unset_is_taken_away_and_a_url_replaces_what_is_there() {
        let found = AppSettings::of_pairs([("A", "1"), ("website_run_from_package", "old")]);
        let url = PackageSetting::url("new");
        assert!(url.is_in(&found.with(&url.change())));
        let unset = PackageSetting::kept(&FormerPackage::Unset, &RunKey::new()).unwrap();
        assert_eq!(found.with(&unset.change()).names().collect::<Vec<_>>(), ["A"]);
    }
}
