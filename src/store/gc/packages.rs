use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};

use super::keep::Keep;
use super::verdict::{Judged, Verdict};
use crate::azure::{BlobName, Listed};
use crate::record::{BlobKind, Digest};
use crate::store::layout;

/// What is being made is not taken away before it is older than this.
const MAKING: Duration = Duration::DAY;

/// All that the judgement goes by.
#[derive(Debug, Clone)]
pub(super) struct Seen<'a> {
    pub releases: &'a [Listed],
    pub layers: &'a [Listed],
    pub staging: &'a [Listed],
    /// What the sides of all apps run from.
    pub live: &'a BTreeSet<BlobName>,
    /// The contents that apps which nobody named may run.
    pub elsewhere: &'a BTreeSet<Digest>,
    pub keep: Keep,
    pub now: OffsetDateTime,
}

/// What may be deleted: neither run from, nor a layer's base, nor one of the last of its repository, nor young; and ours by what
/// it says of itself.
pub(super) fn judge_packages<'a>(seen: &Seen<'a>) -> Vec<Judged<'a>> {
    let is_ours = |blob: &Listed, kind: &str| blob.metadata.get("slotdeploy").is_some_and(|value| value == kind);
    let there: BTreeSet<&BlobName> = seen.releases.iter().map(|blob| &blob.name).collect();
    let base = |layer: &Listed| Some(layout::release(&layer.metadata.get("base")?.parse::<Digest>().ok()?));
    let bases: BTreeSet<BlobName> = seen.layers.iter().filter_map(base).collect();
    let last = last_of_each(seen.releases, seen.keep.last);
    let release = |blob: &Listed| match blob {
        blob if !is_ours(blob, "release") || layout::release_of(&blob.name).is_none() => Verdict::NOT_OURS,
        blob if seen.live.contains(&blob.name) => Verdict::Stays("a side runs from it"),
        blob if content_of(blob).is_some_and(|content| seen.elsewhere.contains(&content)) => Verdict::ELSEWHERE,
        blob if bases.contains(&blob.name) => Verdict::Stays("a layer builds on it"),
        blob if last.contains(&blob.name) => Verdict::Stays("it is among the newest of its repository"),
        blob if seen.keep.is_young(blob, seen.now) => Verdict::YOUNG,
        _ => Verdict::Unneeded("nothing runs from it and nothing builds on it"),
    };
    let layer = |layer: &Listed| match base(layer) {
        _ if !is_ours(layer, "layer") => Verdict::NOT_OURS,
        Some(base) if there.contains(&base) => Verdict::Stays("its base is there"),
        _ if seen.keep.is_young(layer, seen.now) => Verdict::YOUNG,
        _ => Verdict::Unneeded("its base is gone"),
    };
    // A copy that was given up says nothing of itself, and has a name that only this program gives.
    let upload = |blob: &Listed| match blob {
        blob if !layout::is_staging(&blob.name) => Verdict::NOT_OURS,
        blob if seen.live.contains(&blob.name) => Verdict::Stays("a side runs from it"),
        blob if seen.now - blob.modified <= MAKING => Verdict::YOUNG,
        _ => Verdict::Unneeded("the run that made it did not finish"),
    };
    let of = |kind: BlobKind, blobs: &'a [Listed], verdict: &dyn Fn(&Listed) -> Verdict| -> Vec<Judged<'a>> {
        blobs.iter().map(|blob| Judged { blob, kind, verdict: verdict(blob), chain: None }).collect()
    };
    let mut all = of(BlobKind::Package, seen.releases, &release);
    all.extend(of(BlobKind::Layer, seen.layers, &layer));
    all.extend(of(BlobKind::Upload, seen.staging, &upload));
    all
}

/// The content of a package, as it says itself.
pub(super) fn content_of(blob: &Listed) -> Option<Digest> {
    blob.metadata.get("digest")?.parse().ok()
}

/// The newest releases of each repository.
fn last_of_each(releases: &[Listed], keep: usize) -> BTreeSet<&BlobName> {
    let mut of: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for blob in releases {
        of.entry(blob.metadata.get("repository").map(String::as_str).unwrap_or_default()).or_default().push(blob);
    }
    let newest = of.into_values().flat_map(|mut blobs| {
        blobs.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        blobs.into_iter().take(keep)
    });
    newest.map(|blob| &blob.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-06-30 00:00 UTC);

    fn blob(name: BlobName, kind: &str, days_old: i64) -> Listed {
        let metadata = BTreeMap::from([
            ("slotdeploy".to_owned(), kind.to_owned()),
            ("repository".to_owned(), "contoso/shop".to_owned()),
        ]);
        Listed { name, etag: "\"1\"".to_owned(), length: 10, modified: NOW - Duration::days(days_old), metadata }
    }

    fn release(text: &str, days_old: i64) -> Listed {
        blob(layout::release(&Digest::of(text.as_bytes())), "release", days_old)
    }

    fn layer(text: &str, base: &str, days_old: i64) -> Listed {
        let mut blob = blob(layout::layer(&Digest::of(text.as_bytes())), "layer", days_old);
        blob.metadata.insert("base".to_owned(), Digest::of(base.as_bytes()).to_string());
        blob
    }

    fn names(seen: &Seen<'_>) -> Vec<BlobName> {
        let all = judge_packages(seen).into_iter();
        all.filter(|one| matches!(one.verdict, Verdict::Unneeded(_))).map(|one| one.blob.name.clone()).collect()
    }

    #[test]
    fn only_what_is_ours_old_and_used_by_nothing_is_unneeded() {
        let live = release("live", 90);
        let foreign = Listed { metadata: BTreeMap::new(), ..release("foreign", 90) };
        let elsewhere = blob("releases/latest.zip".parse().unwrap(), "release", 90);
        let releases = [
            live.clone(),
            release("base", 90),
            release("old", 90),
            release("young", 3),
            release("last", 20),
            foreign,
            elsewhere,
        ];
        let layers = [layer("a", "base", 90), layer("b", "gone", 90), layer("c", "gone", 2)];
        let staging = [
            blob(layout::staging(&Digest::of(b"dead")), "", 2),
            blob(layout::staging(&Digest::of(b"alive")), "", 0),
            blob("staging/mine.zip".parse().unwrap(), "", 9),
        ];
        let live = BTreeSet::from([live.name]);
        let keep = Keep { last: 2, days: 14 };
        let seen = Seen {
            releases: &releases,
            layers: &layers,
            staging: &staging,
            live: &live,
            elsewhere: &BTreeSet::new(),
            keep,
            now: NOW,
        };
        assert_eq!(names(&seen), [&releases[2].name, &layers[1].name, &staging[0].name].map(Clone::clone));
    }

    #[test]
    fn a_day_is_the_least_for_which_everything_is_kept() {
        let releases = [release("a", 0), release("b", 2)];
        let keep = Keep { last: 0, days: 0 };
        let seen = Seen {
            releases: &releases,
            layers: &[],
            staging: &[],
            live: &BTreeSet::new(),
            elsewhere: &BTreeSet::new(),
            keep,
            now: NOW,
        };
        assert_eq!(names(&seen), [releases[1].name.clone()]);
    }
}
