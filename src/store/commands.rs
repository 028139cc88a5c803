//! The commands that make a store usable, for a person to paste.

use super::denied::Denied;
use crate::record::{Word, shell_capture, shell_line};

/// The role that a release needs on the container.
pub(super) const ROLE: &str = "Storage Blob Data Contributor";

/// Assigns the role on the container, and on nothing more.
pub(super) fn assign_role(denied: &Denied) -> String {
    let Denied { account, container, identity, .. } = denied;
    let query = format!("join('', [id, '/blobServices/default/containers/{container}'])");
    let scope = shell_capture(
        "scope",
        ["az", "storage", "account", "show", "--name", account, "--query", &query, "--output", "tsv"],
    );
    let identity = if identity.is_empty() { "CLIENT-ID" } else { identity };
    let words = ["az", "role", "assignment", "create", "--assignee", identity, "--role", ROLE, "--scope"];
    let words = words.into_iter().map(Word::Text).chain([Word::Variable("scope")]);
    format!("give the identity the role `{ROLE}` on the container:\n{scope}\n{}", shell_line(words))
}

/// Makes the container.
pub(super) fn create_container(account: &str, container: &str) -> String {
    let words = [
        "az",
        "storage",
        "container",
        "create",
        "--account-name",
        account,
        "--name",
        container,
        "--auth-mode",
        "login",
    ];
    format!("make the container:\n{}", shell_line(words))
}

/// Takes anonymous access away from the whole account.
pub(super) fn make_private(account: &str, container: &str) -> String {
    let words = ["az", "storage", "account", "update", "--name", account, "--allow-blob-public-access", "false"];
    format!("packages hold the app's code; permit reading `{container}` after a sign-in only:\n{}", shell_line(words))
}

/// What to do about network rules: no command opens an account to a machine whose address changes with each job.
pub(super) fn open_network(denied: &Denied) -> Vec<String> {
    let words = ["az", "storage", "account", "show", "--name", &denied.account];
    let words = words.into_iter().chain(["--query", "{public:publicNetworkAccess,rules:networkRuleSet}"]);
    vec![
        "use a self-hosted runner or a GitHub-hosted one with private networking whose network the account admits, or an \
         account of its own for packages that admits all networks and asks for a sign-in"
            .to_owned(),
        format!("to see the account's rules:\n{}", shell_line(words)),
    ]
}
