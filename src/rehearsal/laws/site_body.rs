//! What a PUT or PATCH of a site asks for, held against what is shown of it: a program that reads a site, changes one thing and
//! sends all of it back changes one thing (facts: arm-calls; the description of `Site`). What Azure only shows is not heard; what it
//! would change and this world does not is named, so that it can be refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

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
    "state",
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
    /// It is not as described.
    Malformed(&'static str),
    /// Azure would change this, and this world does not.
    NotSimulated(String),
}

/// Reads a request; `site` and `web` are the resource and the properties of `config/web`, as they are shown.
pub fn read(body: &Value, site: &Value, web: &Value) -> Result<SiteBody, Refused> {
    let mut change = SiteBody::default();
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
        let tags = tags.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        change.tags = Some(tags.collect());
    }
    if body["identity"]["type"].is_string() {
        change.identity = Some(body["identity"].clone());
    }
    match &body["properties"] {
        Value::Null => {}
        Value::Object(properties) => read_properties(&mut change, properties, site, web)?,
        _ => return Err(Refused::Malformed("properties")),
    }
    Ok(change)
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
                change.flex = Some(value.clone());
            }
            kept if KEPT.contains(&kept) => drop(change.properties.insert(name.clone(), value.clone())),
            of_web if OF_WEB.contains(&of_web) => drop(change.web.insert(name.clone(), value.clone())),
            _ => return Err(Refused::NotSimulated(format!("another value of properties.{name}"))),
        }
    }
    Ok(())
}

fn read_config(change: &mut SiteBody, config: &Value, site: &Value, web: &Value) -> Result<(), Refused> {
    let config = config.as_object().ok_or(Refused::Malformed("siteConfig"))?;
    for (name, value) in config {
        if says_nothing_new(value, &site[name]) || says_nothing_new(value, &web[name]) {
            continue;
        }
        match name.as_str() {
            "appSettings" => {
                let pairs = pairs(value).ok_or(Refused::Malformed("appSettings"))?;
                let text =
                    |(name, pair): (String, &Value)| (name, pair["value"].as_str().unwrap_or_default().to_owned());
                change.settings = Some(pairs.into_iter().map(text).collect());
            }
            "connectionStrings" => {
                let pairs = pairs(value).ok_or(Refused::Malformed("connectionStrings"))?;
                let string = |(name, pair): (String, &Value)| {
                    (name, serde_json::json!({"value": pair["connectionString"], "type": pair["type"]}))
                };
                change.connection_strings = Some(pairs.into_iter().map(string).collect());
            }
            _ => drop(change.web.insert(name.clone(), value.clone())),
        }
    }
    Ok(())
}

/// Whether this is the name of what has this id.
fn is_named(name: &Value, id: &Value) -> bool {
    let last = id.as_str().and_then(|id| id.rsplit('/').next());
    name.as_str().zip(last).is_some_and(|(name, last)| name.eq_ignore_ascii_case(last))
}

/// A list of things with names.
fn pairs(list: &Value) -> Option<Vec<(String, &Value)>> {
    list.as_array()?.iter().map(|pair| Some((pair["name"].as_str()?.to_owned(), pair))).collect()
}

/// Whether a value says no more than what is shown: nothing, the same, or a part of it. Ids and words have no case.
fn says_nothing_new(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Null, _) => true,
        (Value::Object(sent), _) => sent.iter().all(|(name, value)| says_nothing_new(value, &shown[name])),
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
        body["properties"]["state"] = json!("Stopped");
        assert_eq!(read(&body, &site(), &json!({})).unwrap(), SiteBody::default());
        body["properties"]["httpsOnly"] = json!(false);
        body["properties"]["siteConfig"]["alwaysOn"] = json!(true);
        body["tags"] = json!({"owner": "team"});
        let change = read(&body, &site(), &json!({})).unwrap();
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
        assert_eq!(refused(json!({"siteConfig": {"appSettings": "x"}})), Refused::Malformed("appSettings"));
    }
}
