//! A folder or a given zip becomes one package with a content digest.
//!
//! The same folder gives the same bytes on any machine and day (facts: kudu-sync). Nothing is left beside the output file,
//! and nothing from the folder is ever run.

mod block;
mod block_file;
mod central;
mod chunk;
mod code_lengths;
mod compiled;
mod content;
mod cut;
mod cutter;
mod deflate;
mod dependencies;
mod durable;
mod error;
mod folder;
mod former;
mod given;
mod given_up;
mod host_files;
mod ignored;
mod lacks;
mod last_block;
mod layer;
mod layer_asked;
mod layer_use;
mod layered;
mod left_out;
pub mod lint;
mod lock_file;
mod locks;
mod manifest;
mod names;
mod options;
mod packed_file;
mod read_back;
mod ready;
mod records;
mod release_entry;
mod requirements;
mod scratch;
mod source;
mod stamp;
mod tree;
mod within;
mod without_layer;

use std::path::Path;

pub use crate::record::RELEASE_JSON;
pub use block::Block;
pub use dependencies::{BadDependency, Dependencies};
pub use durable::PackagedDurable;
pub use error::PackageError;
pub use given_up::GivenUp;
pub use layer::{BadLayer, Base, Layer};
pub use layer_asked::layer_asked;
pub use layer_use::LayerUse;
pub use left_out::{LeftOut, WhyLeftOut};
pub use locks::LayerInputs;
pub use options::PackOptions;
pub use read_back::ReadBack;
pub use ready::Package;
pub use release_entry::built_json;
pub use source::Source;
pub use within::unpack_the_zip_within;
pub use without_layer::{Packed, WithoutLayer};

/// Makes the package of `source`, a folder or a zip, in the file `out`.
///
/// Blocks while it reads and compresses: call it off the runtime.
pub fn pack(source: &Path, out: &Path, options: PackOptions) -> Result<Package, PackageError> {
    pack_or_lack(source, out, options).map(Packed::as_it_is)
}

/// The same, and says when the folder holds the code alone: it has lock files and none of the folders that they fill.
pub fn pack_or_lack(source: &Path, out: &Path, options: PackOptions) -> Result<Packed, PackageError> {
    let found = std::fs::metadata(source)
        .map_err(|error| PackageError::NotFound { path: source.display().to_string(), reason: error.to_string() })?;
    if !found.is_dir() && !found.is_file() {
        // A pipe would be waited for.
        return Err(PackageError::SpecialFile { path: source.display().to_string() });
    }
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).map_err(|error| PackageError::unwritable(out, &error))?;
    }
    let real = |path: &Path| path.canonicalize().ok();
    if real(out).is_some_and(|out| real(source) == Some(out)) {
        return Err(PackageError::OverSource { path: out.display().to_string() });
    }
    if out.metadata().is_ok_and(|there| !there.is_file()) {
        // Renaming over a device would take it away from everybody.
        let reason = "there is a folder, a pipe or a device of this name".to_owned();
        return Err(PackageError::Unwritable { path: out.display().to_string(), reason });
    }
    // Whoever reads `out` meanwhile, or after a failure, finds the former package or none, and never half of one.
    let aside = scratch::Scratch::aside(out);
    let packed = if found.is_dir() {
        folder::pack(source, out, aside.path(), &options)?
    } else {
        Packed::Whole(given::take(source, aside.path(), &options)?)
    };
    std::fs::rename(aside.path(), out).map_err(|error| PackageError::unwritable(out, &error))?;
    Ok(packed.at(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;
    use std::path::PathBuf;

    const FUNCTION: &str = r#"{"bindings":[{"type":"timerTrigger"}]}"#;

    /// A folder `app` in a place of its own, with room for what is made beside it; both go with the value.
    struct Folder(PathBuf, #[expect(dead_code, reason = "removes the folder when it goes")] tempfile::TempDir);

    impl Folder {
        fn new(files: &[(&str, &str)]) -> Self {
            let place = tempfile::tempdir().unwrap();
            let folder = Self(place.path().join("app"), place);
            std::fs::create_dir(&folder.0).unwrap();
            for (name, text) in files {
                folder.write(name, text);
            }
            folder
        }

        fn write(&self, name: &str, text: &str) {
            let path = self.0.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }

        fn pack(&self) -> Result<Package, PackageError> {
            pack(&self.0, &self.out(), PackOptions::default())
        }

        fn out(&self) -> PathBuf {
            self.0.with_extension("zip")
        }
    }

    fn contents(path: &Path) -> BTreeMap<String, (String, Option<u32>, String)> {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut entry = archive.by_index(index).unwrap();
                let mut text = String::new();
                entry.read_to_string(&mut text).unwrap();
                let time = entry.last_modified().unwrap().to_string();
                let name = entry.name().unwrap().into_owned();
                (name, (text, entry.unix_mode(), time))
            })
            .collect()
    }

    #[test]
    fn the_same_folder_is_the_same_bytes_whenever_it_was_written() {
        let files = [("host.json", "{}"), ("b/function.json", FUNCTION), ("a.py", "print()")];
        let one = Folder::new(&files);
        let mut reversed = files;
        reversed.reverse();
        let two = Folder::new(&reversed);
        let (one, two) = (one.pack().unwrap(), two.pack().unwrap());
        assert_eq!(one.package_digest, two.package_digest);
        assert_eq!(one.digest, two.digest);
        assert_eq!(one.files, 3);
        assert_eq!(one.functions, Some(vec!["b".to_owned()]));
    }

    #[test]
    fn a_package_written_into_its_own_folder_is_the_same_each_time_and_leaves_nothing_beside_it() {
        let folder = Folder::new(&[("host.json", "{}"), ("a.py", "1")]);
        let out = folder.0.join("x.zip");
        let first = pack(&folder.0, &out, PackOptions::default()).unwrap();
        let second = pack(&folder.0, &folder.0.join("./x.zip"), PackOptions::default()).unwrap();
        assert_eq!((first.files, &first.digest), (2, &second.digest));
        assert_eq!(first.package_digest, second.package_digest);
        assert!(first.left_out.is_empty(), "{:?}", first.left_out);
        let [own] = &second.left_out[..] else { panic!("{:?}", second.left_out) };
        assert_eq!((own.name.as_str(), own.why, own.bytes), ("x.zip", WhyLeftOut::Output, first.bytes));
        let mut left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.py", "host.json", "x.zip"]);
    }

    #[test]
    fn a_package_that_cannot_be_made_leaves_the_former_one_as_it_is() {
        let folder = Folder::new(&[("host.json", "{}")]);
        folder.pack().unwrap();
        let before = std::fs::read(folder.out()).unwrap();
        folder.write("host.json", "{,}");
        folder.pack().unwrap_err();
        assert_eq!(std::fs::read(folder.out()).unwrap(), before);
        let zip = folder.out();
        let over = pack(&zip, &zip, PackOptions::default()).unwrap_err();
        assert!(matches!(over, PackageError::OverSource { .. }), "{over}");
        assert_eq!(std::fs::read(&zip).unwrap(), before);
        let onto = pack(&zip, &folder.0, PackOptions::default()).unwrap_err();
        assert!(matches!(onto, PackageError::Unwritable { .. }), "{onto}");
    }

    #[test]
    fn changed_content_gets_another_time_and_same_content_the_same() {
        let folder = Folder::new(&[("host.json", "{}"), ("a.py", "1"), ("b.py", "2"), ("c.py", "2")]);
        folder.pack().unwrap();
        let before = contents(&folder.out());
        folder.write("a.py", "9");
        folder.pack().unwrap();
        let after = contents(&folder.out());
        assert_ne!(before["a.py"].2, after["a.py"].2, "KuduSync copies only files whose time differs");
        assert_eq!(before["b.py"].2, after["b.py"].2);
        assert_eq!(before["b.py"].2, before["c.py"].2);
    }

    #[test]
    fn a_package_that_was_made_before_is_not_packed_whatever_its_name_is() {
        let folder = Folder::new(&[("host.json", "{}"), ("data/some.zip", "PK\u{3}\u{4} and no zip")]);
        let digest = pack(&folder.0, &folder.0.join("former.bin"), PackOptions::default()).unwrap().digest;
        let given = folder.out().with_extension("given.zip");
        write_plain_zip(&given, &[("host.json", "{}")]);
        pack(&given, &folder.0.join("build/given.zip"), PackOptions::default()).unwrap();
        let again = folder.pack().unwrap();
        assert_eq!(again.digest, digest);
        let left_out: Vec<_> = again.left_out.iter().map(|left| (left.name.as_str(), left.why)).collect();
        assert_eq!(left_out, [("build/given.zip", WhyLeftOut::Package), ("former.bin", WhyLeftOut::Package)]);
    }

    #[test]
    fn only_a_regular_file_is_replaced_by_a_package() {
        let folder = Folder::new(&[("host.json", "{}")]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.out()).unwrap();
        let error = folder.pack().unwrap_err();
        assert!(error.to_string().contains("a device of this name"), "{error}");
        assert!(!folder.out().metadata().unwrap().is_file());
    }

    #[test]
    fn files_outside_the_app_are_excluded_and_funcignore_decides_the_rest() {
        let folder = Folder::new(&[
            ("host.json", "{}"),
            ("local.settings.json", "secret"),
            (".git/config", "x"),
            (".venv/pyvenv.cfg", "x"),
            ("my-env/pyvenv.cfg", "x"),
            ("my-env/lib/x.py", "x"),
            ("__pycache__/a.pyc", "x"),
            (".azurefunctions/worker.config.json", "{}"),
            ("notes/a.md", "x"),
            ("notes/keep.md", "x"),
            ("tests/t.py", "x"),
            (".funcignore", "\u{feff}notes/*\n!notes/keep.md\n/tests\n"),
        ]);
        let left_out = folder.pack().unwrap().left_out;
        let said: Vec<(&str, WhyLeftOut, u64, u64)> =
            left_out.iter().map(|left| (left.name.as_str(), left.why, left.files, left.bytes)).collect();
        assert_eq!(
            said,
            [
                (".funcignore", WhyLeftOut::Default, 1, 33),
                (".git/", WhyLeftOut::Never, 1, 1),
                (".venv/", WhyLeftOut::VirtualEnvironment, 1, 1),
                ("__pycache__/", WhyLeftOut::Default, 1, 1),
                ("local.settings.json", WhyLeftOut::Default, 1, 6),
                ("my-env/", WhyLeftOut::VirtualEnvironment, 2, 2),
                ("notes/a.md", WhyLeftOut::Funcignore, 1, 1),
                ("tests/", WhyLeftOut::Funcignore, 1, 1),
            ]
        );
        let names: Vec<String> = contents(&folder.out()).into_keys().collect();
        assert_eq!(names, [".azurefunctions/worker.config.json", RELEASE_JSON, "host.json", "notes/keep.md"]);
        assert!(folder.0.join("local.settings.json").exists(), "the folder is never touched");
    }

    #[cfg(unix)]
    #[test]
    fn modes_are_kept_and_links_are_followed_inside_the_folder_only() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = Folder::new(&[("host.json", "{}"), ("lib/handler", "run"), ("lib/data", "d")]);
        std::fs::set_permissions(folder.0.join("lib/handler"), std::fs::Permissions::from_mode(0o750)).unwrap();
        symlink("lib", folder.0.join("linked")).unwrap();
        folder.pack().unwrap();
        let seen = contents(&folder.out());
        assert_eq!(seen["lib/handler"].1.map(|mode| mode & 0o777), Some(0o755));
        assert_eq!(seen["lib/data"].1.map(|mode| mode & 0o777), Some(0o644));
        assert_eq!(seen["linked/data"].0, "d");
        symlink("/etc", folder.0.join("out")).unwrap();
        assert!(matches!(folder.pack(), Err(PackageError::LinkLeavesFolder { .. })));
        std::fs::remove_file(folder.0.join("out")).unwrap();
        symlink("..", folder.0.join("lib/up")).unwrap();
        assert!(matches!(folder.pack(), Err(PackageError::LinkGoesRound { .. })));
        std::fs::remove_file(folder.0.join("lib/up")).unwrap();
        symlink("nowhere", folder.0.join("dangling")).unwrap();
        assert!(matches!(folder.pack(), Err(PackageError::LinkToNothing { .. })));
    }

    #[test]
    fn an_app_without_host_json_is_refused_and_the_likely_place_is_named() {
        let folder = Folder::new(&[("src/host.json", "{}"), ("src/a.py", "")]);
        let error = folder.pack().unwrap_err();
        assert!(error.to_string().contains("host.json"), "{error}");
        assert!(crate::record::Explain::hints(&error).concat().contains("src"), "{error}");
        let folder = Folder::new(&[("host.json", "{,}")]);
        assert!(matches!(folder.pack(), Err(PackageError::HostJsonBroken { .. })));
    }

    #[test]
    fn a_zip_that_was_handed_in_gets_one_entry_and_keeps_every_other_byte() {
        let folder = Folder::new(&[("host.json", "{}"), ("f/function.json", FUNCTION)]);
        let mine = folder.out();
        write_plain_zip(&mine, &[("host.json", "{}"), ("f/function.json", FUNCTION)]);
        let out = mine.with_extension("out.zip");
        let before = std::fs::read(&mine).unwrap();
        let package = pack(&mine, &out, PackOptions::default()).unwrap();
        let after = std::fs::read(&out).unwrap();
        let directory = before.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        let first = before.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        assert_eq!(after[..first], before[..first], "local entries");
        let records = &before[first..directory + 46];
        assert!(after.windows(records.len()).any(|w| w == records), "directory records");
        let seen = contents(&out);
        assert!(seen[RELEASE_JSON].0.contains(package.digest.as_str()));
        assert_eq!(seen.len(), 3);
        assert_eq!(package.functions, Some(vec!["f".to_owned()]));
        let again = pack(&out, &mine.with_extension("again.zip"), PackOptions::default()).unwrap();
        assert_eq!(again.digest, package.digest, "our own package is taken as it is");
        assert_eq!(again.package_digest, package.package_digest);
        let unchanged = pack(&mine, &out, PackOptions { unchanged: true, ..PackOptions::default() }).unwrap();
        assert_eq!(std::fs::read(&out).unwrap(), before);
        assert!(!unchanged.stamped);
    }

    #[test]
    fn a_folder_and_a_zip_of_it_have_the_same_content_digest() {
        let folder = Folder::new(&[("host.json", "{}"), ("f/function.json", FUNCTION)]);
        let packed = folder.pack().unwrap();
        let zipped = folder.out().with_extension("plain.zip");
        write_plain_zip(&zipped, &[("f/function.json", FUNCTION), ("host.json", "{}")]);
        let out = folder.out().with_extension("o.zip");
        assert_eq!(pack(&zipped, &out, PackOptions::default()).unwrap().digest, packed.digest);
    }

    #[test]
    fn a_hostile_zip_is_refused() {
        for wrong in ["../evil", "/evil", "a\\..\\b"] {
            let folder = Folder::new(&[]);
            write_plain_zip(&folder.out(), &[("host.json", "{}"), (wrong, "x")]);
            let out = folder.out().with_extension("out.zip");
            let error = pack(&folder.out(), &out, PackOptions::default()).unwrap_err();
            assert!(matches!(error, PackageError::BadEntryName { .. }), "{wrong}: {error}");
        }
        let folder = Folder::new(&[]);
        std::fs::write(folder.out(), "this is not a zip").unwrap();
        let out = folder.out().with_extension("out.zip");
        assert!(matches!(pack(&folder.out(), &out, PackOptions::default()), Err(PackageError::NotAZip { .. })));
    }

    fn write_plain_zip(path: &Path, entries: &[(&str, &str)]) {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
        for (name, text) in entries {
            let options = zip::write::SimpleFileOptions::default().unix_permissions(0o644);
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap();
    }
}
