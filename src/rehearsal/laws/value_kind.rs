//! Which kind of value a property takes, by the description of Microsoft.Web (swagger CommonDefinitions.json 2023-12-01, `SiteConfig`,
//! `Site`, `SiteLogsConfig`, `StringDictionary`, `SlotConfigNames`).

use serde_json::{Map, Value};

/// A kind of value. Null says nothing and is taken for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A string.
    Text,
    /// True or false.
    Switch,
    /// A number.
    Number,
    /// A list.
    List,
    /// An object.
    Object,
}

impl ValueKind {
    /// The kind of a value; null has none.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(_) => Some(Self::Text),
            Value::Bool(_) => Some(Self::Switch),
            Value::Number(_) => Some(Self::Number),
            Value::Array(_) => Some(Self::List),
            Value::Object(_) => Some(Self::Object),
        }
    }

    /// Whether a value is of this kind.
    pub fn takes(self, value: &Value) -> bool {
        Self::of(value).is_none_or(|kind| kind == self)
    }

    /// The kind of a property of the site itself that is kept as it is sent.
    pub fn at_site(name: &str) -> Self {
        match name {
            "clientCertMode"
            | "clientCertExclusionPaths"
            | "redundancyMode"
            | "ipMode"
            | "virtualNetworkSubnetId"
            | "publicNetworkAccess"
            | "keyVaultReferenceIdentity" => Self::Text,
            "dnsConfiguration" => Self::Object,
            _ => Self::Switch,
        }
    }

    /// The kind of a property of `config/web`, of which `shown` is what is shown; `None` for one that is not there.
    pub fn at_web(name: &str, shown: &Map<String, Value>) -> Option<Self> {
        let unset = match name {
            "requestTracingExpirationTime" => return Some(Self::Text),
            "appSettings" | "metadata" | "connectionStrings" | "handlerMappings" | "supportedTlsCipherSuites" => {
                Self::List
            }
            "machineKey" | "limits" | "autoHealRules" | "cors" | "push" | "apiDefinition" | "apiManagementConfig" => {
                Self::Object
            }
            "managedServiceIdentityId"
            | "xManagedServiceIdentityId"
            | "sitePort"
            | "functionAppScaleLimit"
            | "elasticWebAppScaleLimit" => Self::Number,
            _ => Self::Text,
        };
        shown.get(name).map(|value| Self::of(value).unwrap_or(unset))
    }
}

/// A collection of texts: each has one, and null is none.
pub fn texts(values: &Map<String, Value>) -> Option<Vec<(String, String)>> {
    values.iter().map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_taken_by_its_own_kind_and_null_by_each() {
        assert!(ValueKind::Switch.takes(&json!(true)) && ValueKind::Switch.takes(&Value::Null));
        assert!(!ValueKind::Switch.takes(&json!("maybe")) && !ValueKind::Text.takes(&json!(7)));
    }

    #[test]
    fn what_config_web_shows_says_which_kind_it_takes() {
        let Value::Object(shown) = json!({"alwaysOn": false, "cors": null, "autoSwapSlotName": null}) else { return };
        let kinds = ["alwaysOn", "cors", "autoSwapSlotName", "newestThing"].map(|name| ValueKind::at_web(name, &shown));
        let expected = [Some(ValueKind::Switch), Some(ValueKind::Object), Some(ValueKind::Text), None];
        assert_eq!(kinds, expected);
    }
}
