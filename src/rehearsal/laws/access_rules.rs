//! Access restrictions: the first rule that fits the caller's address decides, for the app and for its SCM site apart, unless the
//! SCM site uses the app's (facts: scm-access; Microsoft Learn, "Set up Azure App Service access restrictions"). Rules for
//! networks and for services of Azure fit nobody here. Where public access is off (a private endpoint is the only way in), nobody
//! is let in, to neither of the two.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;

use crate::state::Side;

/// Where every request comes from: nobody else reaches this world.
pub const CALLER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The app itself.
    App,
    /// Its SCM site.
    Scm,
}

/// Whether a caller is let in.
pub fn admit(side: &Side, door: Door, caller: IpAddr) -> bool {
    let web = &side.config.web;
    if web.get("publicNetworkAccess").is_some_and(|access| access == "Disabled") {
        return false;
    }
    let uses_main = web.get("scmIpSecurityRestrictionsUseMain").is_some_and(|main| main == &Value::Bool(true));
    let name = match door {
        Door::Scm if !uses_main => "scmIpSecurityRestrictions",
        _ => "ipSecurityRestrictions",
    };
    let rules = web.get(name).and_then(Value::as_array).into_iter().flatten();
    let action = rules.into_iter().find(|rule| fits(rule, caller)).and_then(|rule| rule["action"].as_str());
    let otherwise = web.get(&format!("{name}DefaultAction")).and_then(Value::as_str).unwrap_or("Allow");
    action.unwrap_or(otherwise).eq_ignore_ascii_case("Allow")
}

fn fits(rule: &Value, caller: IpAddr) -> bool {
    let ranges = rule["ipAddress"].as_str().unwrap_or_default();
    ranges.split(',').map(str::trim).any(|range| range.eq_ignore_ascii_case("Any") || contains(range, caller))
}

fn contains(range: &str, caller: IpAddr) -> bool {
    let (address, bits) = range.split_once('/').map_or((range, None), |(address, bits)| (address, bits.parse().ok()));
    let shared = |width: u32| width - bits.unwrap_or(width).min(width);
    match (address.parse(), caller) {
        (Ok(IpAddr::V4(network)), IpAddr::V4(caller)) => {
            let differ = u32::from(network) ^ u32::from(caller);
            differ.checked_shr(shared(32)).unwrap_or_default() == 0
        }
        (Ok(IpAddr::V6(network)), IpAddr::V6(caller)) => {
            let differ = u128::from(network) ^ u128::from(caller);
            differ.checked_shr(shared(128)).unwrap_or_default() == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_their_first_bits_say() {
        let caller = |text: &str| text.parse().unwrap();
        assert!(contains("127.0.0.0/8", caller("127.0.0.1")) && contains("127.0.0.1", caller("127.0.0.1")));
        assert!(contains("0.0.0.0/0", caller("127.0.0.1")) && contains("2001:db8::/32", caller("2001:db8::1")));
        assert!(!contains("192.0.2.0/27", caller("192.0.2.32")) && !contains("AzureCloud", caller("192.0.2.1")));
    }
}
