use std::collections::BTreeSet;

use super::AppSettings;

/// Settings that a deployment or the platform writes, or that other checks judge. What has none of them loses nothing.
const APART: [&str; 7] = [
    "ENABLE_ORYX_BUILD",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_ENABLE_SYNC_UPDATE_SITE",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
    "WEBSITE_RUN_FROM_ZIP",
];
/// The same by their beginnings. Those of diagnostics never move (facts: what-moves).
const APART_BEGIN: [&str; 5] =
    ["DIAGNOSTICS_", "SCM_", "WEBSITE_HTTPLOGGING_", "WEBSITE_OVERRIDE_", "WEBSITE_SWAP_WARMUP_"];
/// Either says where telemetry goes.
const TELEMETRY: [&str; 2] = ["APPINSIGHTS_INSTRUMENTATIONKEY", "APPLICATIONINSIGHTS_CONNECTION_STRING"];
/// What stands behind the name of a connection that an identity opens (facts: identity-connections).
const OF_IDENTITY: [&str; 9] = [
    "__ACCOUNTENDPOINT",
    "__ACCOUNTNAME",
    "__CLIENTID",
    "__CREDENTIAL",
    "__FULLYQUALIFIEDNAMESPACE",
    "__MANAGEDIDENTITYRESOURCEID",
    "__SERVICEURI",
    "__TENANTID",
    "SERVICEURI",
];

impl AppSettings {
    /// The names that are here and not on the `other` side, in no spelling and in no other form of the same thing: a connection that a
    /// key opens on one side and an identity on the other is on both.
    pub fn missing_from<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        let there: BTreeSet<String> = other.names().map(thing).collect();
        self.names().filter(|name| !is_apart(name) && !there.contains(&thing(name))).collect()
    }
}

fn is_apart(name: &str) -> bool {
    let name = name.to_uppercase();
    APART.contains(&name.as_str())
        || APART_BEGIN.iter().any(|begin| name.starts_with(begin))
        || name.ends_with("_EXTENSION_VERSION")
}

/// What a name stands for, in one spelling: case does not count, and `:` is `__` where variables take no colon.
fn thing(name: &str) -> String {
    let name = name.to_uppercase().replace(':', "__");
    if TELEMETRY.contains(&name.as_str()) {
        return TELEMETRY[1].to_owned();
    }
    let connection = OF_IDENTITY.iter().find(|suffix| name.ends_with(*suffix)).and_then(|_| name.rsplit_once("__"));
    match connection {
        Some((connection, _)) => connection.to_owned(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_is_spelled_otherwise_is_on_both_sides() {
        let side = |names: &[&str]| AppSettings::of_pairs(names.iter().map(|name| (*name, "x")));
        let missing = |here: &[&str], there: &[&str]| {
            side(here).missing_from(&side(there)).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(missing(&["KEY", "Shop__Key"], &["key", "shop:key"]), [""; 0]);
        assert_eq!(missing(&["Bus"], &["Bus__fullyQualifiedNamespace", "Bus__credential"]), [""; 0]);
        assert_eq!(missing(&["Orders__queueServiceUri"], &["Orders"]), [""; 0]);
        assert_eq!(missing(&["APPINSIGHTS_INSTRUMENTATIONKEY"], &["APPLICATIONINSIGHTS_CONNECTION_STRING"]), [""; 0]);
        let platform = ["WEBSITE_RUN_FROM_PACKAGE", "SCM_DO_BUILD_DURING_DEPLOYMENT", "FUNCTIONS_EXTENSION_VERSION"];
        assert_eq!(missing(&platform, &[]), [""; 0]);
        let lost = ["AzureWebJobs.Take.Disabled", "Shop__Key", "WEBSITE_TIME_ZONE"];
        assert_eq!(missing(&lost, &["Shop"]), lost);
    }
}
