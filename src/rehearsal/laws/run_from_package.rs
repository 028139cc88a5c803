//! Run from package: when a container starts, the platform puts the files of a package over wwwroot, where they can only be
//! read. `WEBSITE_RUN_FROM_PACKAGE=1` takes the zip in `/home/data/SitePackages` that `packagename.txt` names, an address is
//! downloaded at each start, and on Linux Consumption the package that a deployment left in blob storage is taken
//! (facts: wwwroot; facts: plans; facts: run-from-package; facts: package-identity).
//!
//! While no `packagename.txt` is there, the files in wwwroot run, as they do on a new app whose template sets 1 (unverified).
//!
//! A package that cannot be had leaves a file in wwwroot that says so. The host ends itself when it finds that file, again and
//! again (azure-functions-host, `WebJobsScriptHostService`; azure-functions-host#11989).

use std::collections::BTreeMap;

use bytes::Bytes;
use time::OffsetDateTime;

use super::{package_source, scm_package, site_packages, unpack};
use crate::state::settings::get;
use crate::state::{Content, Effect, File, Place, Platform, Side, State};

/// The file that tells of a package that could not be had.
pub const FAILED: &str = "FAILED TO INITIALIZE RUN FROM PACKAGE.txt";

/// What a site runs from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunsFrom {
    /// The files in wwwroot.
    Wwwroot,
    /// A zip among the site packages.
    SitePackage,
    /// A zip at this address.
    Url(String),
}

/// What these settings say; an older name of the setting counts, too (KuduLite, `DeploymentSettingsExtension`).
pub fn of(settings: &BTreeMap<String, String>) -> RunsFrom {
    let named = |name: &str| get(settings, name).filter(|value| !value.is_empty());
    match named("WEBSITE_RUN_FROM_PACKAGE").or_else(|| named("WEBSITE_RUN_FROM_ZIP")) {
        Some("1") => RunsFrom::SitePackage,
        Some(url) if url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) => {
            RunsFrom::Url(url.to_owned())
        }
        _ => RunsFrom::Wwwroot,
    }
}

/// Puts the package of an instance that starts in its place.
pub fn mount(state: &mut State, instance: &str, at: OffsetDateTime) {
    let Some((place, side, found)) = state.instance(instance) else {
        return;
    };
    let package = package(state, &place.app, side, &side.settings_of(found), at);
    let mounted = package.map(|package| package.and_then(|zip| unpack::unpack(&zip)));
    let failed = match &mounted {
        Some(Err(reason)) => Some(reason.clone()),
        _ => None,
    };
    let before = side.moving.host.mounted.clone();
    if before.is_some() && mounted.is_some() && state.law_fault("mount").is_some() {
        return;
    }
    let now = mounted.map(|package| package.unwrap_or_else(|reason| told(&reason, at)));
    let is_news = failed.is_some() && before.as_ref().map(reason) != now.as_ref().map(reason);
    if let Some(side) = state.side_mut(&place) {
        side.moving.host.mounted = now;
    }
    if let Some(reason) = failed.filter(|_| is_news) {
        let (app, slot) = (place.app.clone(), place.slot_name().to_owned());
        state.note(at, Effect::PackageNotMounted { app, slot, reason });
    }
}

/// For a world that is made, not grown: what a side holds is the package that it runs from, if that is nowhere else.
pub fn at_first(state: &mut State, place: &Place, has_home: bool, at: OffsetDateTime) {
    let Some(side) = state.side(place) else {
        return;
    };
    let (runs_from, content) = (of(&side.settings), side.moving.content.clone());
    match (runs_from, unpack::pack(&content)) {
        (RunsFrom::Url(url), Ok(zip)) if !package_source::is_there(state, &url) => {
            state.downloads.insert(url, zip);
        }
        (RunsFrom::SitePackage, Ok(zip)) if !has_home => {
            if let Some(side) = state.side_mut(place) {
                let name = site_packages::keep(side, &BTreeMap::new(), zip, at);
                site_packages::name(side, &name, at);
            }
        }
        _ => {}
    }
    let instances = state.side(place).map(|side| side.moving.host.instances.clone()).unwrap_or_default();
    if let Some(instance) = instances.first() {
        mount(state, &instance.id, at);
    }
}

/// The content that such a world is to be told of: what is mounted from an address is nowhere else.
pub fn said(side: &Side) -> &Content {
    match (of(&side.settings), &side.moving.host.mounted) {
        (RunsFrom::Url(_), Some(mounted)) if !has_failed(mounted) => mounted,
        _ => &side.moving.content,
    }
}

/// Whether wwwroot holds nothing but the word that there is no package.
pub fn has_failed(wwwroot: &Content) -> bool {
    wwwroot.get(FAILED).is_some()
}

fn reason(wwwroot: &Content) -> Option<Bytes> {
    wwwroot.get(FAILED).map(|file| file.bytes.clone())
}

fn told(reason: &str, at: OffsetDateTime) -> Content {
    Content::of([(FAILED.to_owned(), File::written(Bytes::from(reason.to_owned()), at))])
}

/// The zip; `None` when there is none to be looked for.
fn package(
    state: &State,
    app: &str,
    side: &Side,
    settings: &BTreeMap<String, String>,
    at: OffsetDateTime,
) -> Option<Result<Bytes, String>> {
    match of(settings) {
        // There the setting means nothing (facts: packaging).
        _ if state.platform(app) == Platform::Flex => None,
        RunsFrom::SitePackage => site_packages::named(side),
        RunsFrom::Url(url) => Some(package_source::read(state, &url, identity(side, settings), at)),
        RunsFrom::Wwwroot if state.is_linux_consumption(app) => scm_package::latest(state, side).map(Ok),
        RunsFrom::Wwwroot => None,
    }
}

/// The identity that a package is read with: the one that a setting names by its resource id, or the site's own.
fn identity<'a>(side: &'a Side, settings: &BTreeMap<String, String>) -> Option<&'a str> {
    match get(settings, "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID") {
        Some(id) if !id.is_empty() && !id.eq_ignore_ascii_case("SystemAssigned") => {
            side.config.identities.get(&id.to_lowercase()).map(String::as_str)
        }
        _ => side.identity.as_deref(),
    }
}
