//! `/home/data/SitePackages`, where zips wait to be mounted; `packagename.txt` names the one that is (facts: wwwroot).
//!
//! A zip is kept before anyone has looked into it, and older ones are purged at once without asking which one is in use, so that
//! uploads that fail push out the package that runs (facts: run-from-package; KuduLite, `WriteSitePackageZip` and
//! `PurgeBuildArtifactsIfNecessary`).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use bytes::Bytes;
use time::OffsetDateTime;
use time::macros::format_description;

use super::home;
use crate::state::Side;
use crate::state::settings::get;

const FOLDER: &str = "data/SitePackages";
const POINTER: &str = "data/SitePackages/packagename.txt";
/// So many zips are kept when no setting says otherwise.
const KEPT: usize = 5;

/// Keeps a zip and returns its name, which is the time to the second.
pub fn keep(side: &mut Side, settings: &BTreeMap<String, String>, zip: Bytes, at: OffsetDateTime) -> String {
    let format = format_description!("[year][month][day][hour][minute][second]");
    let name = format!("{}.zip", at.format(format).unwrap_or_default());
    let _ = home::put(side, &format!("{FOLDER}/{name}"), zip, at);
    let kept = get(settings, "SCM_MAX_ZIP_PACKAGE_COUNT").and_then(|count| count.parse().ok()).unwrap_or(KEPT).max(1);
    let mut zips: Vec<(Reverse<u64>, String)> = home::list(side, FOLDER)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".zip"))
        .filter_map(|(name, file)| Some((Reverse(file?.modified), name)))
        .collect();
    zips.sort();
    for (_, old) in zips.into_iter().skip(kept) {
        side.moving.kudu.home.remove(&format!("{FOLDER}/{old}"));
    }
    name
}

/// Names the zip that is to be mounted from the next start on.
pub fn name(side: &mut Side, zip: &str, at: OffsetDateTime) {
    let _ = home::put(side, POINTER, Bytes::from(zip.to_owned()), at);
}

/// No zip is named any more; a build in wwwroot sees to that (facts: wwwroot).
pub fn forget(side: &mut Side) {
    for file in [POINTER, "data/SitePackages/packagepath.txt"] {
        side.moving.kudu.home.remove(file);
    }
}

/// The zip that is named. Its name stands alone in the file, without even the end of a line.
pub fn named(side: &Side) -> Option<Result<Bytes, String>> {
    let pointer = &home::get(side, POINTER)?.bytes;
    let name = String::from_utf8_lossy(pointer).into_owned();
    let zip = home::get(side, &format!("{FOLDER}/{name}")).map(|file| file.bytes.clone());
    Some(zip.ok_or_else(|| format!("Could not find file '/home/{FOLDER}/{}'.", name.escape_default())))
}
