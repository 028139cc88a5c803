use std::collections::BTreeSet;

use super::configuration::Configuration;
use super::endpoint::{is_reference, parts};

/// What says, behind the name of a connection, where it leads. Others, such as `credential` and `clientId`, do not.
const ENDPOINTS: [&str; 8] = [
    "accountEndpoint",
    "accountName",
    "blobServiceUri",
    "fileServiceUri",
    "fullyQualifiedNamespace",
    "queueServiceUri",
    "serviceUri",
    "tableServiceUri",
];

/// How the Functions host opens what a connection leads to: by the key in its text, which counts before all that stands behind its
/// name, or by an identity (facts: identity-connections).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The name that it is set by.
    pub name: String,
    /// The service that a key in its text opens.
    pub key: Option<Service>,
    /// Whether a text is set at all.
    pub has_text: bool,
    /// What of an identity's connection stands behind its name.
    pub behind: BTreeSet<&'static str>,
    /// The storage account that stands there.
    pub account: Option<String>,
    /// The namespace of Service Bus or Event Hubs.
    pub namespace: Option<String>,
    /// The account of Cosmos DB.
    pub cosmos: Option<String>,
    /// The resource id of the identity that is named there.
    pub identity: Option<String>,
    /// Whether one is named by its client id.
    pub has_client_id: bool,
    /// Whether it is said that an identity opens it, be it without saying what.
    pub has_credential: bool,
}

/// A service whose connection can be opened by an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Azure Storage.
    Storage,
    /// Service Bus and Event Hubs.
    Messaging,
    /// Cosmos DB.
    Cosmos,
}

impl Service {
    /// What stands behind the name of a connection in place of a key.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Storage => "accountName",
            Self::Messaging => "fullyQualifiedNamespace",
            Self::Cosmos => "accountEndpoint",
        }
    }
}

impl Opening {
    /// Whether an identity opens it.
    pub fn is_by_identity(&self) -> bool {
        !self.has_text && (!self.behind.is_empty() || self.has_credential)
    }

    /// Whether one of these stands behind its name.
    pub fn has(&self, settings: &[&str]) -> bool {
        settings.iter().any(|setting| self.behind.contains(setting))
    }
}

impl Configuration<'_> {
    /// How the connection of this name is opened; `None` where nothing is set, or its name is not seen.
    pub fn opening(&self, connection: &str) -> Option<Opening> {
        let name = self.resolved(connection)?;
        [format!("AzureWebJobs{name}"), name].into_iter().find_map(|name| self.opening_at(name))
    }

    fn opening_at(&self, name: String) -> Option<Opening> {
        let text = self.strings.value(&name).or_else(|| self.settings.value(&name)).filter(|text| !text.is_empty());
        let group = self.settings.group(&name);
        let behind: BTreeSet<&'static str> =
            ENDPOINTS.into_iter().filter(|setting| group.contains_key(&setting.to_lowercase())).collect();
        let has_credential =
            ["credential", "clientid", "managedidentityresourceid"].iter().any(|name| group.contains_key(*name));
        if text.is_none() && behind.is_empty() && !has_credential {
            return None;
        }
        let named = |setting: &str| group.get(setting).filter(|value| !value.is_empty() && !is_reference(value));
        let addresses = ["blobserviceuri", "queueserviceuri", "tableserviceuri", "serviceuri"];
        let of_address = || addresses.into_iter().find_map(|setting| first_label(named(setting)?));
        Some(Opening {
            key: text.and_then(key_of),
            has_text: text.is_some(),
            account: named("accountname").map(|name| name.to_lowercase()).or_else(of_address),
            namespace: named("fullyqualifiednamespace").and_then(|host| Some(host.split_once('.')?.0.to_lowercase())),
            cosmos: named("accountendpoint").and_then(|address| first_label(address)),
            identity: named("managedidentityresourceid").cloned(),
            has_client_id: named("clientid").is_some(),
            has_credential,
            behind,
            name,
        })
    }
}

/// The account of `https://ACCOUNT.blob…/`.
fn first_label(address: &str) -> Option<String> {
    let (account, _) = address.split_once("://")?.1.split_once('.')?;
    Some(account.to_lowercase())
}

/// The service that a key in this text opens, judged by its shape.
fn key_of(text: &str) -> Option<Service> {
    let parts = parts(text);
    let has = |names: &[&str]| names.iter().any(|name| parts.get(*name).is_some_and(|value| !value.is_empty()));
    match () {
        () if has(&["accountendpoint"]) && has(&["accountkey"]) => Some(Service::Cosmos),
        () if has(&["endpoint"]) && has(&["sharedaccesskey", "sharedaccesssignature"]) => Some(Service::Messaging),
        () if has(&["accountkey", "sharedaccesssignature"]) => Some(Service::Storage),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::AppSettings;

    fn opening(settings: &[(&str, &str)]) -> Option<Opening> {
        let settings = AppSettings::of_pairs(settings.iter().copied());
        let strings = AppSettings::of_pairs([]);
        Configuration { settings: &settings, strings: &strings }.opening("C")
    }

    #[test]
    fn a_key_is_seen_by_the_shape_of_the_text() {
        let key = |text| opening(&[("C", text)]).unwrap().key;
        assert_eq!(key("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=a2V5"), Some(Service::Storage));
        assert_eq!(key("BlobEndpoint=https://shop.test/;SharedAccessSignature=sv=1"), Some(Service::Storage));
        assert_eq!(key("Endpoint=sb://bus.test/;SharedAccessKeyName=n;SharedAccessKey=k"), Some(Service::Messaging));
        assert_eq!(key("AccountEndpoint=https://c.test/;AccountKey=k"), Some(Service::Cosmos));
        assert_eq!(key("@Microsoft.KeyVault(SecretUri=https://v.test/s)"), None);
        assert_eq!(key("UseDevelopmentStorage=true"), None);
    }

    #[test]
    fn an_identity_opens_what_has_an_endpoint_behind_its_name_and_no_text() {
        let by_identity = opening(&[("C__accountName", "shop"), ("C__credential", "managedidentity")]).unwrap();
        assert!(by_identity.is_by_identity() && by_identity.has(&["accountName"]));
        assert_eq!(by_identity.behind.len(), 1);
        let both = opening(&[("C", "AccountName=shop;AccountKey=a"), ("C__accountName", "shop")]).unwrap();
        assert!(!both.is_by_identity() && both.key.is_some() && !both.behind.is_empty());
        assert_eq!(opening(&[("C__timeout", "3")]), None);
        let bus = opening(&[("C__fullyQualifiedNamespace", "Shop.servicebus.windows.net")]).unwrap();
        assert_eq!((bus.namespace.as_deref(), bus.account), (Some("shop"), None));
        let cosmos = opening(&[("C__accountEndpoint", "https://shop.documents.azure.com:443/")]).unwrap();
        assert_eq!((cosmos.cosmos.as_deref(), cosmos.account), (Some("shop"), None));
        let unseen = opening(&[("C__fullyQualifiedNamespace", "@Microsoft.KeyVault(SecretUri=x.y)")]).unwrap();
        assert!(unseen.is_by_identity() && unseen.namespace.is_none());
        let prefixed = opening(&[("AzureWebJobsC__queueServiceUri", "https://shop.test")]).unwrap();
        assert_eq!(prefixed.name, "AzureWebJobsC");
    }
}
