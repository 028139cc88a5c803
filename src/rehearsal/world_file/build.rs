use serde_json::{Value, json};
use time::OffsetDateTime;

use super::description::{Description, PlanPart, SiteApp};
use super::identity_part::GitHubPart;
use super::{plans, principals, sides, surroundings};
use crate::default_world;
use crate::laws::{content_share, host_start, run_from_package};
use crate::state::{App, Content, GitHub, JobTrigger, Message, Place, Platform, Queue, State, StickyNames};

/// The world that a description describes, as [`read`](super::read) has checked it. `authority` is
/// the host and port it will be reached at.
pub fn build(description: &Description, authority: &str, now: OffsetDateTime) -> State {
    // What a world file does not speak of is as in the default world.
    let mut state = default_world::build_with(authority, now, Content::default());
    let templates = (std::mem::take(&mut state.apps), std::mem::take(&mut state.plans));
    state.agenda = Default::default();
    if let Some(tenant) = &description.tenant {
        state.tenant = tenant.clone();
    }
    if let Some(subscription) = &description.subscription {
        state.subscription = subscription.clone();
    }
    if let Some(part) = &description.github {
        github(&mut state.github, part);
    }
    principals::build(&mut state, description);
    surroundings::build(&mut state, description, now);
    for (name, part) in &description.plans.0 {
        state.plans.extend(plans::plan(name, part).map(|plan| (name.to_lowercase(), plan)));
    }
    if let Some(template) = templates.0.into_values().next() {
        for (name, part) in &description.apps.0 {
            let app = app(&mut state, &template, name, part, now);
            state.apps.insert(name.to_lowercase(), app);
        }
    }
    state.target = description.release.as_ref().map(|target| Place::new(&target.app, Some(&target.slot)));
    for (name, messages) in &description.queues.0 {
        let messages = messages.iter().map(|text| Message {
            id: state.new_guid(),
            text: text.clone(),
            visible_from: now,
            taken: 0,
        });
        let messages = messages.collect();
        state.events.queues.insert(name.to_lowercase(), Queue { messages, last_taker: None });
    }
    state.scope_locks = description.locks.clone();
    state.faults = description.faults.clone();
    let sides = |(name, part): (&String, &SiteApp)| {
        let slots = part.slots.0.iter().map(|(slot, part)| (Place::new(name, Some(slot)), part.home.is_some()));
        std::iter::once((Place::new(name, None), part.production.home.is_some())).chain(slots).collect::<Vec<_>>()
    };
    // Sides on one share have one set of files: production's, which is described first.
    for place in state.apps.values().flat_map(App::places).collect::<Vec<_>>() {
        if place.slot.is_some() {
            content_share::join(&mut state, &place);
        }
    }
    for (place, says_home) in description.apps.0.iter().flat_map(sides) {
        run_from_package::at_first(&mut state, &place, says_home, now);
    }
    host_start::listen_all(&mut state, now);
    state
}

fn app(state: &mut State, template: &App, name: &str, part: &SiteApp, now: OffsetDateTime) -> App {
    let plan = part.plan.clone().unwrap_or_else(|| {
        let own = plans::own(name);
        state.plans.extend(plans::plan(&own, &PlanPart::default()).map(|plan| (own.to_lowercase(), plan)));
        own
    });
    let linux = state.plans.get(&plan.to_lowercase()).is_none_or(|plan| plan.linux);
    let platform = if linux { Platform::Linux } else { Platform::Windows };
    let production = sides::build(state, template, (name, None, platform), &part.production, None, now);
    let slots = part.slots.0.iter().map(|(slot, part)| {
        let side = sides::build(state, template, (name, Some(slot), platform), part, Some(&production), now);
        (slot.clone(), side)
    });
    let slots = slots.collect();
    let or = |said: &Option<String>, default: &str| said.clone().unwrap_or_else(|| default.to_owned());
    let mut app = template.clone();
    app.name = name.to_owned();
    app.group = or(&part.resource_group, &template.group);
    app.location = or(&part.location, &template.location);
    app.kind = or(&part.kind, kind(linux));
    app.plan = plan;
    app.runtime = or(&part.runtime, runtime(linux));
    let is_flex = state.plans.get(&app.plan.to_lowercase()).is_some_and(|plan| plan.tier == "FlexConsumption");
    app.flex = part.function_app_config.clone().or_else(|| is_flex.then(|| flex(name)));
    app.lock = part.lock;
    app.sticky = part.sticky.as_ref().map(|names| StickyNames {
        app_settings: names.clone(),
        connection_strings: part.sticky_connection_strings.clone(),
        storage: part.sticky_storage.clone(),
    });
    app.production = production;
    app.slots = slots;
    app
}

/// `functionAppConfig` as a new app has it (recorded in 2026).
fn flex(app: &str) -> Value {
    let account: String = app.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    json!({
        "deployment": {"storage": {
            "type": "blobcontainer", "value": format!("https://{account}.blob.core.sim.test/app-package"),
            "authentication": {
                "type": "systemassignedidentity", "userAssignedIdentityResourceId": null, "storageAccountConnectionStringName": null,
            },
        }},
        "runtime": {"name": "custom", "version": "1.0"},
        "scaleAndConcurrency": {"alwaysReady": null, "maximumInstanceCount": 100, "instanceMemoryMB": 2048, "triggers": null},
        "siteUpdateStrategy": {"type": "Recreate"},
    })
}

pub(super) fn kind(linux: bool) -> &'static str {
    if linux { "functionapp,linux" } else { "functionapp" }
}

/// `linuxFxVersion` is empty on Windows (facts: packaging).
pub(super) fn runtime(linux: bool) -> &'static str {
    if linux { "CUSTOM|" } else { "" }
}

fn github(github: &mut GitHub, part: &GitHubPart) {
    if let Some((owner, name)) = part.repository.as_deref().and_then(|repository| repository.split_once('/')) {
        (github.owner, github.repository) = (owner.to_owned(), name.to_owned());
    }
    github.job.trigger = match (&part.branch, part.pull_request) {
        (_, true) => JobTrigger::PullRequest { number: 1, head: "feature".to_owned(), base: "main".to_owned() },
        (Some(branch), false) => JobTrigger::Branch(branch.clone()),
        (None, false) => github.job.trigger.clone(),
    };
    github.job.environment = part.environment.clone();
    github.immutable_subjects = part.immutable_subjects;
    if let Some(permissions) = &part.permissions {
        github.permissions = permissions.iter().map(|(name, level)| (name.clone(), level.clone())).collect();
    }
}
