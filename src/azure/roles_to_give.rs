use serde::Deserialize;
use serde_json::json;

use super::path::ApiPath;
use super::{Arm, ArmPolicy, AzureError, Unreadable};
use crate::names::{AssignmentName, NameError, SubscriptionId};
use crate::record::{Digest, GivenRole, shell_line};

/// The version of the authorization API (docs: Role Assignments, List For Subscription).
const AUTHORIZATION_API: &str = "2022-04-01";

/// A role that one identity has and another has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleToGive {
    role: String,
    scope: String,
}

#[derive(Deserialize)]
struct Assignment {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    role_definition_id: String,
    scope: String,
    principal_id: String,
}

/// The built-in roles that let their holder give roles (docs: Azure built-in roles, "Privileged"): Owner, User Access Administrator,
/// Role Based Access Control Administrator.
const PRIVILEGED: [&str; 3] = [
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
];

impl RoleToGive {
    fn id(&self) -> &str {
        self.role.rsplit('/').next().unwrap_or(&self.role)
    }

    /// Whether a release gives it: one on a resource, or on a group of them, that gives no right to give rights. What reaches further is
    /// for a person to decide.
    pub fn may_be_given(&self) -> bool {
        let segments: Vec<&str> = self.scope.trim_start_matches('/').split('/').collect();
        let is_in_a_group = segments.len() >= 4
            && segments[0].eq_ignore_ascii_case("subscriptions")
            && segments[2].eq_ignore_ascii_case("resourceGroups");
        is_in_a_group && !PRIVILEGED.iter().any(|one| one.eq_ignore_ascii_case(self.id()))
    }

    /// As it is written down.
    pub fn given(&self) -> GivenRole {
        GivenRole { role: self.id().to_owned(), scope: self.scope.clone() }
    }

    /// The name of its assignment to this identity: the same each time, so that a repeated request makes no second one.
    fn name(&self, to: &str) -> Result<AssignmentName, NameError> {
        let whole = Digest::of(format!("{}\n{to}\n{}", self.scope, self.id()).to_lowercase().as_bytes());
        let digits = |from: usize, until: usize| &whole.as_str()[from..until];
        // A GUID of a form that is left to whoever makes it (RFC 9562, version 8).
        let text = [
            digits(0, 8),
            digits(8, 12),
            &format!("8{}", digits(12, 15)),
            &format!("a{}", digits(15, 18)),
            digits(18, 30),
        ];
        text.join("-").parse()
    }

    /// Gives it to this identity. Needs Microsoft.Authorization/roleAssignments/write on its scope. One that is there already, by
    /// whatever name, is no error (docs: Role Assignments, Create, 2022-04-01; Troubleshoot Azure RBAC, `RoleAssignmentExists`). The
    /// kind of the identity is said, since a new one is not known everywhere at once.
    pub async fn give(&self, arm: &Arm, to: &str) -> Result<(), AzureError> {
        let doing = format!("give the identity {to} the role {} on {}", self.id(), self.scope);
        let name = self.name(to).map_err(|_| Unreadable::NotAResource.during(&doing))?;
        let path = ApiPath::of_resource(&self.scope)
            .map_err(|what| what.during(&doing))?
            .then("providers/Microsoft.Authorization/roleAssignments")
            .named(&name)
            .with("api-version", AUTHORIZATION_API);
        let body = json!({"properties": {
            "roleDefinitionId": self.role, "principalId": to, "principalType": "ServicePrincipal",
        }});
        match arm.put(&doing, &path, body, ArmPolicy::Repeatable).await {
            Err(error) if !error.said("RoleAssignmentExists") => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// The command that gives it to this identity.
    pub fn command(&self, to: &str) -> String {
        let identity = ["--assignee-object-id", to, "--assignee-principal-type", "ServicePrincipal"];
        let rest = ["--role", self.id(), "--scope", &self.scope];
        shell_line(["az", "role", "assignment", "create"].into_iter().chain(identity).chain(rest))
    }
}

/// The roles in this subscription that are assigned to the first identity itself and not to the second. Needs
/// Microsoft.Authorization/roleAssignments/read on the subscription.
pub async fn roles_to_give(
    arm: &Arm,
    subscription: &SubscriptionId,
    [from, to]: [&str; 2],
) -> Result<Vec<RoleToGive>, AzureError> {
    let of = async |identity: &str| {
        let path = ApiPath::new("subscriptions")
            .named(subscription)
            .then("providers/Microsoft.Authorization/roleAssignments")
            .with("$filter", format!("assignedTo('{identity}')"))
            .with("api-version", AUTHORIZATION_API);
        let all: Vec<Assignment> = arm.list(&format!("read the roles of the identity {identity}"), &path).await?;
        let own =
            all.into_iter().map(|one| one.properties).filter(|one| one.principal_id.eq_ignore_ascii_case(identity));
        let role = |one: Properties| RoleToGive { role: one.role_definition_id, scope: one.scope };
        Ok::<_, AzureError>(own.map(role).collect::<Vec<_>>())
    };
    let (from, to) = tokio::try_join!(of(from), of(to))?;
    Ok(missing(from, &to))
}

fn missing(from: Vec<RoleToGive>, to: &[RoleToGive]) -> Vec<RoleToGive> {
    let is_same = |one: &RoleToGive, other: &RoleToGive| {
        one.scope.eq_ignore_ascii_case(&other.scope) && one.role.eq_ignore_ascii_case(&other.role)
    };
    from.into_iter().filter(|one| !to.iter().any(|other| is_same(one, other))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_identity_has_already_is_not_given_again() {
        let role = |role: &str, scope: &str| RoleToGive {
            role: format!("/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            scope: scope.to_owned(),
        };
        let left = missing(
            vec![role("reader", "/s/a"), role("owner", "/s/a")],
            &[role("READER", "/S/A"), role("owner", "/s/b")],
        );
        assert_eq!(left, [role("owner", "/s/a")]);
        let again = role("OWNER", "/S/A");
        assert_eq!(left[0].name("me").unwrap().as_str(), again.name("ME").unwrap().as_str(), "the same each time");
        assert_ne!(left[0].name("me").unwrap().as_str(), left[0].name("you").unwrap().as_str());
        assert_eq!(
            left[0].command("me"),
            "az role assignment create --assignee-object-id me --assignee-principal-type ServicePrincipal --role owner --scope /s/a"
        );
    }

    #[test]
    fn a_role_that_reaches_beyond_a_group_or_gives_rights_is_for_a_person() {
        let may =
            |role: &str, scope: &str| RoleToGive { role: role.to_owned(), scope: scope.to_owned() }.may_be_given();
        let group = "/subscriptions/s/resourceGroups/g";
        assert!(
            may("reader", group) && may("reader", &format!("{group}/providers/Microsoft.Storage/storageAccounts/a"))
        );
        for scope in ["/", "/subscriptions/s", "/providers/Microsoft.Management/managementGroups/m/a"] {
            assert!(!may("reader", scope), "{scope}");
        }
        for role in PRIVILEGED {
            assert!(!may(&format!("/x/{}", role.to_uppercase()), group), "{role}");
        }
    }
}
