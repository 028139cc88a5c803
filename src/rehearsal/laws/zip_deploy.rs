//! A package is sent to the SCM site (facts: zip-deploy; facts: deployment-history; facts: one-deploy; recorded on Linux).
//!
//! The site takes it and shows it under a temporary id first. One deployment at a time: the whole body is read, then the lock is
//! tried. Where a package is run from an address, none is taken. What becomes of it is `deployment_end`'s part.

use bytes::Bytes;
use time::OffsetDateTime;

use super::run_from_package::{self, RunsFrom};
use super::{package_source, remote_build, scm_settings, site_packages, unpack};
use crate::clock::Clock;
use crate::latency;
use crate::state::settings::is_on;
use crate::state::{Content, Delivery, Deployment, Event, File, Place, Platform, State};

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
    /// How its files are to get into wwwroot.
    pub delivery: Delivery,
    /// For a single file that is no zip: where it is to be, below wwwroot.
    pub file: Option<String>,
}

/// Where a package comes from.
#[derive(Debug, Clone)]
pub enum Package {
    /// The request's body.
    Body(Bytes),
    /// An address that Kudu reads, on behalf of nobody.
    Url(String),
}

/// Why a package is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Another deployment holds the lock.
    InProgress,
    /// What was deployed before is being swapped by itself.
    AutoSwap,
    /// The site runs from a package at an address.
    RunsFromUrl,
}

impl Refused {
    /// The words of the 409 (facts: zip-deploy).
    pub fn words(self) -> &'static str {
        match self {
            Self::InProgress => "There is a deployment currently in progress. Please try again when it completes.",
            Self::AutoSwap => "There is an auto swap deployment currently ongoing please try again when it completes.",
            Self::RunsFromUrl => {
                "Run-From-Zip is set to a remote URL using WEBSITE_RUN_FROM_PACKAGE or WEBSITE_USE_ZIP app setting. \
                 Deployment is not supported in this configuration."
            }
        }
    }
}

/// Takes a package and returns the deployment's real id.
pub fn receive(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    package: Package,
    sent: Sent,
    at: OffsetDateTime,
) -> Result<String, Refused> {
    let platform = state.platform(&place.app);
    let Some(settings) = state.side(place).map(|side| scm_settings::of(side, at)) else {
        return Err(Refused::InProgress);
    };
    let runs_from = match platform {
        Platform::Flex => RunsFrom::Wwwroot,
        _ => run_from_package::of(&settings),
    };
    let bytes = match package {
        _ if matches!(runs_from, RunsFrom::Url(_)) => return Err(Refused::RunsFromUrl),
        Package::Body(bytes) => Ok(bytes),
        // It keeps the empty rest of the request's body in place of what is at the address (facts: run-from-package).
        Package::Url(_) if runs_from == RunsFrom::SitePackage && platform == Platform::Linux => Ok(Bytes::new()),
        Package::Url(url) => package_source::read(state, &url, None, at),
    };
    let builds = runs_from == RunsFrom::Wwwroot && remote_build::is_asked(&settings, platform, sent.remote_build);
    let consumption = state.is_linux_consumption(&place.app);
    let (id, temporary) = (new_id(state, platform), format!("temp-{}", &state.new_guid()[..8]));
    let Some(side) = state.side_mut(place) else {
        return Err(Refused::InProgress);
    };
    let is_busy = side.moving.kudu.busy_with.is_some();
    let delivery = match (&bytes, runs_from) {
        // On Linux it is kept before the lock is tried (facts: zip-deploy).
        (Ok(zip), RunsFrom::SitePackage) if !is_busy || platform == Platform::Linux => {
            Delivery::SitePackage(site_packages::keep(side, &settings, zip.clone(), at))
        }
        _ if consumption => Delivery::ScmPackage,
        _ => sent.delivery,
    };
    let kudu = &mut side.moving.kudu;
    if is_busy {
        return Err(Refused::InProgress);
    }
    if kudu.auto_swapping.is_some_and(|until| at < until) {
        return Err(Refused::AutoSwap);
    }
    kudu.busy_with = Some(id.clone());
    let mut log = vec![(at, "Updating submodules.".to_owned(), false)];
    let unpacked = bytes.and_then(|bytes| match sent.file {
        Some(path) => Ok(Content::of([(path, File::written(bytes, at))])),
        // Then every file looks new (facts: kudu-sync).
        None if platform == Platform::Windows && is_on(&settings, "SCM_ZIPDEPLOY_DONOT_PRESERVE_FILETIME") => {
            unpack::unpack(&bytes).map(|files| touched(&files, at))
        }
        None => unpack::unpack(&bytes),
    });
    if let Err(error) = &unpacked {
        log.push((at, error.clone(), true));
    }
    let deployment = Deployment {
        id: id.clone(),
        // On Flex the answer to the upload has the real id already.
        temporary_id: (platform != Platform::Flex).then_some(temporary),
        deployer: sent.deployer,
        message: sent.message,
        author: sent.author,
        package: unpacked.ok(),
        delivery,
        remote_build: builds,
        log,
        ..Deployment::received(at)
    };
    kudu.deployments.insert(0, deployment);
    let named = Event::DeploymentNamed { place: place.clone(), deployment: id.clone() };
    let temporary = clock.latency(latency::DEPLOYMENT_TEMPORARY).min(latency::DEPLOYMENT_TEMPORARY_AT_MOST);
    state.agenda.plan(at + temporary, named);
    let takes = latency::DEPLOYMENT + if builds { latency::REMOTE_BUILD } else { std::time::Duration::ZERO };
    let ends = Event::DeploymentEnds { place: place.clone(), deployment: id.clone() };
    state.agenda.plan(at + clock.latency(takes), ends);
    Ok(id)
}

/// The real id replaces the temporary one.
pub fn name(state: &mut State, clock: &Clock, place: &Place, id: &str, at: OffsetDateTime) {
    let step = clock.latency(latency::DEPLOYMENT_STEP).min(latency::DEPLOYMENT_STEP);
    let place = holder(state, place, id);
    let found = state.side_mut(&place).and_then(|side| {
        let mut deployments = side.moving.kudu.deployments.iter_mut();
        deployments.find(|deployment| deployment.id == id)
    });
    if let Some(deployment) = found {
        deployment.flips_back = deployment.temporary_id.take().map(|temporary| (temporary, deployment.received));
        deployment.steps = Some([at + step, at + step * 2]);
        remote_build::log(deployment, at);
    }
}

/// History lies beside the content and moves with it in a swap; a deployment that was under way
/// ends where it is then.
pub fn holder(state: &State, place: &Place, id: &str) -> Place {
    let has = |place: &Place| {
        state.side(place).is_some_and(|side| side.moving.kudu.deployments.iter().any(|deployment| deployment.id == id))
    };
    let places = state.app(&place.app).map(|app| app.places()).unwrap_or_default();
    places.into_iter().find(has).unwrap_or_else(|| place.clone())
}

fn touched(files: &Content, at: OffsetDateTime) -> Content {
    let now = |file: &File| File { executable: file.executable, ..File::written(file.bytes.clone(), at) };
    Content::of(files.files().map(|(path, file)| (path.to_owned(), now(file))))
}

/// Windows writes its ids without dashes (recorded).
fn new_id(state: &mut State, platform: Platform) -> String {
    match platform {
        Platform::Windows => state.new_guid().replace('-', ""),
        Platform::Linux | Platform::Flex => state.new_guid(),
    }
}
