use super::wire;

/// Who may reach a side over the network, as its configuration says (facts: scm-access).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NetworkAccess {
    /// Whether it can be reached from the internet; where not, a private endpoint is the only way. `None`: it is not said.
    pub is_public: Option<bool>,
    /// Whether rules say which addresses reach its SCM site.
    pub has_scm_rules: bool,
}

impl NetworkAccess {
    pub(super) fn of(wire: &wire::NetworkAccess) -> Self {
        let properties: &wire::AccessProperties = &wire.properties;
        let public_network_access = &properties.public_network_access;
        let uses_main = properties.scm_ip_security_restrictions_use_main == Some(true);
        let (rules, otherwise) = if uses_main {
            (&properties.ip_security_restrictions, &properties.ip_security_restrictions_default_action)
        } else {
            (&properties.scm_ip_security_restrictions, &properties.scm_ip_security_restrictions_default_action)
        };
        // Without a rule of their own all sides list one that lets everyone in.
        let narrows =
            |rule: &wire::AccessRule| rule.ip_address.as_deref() != Some("Any") || !is_allow(rule.action.as_deref());
        Self {
            is_public: public_network_access.as_deref().map(|access| !access.eq_ignore_ascii_case("Disabled")),
            has_scm_rules: rules.iter().flatten().any(narrows) || !is_allow(otherwise.as_deref()),
        }
    }
}

fn is_allow(action: Option<&str>) -> bool {
    action.is_none_or(|action| action.is_empty() || action.eq_ignore_ascii_case("Allow"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn of(properties: Value) -> NetworkAccess {
        NetworkAccess::of(&serde_json::from_value(json!({"properties": properties})).unwrap())
    }

    #[test]
    fn the_scm_site_has_rules_of_its_own_unless_it_uses_those_of_the_app() {
        let everyone = json!([{"ipAddress": "Any", "action": "Allow", "name": "Allow all"}]);
        let office = json!([{"ipAddress": "192.0.2.0/27", "action": "Allow"}, {"ipAddress": "Any", "action": "Deny"}]);
        assert_eq!(of(json!({})), NetworkAccess::default());
        assert!(!of(json!({"scmIpSecurityRestrictions": everyone, "ipSecurityRestrictions": office})).has_scm_rules);
        assert!(of(json!({"scmIpSecurityRestrictions": office})).has_scm_rules);
        let main = json!({"scmIpSecurityRestrictionsUseMain": true, "ipSecurityRestrictions": office});
        assert!(of(main).has_scm_rules);
        assert!(of(json!({"scmIpSecurityRestrictionsDefaultAction": "Deny"})).has_scm_rules);
        assert_eq!(of(json!({"publicNetworkAccess": "Disabled"})).is_public, Some(false));
        assert_eq!(of(json!({"publicNetworkAccess": "Enabled"})).is_public, Some(true));
        assert_eq!(of(json!({"publicNetworkAccess": null})).is_public, None);
    }
}
