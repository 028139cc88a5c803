use serde::Deserialize;

/// An item of `GET …/providers/Microsoft.Authorization/permissions` (`Permission` in authorization-RoleDefinitionsCalls.json of
/// Microsoft.Authorization 2022-04-01): what one role assignment allows, and what it leaves out of that.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permission {
    pub actions: Vec<String>,
    /// Absent where a role leaves nothing out.
    #[serde(default)]
    pub not_actions: Vec<String>,
}
