//! A slot is created (facts: arm-calls, recorded twice for function apps and once for a web app; how many there
//! may be: facts: plans; its host name: facts: functions-host).
//!
//! A function app's slot that is asked for without `siteConfig` begins with all of production's
//! settings, whether they are sticky or not. One that is asked for with `siteConfig` has only what
//! that says, besides the Node version that the platform gives every site on Windows.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{content_share, restart};
use crate::clock::Clock;
use crate::state::{App, Content, Host, Hosts, Kudu, Moving, Place, Side, SiteConfig, State};

/// The first part of a host name has room for this much of the app's name …
const ROOM_FOR_APP: usize = 40;
/// … and this much of the slot's.
const ROOM_FOR_SLOT: usize = 19;

/// The plan has no room for another slot.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany {
    /// The tier, as its message names it.
    pub tier: String,
}

/// Creates the slot `slot` of `app`, with the `given` settings of a request that has a block `siteConfig`; one that is there already
/// is left as it is.
pub fn create(
    state: &mut State,
    clock: &Clock,
    app: &str,
    slot: &str,
    given: Option<BTreeMap<String, String>>,
    at: OffsetDateTime,
) -> Result<(), TooMany> {
    let Some(parent) = state.app(app).cloned() else {
        return Ok(());
    };
    if parent.side(Some(slot)).is_some() {
        return Ok(());
    }
    let plan = state.plans.get(&parent.plan.to_lowercase()).cloned();
    if let Some(plan) = &plan
        && parent.places().len() >= plan.slots()
    {
        return Err(TooMany { tier: plan.tier.clone() });
    }
    let windows = plan.is_some_and(|plan| !plan.linux);
    let random = state.new_guid();
    let side = Side {
        hosts: hosts(&parent, slot, &random[..4]),
        running: true,
        settings: settings(&parent, given.filter(|_| !state.new_slots_copy), windows),
        tags: BTreeMap::new(),
        config: SiteConfig::default(),
        identity: None,
        keys: state.new_keys(),
        auto_swap: None,
        swap_status: None,
        prepared_with: None,
        operation: None,
        modified: at,
        scm_restart: None,
        moving: Moving {
            deployment_id: format!("{}__{}", parent.name, &random[4..8]),
            content: Content::default(),
            kudu: Kudu::default(),
            host: Host::default(),
            synced: Vec::new(),
        },
    };
    if let Some(parent) = state.app_mut(app) {
        parent.slots.insert(slot.to_owned(), side);
    }
    let place = Place::new(&parent.name, Some(slot));
    content_share::join(state, &place);
    restart::restart(state, clock, &place, at);
    Ok(())
}

fn settings(parent: &App, given: Option<BTreeMap<String, String>>, windows: bool) -> BTreeMap<String, String> {
    match given {
        None if parent.is_function_app() => parent.production.settings.clone(),
        given => {
            let node = windows.then(|| ("WEBSITE_NODE_DEFAULT_VERSION".to_owned(), "6.9.1".to_owned()));
            node.into_iter().chain(given.unwrap_or_default()).collect()
        }
    }
}

/// The slot's name is put behind the app's in production's own host names.
fn hosts(parent: &App, slot: &str, random: &str) -> Hosts {
    let label = label(&parent.name, slot, random);
    let renamed = |host: &str| {
        let (before, last) = host.rsplit_once('/').map_or(("", host), |(before, last)| (before, last));
        let rest = last.split_once('.').map(|(_, rest)| format!(".{rest}")).unwrap_or_default();
        if before.is_empty() { format!("{label}{rest}") } else { format!("{before}/{label}{rest}") }
    };
    Hosts { site: renamed(&parent.production.hosts.site), scm: renamed(&parent.production.hosts.scm) }
}

fn label(app: &str, slot: &str, random: &str) -> String {
    let cut = |name: &str, room: usize| name.chars().take(room).collect::<String>();
    let short = format!("{}-{}", cut(app, ROOM_FOR_APP), cut(slot, ROOM_FOR_SLOT));
    if app.chars().count() > ROOM_FOR_APP || slot.chars().count() > ROOM_FOR_SLOT {
        format!("{short}{random}").to_lowercase()
    } else {
        short.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_does_not_fit_is_cut_and_gets_four_characters_of_its_own() {
        assert_eq!(label("shop", "staging", "d5a1"), "shop-staging");
        assert_eq!(label("Shop", "a-slot-with-twenty-c", "d5a1"), "shop-a-slot-with-twenty-d5a1");
    }
}
