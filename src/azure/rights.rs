use super::wire::Permission;
use super::{Arm, AzureError, SiteRef};

/// The stable version of the permissions API (facts: rights).
const PERMISSIONS_API: &str = "2022-04-01";

/// What this identity may do with a resource, role by role. Deny assignments are not part of Azure's answer.
#[derive(Debug, Clone)]
pub struct Rights(Vec<Permission>);

impl Rights {
    /// Asks Azure. Needs Microsoft.Authorization/permissions/read, as in the role Reader.
    pub async fn read(arm: &Arm, at: &SiteRef) -> Result<Self, AzureError> {
        let path = at.path().then("providers/Microsoft.Authorization/permissions").with("api-version", PERMISSIONS_API);
        Ok(Self(arm.list(&format!("read this identity's rights on {at}"), &path).await?))
    }

    /// Whether one of the roles allows this action: what a role leaves out, another one may allow.
    pub fn allow(&self, action: &str) -> bool {
        let one_of = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, action));
        self.0.iter().any(|role| one_of(&role.actions) && !one_of(&role.not_actions))
    }
}

/// Whether the pattern, in which `*` is any text, is this action; without regard to case.
pub(super) fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == action };
    let Some(mut rest) = action.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = tail.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn role(actions: &[&str], not_actions: &[&str]) -> Permission {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Permission { actions: owned(actions), not_actions: owned(not_actions) }
    }

    #[test]
    fn what_one_role_leaves_out_another_may_allow() {
        let swap = "Microsoft.Web/sites/slots/slotsswap/Action";
        let contributor = || role(&["*"], &["microsoft.web/sites/*/slotsswap/action"]);
        assert!(!Rights(vec![contributor()]).allow(swap));
        assert!(Rights(vec![contributor(), role(&["Microsoft.Web/sites/slots/*"], &[])]).allow(swap));
        assert!(Rights(vec![contributor()]).allow("Microsoft.Web/sites/publish/Action"));
        assert!(!Rights(Vec::new()).allow(swap));
        assert!(!Rights(vec![role(&["*/read"], &[])]).allow(swap));
    }

    proptest! {
        #[test]
        fn a_pattern_is_what_the_same_regular_expression_is(pattern in "[ab/*]{0,8}", action in "[abAB/]{0,8}") {
            let expression = format!("(?i)^{}$", pattern.split('*').map(regex::escape).collect::<Vec<_>>().join(".*"));
            let expected = regex::Regex::new(&expression).unwrap().is_match(&action);
            prop_assert_eq!(matches(&pattern, &action), expected);
        }
    }
}
