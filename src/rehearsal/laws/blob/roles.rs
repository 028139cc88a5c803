//! What the built-in roles for blob data permit (Azure built-in roles, "Storage").

use crate::laws::rbac;
use crate::state::{DataRole, Directory, StorageAccount};

const CONTAINERS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers";
const DELEGATE: &str = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

/// The full name of an action on containers or blobs.
pub fn action(rest: &str) -> String {
    match rest {
        "delegate" => DELEGATE.to_owned(),
        rest => format!("{CONTAINERS}/{rest}"),
    }
}

/// What a role permits on accounts and containers.
pub fn actions(role: DataRole) -> Vec<String> {
    let rest: &[&str] = match role {
        DataRole::Reader => &["read", "delegate"],
        DataRole::Contributor => &["read", "write", "delete", "delegate"],
        DataRole::Owner => &["*", "delegate"],
        DataRole::Delegator => &["delegate"],
        DataRole::QueueProcessor => &[],
    };
    rest.iter().map(|rest| action(rest)).collect()
}

/// What it permits on the blobs themselves.
pub fn data_actions(role: DataRole) -> Vec<String> {
    const MESSAGES: &str = "Microsoft.Storage/storageAccounts/queueServices/queues/messages";
    let rest: &[&str] = match role {
        DataRole::QueueProcessor => return ["read", "process/action"].map(|rest| format!("{MESSAGES}/{rest}")).into(),
        DataRole::Reader => &["blobs/read"],
        DataRole::Contributor => {
            &["blobs/read", "blobs/write", "blobs/delete", "blobs/move/action", "blobs/add/action"]
        }
        DataRole::Owner => &["blobs/*"],
        DataRole::Delegator => &[],
    };
    rest.iter().map(|rest| action(rest)).collect()
}

/// Whether a principal may do this, on the account or within a container.
pub fn allow(account: &StorageAccount, principal: &str, container: Option<&str>, rest: &str) -> bool {
    let action = action(rest);
    account
        .assignments
        .iter()
        .filter(|assignment| assignment.principal == principal)
        .filter(|assignment| assignment.container.is_none() || assignment.container.as_deref() == container)
        .any(|assignment| rbac::allows(&[actions(assignment.role), data_actions(assignment.role)].concat(), &action))
}

/// The same by the role that is the principal's own, which is assigned on the subscription (docs: Azure custom roles).
pub fn allow_by_own(directory: &Directory, principal: &str, rest: &str) -> bool {
    let action = action(rest);
    directory
        .apps
        .iter()
        .filter(|app| app.object_id == principal)
        .any(|app| rbac::allows(&app.actions, &action) || rbac::allows(&app.data_actions, &action))
}
