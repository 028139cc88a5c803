//! `api/zip`: a folder below `/home` as a zip, and a zip unpacked into one, over what is there (facts: scm-endpoints; KuduLite,
//! `ZipController`).

use time::OffsetDateTime;

use crate::doors::{Incoming, Reply};
use crate::laws::{home, unpack};
use crate::state::{Content, Place, State};

/// Answers below `api/zip/`; `rest` is the decoded path there. A single file is never zipped.
pub(super) fn answer(
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    rest: &[&str],
    now: OffsetDateTime,
) -> Reply {
    let Some((side, path)) = state.side_mut(place).zip(home::path(rest.iter().copied())) else {
        return Reply::empty(404);
    };
    let is_folder = home::is_folder(side, &path);
    match incoming.method.as_str() {
        "GET" if is_folder => {
            let files = Content::of(home::below(side, &path).map(|(path, file)| (path, file.clone())));
            let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("home").to_owned();
            match unpack::pack(&files) {
                Ok(zip) => Reply::body(200, "application/zip", zip)
                    .header("content-disposition", format!("attachment; filename={name}.zip")),
                Err(error) => Reply::text(500, &error),
            }
        }
        "PUT" if is_folder || incoming.path.ends_with('/') => {
            let files = match unpack::unpack(&incoming.body) {
                Ok(files) => files,
                Err(error) => return Reply::text(500, &error),
            };
            if !is_folder && let Err(denied) = home::make_folder(side, &path) {
                return Reply::text(500, denied.words());
            }
            for (name, file) in files.files() {
                let Some(target) = home::path([path.as_str(), name]) else { continue };
                if let Err(denied) = home::place(side, &target, file.clone()) {
                    return Reply::text(500, &format!("{name}: {}", denied.words()));
                }
            }
            side.modified = now;
            Reply::empty(200)
        }
        "GET" | "PUT" => Reply::empty(404),
        _ => Reply::empty(405),
    }
}
