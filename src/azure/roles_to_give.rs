use serde::Deserialize;

use super::path::ApiPath;
use super::{Arm, AzureError};
use crate::names::SubscriptionId;
use crate::record::shell_line;

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

impl RoleToGive {
    /// The command that gives it to this identity.
    pub fn command(&self, to: &str) -> String {
        let role = self.role.rsplit('/').next().unwrap_or(&self.role);
        let identity = ["--assignee-object-id", to, "--assignee-principal-type", "ServicePrincipal"];
        let rest = ["--role", role, "--scope", &self.scope];
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
        assert_eq!(
            left[0].command("me"),
            "az role assignment create --assignee-object-id me --assignee-principal-type ServicePrincipal --role owner --scope /s/a"
        );
    }
}
