//! One side of an app, from its description and back.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::side_part::{Deployed, SidePart};
use super::text::Text;
use super::{StrictMap, content};
use crate::default_world::FORMER_COMMIT;
use crate::laws::functions::listed;
use crate::laws::{host_start, run_from_package, site_config};
use crate::sample;
use crate::state::{
    App, Content, Deployment, FunctionInfo, Host, HostState, Hosts, Instance, Kudu, Platform, Side, State,
};

/// Settings that every app has: a storage account of its own, named after it, and the runtime.
pub(super) fn usual_settings(app: &str) -> BTreeMap<String, String> {
    let account: String = app.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let storage = format!(
        "DefaultEndpointsProtocol=https;AccountName={account};AccountKey=cmVoZWFyc2FsLXN0b3JhZ2Uta2V5LTAwMDAwMDAwMDAw==;\
         EndpointSuffix=core.sim.test"
    );
    let usual = [
        ("AzureWebJobsStorage", storage.as_str()),
        ("FUNCTIONS_EXTENSION_VERSION", "~4"),
        ("FUNCTIONS_WORKER_RUNTIME", "custom"),
    ];
    usual.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// Builds a side. What it does not say is as in `production`, or as in the default world.
pub(super) fn build(
    state: &mut State,
    template: &App,
    (app, slot, platform): (&str, Option<&str>, Platform),
    part: &SidePart,
    production: Option<&Side>,
    now: OffsetDateTime,
) -> Side {
    let name = slot.map_or(app.to_owned(), |slot| format!("{app}-{slot}"));
    let template = &template.production;
    let beside = |host: &str| host.rsplit_once('/').map_or(name.clone(), |(before, _)| format!("{before}/{name}"));
    let content = content::content(part).unwrap_or_else(|| match production {
        Some(production) => production.moving.content.clone(),
        None => sample::content(FORMER_COMMIT),
    });
    let mut settings = production.map_or_else(|| usual_settings(app), |production| production.settings.clone());
    for (name, value) in &part.settings.0 {
        match &value.0 {
            Some(value) => drop(settings.insert(name.clone(), value.clone())),
            None => drop(settings.remove(name)),
        }
    }
    let instances = if part.stopped { 0 } else { part.instances.unwrap_or(1) };
    let started = match host_start::startup_error(&content, &settings, platform) {
        Some(error) => HostState::Error(error),
        None => HostState::Running,
    };
    let instance = |id: String| Instance {
        id,
        started: now - time::Duration::days(3),
        state: started.clone(),
        borrowed_settings: None,
        given: BTreeMap::new(),
    };
    let instances = (0..instances).map(|_| instance(state.new_guid())).collect();
    let known = part.synced.as_ref().map(|known| {
        let info =
            |(name, config): (&String, &serde_json::Value)| FunctionInfo { name: name.clone(), config: config.clone() };
        known.iter().map(info).collect()
    });
    let mut side = template.clone();
    side.hosts = Hosts { site: beside(&template.hosts.site), scm: beside(&template.hosts.scm) };
    side.running = !part.stopped;
    side.settings = settings;
    side.config.basic_publishing = part.basic_auth.iter().map(|endpoint| endpoint.to_lowercase()).collect();
    let identities = part.user_identities.iter();
    side.config.identities = identities.map(|(resource, object)| (resource.to_lowercase(), object.clone())).collect();
    (side.tags, side.identity) = (part.tags.clone(), part.identity.clone());
    side.config.connection_strings = part.connection_strings.clone();
    (side.config.site, side.config.logs) = (part.site.clone(), part.logs.clone());
    side.config.auth = part.auth_settings.clone();
    side.config.clock_ahead = part.clock_ahead;
    let kept = |(name, value): (&String, &serde_json::Value)| (name.clone(), site_config::as_kept(name, value));
    side.config.web = part.web.iter().map(kept).collect();
    side.keys = part.keys.clone().unwrap_or_else(|| state.new_keys());
    side.auto_swap = part.auto_swap.clone();
    side.swap_status = part.last_swap.clone();
    side.prepared_with = part.prepared_with.clone();
    side.modified = part.modified.unwrap_or(template.modified);
    let moving = &mut side.moving;
    moving.deployment_id = part.deployment_id.clone().unwrap_or_else(|| match slot {
        // Four hexadecimal digits behind two underscores (recorded).
        Some(_) => format!("{app}__{}", &state.new_guid()[..4]),
        None => app.to_owned(),
    });
    moving.synced = known.unwrap_or_else(|| listed(&content, &side.settings));
    moving.kudu = kudu(state, &template.moving.kudu, part, &content);
    moving.kudu.home = part.home.as_ref().map(content::files).unwrap_or_default();
    moving.content = content;
    moving.host = Host { instances, mounted: None };
    side
}

fn kudu(state: &mut State, template: &Kudu, part: &SidePart, content: &Content) -> Kudu {
    let all = || content.files().map(|(path, _)| path.to_owned()).collect::<BTreeSet<_>>();
    let Some(usual) = template.deployments.first() else {
        return Kudu::default();
    };
    let or = |said: &Option<String>, usual: &String| said.clone().unwrap_or_else(|| usual.clone());
    let deployments = match &part.history {
        None => vec![Deployment { id: state.new_guid(), ..usual.clone() }],
        Some(history) => {
            let deployment = |past: &Deployed| Deployment {
                id: past.id.clone(),
                deployer: or(&past.deployer, &usual.deployer),
                message: or(&past.message, &usual.message),
                author: or(&past.author, &usual.author),
                received: past.received,
                ended: Some(past.ended),
                succeeded: Some(!past.failed),
                active: past.active,
                ..usual.clone()
            };
            history.iter().map(deployment).collect()
        }
    };
    let manifest = part.manifest.as_ref().map_or_else(all, |paths| paths.iter().cloned().collect());
    let mut kudu = template.clone();
    (kudu.deployments, kudu.manifest, kudu.warm) = (deployments, manifest, false);
    kudu
}

/// Says a side; `production` is what a slot is told apart from.
pub(super) fn say(app: &App, side: &Side, production: Option<&Side>) -> SidePart {
    let moving = &side.moving;
    let usual = production.map_or_else(|| usual_settings(&app.name), |production| production.settings.clone());
    let instances = u32::try_from(moving.host.instances.len()).ok().filter(|count| side.running && *count != 1);
    let mut part = SidePart {
        stopped: !side.running,
        instances,
        settings: difference(&usual, &side.settings),
        home: Some(content::say_files(&moving.kudu.home)),
        basic_auth: side.config.basic_publishing.iter().cloned().collect(),
        user_identities: side.config.identities.clone(),
        tags: side.tags.clone(),
        identity: side.identity.clone(),
        connection_strings: side.config.connection_strings.clone(),
        site: side.config.site.clone(),
        logs: side.config.logs.clone(),
        auth_settings: side.config.auth.clone(),
        clock_ahead: side.config.clock_ahead,
        web: side.config.web.clone(),
        auto_swap: side.auto_swap.clone(),
        keys: Some(side.keys.clone()),
        deployment_id: Some(moving.deployment_id.clone()),
        history: Some(moving.kudu.deployments.iter().filter_map(past).collect()),
        last_swap: side.swap_status.clone(),
        prepared_with: side.prepared_with.clone(),
        modified: Some(side.modified),
        ..SidePart::default()
    };
    let files = run_from_package::said(side);
    if production.is_none_or(|production| run_from_package::said(production) != files) {
        content::say(files, &mut part);
    }
    let all: BTreeSet<&str> = files.files().map(|(path, _)| path).collect();
    if !moving.kudu.manifest.iter().map(String::as_str).eq(all) {
        part.manifest = Some(moving.kudu.manifest.iter().cloned().collect());
    }
    if moving.synced != listed(files, &side.settings) {
        let known = moving.synced.iter().map(|function| (function.name.clone(), function.config.clone()));
        part.synced = Some(known.collect());
    }
    part
}

fn difference(usual: &BTreeMap<String, String>, are: &BTreeMap<String, String>) -> StrictMap<Text> {
    let gone = usual.keys().filter(|name| !are.contains_key(*name)).map(|name| (name.clone(), Text(None)));
    let other = are.iter().filter(|(name, value)| usual.get(*name) != Some(value));
    StrictMap(other.map(|(name, value)| (name.clone(), Text(Some(value.clone())))).chain(gone).collect())
}

/// A deployment that goes on is not in it.
fn past(deployment: &Deployment) -> Option<Deployed> {
    Some(Deployed {
        id: deployment.id.clone(),
        deployer: Some(deployment.deployer.clone()),
        message: Some(deployment.message.clone()),
        author: Some(deployment.author.clone()),
        received: deployment.received,
        ended: deployment.ended?,
        failed: deployment.succeeded == Some(false),
        active: deployment.active,
    })
}
