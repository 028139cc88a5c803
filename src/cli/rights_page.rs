//! The page of rights, made from the table of permissions.

use crate::azure::{On, Permission, RoleFor, Ways, Without, permissions, role_definition};

const HEAD: &str = "# Rights

<!-- Generated: `UPDATE_DOCS=1 cargo test --test it docs::` writes this page. -->

## Of the identity, in Azure

The identity needs these actions on the app and its plan, and the data actions on the container of packages where there is one
(`Storage Blob Data Contributor` has them too); no role that can do more is needed. `slot-deploy explain role` prints it; put your
subscription's id in place of the zeros.

`slot-deploy check --role-json --for stage` prints the least role of one command, as `az role definition create` takes it, with the
inputs that decide what is needed: `--swap`, `--drain`, `--storage-container`, `--strategy`, `--resource-group`, `--config`. So the job
that stages need not be able to swap, and the one that promotes need not be able to deploy. An identity that has only the role of
`check` could not release, which `rights-suffice` then says: where it is meant so, as in a job for pull requests, check with `for: check`.

";

const BELOW_THE_ROLE: &str = "
Where the column `without it` says what is not known, the command succeeds without the action and says that; without any other it ends
before anything is changed, where Azure lists the rights of the identity, and names the action.

";

const BELOW_THE_TABLE: &str = "
Each [check](checks.md) and each [code](codes.md) names the actions whose absence it shows. A new role assignment can take
several minutes to take effect.

## Of the job, in GitHub

| permission | for |
| --- | --- |
| `id-token: write` | signing in; without it there is no token, and the error says so. Not needed with `auth: managed-identity` or `client-secret` |
| `contents: read` | `actions/checkout` |
| `deployments: write` | the GitHub Deployments by which releases know of each other, also in a job with `environment:`. Without it the release says so, and cannot [see other releases](approval.md#one-release-at-a-time) |
| `checks: read` | of [`check`](checking.md): whether the checks of the commit passed. Without it that is not known |
| `actions: read` | of `check`: the protection of the job's environment. Without it that is not known |
";

/// The page.
pub fn rights_page() -> String {
    let role = role_definition(RoleFor::Release, &Ways::all(), None);
    let rows: String = permissions().flat_map(rows).collect();
    format!(
        "{HEAD}```json\n{role}```\n{BELOW_THE_ROLE}| action | on | of | needed to | without it |\n| --- | --- | --- | --- | --- \
         |\n{rows}{BELOW_THE_TABLE}"
    )
}

fn rows(permission: &Permission) -> impl Iterator<Item = String> {
    permission.needs.iter().map(|need| {
        let commands: Vec<String> = match need.by {
            all if all.len() == RoleFor::ALL.len() => vec!["every command".to_owned()],
            some => some.iter().map(|command| format!("`{command}`")).collect(),
        };
        let when = need.when.clause().map(|clause| format!(", when {clause}")).unwrap_or_default();
        let without = match need.without {
            Without::Stops => "",
            Without::Less(what) => what,
        };
        format!(
            "| `{}` | {} | {} | {}{when} | {without} |\n",
            shortened(permission),
            permission.on.words(),
            commands.join(", "),
            need.to
        )
    })
}

/// What an action on a site begins with says the second column.
fn shortened(permission: &Permission) -> &'static str {
    let action = permission.action;
    let of_side = match permission.on {
        On::Production | On::Slot => action.strip_prefix("Microsoft.Web/sites/"),
        On::Container => action.strip_prefix("Microsoft.Storage/storageAccounts/blobServices/"),
        _ => None,
    };
    of_side.unwrap_or(action)
}
