//! What a PUT or PATCH of a site asks for, held against what is shown of it: a program that reads a site, changes one thing and
//! sends all of it back changes one thing (facts: arm-calls; the description of `Site`). What Azure only shows is not heard; what it
//! would change and this world does not is named, so that it can be refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::site_values;
use super::value_kind::{self, ValueKind};

/// What is kept as it is sent; the world acts by some of it.
const KEPT: &[&str] = &[
    "httpsOnly",
    "clientAffinityEnabled",
    "clientAffinityProxyEnabled",
    "clientCertEnabled",
    "clientCertMode",
    "clientCertExclusionPaths",
    "storageAccountRequired",
    "endToEndEncryptionEnabled",
    "dnsConfiguration",
    "redundancyMode",
    "ipMode",
    "virtualNetworkSubnetId",
    "vnetRouteAllEnabled",
    "vnetImagePullEnabled",
    "vnetContentShareEnabled",
    "vnetBackupRestoreEnabled",
];

/// What belongs to `config/web`, and is shown and written at the site as well.
const OF_WEB: &[&str] = &["publicNetworkAccess", "keyVaultReferenceIdentity"];

/// What Azure only shows, by the description and by recordings; what is sent of it is not heard.
const SHOWN: &[&str] = &[
    "name",
    "hostNames",
    "enabledHostNames",
    "hostNamePrivateStates",
    "repositorySiteName",
    "usageState",
    "availabilityState",
    "lastModifiedTimeUtc",
    "trafficManagerHostNames",
    "targetSwapSlot",
    "outboundIpAddresses",
    "possibleOutboundIpAddresses",
    "outboundIpv6Addresses",
    "possibleOutboundIpv6Addresses",
    "inboundIpAddress",
    "possibleInboundIpAddresses",
    "suspendedTill",
    "maxNumberOfWorkers",
    "resourceGroup",
    "isDefaultContainer",
    "defaultHostName",
    "slotSwapStatus",
    "inProgressOperationId",
    "customDomainVerificationId",
    "deploymentId",
    "privateEndpointConnections",
    "siteProperties",
    "selfLink",
    "webSpace",
    "homeStamp",
    "sku",
    "kind",
    "tags",
];

/// What a request changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteBody {
    /// All tags.
    pub tags: Option<BTreeMap<String, String>>,
    /// The identities, as they are sent.
    pub identity: Option<Value>,
    /// Properties of the site.
    pub properties: BTreeMap<String, Value>,
    /// Properties of `config/web`.
    pub web: BTreeMap<String, Value>,
    /// All app settings.
    pub settings: Option<BTreeMap<String, String>>,
    /// All connection strings.
    pub connection_strings: Option<BTreeMap<String, Value>>,
    /// `functionAppConfig`
    pub flex: Option<Value>,
}

/// Why a request is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// This part of it is not as described.
    Malformed(String),
    /// Azure would change this, and this world does not.
    NotSimulated(String),
}

/// Reads a request; `site` and `web` are the resource and the properties of `config/web`, as they are shown.
pub fn read(body: &Value, site: &Value, web: &Value) -> Result<SiteBody, Refused> {
    let mut change = SiteBody::default();
    let kinds = [
        ("location", ValueKind::Text),
        ("kind", ValueKind::Text),
        ("tags", ValueKind::Object),
        ("identity", ValueKind::Object),
        ("properties", ValueKind::Object),
    ];
    for (name, kind) in kinds {
        check(kind, name, &body[name])?;
    }
    if let Some(location) = body["location"].as_str() {
        let short = |name: &str| name.to_lowercase().replace(' ', "");
        if short(location) != short(site["location"].as_str().unwrap_or_default()) {
            return Err(Refused::NotSimulated("another location".to_owned()));
        }
    }
    for name in ["kind", "extendedLocation"] {
        if !says_nothing_new(&body[name], &site[name]) {
            return Err(Refused::NotSimulated(format!("another {name}")));
        }
    }
    if let Some(tags) = body["tags"].as_object() {
        let tags = value_kind::texts(tags).ok_or_else(|| malformed("tags"))?;
        change.tags = Some(tags.into_iter().collect());
    }
    check(ValueKind::Text, "identity", &body["identity"]["type"])?;
    check(ValueKind::Object, "identity", &body["identity"]["userAssignedIdentities"])?;
    if body["identity"]["type"].is_string() {
        change.identity = Some(body["identity"].clone());
    }
    if let Value::Object(properties) = &body["properties"] {
        read_properties(&mut change, properties, site, web)?;
    }
    Ok(change)
}

/// Whether each property is one of `config/web` and takes the value that is sent for it; `shown` is what is shown of it.
/// Settings and connection strings have collections of their own, which say what is sent for them.
pub fn check_web<'a>(sent: impl Iterator<Item = (&'a String, &'a Value)>, shown: &Value) -> Result<(), Refused> {
    let nothing = Map::new();
    let shown = shown.as_object().unwrap_or(&nothing);
    for (name, value) in sent.filter(|(_, value)| !value.is_null()) {
        let kind = ValueKind::at_web(name, shown).ok_or_else(|| Refused::NotSimulated(name.clone()))?;
        check(kind, name, value)?;
        if ["appSettings", "connectionStrings", "metadata"].contains(&name.as_str()) {
            return Err(Refused::NotSimulated(name.clone()));
        }
    }
    Ok(())
}

fn check(kind: ValueKind, name: &str, value: &Value) -> Result<(), Refused> {
    if kind.takes(value) && site_values::takes(name, value) { Ok(()) } else { Err(malformed(name)) }
}

fn malformed(name: &str) -> Refused {
    Refused::Malformed(name.to_owned())
}

fn read_properties(
    change: &mut SiteBody,
    properties: &Map<String, Value>,
    site: &Value,
    web: &Value,
) -> Result<(), Refused> {
    for (name, value) in properties {
        if says_nothing_new(value, &site["properties"][name]) || SHOWN.contains(&name.as_str()) {
            continue;
        }
        match name.as_str() {
            // The name alone is taken for an id, too (recorded).
            "serverFarmId" if is_named(value, &site["properties"][name]) => {}
            "siteConfig" => read_config(change, value, &site["properties"]["siteConfig"], web)?,
            "functionAppConfig" if site["properties"]["functionAppConfig"].is_object() => {
                check(ValueKind::Object, name, value)?;
                change.flex = Some(value.clone());
            }
            kept if KEPT.contains(&kept) => {
                check(ValueKind::at_site(kept), name, value)?;
                change.properties.insert(name.clone(), value.clone());
            }
            of_web if OF_WEB.contains(&of_web) => {
                check(ValueKind::at_site(of_web), name, value)?;
                change.web.insert(name.clone(), value.clone());
            }
            _ => return Err(Refused::NotSimulated(format!("another value of properties.{name}"))),
        }
    }
    Ok(())
}

fn read_config(change: &mut SiteBody, config: &Value, site: &Value, web: &Value) -> Result<(), Refused> {
    let config = config.as_object().ok_or_else(|| malformed("siteConfig"))?;
    for (name, value) in config {
        if says_nothing_new(value, &site[name]) || says_nothing_new(value, &web[name]) {
            continue;
        }
        match name.as_str() {
            "appSettings" => {
                let pairs = pairs(value, &["value"]).ok_or_else(|| malformed("appSettings"))?;
                if pairs.iter().any(|(name, _)| name.is_empty()) {
                    return Err(malformed("appSettings"));
                }
                let text =
                    |(name, pair): (String, &Value)| (name, pair["value"].as_str().unwrap_or_default().to_owned());
                change.settings = Some(pairs.into_iter().map(text).collect());
            }
            "connectionStrings" => {
                let pairs =
                    pairs(value, &["connectionString", "type"]).ok_or_else(|| malformed("connectionStrings"))?;
                let fits = |(name, pair): &(String, &Value)| {
                    !name.is_empty() && site_values::is_connection_type(&pair["type"])
                };
                if !pairs.iter().all(fits) {
                    return Err(malformed("connectionStrings"));
                }
                let string = |(name, pair): (String, &Value)| {
                    (name, serde_json::json!({"value": pair["connectionString"], "type": pair["type"]}))
                };
                change.connection_strings = Some(pairs.into_iter().map(string).collect());
            }
            _ => {
                check_web(std::iter::once((name, value)), web)?;
                change.web.insert(name.clone(), value.clone());
            }
        }
    }
    Ok(())
}

/// Whether this is the name of what has this id.
fn is_named(name: &Value, id: &Value) -> bool {
    let last = id.as_str().and_then(|id| id.rsplit('/').next());
    name.as_str().zip(last).is_some_and(|(name, last)| name.eq_ignore_ascii_case(last))
}

/// A list of things with names, of which these parts are texts.
fn pairs<'a>(list: &'a Value, parts: &[&str]) -> Option<Vec<(String, &'a Value)>> {
    let pair = |pair: &'a Value| {
        let fits = parts.iter().all(|part| ValueKind::Text.takes(&pair[part]));
        Some((pair["name"].as_str().filter(|_| fits)?.to_owned(), pair))
    };
    list.as_array()?.iter().map(pair).collect()
}

/// Whether a value says no more than what is shown: nothing, the same, or a part of it. Ids and words have no case.
fn says_nothing_new(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Null, _) => true,
        (Value::Object(sent), Value::Object(_) | Value::Null) => {
            sent.iter().all(|(name, value)| says_nothing_new(value, &shown[name]))
        }
        (Value::Array(sent), Value::Array(shown)) => {
            sent.len() == shown.len() && sent.iter().zip(shown).all(|(sent, shown)| says_nothing_new(sent, shown))
        }
        (Value::String(sent), Value::String(shown)) => sent.eq_ignore_ascii_case(shown),
        (Value::Number(sent), Value::Number(shown)) => sent.as_f64() == shown.as_f64(),
        _ => sent == shown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn site() -> Value {
        json!({
            "location": "West Europe", "kind": "functionapp,linux",
            "properties": {
                "httpsOnly": true, "serverFarmId": "/subscriptions/s/serverfarms/p", "state": "Running",
                "siteConfig": {"alwaysOn": false, "cors": null},
            },
        })
    }

    #[test]
    fn what_was_read_and_is_sent_back_changes_nothing_but_what_differs() {
        let mut body = site();
        body["location"] = json!("westeurope");
        body["properties"]["lastModifiedTimeUtc"] = json!("2026-11-29T10:00:00");
        assert_eq!(read(&body, &site(), &json!({})).unwrap(), SiteBody::default());
        body["properties"]["httpsOnly"] = json!(false);
        body["properties"]["siteConfig"]["alwaysOn"] = json!(true);
        body["tags"] = json!({"owner": "team"});
        let change = read(&body, &site(), &json!({"alwaysOn": false})).unwrap();
        assert_eq!(change.properties, BTreeMap::from([("httpsOnly".to_owned(), json!(false))]));
        assert_eq!(change.web, BTreeMap::from([("alwaysOn".to_owned(), json!(true))]));
        assert_eq!(change.tags.unwrap()["owner"], "team");
    }

    #[test]
    fn what_this_world_would_not_change_is_named() {
        let refused = |properties: Value| read(&json!({"properties": properties}), &site(), &json!({})).unwrap_err();
        let named = |what: &str| Refused::NotSimulated(what.to_owned());
        assert_eq!(refused(json!({"serverFarmId": "other"})), named("another value of properties.serverFarmId"));
        assert_eq!(refused(json!({"enabled": false})), named("another value of properties.enabled"));
        assert_eq!(
            refused(json!({"functionAppConfig": {"runtime": {}, "a": 1}})),
            named("another value of properties.functionAppConfig")
        );
        assert_eq!(refused(json!({"state": "Stopped"})), named("another value of properties.state"));
        assert_eq!(refused(json!({"siteConfig": {"appSettings": "x"}})), Refused::Malformed("appSettings".to_owned()));
    }
}
