use crate::azure::{AzureError, RoleToGive, Side, roles_to_give};
use crate::record::{Accepted, Came, Change, GivenRole, Tried};
use crate::release::run::RunOnApp;

impl RunOnApp {
    /// Gives the identity of a new slot the roles that production's identity has and it has not, where this identity may, and reads
    /// back what it has then. What it may not give, and what reaches beyond a resource group, is said with its command; that is no
    /// failure. Returns what was given.
    pub(super) async fn give_roles(
        &self,
        slot: &Side,
        [of_production, of_slot]: [&str; 2],
        missing: Vec<RoleToGive>,
    ) -> Vec<GivenRole> {
        let (to_give, mut told): (Vec<RoleToGive>, Vec<RoleToGive>) =
            missing.into_iter().partition(RoleToGive::may_be_given);
        let roles: Vec<GivenRole> = to_give.iter().map(RoleToGive::given).collect();
        let mut why = None;
        let mut given = Vec::new();
        if !to_give.is_empty() {
            let change = Change::GiveRoles {
                slot: slot.at().slot_name().to_owned(),
                identity: of_slot.to_owned(),
                roles: roles.clone(),
            };
            match self.recorder.intend(change).await {
                Ok(()) => {
                    let failed = self.give_each(&to_give, of_slot).await;
                    let came = failed.as_ref().map_or(Ok(Accepted {}), Err);
                    self.recorder.did(Came::GiveRoles(Tried::of(&came, ToString::to_string))).await;
                    // An answer that was lost is a question, too.
                    let subscription = &self.setup.options.subscription_id;
                    let left = match roles_to_give(&self.app.arm, subscription, [of_production, of_slot]).await {
                        Ok(left) => left,
                        Err(_) if failed.is_none() => Vec::new(),
                        Err(_) => to_give.clone(),
                    };
                    let (not_given, has): (Vec<_>, Vec<_>) = to_give.into_iter().partition(|one| left.contains(one));
                    given.extend(has.iter().map(RoleToGive::given));
                    told.extend(not_given);
                    why = failed.map(|error| error.to_string());
                }
                Err(stop) => {
                    told.extend(to_give);
                    why = Some(stop.problem.sentence);
                }
            }
        }
        if !told.is_empty() {
            let commands: Vec<String> = told.iter().map(|role| role.command(of_slot)).collect();
            let names: Vec<String> = told.iter().map(|role| role.given().to_string()).collect();
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            self.recorder.warn(&format!(
                "the identity of {} has not the roles that production's has{why}: {}; this gives them to it: {}",
                slot.at(),
                names.join(", "),
                commands.join("; ")
            ));
        }
        given
    }

    /// Each is tried, since each scope has its own rights; the first failure is told.
    async fn give_each(&self, roles: &[RoleToGive], to: &str) -> Option<AzureError> {
        let mut failed = None;
        for role in roles {
            if let Err(error) = role.give(&self.app.arm, to).await {
                failed = failed.or(Some(error));
            }
        }
        failed
    }
}
