use std::collections::{BTreeMap, BTreeSet};

/// The services that have a host name of their own in an account of Azure Storage.
const STORAGE_SERVICES: [&str; 5] = ["blob", "queue", "table", "file", "dfs"];

/// The endpoints that the value of a connection names: an account, a namespace, a server with its database, a host. Two values
/// with one endpoint lead to one place, whatever key opens it. `None` when the value does not show where it leads.
pub(super) fn endpoints(value: &str) -> Option<BTreeSet<String>> {
    let value = value.trim();
    if value.is_empty() || is_reference(value) {
        return None;
    }
    let of_url = || Some(BTreeSet::from([host_of_url(value)?]));
    of_parts(value).or_else(of_url).or_else(|| of_hosts(value))
}

/// The endpoint of identity-based settings: what stands behind the connection's name, in lower case, with its value.
pub(super) fn endpoints_of_group(group: &BTreeMap<String, String>) -> Option<BTreeSet<String>> {
    let named = |(suffix, value): (&String, &String)| match suffix.as_str() {
        _ if is_reference(value) => None,
        "accountname" => Some(storage(value)),
        "fullyqualifiednamespace" => Some(host(value)),
        _ if suffix.ends_with("uri") || suffix.ends_with("endpoint") => host_of_url(value),
        _ => None,
    };
    let found: BTreeSet<String> = group.iter().filter_map(named).collect();
    (!found.is_empty()).then_some(found)
}

/// A reference to Key Vault or App Configuration: its value is not seen from here.
pub(in crate::azure) fn is_reference(value: &str) -> bool {
    value.trim_start().starts_with('@')
}

/// The account that a connection string of Azure Storage names, in lower case.
pub(in crate::azure) fn storage_account(value: &str) -> Option<String> {
    Some(parts(value).get("accountname")?.to_lowercase())
}

/// `Name=value;Name=value`, the names in lower case.
pub(in crate::azure) fn parts(value: &str) -> BTreeMap<String, String> {
    let split = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_lowercase(), value.trim().to_owned()))
    };
    value.split(';').filter_map(split).collect()
}

fn of_parts(value: &str) -> Option<BTreeSet<String>> {
    let parts = parts(value);
    let first = |names: &[&str]| names.iter().find_map(|name| parts.get(*name)).filter(|value| !value.is_empty());
    if parts.get("usedevelopmentstorage").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Some(BTreeSet::from([storage("devstoreaccount1")]));
    }
    if let Some(account) = first(&["accountname"]) {
        return Some(BTreeSet::from([storage(account)]));
    }
    if let Some(server) = first(&["server", "data source", "address", "addr", "network address"]) {
        let database = first(&["database", "initial catalog"]).map(|name| name.to_lowercase()).unwrap_or_default();
        let server = server.to_lowercase();
        let server = server.strip_prefix("tcp:").unwrap_or(&server);
        return Some(BTreeSet::from([format!("{}/{database}", server.trim_end_matches(",1433"))]));
    }
    let services = STORAGE_SERVICES.map(|service| format!("{service}endpoint"));
    let named = ["endpoint", "accountendpoint", "hostname"].map(str::to_owned).into_iter().chain(services);
    let hosts: BTreeSet<String> =
        named.filter_map(|name| parts.get(&name)).filter_map(|url| host_of_url(url).or_else(|| of_host(url))).collect();
    (!hosts.is_empty()).then_some(hosts)
}

/// `host:port,host:port`, as a list of brokers is written.
fn of_hosts(value: &str) -> Option<BTreeSet<String>> {
    let hosts: Option<BTreeSet<String>> = value.split(',').map(|part| of_host(part.trim())).collect();
    hosts.filter(|_| value.contains(['.', ':']))
}

fn of_host(text: &str) -> Option<String> {
    let is_name = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
    is_name.then(|| host(text))
}

/// The host of `scheme://user:password@host:port/path`.
fn host_of_url(text: &str) -> Option<String> {
    let (_, rest) = text.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    (!authority.is_empty()).then(|| host(authority.strip_suffix(":443").unwrap_or(authority)))
}

/// A private link leads to the same place as the public name.
fn host(name: &str) -> String {
    let name = name.trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = name.split('.').filter(|label| *label != "privatelink").collect();
    match labels[..] {
        [account, service, ..] if STORAGE_SERVICES.contains(&service) => storage(account),
        _ => labels.join("."),
    }
}

fn storage(account: &str) -> String {
    format!("storage account {}", account.to_lowercase())
}
