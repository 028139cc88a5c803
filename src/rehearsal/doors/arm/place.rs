//! The side that a path of the control plane names.

use super::errors;
use super::path::SitePath;
use crate::doors::Reply;
use crate::state::{App, Place, State};

/// The place a path names, when it is there.
pub(super) fn find(state: &State, path: &SitePath) -> Option<Place> {
    let app: &App = state.app(&path.name)?;
    let here =
        state.subscription.eq_ignore_ascii_case(&path.subscription) && app.group.eq_ignore_ascii_case(&path.group);
    let place = Place { app: app.name.clone(), slot: path.slot.clone() };
    (here && state.side(&place).is_some()).then_some(place)
}

/// The answer about a side that is not there.
pub(super) fn not_found(path: &SitePath) -> Reply {
    match &path.slot {
        Some(slot) => errors::not_found("sites", &format!("{}/slots/{slot}", path.name), &path.group),
        None => errors::not_found("sites", &path.name, &path.group),
    }
}
