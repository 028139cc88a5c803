use serde_json::json;

use super::need::GIVES_RIGHTS;
use super::{Permission, RoleFor, Ways, permissions};

/// In place of what a person still has to put in.
const ANY: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";

/// What this command needs in these ways, in the order of the table.
pub fn permissions_for(command: RoleFor, ways: &Ways) -> impl Iterator<Item = &'static Permission> {
    permissions().filter(move |permission| permission.needs_of(command, ways).next().is_some())
}

/// The role of this command as `az role definition create` takes it. Without a `scope` that of a subscription whose id is still to
/// be put in.
pub fn role_definition(command: RoleFor, ways: &Ways, scope: Option<&str>) -> String {
    let actions = |is_of_data: bool| {
        let mut actions: Vec<&str> = Vec::new();
        for permission in permissions_for(command, ways).filter(|permission| permission.is_of_data == is_of_data) {
            if !actions.contains(&permission.action) && permission.action != GIVES_RIGHTS {
                actions.push(permission.action);
            }
        }
        actions
    };
    let name = match command {
        RoleFor::Release => "slot-deploy".to_owned(),
        other => format!("slot-deploy {other}"),
    };
    let role = json!({
        "Name": name,
        "Description": says(command),
        "Actions": actions(false),
        "DataActions": actions(true),
        "AssignableScopes": [scope.unwrap_or(ANY)],
    });
    format!("{role:#}\n")
}

fn says(command: RoleFor) -> &'static str {
    match command {
        RoleFor::Release => "Releases function apps through deployment slots",
        RoleFor::Stage => "Deploys function apps to a slot and proves what runs there",
        RoleFor::Promote => "Swaps a proved slot of a function app into production and watches it",
        RoleFor::Rollback => "Swaps a function app back",
        RoleFor::Reconcile => "Finishes or reports a release of a function app that was cut short",
        RoleFor::Check => "Says what would stop a release of a function app",
        RoleFor::Diff => "Compares the app settings of both sides of a function app",
        RoleFor::Layer => "Looks for the dependencies of a function app among its packages",
        RoleFor::Gc => "Deletes packages that no function app needs",
    }
}
