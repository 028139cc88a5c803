//! What an app of the default world runs on, and from.

use rehearsal::default_world::APP;
use rehearsal::state::{Side, State};

/// The plan is one for Windows.
pub fn on_windows(state: &mut State) {
    state.plans.get_mut("plan-shop").unwrap().linux = false;
    state.app_mut(APP).unwrap().kind = "functionapp".to_owned();
}

/// The plan is this one.
pub fn on_plan(sku: &'static str, tier: &'static str) -> impl FnOnce(&mut State) {
    move |state| {
        let plan = state.plans.get_mut("plan-shop").unwrap();
        (plan.sku, plan.tier) = (sku.to_owned(), tier.to_owned());
    }
}

/// The side mounts a package from its share.
pub fn runs_from_packages(side: &mut Side) {
    side.settings.insert("WEBSITE_RUN_FROM_PACKAGE".to_owned(), "1".to_owned());
}
