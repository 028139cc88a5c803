//! Sides that name one content share have one set of files: what is deployed to one of them is deployed to all, at once and without
//! a swap (facts: content-shares). On Elastic Premium, and on Consumption with Windows; other plans keep files elsewhere.

use time::OffsetDateTime;

use super::restart;
use crate::clock::Clock;
use crate::state::settings::get;
use crate::state::{Effect, Place, Side, State};

/// The share that a side has its files on: account and name.
fn share(state: &State, place: &Place) -> Option<(String, String)> {
    let plan = state.plans.get(&state.app(&place.app)?.plan.to_lowercase())?;
    let mounts = plan.tier == "ElasticPremium" || (plan.tier == "Dynamic" && !plan.linux);
    let side = state.side(place).filter(|_| mounts)?;
    let connection = get(&side.settings, "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING")?;
    let account = connection.split(';').find_map(|part| part.trim().strip_prefix("AccountName=")).unwrap_or(connection);
    let name = get(&side.settings, "WEBSITE_CONTENTSHARE").filter(|name| !name.is_empty())?;
    Some((account.to_lowercase(), name.to_lowercase()))
}

/// The other sides, of any app, that have their files where `place` has them.
fn others(state: &State, place: &Place) -> Vec<Place> {
    let Some(own) = share(state, place) else { return Vec::new() };
    let all = state.apps.values().flat_map(|app| app.places());
    all.filter(|other| other != place && share(state, other).as_ref() == Some(&own)).collect()
}

/// Files of `place` were changed: those who share them have them as well, and their hosts, which watch them, start anew.
pub fn spread(state: &mut State, clock: &Clock, place: &Place, at: OffsetDateTime) {
    for other in others(state, place) {
        let Some(from) = state.side(place).cloned() else { return };
        let Some(to) = state.side_mut(&other) else { continue };
        let content = from.moving.content.mark();
        let is_other = to.moving.content != from.moving.content;
        take(to, &from);
        if is_other {
            let (app, slot) = (other.app.clone(), other.slot_name().to_owned());
            state.note(at, Effect::ContentShared { app, slot, with: place.slot_name().to_owned(), content });
            restart::restart(state, clock, &other, at);
        }
    }
}

/// `place` is new to its share, and has the files that are there.
pub fn join(state: &mut State, place: &Place) {
    let Some(first) = others(state, place).into_iter().next() else { return };
    let from = state.side(&first).cloned();
    if let Some((to, from)) = state.side_mut(place).zip(from) {
        take(to, &from);
    }
}

/// All that lies on the share.
fn take(to: &mut Side, from: &Side) {
    let (there, here) = (&mut to.moving, &from.moving);
    there.content = here.content.clone();
    let (there, here) = (&mut there.kudu, &here.kudu);
    // A deployment that goes on is the work of one of the SCM sites.
    there.deployments.retain(|deployment| deployment.ended.is_none());
    there.deployments.extend(here.deployments.iter().filter(|deployment| deployment.ended.is_some()).cloned());
    there.manifest = here.manifest.clone();
    there.home = here.home.clone();
    there.folders = here.folders.clone();
    there.settings = here.settings.clone();
}
