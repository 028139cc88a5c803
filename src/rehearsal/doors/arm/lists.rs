//! Lists of a subscription and of a group are answered (facts: arm-calls; docs: Web Apps, App Service Plans, Resources).

use serde_json::{Value, json};

use super::listed::{Listed, What};
use super::{groups, identities, locations, page, plan, providers, resources, sites, stacks, telemetry};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::state::State;

/// Answers a list.
pub(super) fn answer(world: &World, state: &State, incoming: &Incoming, listed: &Listed) -> Reply {
    if !listed.subscription.eq_ignore_ascii_case(&state.subscription) {
        return resources::no_subscription(&listed.subscription);
    }
    let group = listed.group.as_deref();
    if let Some(missing) = group.filter(|group| groups::spelled(state, group).is_none()) {
        return groups::missing(missing);
    }
    let filter = incoming.parameter("$filter").unwrap_or_default();
    let includes_slots = incoming.parameter("includeSlots").is_some_and(|yes| yes.eq_ignore_ascii_case("true"));
    let found: Result<Vec<Value>, Reply> = match &listed.what {
        What::Sites => Ok(sites::list(state, group, None, includes_slots)),
        What::Plans => Ok(plan::list(state, group)),
        What::SitesOfPlan(name) => match plan::find(state, name) {
            Some(plan) => sites::filtered(sites::list(state, None, Some(&plan.name), true), &filter),
            None => Err(plan::missing(name, group.unwrap_or_default())),
        },
        What::Components => Ok(telemetry::components(state, group)),
        What::Workspaces => Ok(telemetry::workspaces(state, group)),
        What::Identities => Ok(identities::list(state, group)),
        What::Resources => {
            let expand = incoming.parameter("$expand").unwrap_or_default();
            resources::list(state, group, &filter).and_then(|all| resources::expanded(all, &expand))
        }
        What::Groups => groups::list(state, &filter),
        What::Locations => Ok(locations::list(state)),
        What::GeoRegions => Ok(locations::geo_regions(state)),
        What::Stacks => return Reply::json(200, &stacks::list()),
        What::Providers => Ok(providers::list(state)),
    };
    match found {
        Ok(all) if incoming.parameter("$top").is_some() => page::cut(world, incoming, all),
        Ok(all) => Reply::json(200, &json!({"value": all})),
        Err(refused) => refused,
    }
}
