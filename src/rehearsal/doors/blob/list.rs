//! List Blobs, and pages of listings.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::OffsetDateTime;

use super::call::{Call, endpoint};
use super::headers::{OCTETS, status_name};
use super::xml::Xml;
use crate::doors::{Incoming, Reply, http_date};
use crate::laws::blob::blocks;
use crate::laws::blob::lease::standing;
use crate::laws::blob::refusal::{CONTAINER_NOT_FOUND, Refusal};
use crate::state::{Blob, State};

/// A page holds no more than these.
const MOST: usize = 5000;
/// What a marker begins with; what follows is nobody's business but ours.
const MARKER: &str = "2!";

/// The page of a listing that is asked for.
pub(super) struct Page {
    /// Names begin so.
    pub prefix: String,
    /// The first name.
    pub from: String,
    /// How many there may be.
    pub most: usize,
    marker: String,
    asked_most: Option<String>,
}

impl Page {
    /// Reads `prefix`, `marker` and `maxresults`.
    pub(super) fn asked(incoming: &Incoming) -> Result<Self, Refusal> {
        let marker = incoming.parameter("marker").unwrap_or_default();
        let read = |marker: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(marker.strip_prefix(MARKER)?).ok()?;
            String::from_utf8(bytes).ok()
        };
        let from = match marker.as_str() {
            "" => String::new(),
            marker => read(marker).ok_or_else(|| Refusal::parameter("marker", marker))?,
        };
        let asked_most = incoming.parameter("maxresults");
        let most = match asked_most.as_deref().map(str::parse::<usize>) {
            None => MOST,
            Some(Ok(most @ 1..)) => most.min(MOST),
            Some(_) => return Err(Refusal::parameter("maxresults", asked_most.as_deref().unwrap_or_default())),
        };
        Ok(Self { prefix: incoming.parameter("prefix").unwrap_or_default(), from, most, marker, asked_most })
    }

    /// Repeats what was asked, as listings begin.
    pub(super) fn write_asked(&self, xml: &mut Xml) {
        for (name, value) in [("Prefix", &self.prefix), ("Marker", &self.marker)] {
            if !value.is_empty() {
                xml.text(name, value);
            }
        }
        xml.maybe("MaxResults", self.asked_most.as_deref());
    }

    /// Where the next page begins, if there is one.
    pub(super) fn write_next(&self, xml: &mut Xml, name: Option<&str>) {
        let marker = name.map(|name| format!("{MARKER}{}", URL_SAFE_NO_PAD.encode(name)));
        xml.text("NextMarker", marker.as_deref().unwrap_or_default());
    }
}

/// An entry of a listing.
enum Entry<'a> {
    Blob(&'a Blob),
    /// Of which there are only blocks that wait.
    Uncommitted,
    Prefix,
}

/// What a listing of blobs can have in it. Of what no request of this world makes (snapshots, versions, tags) there is none.
const INCLUDED: [&str; 10] = [
    "snapshots",
    "metadata",
    "uncommittedblobs",
    "copy",
    "deleted",
    "tags",
    "versions",
    "deletedwithversions",
    "immutabilitypolicy",
    "legalhold",
];

/// What a listing has to have in it besides.
pub(super) fn included(incoming: &Incoming, known: &[&str]) -> Result<Vec<String>, Refusal> {
    let asked = incoming.parameter("include").unwrap_or_default();
    let parts = asked.split(',').map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.collect();
    if parts.iter().all(|part| known.contains(&part.as_str())) {
        Ok(parts)
    } else {
        Err(Refusal::parameter("include", &asked))
    }
}

/// List Blobs.
pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let page = Page::asked(call.incoming)?;
    let account = state.storage.get(call.account).ok_or(CONTAINER_NOT_FOUND)?;
    let container = account.containers.get(call.container()).ok_or(CONTAINER_NOT_FOUND)?;
    let include = included(call.incoming, &INCLUDED)?;
    let includes = |what: &str| include.iter().any(|part| part == what);
    let delimiter = call.incoming.parameter("delimiter").filter(|delimiter| !delimiter.is_empty());
    let mut entries: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    let uncommitted = container.staged.keys().filter(|name| {
        includes("uncommittedblobs")
            && !container.blobs.contains_key(*name)
            && blocks::waiting(container, name, call.now).next().is_some()
    });
    let blobs = container.blobs.iter().map(|(name, blob)| (name, Entry::Blob(blob)));
    for (name, entry) in blobs.chain(uncommitted.map(|name| (name, Entry::Uncommitted))) {
        let Some(rest) = name.strip_prefix(&page.prefix) else {
            continue;
        };
        let cut = delimiter.as_ref().and_then(|delimiter| Some(rest.find(delimiter)? + delimiter.len()));
        match cut {
            Some(cut) => entries.insert(format!("{}{}", page.prefix, &rest[..cut]), Entry::Prefix),
            None => entries.insert(name.clone(), entry),
        };
    }
    let mut found = entries.range(page.from.clone()..);
    let shown: Vec<_> = found.by_ref().take(page.most).collect();
    let next = found.next().map(|(name, _)| name.as_str());
    let attributes = [("ServiceEndpoint", &*endpoint(call.world, call.account)), ("ContainerName", call.container())];
    let body = Xml::document()
        .element_with("EnumerationResults", &attributes, |xml| {
            page.write_asked(xml);
            xml.maybe("Delimiter", delimiter.as_deref());
            xml.element("Blobs", |xml| {
                for (name, entry) in shown {
                    write_entry(xml, name, entry, &includes, call.now);
                }
            });
            page.write_next(xml, next);
        })
        .done();
    Ok(Reply::body(200, "application/xml", body))
}

fn write_entry(xml: &mut Xml, name: &str, entry: &Entry<'_>, includes: &dyn Fn(&str) -> bool, now: OffsetDateTime) {
    match entry {
        Entry::Prefix => xml.element("BlobPrefix", |xml| {
            xml.text("Name", name);
        }),
        Entry::Uncommitted => xml.element("Blob", |xml| {
            xml.text("Name", name).element("Properties", |xml| {
                xml.text("Content-Length", "0").text("BlobType", "BlockBlob");
            });
        }),
        Entry::Blob(blob) => xml.element("Blob", |xml| {
            xml.text("Name", name).element("Properties", |xml| write_properties(xml, blob, includes("copy"), now));
            if includes("metadata") {
                xml.element("Metadata", |xml| {
                    blob.metadata.iter().for_each(|(name, value)| {
                        xml.text(name, value);
                    });
                });
            }
        }),
    };
}

fn write_properties(xml: &mut Xml, blob: &Blob, with_copy: bool, now: OffsetDateTime) {
    let headers = &blob.headers;
    xml.text("Creation-Time", &http_date(blob.created)).text("Last-Modified", &http_date(blob.modified));
    // Listings write entity tags of blobs without their quotes.
    xml.text("Etag", blob.etag.trim_matches('"')).text("Content-Length", &blob.content.len().to_string());
    xml.text("Content-Type", headers.content_type.as_deref().unwrap_or(OCTETS));
    for (name, value) in [
        ("Content-Encoding", &headers.encoding),
        ("Content-Language", &headers.language),
        ("Content-MD5", &headers.md5),
        ("Cache-Control", &headers.cache_control),
        ("Content-Disposition", &headers.disposition),
    ] {
        xml.text(name, value.as_deref().unwrap_or_default());
    }
    xml.text("BlobType", "BlockBlob").text("AccessTier", blob.tier.as_deref().unwrap_or("Hot"));
    if blob.tier.is_none() {
        xml.text("AccessTierInferred", "true");
    }
    let standing = standing(blob.lease.as_ref(), now);
    let status = if standing.is_locked() { "locked" } else { "unlocked" };
    xml.text("LeaseStatus", status).text("LeaseState", standing.name()).text("ServerEncrypted", "true");
    if let Some(copied) = blob.copied.as_ref().filter(|_| with_copy) {
        xml.text("CopyId", &copied.id)
            .text("CopySource", &copied.source)
            .text("CopyStatus", status_name(copied.status));
    }
}
