//! KuduSync: how an unpacked package gets into wwwroot (facts: kudu-sync, facts: wwwroot).
//!
//! A file is copied when its time differs; content is never compared. A file is deleted only when
//! the former manifest has it and the package has not.

use crate::state::{Content, Manifest};

/// Brings `package` into `wwwroot` and returns the new manifest.
pub fn sync(wwwroot: &mut Content, former: &Manifest, package: &Content) -> Manifest {
    for gone in former.iter().filter(|path| package.get(path).is_none()) {
        wwwroot.remove(gone);
    }
    for (path, file) in package.files() {
        let is_new = wwwroot.get(path).is_none_or(|there| there.modified != file.modified);
        if is_new {
            wwwroot.put(path, file.clone());
        }
    }
    package.files().map(|(path, _)| path.to_owned()).collect()
}

/// Brings `package` into `wwwroot` and removes everything else there: a clean deployment asks no manifest (facts: wwwroot).
pub fn replace(wwwroot: &mut Content, package: &Content) -> Manifest {
    let all: Manifest = wwwroot.files().map(|(path, _)| path.to_owned()).collect();
    sync(wwwroot, &all, package)
}

/// Puts `package` over `wwwroot` without looking at times, and removes nothing (facts: one-deploy).
pub fn add(wwwroot: &mut Content, former: &Manifest, package: &Content) -> Manifest {
    package.files().for_each(|(path, file)| wwwroot.put(path, file.clone()));
    former.iter().cloned().chain(package.files().map(|(path, _)| path.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::File;
    use bytes::Bytes;

    fn content(files: &[(&str, &str, u64)]) -> Content {
        Content::of(files.iter().map(|(path, text, modified)| {
            let file = File { bytes: Bytes::from((*text).to_owned()), executable: false, modified: *modified };
            ((*path).to_owned(), file)
        }))
    }

    fn text<'a>(content: &'a Content, path: &str) -> Option<&'a [u8]> {
        content.get(path).map(|file| &file.bytes[..])
    }

    #[test]
    fn a_constant_time_deploys_stale_code() {
        let mut wwwroot = content(&[("a.py", "old", 1)]);
        let manifest = sync(&mut wwwroot, &Manifest::new(), &content(&[("a.py", "new", 1)]));
        assert_eq!(text(&wwwroot, "a.py"), Some(&b"old"[..]));
        sync(&mut wwwroot, &manifest, &content(&[("a.py", "new", 2)]));
        assert_eq!(text(&wwwroot, "a.py"), Some(&b"new"[..]));
    }

    #[test]
    fn only_what_the_former_manifest_has_is_deleted() {
        let mut wwwroot = content(&[("by-the-app.log", "x", 1)]);
        let manifest = sync(&mut wwwroot, &Manifest::new(), &content(&[("a.py", "1", 1), ("b.py", "1", 1)]));
        sync(&mut wwwroot, &manifest, &content(&[("a.py", "1", 1)]));
        assert_eq!(text(&wwwroot, "b.py"), None);
        assert!(text(&wwwroot, "by-the-app.log").is_some());
    }
}
