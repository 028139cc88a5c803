use super::CloudChoice;

/// The text of a setting that refers to a secret in a Key Vault, the newest version where none is named (facts: key-vault-references).
pub fn key_vault_reference(vault: &str, secret: &str, version: Option<&str>) -> String {
    let version = version.map(|version| format!(";SecretVersion={version}")).unwrap_or_default();
    format!("@Microsoft.KeyVault(VaultName={vault};SecretName={secret}{version})")
}

/// The text of a setting that refers to a key of App Configuration (facts: app-configuration-references).
pub fn app_configuration_reference(cloud: &CloudChoice, store: &str, key: &str, label: Option<&str>) -> String {
    let label = label.map(|label| format!("; Label={label}")).unwrap_or_default();
    format!("@Microsoft.AppConfiguration(Endpoint=https://{store}.{}; Key={key}{label})", suffix(cloud))
}

/// Where stores of a cloud are found (docs: App Configuration, "Use App Configuration in sovereign clouds").
fn suffix(cloud: &CloudChoice) -> &'static str {
    match cloud {
        CloudChoice::UsGov => "azconfig.azure.us",
        CloudChoice::China => "azconfig.azure.cn",
        CloudChoice::Public | CloudChoice::Custom(_) => "azconfig.io",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::{ReferenceShape, ReferenceStore};

    #[test]
    fn what_is_written_is_read_as_a_reference_to_the_same_place() {
        let vault = key_vault_reference("kv-shop", "db", Some("0123456789abcdef0123456789abcdef"));
        assert_eq!(
            vault,
            "@Microsoft.KeyVault(VaultName=kv-shop;SecretName=db;SecretVersion=0123456789abcdef0123456789abcdef)"
        );
        let store = app_configuration_reference(&CloudChoice::Public, "cfg-shop", "flag:x", Some("prod"));
        assert_eq!(store, "@Microsoft.AppConfiguration(Endpoint=https://cfg-shop.azconfig.io; Key=flag:x; Label=prod)");
        let shape = |text: &str| ReferenceShape::of("S", text).map(|shape| (shape.store, shape.place));
        assert_eq!(shape(&vault), Some((ReferenceStore::KeyVault, Some("kv-shop".to_owned()))));
        assert_eq!(shape(&store), Some((ReferenceStore::AppConfiguration, Some("cfg-shop".to_owned()))));
    }
}
