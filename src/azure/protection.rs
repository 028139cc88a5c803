use serde_json::{Map, Value};

use super::wire::MovingConfig;

/// What keeps others from a side, by its `config/web`. All of it stays with its side in a swap (facts: what-moves).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Protection {
    /// Who is let in to the app.
    pub site: Access,
    /// Who is let in to the SCM site.
    pub scm: Access,
    /// The lowest version of TLS that the app takes, when it is said.
    pub tls: Option<String>,
    /// The same of the SCM site.
    pub scm_tls: Option<String>,
    /// Whether pages of any other site may call the app.
    pub any_origin: bool,
    /// Whether the platform signs its users in, when it is said.
    pub signs_in: Option<bool>,
    /// Whether FTP is off, when it is said.
    pub no_ftp: Option<bool>,
}

/// Whom rules of access let in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// How far that goes.
    pub scope: Scope,
    /// How many rules a person made.
    pub rules: usize,
}

/// How far rules of access keep others away; the stricter is the greater.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everybody is let in.
    #[default]
    Open,
    /// Some are refused.
    SomeRefused,
    /// Some are let in.
    SomeAdmitted,
    /// Nobody is, but by a private endpoint.
    Private,
}

impl Protection {
    pub(super) fn of(config: &MovingConfig) -> Self {
        let all = &config.properties;
        let text =
            |name: &str| all.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let is_private = text("publicNetworkAccess").is_some_and(|access| access.eq_ignore_ascii_case("Disabled"));
        let access =
            |rules: &str| if is_private { Access { scope: Scope::Private, rules: 0 } } else { access(all, rules) };
        let uses_main = all.get("scmIpSecurityRestrictionsUseMain").and_then(Value::as_bool) == Some(true);
        let origins = all.get("cors").and_then(|cors| cors["allowedOrigins"].as_array());
        Self {
            site: access("ipSecurityRestrictions"),
            scm: access(if uses_main { "ipSecurityRestrictions" } else { "scmIpSecurityRestrictions" }),
            tls: text("minTlsVersion"),
            scm_tls: text("scmMinTlsVersion"),
            any_origin: origins.into_iter().flatten().any(|origin| origin == "*"),
            signs_in: all.get("siteAuthEnabled").and_then(Value::as_bool),
            no_ftp: text("ftpsState").map(|state| state.eq_ignore_ascii_case("Disabled")),
        }
    }
}

/// Without a rule for all others, everybody else is let in where no rule admits anybody (recorded: `Allow all`).
fn access(all: &Map<String, Value>, rules: &str) -> Access {
    let listed: Vec<&Value> = all.get(rules).and_then(Value::as_array).into_iter().flatten().collect();
    let is = |rule: &Value, field: &str, word: &str| {
        rule[field].as_str().is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let is_for_all = |rule: &&&Value| is(rule, "ipAddress", "Any");
    let default = all.get(&format!("{rules}DefaultAction")).and_then(Value::as_str);
    let refuses_others = match (default, listed.iter().find(is_for_all)) {
        (Some(action), _) => action.eq_ignore_ascii_case("Deny"),
        (None, Some(rule)) => is(rule, "action", "Deny"),
        (None, None) => listed.iter().any(|rule| is(rule, "action", "Allow")),
    };
    let own = listed.iter().filter(|rule| !is_for_all(rule)).count();
    let scope = match (refuses_others, own) {
        (true, _) => Scope::SomeAdmitted,
        (false, 0) => Scope::Open,
        (false, _) => Scope::SomeRefused,
    };
    Access { scope, rules: own }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn protection(properties: Value) -> Protection {
        let config: MovingConfig = serde_json::from_value(json!({"properties": properties})).unwrap();
        Protection::of(&config)
    }

    #[test]
    fn rules_keep_away_some_or_all_but_some() {
        let any = |action: &str| json!({"ipAddress": "Any", "action": action});
        let one = |action: &str| json!({"ipAddress": "192.0.2.0/24", "action": action});
        for (properties, expected) in [
            (json!({}), (Scope::Open, 0)),
            (json!({"ipSecurityRestrictions": [any("Allow")]}), (Scope::Open, 0)),
            (json!({"ipSecurityRestrictions": [one("Deny"), any("Allow")]}), (Scope::SomeRefused, 1)),
            (json!({"ipSecurityRestrictions": [one("Allow"), any("Deny")]}), (Scope::SomeAdmitted, 1)),
            (json!({"ipSecurityRestrictions": [one("Allow")]}), (Scope::SomeAdmitted, 1)),
            (
                json!({"ipSecurityRestrictions": [any("Allow")], "ipSecurityRestrictionsDefaultAction": "Deny"}),
                (Scope::SomeAdmitted, 0),
            ),
            (json!({"publicNetworkAccess": "Disabled"}), (Scope::Private, 0)),
        ] {
            let site = protection(properties.clone()).site;
            assert_eq!((site.scope, site.rules), expected, "{properties}");
        }
    }

    #[test]
    fn the_scm_site_has_rules_of_its_own_or_those_of_the_app() {
        let rules = json!([{"ipAddress": "192.0.2.0/24", "action": "Allow"}]);
        assert_eq!(protection(json!({"ipSecurityRestrictions": rules})).scm.scope, Scope::Open);
        let main = json!({"ipSecurityRestrictions": rules, "scmIpSecurityRestrictionsUseMain": true});
        assert_eq!(protection(main).scm.scope, Scope::SomeAdmitted);
    }
}
