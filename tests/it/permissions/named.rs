//! Under a role that lacks one action, that action is named; where Azure lists the rights, before anything is changed.

use rehearsal::state::Effect;
use slot_deploy::azure::{On, RoleFor, Without};
use slot_deploy::record::Outcome;

use super::{AWAITED, is_named, scenarios_of};

async fn each_action_is_named(command: RoleFor) {
    let mut wrong = Vec::new();
    let mut tried = Vec::new();
    for scenario in scenarios_of(command) {
        let ways = scenario.ways();
        for permission in scenario.permissions() {
            let action = permission.action;
            let without = permission.without(command, &ways);
            if tried.contains(&(action, without)) || AWAITED.contains(&action) {
                continue;
            }
            tried.push((action, without));
            let rehearsal = scenario.under(&scenario.role().without(action)).await;
            let before = rehearsal.world.state().effects.len();
            let told = rehearsal.run().await;
            let end = format!("{}, without {action}: {:?} {}", scenario.name, told.outcome(), told.code());
            if !is_named(&told, action) {
                wrong.push(format!("{end}: it is not named"));
            }
            // A release that was cut short is taken as far as the rights go.
            let is_listed = matches!(permission.on, On::Production | On::Slot) && action.starts_with("Microsoft.Web/");
            let has = |other: &str| scenario.permissions().iter().any(|one| one.action == other);
            let stops = without == Some(Without::Stops) && !permission.instead.is_some_and(has);
            if is_listed && stops && command != RoleFor::Reconcile {
                let changes = told.effects().split_off(before);
                let changed = changes.iter().any(|effect| {
                    // Of a deployment before, the platform itself learns of the triggers late.
                    let comes_late = matches!(effect, Effect::TriggersSynced { .. }) && command == RoleFor::Promote;
                    !matches!(effect, Effect::TokenIssued { .. }) && !comes_late
                });
                let as_ever = told.outcome() == Outcome::Aborted || command == RoleFor::Check;
                if changed || !as_ever {
                    wrong.push(format!("{end}: too late, after {changes:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! each_action_is_named {
    ($($name:ident: $command:ident),+ $(,)?) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            Box::pin(each_action_is_named(RoleFor::$command)).await;
        }
    )+};
}

each_action_is_named! {
    release_names_each_action_that_it_lacks: Release,
    stage_names_each_action_that_it_lacks: Stage,
    promote_names_each_action_that_it_lacks: Promote,
    rollback_names_each_action_that_it_lacks: Rollback,
    reconcile_names_each_action_that_it_lacks: Reconcile,
    check_names_each_action_that_it_lacks: Check,
    layer_names_each_action_that_it_lacks: Layer,
    gc_names_each_action_that_it_lacks: Gc,
}
