//! Which values of their kind properties take: words of an enumeration, ranges of addresses, numbers of workers (swagger
//! CommonDefinitions.json 2023-12-01: `Site`, `SiteConfig`, `IpSecurityRestriction`, `ConnStringInfo`). Words have no case.

use std::net::IpAddr;

use serde_json::Value;

/// Whether a property takes a value, which is of its kind. Null says nothing and is taken by each.
pub fn takes(name: &str, value: &Value) -> bool {
    match (name, value) {
        (_, Value::Null) => true,
        ("clientCertMode", value) => is_one_of(value, &["Required", "Optional", "OptionalInteractiveUser"]),
        ("redundancyMode", value) => is_one_of(value, &["None", "Manual", "Failover", "ActiveActive", "GeoRedundant"]),
        ("ipMode", value) => is_one_of(value, &["IPv4", "IPv6", "IPv4AndIPv6"]),
        ("publicNetworkAccess", value) => is_one_of(value, &["Enabled", "Disabled", ""]),
        ("minTlsVersion" | "scmMinTlsVersion", value) => is_one_of(value, &["1.0", "1.1", "1.2", "1.3"]),
        ("ftpsState", value) => is_one_of(value, &["AllAllowed", "FtpsOnly", "Disabled"]),
        ("managedPipelineMode", value) => is_one_of(value, &["Integrated", "Classic"]),
        ("ipSecurityRestrictionsDefaultAction" | "scmIpSecurityRestrictionsDefaultAction", value) => is_action(value),
        ("ipSecurityRestrictions" | "scmIpSecurityRestrictions", Value::Array(rules)) => rules.iter().all(is_rule),
        ("numberOfWorkers", value) => value.as_u64().is_some_and(|number| number > 0),
        ("experiments", value) => value["rampUpRules"].as_array().into_iter().flatten().all(is_ramp_up),
        _ => true,
    }
}

/// The type of a connection string.
pub fn is_connection_type(value: &Value) -> bool {
    const TYPES: [&str; 11] = [
        "MySql",
        "SQLServer",
        "SQLAzure",
        "Custom",
        "NotificationHub",
        "ServiceBus",
        "EventHub",
        "ApiHub",
        "DocDb",
        "RedisCache",
        "PostgreSQL",
    ];
    value.is_null() || is_one_of(value, &TYPES)
}

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|text| words.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

fn is_action(value: &Value) -> bool {
    is_one_of(value, &["Allow", "Deny"])
}

/// A rule names ranges of addresses, a service of Azure, or a subnet.
fn is_rule(rule: &Value) -> bool {
    let is_service = rule["tag"].as_str().is_some_and(|tag| tag.eq_ignore_ascii_case("ServiceTag"));
    let addresses = match &rule["ipAddress"] {
        Value::Null => true,
        Value::String(text) => is_service || text.split(',').all(|range| is_range(range.trim())),
        _ => false,
    };
    rule.is_object() && addresses && (rule["action"].is_null() || is_action(&rule["action"]))
}

fn is_range(range: &str) -> bool {
    if range.eq_ignore_ascii_case("Any") {
        return true;
    }
    let (address, bits) = range.split_once('/').map_or((range, None), |(address, bits)| (address, Some(bits)));
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}

fn is_ramp_up(rule: &Value) -> bool {
    rule["reroutePercentage"].is_null()
        || rule["reroutePercentage"].as_f64().is_some_and(|part| (0.0..=100.0).contains(&part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges_are_addresses_with_bits_and_services_have_names() {
        let rule = |address: &str| takes("ipSecurityRestrictions", &json!([{"ipAddress": address, "action": "Deny"}]));
        assert!(rule("Any") && rule("10.0.0.0/8,192.0.2.1/32") && rule("2001:db8::/32"));
        assert!(!rule("banana") && !rule("10.0.0.0/33") && !rule("10.0.0.0/") && !rule(""));
        let service = json!([{"ipAddress": "AzureCloud", "tag": "ServiceTag", "action": "Allow"}]);
        assert!(takes("ipSecurityRestrictions", &service));
    }

    #[test]
    fn words_have_no_case_and_null_says_nothing() {
        assert!(takes("ftpsState", &json!("disabled")) && takes("ftpsState", &Value::Null));
        assert!(!takes("ftpsState", &json!("Nope")) && !takes("numberOfWorkers", &json!(0)));
    }
}
