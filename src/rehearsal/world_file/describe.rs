use super::description::{Description, SiteApp, Target};
use super::identity_part::GitHubPart;
use super::{StrictMap, plans, principals, queues, sides, surroundings};
use crate::state::{App, GitHub, JobTrigger, State};

/// Says what a world holds, so that [`build`](super::build()) makes the same again.
pub fn describe(state: &State) -> Description {
    let (principal, other_principals) = principals::say(state);
    let plans = state.plans.values().map(|plan| (plan.name.clone(), plans::say(plan)));
    let apps = state.apps.values().map(|app| (app.name.clone(), app_part(app)));
    let queues = state.events.queues.iter().map(|(name, queue)| {
        let messages = queue.messages.iter().map(|message| message.text.clone());
        (name.clone(), messages.collect())
    });
    let target = state.target.as_ref();
    let mut description = Description {
        tenant: Some(state.tenant.clone()),
        subscription: Some(state.subscription.clone()),
        release: target.map(|place| Target { app: place.app.clone(), slot: place.slot.clone().unwrap_or_default() }),
        github: Some(github(&state.github)),
        principal,
        other_principals,
        plans: StrictMap(plans.collect()),
        apps: StrictMap(apps.collect()),
        queues: StrictMap(queues.collect()),
        locks: state.scope_locks.clone(),
        faults: state.faults.clone(),
        ..Description::default()
    };
    surroundings::say(state, &mut description);
    queues::say_accounts(&mut description);
    description
}

fn app_part(app: &App) -> SiteApp {
    let sticky = app.sticky.clone();
    let slot = |(name, side): (&String, _)| (name.clone(), sides::say(app, side, Some(&app.production)));
    SiteApp {
        resource_group: Some(app.group.clone()),
        location: Some(app.location.clone()),
        plan: Some(app.plan.clone()),
        kind: Some(app.kind.clone()),
        runtime: Some(app.runtime.clone()),
        function_app_config: app.flex.clone(),
        lock: app.lock,
        sticky: sticky.as_ref().map(|names| names.app_settings.clone()),
        sticky_connection_strings: sticky.as_ref().map(|names| names.connection_strings.clone()).unwrap_or_default(),
        sticky_storage: sticky.map(|names| names.storage).unwrap_or_default(),
        production: sides::say(app, &app.production, None),
        slots: StrictMap(app.slots.iter().map(slot).collect()),
    }
}

fn github(github: &GitHub) -> GitHubPart {
    GitHubPart {
        repository: Some(format!("{}/{}", github.owner, github.repository)),
        branch: match &github.job.trigger {
            JobTrigger::Branch(branch) => Some(branch.clone()),
            JobTrigger::Tag(_) | JobTrigger::PullRequest { .. } => None,
        },
        pull_request: matches!(github.job.trigger, JobTrigger::PullRequest { .. }),
        environment: github.job.environment.clone(),
        immutable_subjects: github.immutable_subjects,
        permissions: Some(github.permissions.iter().cloned().collect()),
    }
}
