//! How a deployment ends: its files get to where the app runs from, the site restarts, and triggers are synced a minute later;
//! or the log says why not (facts: deployment-history; facts: settings-restart; facts: wwwroot).

use time::OffsetDateTime;

use super::zip_deploy::holder;
use super::{deployment_history, kudu_sync, remote_build, restart, scm_package, site_packages, unpack};
use crate::clock::Clock;
use crate::latency;
use crate::state::{Content, Delivery, Deployment, Effect, Event, Place, Platform, Side, State};

/// What was logged on the way (recorded on Windows).
const ON_THE_WAY: [&str; 4] = [
    "Generating deployment script.",
    "Running deployment command...",
    "Running post deployment command(s)...",
    "Triggering recycle (preview mode disabled).",
];

/// The work is done.
pub fn end(state: &mut State, clock: &Clock, place: &Place, id: &str, at: OffsetDateTime) {
    let fails = state.law_fault("deployment").map(|fault| fault.words());
    let place = &holder(state, place, id);
    let linux = state.platform(&place.app) == Platform::Linux;
    let Some(deployment) = find(state, place, id) else {
        return release(state, place);
    };
    let (delivery, builds) = (deployment.delivery.clone(), deployment.remote_build);
    let package = match (deployment.package.take(), fails) {
        (Some(package), None) => package,
        (_, fails) => return finish(state, clock, place, id, Err(fails.unwrap_or_default()), at),
    };
    match delivery {
        // KuduLite restarts the site first and names the package it is to run from later: a container that is quick starts
        // with the old one (facts: run-from-package; `DeploymentManager.Build`).
        Delivery::SitePackage(_) if linux => {
            deployment.package = Some(package);
            let (place, deployment) = (place.clone(), id.to_owned());
            let named = Event::PackageNamed { place: place.clone(), deployment };
            state.agenda.plan(at + clock.latency(latency::PACKAGE_NAMED), named);
            restart::restart(state, clock, &place, at);
        }
        Delivery::SitePackage(zip) => {
            if let Some(side) = state.side_mut(place) {
                site_packages::name(side, &zip, at);
            }
            finish(state, clock, place, id, Ok(package), at);
            restart::restart(state, clock, place, at);
        }
        delivery => {
            let brought = bring(state, place, &delivery, builds, &package, at);
            let worked = brought.is_ok();
            finish(state, clock, place, id, brought, at);
            if worked {
                restart::restart(state, clock, place, at);
            }
        }
    }
}

/// A site package is named, after the site was restarted.
pub fn named(state: &mut State, clock: &Clock, place: &Place, id: &str, at: OffsetDateTime) {
    let place = &holder(state, place, id);
    let Some(deployment) = find(state, place, id) else {
        return;
    };
    let (delivery, package) = (deployment.delivery.clone(), deployment.package.take().unwrap_or_default());
    if let (Delivery::SitePackage(zip), Some(side)) = (delivery, state.side_mut(place)) {
        site_packages::name(side, &zip, at);
    }
    finish(state, clock, place, id, Ok(package), at);
}

/// Brings the files to their place and returns what is there then; the error is a line for the log.
fn bring(
    state: &mut State,
    place: &Place,
    delivery: &Delivery,
    builds: bool,
    package: &Content,
    at: OffsetDateTime,
) -> Result<Content, String> {
    let fails = builds.then(|| state.law_fault("build")).flatten();
    let side = state.side_mut(place).ok_or_else(String::new)?;
    let Side { moving, .. } = side;
    remote_build::clear(&mut moving.content);
    moving.kudu.manifest = match delivery {
        Delivery::Replaced => kudu_sync::replace(&mut moving.content, package),
        Delivery::Added => kudu_sync::add(&mut moving.content, &moving.kudu.manifest, package),
        _ => kudu_sync::sync(&mut moving.content, &moving.kudu.manifest, package),
    };
    if builds {
        remote_build::begin(&mut moving.content);
        if let Some(fault) = fails {
            return Err(fault.words());
        }
        remote_build::end(&mut moving.content, at);
        site_packages::forget(side);
    }
    let content = side.moving.content.clone();
    if *delivery == Delivery::ScmPackage {
        scm_package::put(state, place, unpack::pack(&content)?, at)?;
    }
    Ok(content)
}

/// Writes down how it ended and gives the lock back.
fn finish(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    id: &str,
    result: Result<Content, String>,
    at: OffsetDateTime,
) {
    release(state, place);
    let platform = state.platform(&place.app);
    let succeeded = result.is_ok();
    if let Some(side) = state.side_mut(place).filter(|_| succeeded) {
        side.moving.kudu.deployments.iter_mut().for_each(|other| other.active = false);
        side.modified = at;
    }
    let Some(deployment) = find(state, place, id) else {
        return;
    };
    let temporary = deployment.temporary_id.take().or(deployment.flips_back.take().map(|(temporary, _)| temporary));
    deployment.flips_back = temporary.filter(|_| platform == Platform::Linux).map(|temporary| {
        let until = at + clock.latency(latency::DEPLOYMENT_FLIPS_BACK).min(latency::DEPLOYMENT_FLIPS_BACK);
        (temporary, until)
    });
    deployment.ended = Some(at);
    deployment.succeeded = Some(succeeded);
    deployment.active = succeeded;
    log(deployment, result.as_ref().err(), at);
    if let Some(side) = state.side_mut(place) {
        deployment_history::prune(&mut side.moving.kudu.deployments);
    }
    let (app, slot, deployment) = (place.app.clone(), place.slot_name().to_owned(), id.to_owned());
    let Ok(content) = result else {
        return state.note(at, Effect::DeploymentFailed { app, slot, deployment });
    };
    state.note(at, Effect::ContentDeployed { app, slot, deployment, content: content.mark() });
    if state.races.restarts_with_deployments {
        state.agenda.plan(at + clock.latency(latency::RESTART_BESIDES), Event::HostRestarts { place: place.clone() });
    }
    let sync = Event::BackgroundSync { place: place.clone() };
    state.agenda.plan(at + clock.latency(latency::BACKGROUND_SYNC), sync);
}

fn log(deployment: &mut Deployment, error: Option<&String>, at: OffsetDateTime) {
    let mut lines: Vec<(String, bool)> = Vec::new();
    remote_build::log(deployment, at);
    match error {
        Some(error) if error.is_empty() => {}
        Some(error) => lines.push((error.clone(), true)),
        None => {
            let commit: String = deployment.id.chars().take(10).collect();
            lines.push((format!("Preparing deployment for commit id '{commit}'."), false));
            lines.extend(ON_THE_WAY.map(|line| (line.to_owned(), false)));
            if let Delivery::SitePackage(zip) = &deployment.delivery {
                let at = "/home/data/SitePackages/packagename.txt";
                lines.push((format!("Updating {at} with deployment {zip}"), false));
            }
        }
    }
    lines.push(match error {
        None => ("Deployment successful.".to_owned(), false),
        Some(_) => ("Deployment Failed.".to_owned(), true),
    });
    deployment.log.extend(lines.into_iter().map(|(line, is_error)| (at, line, is_error)));
}

fn release(state: &mut State, place: &Place) {
    if let Some(side) = state.side_mut(place) {
        side.moving.kudu.busy_with = None;
    }
}

fn find<'a>(state: &'a mut State, place: &Place, id: &str) -> Option<&'a mut Deployment> {
    let kudu = &mut state.side_mut(place)?.moving.kudu;
    kudu.deployments.iter_mut().find(|deployment| deployment.id == id)
}
