//! A package is sent to the SCM site (azure-wire §3.2, §3.3, §3.6; recorded on Linux).
//!
//! The site takes it and shows it under a temporary id first. One deployment at a time: the whole
//! body is read, then the lock is tried. At the end the files are synced, the site restarts, and
//! triggers are synced a minute later.

use bytes::Bytes;
use time::OffsetDateTime;

use super::{kudu_sync, restart, unpack};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::{Deployment, Effect, Event, Place, Platform, State};

/// What is sent with a package.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Who sends it.
    pub deployer: String,
    /// A message for the history.
    pub message: String,
    /// Who is said to be its author.
    pub author: String,
    /// Whether it is to be built there.
    pub remote_build: bool,
}

/// Another deployment holds the lock.
#[derive(Debug, PartialEq, Eq)]
pub struct Conflict;

/// Takes a package and returns the deployment's real id.
pub fn receive(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    package: &Bytes,
    sent: Sent,
    at: OffsetDateTime,
) -> Result<String, Conflict> {
    let platform = state.platform(&place.app);
    let id = match platform {
        // Windows writes its ids without dashes (recorded).
        Platform::Windows => state.new_guid().replace('-', ""),
        Platform::Linux | Platform::Flex => state.new_guid(),
    };
    let temporary = format!("temp-{}", &state.new_guid()[..8]);
    let Some(side) = state.side_mut(place) else {
        return Err(Conflict);
    };
    let kudu = &mut side.moving.kudu;
    if kudu.busy_with.is_some() {
        return Err(Conflict);
    }
    kudu.busy_with = Some(id.clone());
    let mut log = vec![(at, "Updating submodules.".to_owned(), false)];
    let unpacked = match unpack::unpack(package) {
        Ok(content) => Some(content),
        Err(error) => {
            log.push((at, error, true));
            None
        }
    };
    let deployment = Deployment {
        id: id.clone(),
        // On Flex the answer to the upload has the real id already.
        temporary_id: (platform != Platform::Flex).then_some(temporary),
        deployer: sent.deployer,
        message: sent.message,
        author: sent.author,
        received: at,
        ended: None,
        succeeded: None,
        active: false,
        package: unpacked,
        steps: None,
        flips_back: None,
        remote_build: sent.remote_build,
        log,
    };
    kudu.deployments.insert(0, deployment);
    let event = |place: &Place, id: &String| (place.clone(), id.clone());
    let (to_name, named) = event(place, &id);
    let (to_end, ended) = event(place, &id);
    state.agenda.plan(
        at + clock.latency(latency::DEPLOYMENT_TEMPORARY).min(latency::DEPLOYMENT_TEMPORARY_AT_MOST),
        Event::DeploymentNamed { place: to_name, deployment: named },
    );
    state
        .agenda
        .plan(at + clock.latency(latency::DEPLOYMENT), Event::DeploymentEnds { place: to_end, deployment: ended });
    Ok(id)
}

/// The real id replaces the temporary one.
pub fn name(state: &mut State, clock: &Clock, place: &Place, id: &str, at: OffsetDateTime) {
    let step = clock.latency(latency::DEPLOYMENT_STEP).min(latency::DEPLOYMENT_STEP);
    if let Some(deployment) = find(state, place, id) {
        deployment.flips_back = deployment.temporary_id.take().map(|temporary| (temporary, deployment.received));
        deployment.steps = Some([at + step, at + step * 2]);
    }
}

/// The deployment ends: files are in place, or the log says why not.
pub fn end(state: &mut State, clock: &Clock, place: &Place, id: &str, at: OffsetDateTime) {
    let fails = state.law_fault("deployment");
    let place = &holder(state, place, id);
    let platform = state.platform(&place.app);
    let Some(side) = state.side_mut(place) else {
        return;
    };
    let kudu = &mut side.moving.kudu;
    kudu.busy_with = None;
    let Some(index) = kudu.deployments.iter().position(|deployment| deployment.id == id) else {
        return;
    };
    let package = kudu.deployments[index].package.take().filter(|_| fails.is_none());
    let succeeded = package.is_some();
    if let Some(package) = &package {
        kudu.manifest = kudu_sync::sync(&mut side.moving.content, &kudu.manifest, package);
        for other in &mut kudu.deployments {
            other.active = false;
        }
    }
    let deployment = &mut kudu.deployments[index];
    let temporary = deployment.temporary_id.take().or(deployment.flips_back.take().map(|(temporary, _)| temporary));
    deployment.flips_back = temporary.filter(|_| platform == Platform::Linux).map(|temporary| {
        let until = at + clock.latency(latency::DEPLOYMENT_FLIPS_BACK).min(latency::DEPLOYMENT_FLIPS_BACK);
        (temporary, until)
    });
    deployment.ended = Some(at);
    deployment.succeeded = Some(succeeded);
    deployment.active = succeeded;
    if let Some(fault) = fails {
        deployment.log.push((at, fault.words(), true));
    }
    if succeeded {
        // What was logged on the way (recorded on Windows).
        let commit: String = deployment.id.chars().take(10).collect();
        for line in [
            format!("Preparing deployment for commit id '{commit}'."),
            "Generating deployment script.".to_owned(),
            "Running deployment command...".to_owned(),
            "Running post deployment command(s)...".to_owned(),
            "Triggering recycle (preview mode disabled).".to_owned(),
        ] {
            deployment.log.push((at, line, false));
        }
    }
    let last = match succeeded {
        true => "Deployment successful.",
        false => "Deployment Failed.",
    };
    deployment.log.push((at, last.to_owned(), !succeeded));
    let (app, slot, deployment) = (place.app.clone(), place.slot_name().to_owned(), id.to_owned());
    if !succeeded {
        return state.note(at, Effect::DeploymentFailed { app, slot, deployment });
    }
    side.modified = at;
    let content = side.moving.content.mark();
    let deployed = Effect::ContentDeployed { app, slot, deployment, content };
    state.note(at, deployed);
    restart::restart(state, clock, place, at);
    let sync = Event::BackgroundSync { place: place.clone() };
    state.agenda.plan(at + clock.latency(latency::BACKGROUND_SYNC), sync);
}

/// History lies beside the content and moves with it in a swap; a deployment that was under way
/// ends where it is then.
fn holder(state: &State, place: &Place, id: &str) -> Place {
    let has = |place: &Place| {
        state.side(place).is_some_and(|side| side.moving.kudu.deployments.iter().any(|deployment| deployment.id == id))
    };
    let places = state.app(&place.app).map(|app| app.places()).unwrap_or_default();
    places.into_iter().find(has).unwrap_or_else(|| place.clone())
}

fn find<'a>(state: &'a mut State, place: &Place, id: &str) -> Option<&'a mut Deployment> {
    let place = holder(state, place, id);
    let kudu = &mut state.side_mut(&place)?.moving.kudu;
    kudu.deployments.iter_mut().find(|deployment| deployment.id == id)
}
