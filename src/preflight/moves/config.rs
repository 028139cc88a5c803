use std::collections::{BTreeMap, BTreeSet};

use super::differing::differing;
use crate::azure::{Access, Scope, WebConfig};
use crate::record::{InSwap, SwapRow, number_of};

/// Properties of `config/web` that stay, or of which it is not clear, and what a person calls them.
const PROPERTIES: [(&str, &str, InSwap); 18] = [
    ("alwaysOn", "Always On", InSwap::Stays),
    ("cors", "CORS: allowed origins", InSwap::Stays),
    ("numberOfWorkers", "scale: number of workers", InSwap::Stays),
    ("functionAppScaleLimit", "scale: largest number of instances", InSwap::Stays),
    ("elasticWebAppScaleLimit", "scale: largest number of instances", InSwap::Stays),
    ("minimumElasticInstanceCount", "scale: always ready instances", InSwap::Stays),
    ("preWarmedInstanceCount", "scale: prewarmed instances", InSwap::Stays),
    ("functionsRuntimeScaleMonitoringEnabled", "scale: monitored by the host", InSwap::Stays),
    ("httpLoggingEnabled", "diagnostics: log of requests", InSwap::Stays),
    ("detailedErrorLoggingEnabled", "diagnostics: detailed errors", InSwap::Stays),
    ("requestTracingEnabled", "diagnostics: traces of failed requests", InSwap::Stays),
    ("vnetRouteAllEnabled", "virtual network: all traffic goes through it", InSwap::Unclear),
    ("webSocketsEnabled", "web sockets", InSwap::Unclear),
    ("http20Enabled", "HTTP 2", InSwap::Unclear),
    ("ftpsState", "FTP", InSwap::Unclear),
    ("healthCheckPath", "health check", InSwap::Unclear),
    ("managedPipelineMode", "managed pipeline", InSwap::Unclear),
    ("autoHealEnabled", "auto heal", InSwap::Unclear),
];
/// A person writes what is long, or may be told nobody else, into these: only that they differ is shown.
const NOT_SHOWN: [&str; 3] = ["appCommandLine", "handlerMappings", "virtualApplications"];
const MOUNTS: &str = "azureStorageAccounts/";

/// What moves and differs.
pub(super) fn moving(production: &WebConfig, slot: &WebConfig) -> Vec<SwapRow> {
    let is_clear = |name: &&String| !PROPERTIES.iter().any(|(property, ..)| property == name);
    let names: BTreeSet<&String> = production.moving.keys().chain(slot.moving.keys()).filter(is_clear).collect();
    let (mounts, names): (BTreeSet<&String>, BTreeSet<&String>) =
        names.into_iter().partition(|name| name.starts_with(MOUNTS));
    let one = |name: &String| {
        let value = |side: &WebConfig| side.moving.get(name).map(|text| text.trim_matches('"').to_owned());
        let row = differing(&words(name), value(production).as_ref(), value(slot).as_ref(), InSwap::Moves)?;
        let is_shown = !NOT_SHOWN.contains(&name.as_str());
        Some(if is_shown {
            row
        } else {
            SwapRow::new(&row.what, ["one".to_owned(), "another".to_owned()], row.in_swap)
        })
    };
    let mounted: BTreeSet<&str> = mounts.iter().filter_map(|name| name.split('/').nth(1)).collect();
    let mount = |name: &&str| {
        let of = |side: &WebConfig| {
            let prefix = format!("{MOUNTS}{name}/");
            let fields = side.moving.iter().filter(|(field, _)| field.starts_with(&prefix));
            let all: BTreeMap<String, String> = fields.map(|(field, value)| (field.clone(), value.clone())).collect();
            let field = |name: &str| all.get(&format!("{prefix}{name}")).map(|text| text.trim_matches('"').to_owned());
            field("shareName").map(|share| format!("{share} of {}", field("accountName").unwrap_or_default()))
        };
        let what = format!("mounted storage `{name}`, unless it is sticky");
        differing(&what, of(production).as_ref(), of(slot).as_ref(), InSwap::Moves)
    };
    names.into_iter().filter_map(one).chain(mounted.iter().filter_map(mount)).collect()
}

/// What stays, or is not clear, and differs.
pub(super) fn staying(production: &WebConfig, slot: &WebConfig) -> Vec<SwapRow> {
    let property = |(name, what, in_swap): &(&str, &str, InSwap)| {
        differing(what, production.staying.get(*name), slot.staying.get(*name), *in_swap)
    };
    let mut rows: Vec<SwapRow> = PROPERTIES.iter().filter_map(property).collect();
    let (there, here) = (&production.protection, &slot.protection);
    let stays = |what: &str, production: Option<String>, slot: Option<String>| {
        differing(what, production.as_ref(), slot.as_ref(), InSwap::Stays)
    };
    let is_on = |is_on: Option<bool>| is_on.map(|is_on| if is_on { "on" } else { "off" }.to_owned());
    rows.extend(
        [
            stays("rules of access", Some(rules(&there.site)), Some(rules(&here.site))),
            stays("rules of access to the SCM site", Some(rules(&there.scm)), Some(rules(&here.scm))),
            stays("TLS: lowest version", there.tls.clone(), here.tls.clone()),
            stays("TLS: lowest version of the SCM site", there.scm_tls.clone(), here.scm_tls.clone()),
            stays("sign-in by the platform", is_on(there.signs_in), is_on(here.signs_in)),
        ]
        .into_iter()
        .flatten(),
    );
    rows
}

fn words(property: &str) -> String {
    match property {
        "linuxFxVersion" | "windowsFxVersion" => "language and its version".to_owned(),
        "use32BitWorkerProcess" => "32-bit process".to_owned(),
        "appCommandLine" => "start command".to_owned(),
        "handlerMappings" => "handler mappings".to_owned(),
        "virtualApplications" => "path mappings".to_owned(),
        other => format!("`{other}`"),
    }
}

fn rules(access: &Access) -> String {
    let rules = number_of(access.rules, "rule");
    match access.scope {
        Scope::Open => "everybody is let in".to_owned(),
        Scope::SomeRefused => format!("{rules}, all others are let in"),
        Scope::SomeAdmitted => format!("{rules}, all others are refused"),
        Scope::Private => "private endpoints only".to_owned(),
    }
}
