//! Each action of a role is needed: without it Azure refuses something, and the command fails or knows less, as the table says. The
//! list of rights is made to promise everything, so that what shows is Azure's refusal and no foresight.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use rehearsal::faults::{What, Where};
use rehearsal::state::RequestEntry;
use slot_deploy::azure::{RoleFor, Without, of_control_plane, of_scm, permissions};
use slot_deploy::record::Outcome;

use crate::support::Rehearsal;

use super::{AWAITED, is_named, refusals, scenarios_of};

const THE_LIST_ITSELF: &str = "Microsoft.Authorization/permissions/read";

/// In place of every action of the blob service.
const OF_BLOBS: &str = "Microsoft.Storage/";

/// The actions that each scenario of the command asks for when it has all of them: without any other it runs the same.
async fn asked_by(command: RoleFor) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut all = BTreeMap::new();
    for scenario in scenarios_of(command) {
        let told = promised(scenario.under(&scenario.role()).await).run().await;
        let state = told.world.state();
        let action = |request: &RequestEntry| {
            let path = request.path.split('?').next().unwrap_or_default();
            let method: Method = request.method.parse().ok()?;
            match request.service.as_str() {
                "arm" => of_control_plane(&method, path),
                "scm" => of_scm(request.slot.as_deref() != Some("production")),
                // Which of them the query decides, which the log of requests does not have.
                "blob" => Some(OF_BLOBS),
                _ => None,
            }
        };
        all.insert(scenario.name, state.requests.iter().filter_map(action).collect());
    }
    all
}

/// The list of rights promises everything.
fn promised(rehearsal: Rehearsal) -> Rehearsal {
    let all = r#"{"value": [{"actions": ["*"], "notActions": []}]}"#.to_owned();
    let promises = What::Status { status: 200, body: Some(all), content_type: None, retry_after: None };
    rehearsal.fault(Where::service("arm").path("providers/Microsoft.Authorization/permissions"), promises)
}

/// For each action of the command: what Azure refuses without it, and how the command ends.
async fn nothing_is_too_much(command: RoleFor) {
    let asked = asked_by(command).await;
    let actions: BTreeSet<&str> =
        scenarios_of(command).flat_map(|one| one.permissions()).map(|permission| permission.action).collect();
    let mut wrong = Vec::new();
    for action in actions.into_iter().filter(|action| !AWAITED.contains(action)) {
        let (mut is_refused, mut fails, mut expected) = (false, false, None);
        for scenario in scenarios_of(command) {
            let is_it =
                |one: &&str| one.eq_ignore_ascii_case(action) || *one == OF_BLOBS && action.starts_with(OF_BLOBS);
            if !asked[scenario.name].iter().any(is_it) {
                continue;
            }
            let ways = scenario.ways();
            let of_it = permissions().filter(|permission| permission.action == action);
            let Some(without) = of_it.filter_map(|permission| permission.without(command, &ways)).next() else {
                continue;
            };
            let mut rehearsal = scenario.under(&scenario.role().without(action)).await;
            if action != THE_LIST_ITSELF {
                rehearsal = promised(rehearsal);
            }
            let told = rehearsal.run().await;
            let has_failed = told.outcome() != scenario.ends;
            // A table of logs that may not be read is a refusal within an answer.
            is_refused |= !refusals(&told).is_empty() || is_named(&told, action);
            // Production is swapped back, or watched, also where nobody can prove that it is well.
            let is_left_to_a_person = matches!(command, RoleFor::Rollback | RoleFor::Reconcile)
                && matches!(told.outcome(), Outcome::NeedsPerson | Outcome::PromotedUnverified);
            if has_failed && without != Without::Stops && !is_left_to_a_person {
                let end = format!("{:?} {}", told.outcome(), told.code());
                wrong.push(format!(
                    "{}: without {action} it only knows less by the table, and ends {end}",
                    scenario.name
                ));
            }
            fails |= has_failed;
            expected = expected.filter(|known| *known == Without::Stops).or(Some(without));
            if is_refused && has_failed && without == Without::Stops {
                break;
            }
        }
        if !is_refused {
            wrong.push(format!("{command}: nothing needs {action}"));
        }
        if expected == Some(Without::Stops) && !fails {
            wrong.push(format!("{command}: it succeeds without {action}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! nothing_is_too_much {
    ($($name:ident: $command:ident),+ $(,)?) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            Box::pin(nothing_is_too_much(RoleFor::$command)).await;
        }
    )+};
}

nothing_is_too_much! {
    the_role_of_release_has_nothing_that_it_does_not_need: Release,
    the_role_of_stage_has_nothing_that_it_does_not_need: Stage,
    the_role_of_promote_has_nothing_that_it_does_not_need: Promote,
    the_role_of_rollback_has_nothing_that_it_does_not_need: Rollback,
    the_role_of_reconcile_has_nothing_that_it_does_not_need: Reconcile,
    the_role_of_check_has_nothing_that_it_does_not_need: Check,
    the_role_of_layer_has_nothing_that_it_does_not_need: Layer,
    the_role_of_gc_has_nothing_that_it_does_not_need: Gc,
}

#[tokio::test(start_paused = true)]
async fn nothing_asks_for_what_is_awaited() {
    let scenario = scenarios_of(RoleFor::Check).next().unwrap();
    let role = AWAITED.iter().fold(scenario.role(), |role, action| role.without(action));
    let told = scenario.under(&role).await.run().await;
    assert_eq!(refusals(&told), [""; 0], "take it out of AWAITED");
}
