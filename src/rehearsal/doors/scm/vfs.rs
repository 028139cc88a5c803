//! `api/vfs`: files below `/home`, one at a time (facts: scm-endpoints; KuduLite, `VfsController` and `VfsControllerBase`).
//! A file that is there is changed only by who knows its tag.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::doors::answer::{http_date, utc_stamp};
use crate::doors::{Incoming, Reply};
use crate::laws::home::{self, Denied};
use crate::laws::manifest;
use crate::state::{File, Place, Platform, Side, State};

const MISSING_IF_MATCH: &str =
    "Updating an existing resource requires an If-Match header carrying a single, strong ETag.";
const OTHER_ETAG: &str = "ETag does not represent the latest state of the resource.";
const IS_A_FOLDER: &str = "The resource represents a directory which can not be updated.";
const FOLDER_STAYS: &str = "Cannot delete directory. It is either not empty or access is not allowed.";

/// Answers below `api/vfs/`; `rest` is the decoded path there.
pub(super) fn answer(
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    rest: &[&str],
    now: OffsetDateTime,
) -> Reply {
    let platform = state.platform(&place.app);
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    let call = Call { incoming, platform, ends_in_slash: incoming.path.ends_with('/') };
    let Some(path) = home::path(rest.iter().copied()) else {
        return call.not_found(&rest.join("/"));
    };
    if let (Some(manifest), "GET") = (manifest::of(side, platform, &path), incoming.method.as_str()) {
        return Reply::body(200, "application/octet-stream", manifest);
    }
    match incoming.method.as_str() {
        "GET" | "HEAD" => call.get(side, &path),
        "PUT" => call.put(side, &path, now),
        "DELETE" => call.delete(side, &path),
        _ => Reply::empty(405),
    }
}

struct Call<'a> {
    incoming: &'a Incoming,
    platform: Platform,
    ends_in_slash: bool,
}

impl Call<'_> {
    fn get(&self, side: &Side, path: &str) -> Reply {
        match home::get(side, path) {
            Some(_) if self.ends_in_slash => self.redirect(side, self.incoming.path.trim_end_matches('/')),
            Some(file) if self.incoming.header("if-none-match") == Some(&etag(file)) => {
                Reply::empty(304).header("etag", etag(file))
            }
            Some(file) => tagged(Reply::body(200, "application/octet-stream", file.bytes.clone()), file),
            None if !home::is_folder(side, path) => self.not_found(path),
            None if !self.ends_in_slash => self.redirect(side, &format!("{}/", self.incoming.path)),
            None => Reply::json(200, &self.listing(side, path)),
        }
    }

    fn put(&self, side: &mut Side, path: &str, now: OffsetDateTime) -> Reply {
        if home::is_folder(side, path) {
            return self.says(409, IS_A_FOLDER);
        }
        if self.ends_in_slash {
            return match home::make_folder(side, path) {
                Ok(()) => Reply::empty(201),
                Err(_) => self.says(409, FOLDER_STAYS),
            };
        }
        let there = home::get(side, path).map(etag);
        if let Some(tag) = &there {
            match self.incoming.header("if-match") {
                None => return self.says(412, MISSING_IF_MATCH),
                Some(given) if !names(given, tag) => return self.says(412, OTHER_ETAG).header("etag", tag),
                Some(_) => {}
            }
        }
        if let Err(denied) = home::put(side, path, self.incoming.body.clone(), now) {
            let at = format!("/home/{path}");
            return self
                .says(409, &format!("Could not write to local resource '{at}' due to error '{}'.", denied.words()));
        }
        let status = if there.is_some() { 204 } else { 201 };
        home::get(side, path).map_or(Reply::empty(status), |file| tagged(Reply::empty(status), file))
    }

    fn delete(&self, side: &mut Side, path: &str) -> Reply {
        let Some(tag) = home::get(side, path).map(etag) else {
            let recursive = self.incoming.parameter("recursive").is_some_and(|on| on.eq_ignore_ascii_case("true"));
            return if !home::is_folder(side, path) {
                self.not_found(path)
            } else if path.is_empty() || home::remove(side, path, recursive).is_err() {
                self.says(409, FOLDER_STAYS)
            } else {
                Reply::empty(200)
            };
        };
        match self.incoming.header("if-match") {
            _ if self.ends_in_slash => self.redirect(side, self.incoming.path.trim_end_matches('/')),
            None => self.says(412, MISSING_IF_MATCH),
            // Another status than for a write, by the source.
            Some(given) if !names(given, &tag) => self.says(409, OTHER_ETAG).header("etag", tag),
            Some(_) => match home::remove(side, path, false) {
                Ok(()) => Reply::empty(200),
                // What cannot be opened for deletion counts as not found, by the source.
                Err(denied) => self.says(404, Denied::words(denied)),
            },
        }
    }

    fn listing(&self, side: &Side, path: &str) -> Value {
        let base = format!("https://{}{}", side.hosts.scm, self.incoming.path);
        let entry = |(name, file): (&String, &Option<&File>)| {
            let time = utc_stamp(file.map_or(side.modified, File::time));
            let slash = if file.is_some() { "" } else { "/" };
            let folder = if path.is_empty() { "/home".to_owned() } else { format!("/home/{path}") };
            json!({
                "name": name, "size": file.map_or(0, |file| file.bytes.len()), "mtime": time, "crtime": time,
                "mime": if file.is_some() { "application/octet-stream" } else { "inode/directory" },
                "href": format!("{base}{name}{slash}"), "path": format!("{folder}/{name}"),
            })
        };
        home::list(side, path).iter().map(entry).collect()
    }

    /// The method stays the same.
    fn redirect(&self, side: &Side, path: &str) -> Reply {
        Reply::empty(307).header("location", format!("https://{}{path}", side.hosts.scm))
    }

    fn not_found(&self, path: &str) -> Reply {
        self.says(404, &format!("'/home/{path}' not found."))
    }

    /// Kudu on Windows wraps its messages.
    fn says(&self, status: u16, message: &str) -> Reply {
        match self.platform {
            Platform::Windows => Reply::json(status, &json!({"Message": message})),
            _ => Reply::text(status, message),
        }
    }
}

fn tagged(reply: Reply, file: &File) -> Reply {
    reply.header("etag", etag(file)).header("last-modified", http_date(file.time()))
}

/// The ticks of the last write, byte by byte.
fn etag(file: &File) -> String {
    let hex: String = file.modified.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

fn names(given: &str, tag: &str) -> bool {
    given.split(',').map(str::trim).any(|one| one == "*" || one == tag)
}
