//! Settings that refer to a value of App Configuration (Microsoft Learn, "Use App Configuration references"): each side reads with the
//! identity that it reads Key Vaults with. They are listed with the references to Key Vaults, each with a status (azure-functions-ux,
//! `SettingSourceColumn`). Of one that does not resolve only the word `OtherReasons` was ever reported (AppConfiguration#828); that of a
//! side without an identity is the one of the description.

use std::collections::BTreeMap;

use super::key_vault_reference::identity;
use super::reference_text::{inside, parts};
use crate::state::{ConfigStore, Side, State};

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The store.
    pub store: String,
    /// The key.
    pub key: String,
    /// The label; empty when not said.
    pub label: String,
}

const BEGIN: &str = "@Microsoft.AppConfiguration(";

/// Whether a value is meant as a reference, readable or not.
pub fn is_reference(value: &str) -> bool {
    inside(value, BEGIN).is_some()
}

/// Reads `Endpoint=…; Key=…[; Label=…]`.
pub fn read(value: &str) -> Option<Reference> {
    let parts = parts(inside(value, BEGIN)?);
    let (store, _) = parts.get("endpoint")?.strip_prefix("https://")?.split_once('.')?;
    let key = parts.get("key").filter(|key| !key.is_empty())?;
    let label = parts.get("label").copied().unwrap_or_default();
    Some(Reference { store: store.to_lowercase(), key: (*key).to_owned(), label: label.to_owned() })
}

/// What a reference stands for, or the word for its not being resolved.
pub fn resolved<'a>(
    stores: &'a BTreeMap<String, ConfigStore>,
    identity: Option<&str>,
    value: &str,
) -> Result<&'a str, &'static str> {
    let reference = read(value).ok_or("InvalidSyntax")?;
    let identity = identity.ok_or("MSINotEnabled")?;
    let may_read = |store: &&ConfigStore| store.readers.iter().any(|reader| reader.eq_ignore_ascii_case(identity));
    let store = stores.get(&reference.store).filter(may_read).ok_or("OtherReasons")?;
    let found = store.values.get(&reference.key).and_then(|labels| labels.get(&reference.label));
    found.map(String::as_str).ok_or("OtherReasons")
}

/// The values that a process on this side is given when it starts with these settings, by the text of their reference.
pub fn given(state: &State, side: &Side, settings: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let value = |text: &String| {
        let found = resolved(&state.config_stores, identity(side), text).ok()?;
        Some((text.clone(), found.to_owned()))
    };
    settings.values().filter(|text| is_reference(text)).filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_stands_for_the_value_of_its_key_and_label() {
        let labels = BTreeMap::from([(String::new(), "plain".to_owned()), ("test".to_owned(), "labelled".to_owned())]);
        let store = ConfigStore {
            name: "shop".into(),
            values: BTreeMap::from([("Colour".to_owned(), labels)]),
            readers: vec!["me".into()],
        };
        let stores = BTreeMap::from([("shop".to_owned(), store)]);
        let of = |identity, inside: &str| {
            let found = resolved(&stores, identity, &format!("@Microsoft.AppConfiguration({inside})"));
            found.map(str::to_owned)
        };
        let key = "Endpoint=https://shop.azconfig.io; Key=Colour";
        assert_eq!(of(Some("me"), key), Ok("plain".into()));
        assert_eq!(of(Some("me"), &format!("{key}; Label=test")), Ok("labelled".into()));
        assert_eq!(of(Some("me"), &format!("{key}; Label=none")), Err("OtherReasons"));
        assert_eq!(of(Some("you"), key), Err("OtherReasons"));
        assert_eq!(of(None, key), Err("MSINotEnabled"));
        assert_eq!(of(Some("me"), "Key=Colour"), Err("InvalidSyntax"));
    }
}
