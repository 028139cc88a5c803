//! One table of permissions: the role that is printed for a command is enough for it, nothing in it is too much, and an action that
//! is missing is named.

mod enough;
mod named;
mod printed;
mod scenarios;
mod table;
mod too_much;

use crate::support::{Rehearsal, Told};
use rehearsal::default_world::CLIENT;
use rehearsal::state::RequestEntry;
use scenarios::{SCENARIOS, Scenario};
use slot_deploy::azure::{Permission, RoleFor, Ways, permissions_for, role_definition};

/// Actions that only checks need which are not made yet; `nothing_asks_for_what_is_awaited` fails once they are.
const AWAITED: &[&str] = &["Microsoft.Insights/eventtypes/values/Read"];

/// Who has this can give itself every right.
const GIVES_RIGHTS: &str = "Microsoft.Authorization/roleAssignments/write";

/// The actions and the data actions of a role.
#[derive(Clone)]
struct Role([Vec<String>; 2]);

impl Role {
    /// As it is printed, and with what gives rights, which a person adds by hand where that is wanted.
    fn of(command: RoleFor, ways: &Ways) -> Self {
        let printed: serde_json::Value = serde_json::from_str(&role_definition(command, ways, None)).unwrap();
        let list = |name: &str| {
            let list = printed[name].as_array().unwrap();
            list.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
        };
        let [mut actions, data_actions]: [Vec<String>; 2] = ["Actions", "DataActions"].map(list);
        assert!(!actions.iter().any(|action| action == GIVES_RIGHTS), "no printed role has it");
        actions.extend(permissions_for(command, ways).map(|one| one.action.to_owned()).find(|one| one == GIVES_RIGHTS));
        Self([actions, data_actions])
    }

    fn without(&self, action: &str) -> Self {
        Self(self.0.clone().map(|list| list.into_iter().filter(|one| one != action).collect()))
    }
}

impl Scenario {
    fn ways(&self) -> Ways {
        Ways::of(self.ways.iter().copied())
    }

    fn role(&self) -> Role {
        Role::of(self.role_for, &self.ways())
    }

    fn permissions(&self) -> Vec<&'static Permission> {
        permissions_for(self.role_for, &self.ways()).collect()
    }

    /// Ready to run, and the identity has this role and no other.
    async fn under(&self, role: &Role) -> Rehearsal {
        (self.ready)().await.world(|state| {
            let app = state.directory.app_mut(CLIENT).unwrap();
            [app.actions, app.data_actions] = role.0.clone();
            let object = app.object_id.clone();
            for account in state.storage.values_mut() {
                account.assignments.retain(|one| one.principal != object);
            }
        })
    }
}

fn scenarios_of(command: RoleFor) -> impl Iterator<Item = &'static Scenario> {
    SCENARIOS.iter().filter(move |scenario| scenario.role_for == command)
}

fn refusals(told: &Told) -> Vec<String> {
    let state = told.world.state();
    // The ping is anybody's; of a stopped side it is answered with 403.
    let is_of_rights = |request: &&RequestEntry| !request.path.starts_with("/admin/host/ping");
    let refused = state.requests.iter().filter(|request| matches!(request.status, Some(401 | 403)));
    let refused = refused.filter(is_of_rights);
    refused.map(|request| format!("{} {} {}", request.service, request.method, request.path)).collect()
}

fn is_named(told: &Told, action: &str) -> bool {
    told.log.to_lowercase().contains(&action.to_lowercase())
}
