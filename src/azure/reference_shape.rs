/// Where a setting may refer to in place of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceStore {
    /// A Key Vault.
    KeyVault,
    /// A store of App Configuration.
    AppConfiguration,
}

/// A setting or connection string that is a reference by its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceShape {
    /// Its name.
    pub setting: String,
    /// Where it refers to.
    pub store: ReferenceStore,
    /// The name of the vault or store, where the reference says it.
    pub place: Option<String>,
}

impl ReferenceShape {
    /// That of a value, if it is one (facts: key-vault-references; facts: app-configuration-references).
    pub(super) fn of(setting: &str, value: &str) -> Option<Self> {
        let lower = value.trim_start().to_lowercase();
        let (store, rest) = match lower.strip_prefix("@microsoft.keyvault(") {
            Some(rest) => (ReferenceStore::KeyVault, rest),
            None => (ReferenceStore::AppConfiguration, lower.strip_prefix("@microsoft.appconfiguration(")?),
        };
        let part = |name: &str| {
            let parts = rest.trim_end().trim_end_matches(')').split(';').filter_map(|part| part.split_once('='));
            parts.map(|(named, value)| (named.trim(), value.trim())).find(|(named, _)| *named == name)
        };
        let address = part("endpoint").or_else(|| part("secreturi"));
        let of_address = || Some(address?.1.strip_prefix("https://")?.split_once('.')?.0);
        let place = part("vaultname").map(|(_, name)| name).or_else(of_address).filter(|name| !name.is_empty());
        Some(Self { setting: setting.to_owned(), store, place: place.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_a_reference_names_its_store() {
        let of = |value: &str| ReferenceShape::of("S", value).map(|shape| (shape.store, shape.place));
        let vault = || Some((ReferenceStore::KeyVault, Some("kv".to_owned())));
        assert_eq!(of("@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/S/)"), vault());
        assert_eq!(of("@Microsoft.KeyVault(VaultName=kv;SecretName=S)"), vault());
        let store = Some((ReferenceStore::AppConfiguration, Some("shop".to_owned())));
        assert_eq!(of("@Microsoft.AppConfiguration(Endpoint=https://shop.azconfig.io; Key=a; Label=b)"), store);
        assert_eq!(of("@Microsoft.AppConfiguration(nonsense)"), Some((ReferenceStore::AppConfiguration, None)));
        assert_eq!(of("DefaultEndpointsProtocol=https"), None);
    }
}
