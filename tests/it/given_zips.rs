//! A zip that was handed in is understood as its maker meant it, or refused with the one thing to do.

use std::path::{Path, PathBuf};

use crate::support::zips::zip_by;
use slot_deploy::package::lint::Target;
use slot_deploy::package::{PackOptions, Package, PackageError, pack};
use slot_deploy::record::Explain;
use zip::write::SimpleFileOptions;

const HOST: &str = r#"{"version":"2.0"}"#;

fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/corpus/zip").join(name)).unwrap()
}

/// A zip of stored files.
fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    packed(files, zip::CompressionMethod::Stored)
}

fn packed(files: &[(&str, &str)], method: zip::CompressionMethod) -> Vec<u8> {
    zip_by(SimpleFileOptions::default().compression_method(method), files)
}

/// The bytes with one text put in the place of another at the numbered occurrences.
fn changed(mut bytes: Vec<u8>, from: &[u8], to: &[u8], which: &[usize]) -> Vec<u8> {
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    for number in which {
        bytes.splice(places[*number]..places[*number] + from.len(), to.iter().copied());
    }
    bytes
}

fn taken(zip: &[u8]) -> Result<Package, PackageError> {
    let folder = tempfile::tempdir().unwrap();
    let given: PathBuf = folder.path().join("in/given.zip");
    std::fs::create_dir(folder.path().join("in")).unwrap();
    std::fs::write(&given, zip).unwrap();
    let result = pack(&given, &folder.path().join("out/package.zip"), PackOptions::default());
    let left = |name: &str| std::fs::read_dir(folder.path().join(name)).map_or(0, Iterator::count);
    assert_eq!((left("."), left("in")), (2, 1), "nothing is written elsewhere");
    assert_eq!(left("out"), usize::from(result.is_ok()), "nothing is left of what was refused");
    result
}

/// The code, and all that is said.
fn refused(zip: &[u8]) -> (String, String) {
    let error = taken(zip).unwrap_err();
    (error.code().to_string(), format!("{error} {}", error.hints().join(" ")))
}

#[test]
fn data_descriptors_and_a_byte_order_mark_in_host_json_are_understood() {
    let package = taken(&corpus("data-descriptors.zip")).unwrap();
    assert_eq!((package.files, package.stamped), (3, true));
    assert!(package.blocks.len() >= 4, "dependencies, code and both directories: {:?}", package.blocks);
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_one_thing_to_do() {
    let files = [("host.json", HOST), ("a.py", "a = 1")];
    let (plain, deflated) = (zip_of(&files), packed(&files, zip::CompressionMethod::Deflated));
    taken(&plain).unwrap();
    // Flag 0 of the record in the directory, where its file is `a.py`.
    let directory = plain.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    let mut encrypted = plain.clone();
    encrypted[directory + 8] |= 1;
    let mut lies = plain.clone();
    lies[directory + 42] ^= 1;
    // The size of `a.py` in the directory, which has 5 bytes.
    let says = |size: u32| {
        let mut bytes = deflated.clone();
        let directory = bytes.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        bytes[directory + 24..directory + 28].copy_from_slice(&size.to_le_bytes());
        bytes
    };
    taken(&says(5)).unwrap();
    let twins = changed(zip_of(&[("host.json", HOST), ("a.py", "1"), ("b.py", "2")]), b"b.py", b"a.py", &[0, 1]);
    let cases: [(&str, Vec<u8>, &str, &str); 16] = [
        ("made on Windows", corpus("made-on-windows.zip"), "package-entry-name", "which write `/`"),
        (
            "in one folder",
            zip_of(&[("app/host.json", HOST), ("app/a.py", "")]),
            "host-json-missing",
            "all of the app lies in `app`: make the zip from inside of `app`, or set `package` to that folder",
        ),
        (
            "in one folder, made on a Mac",
            zip_of(&[("app/host.json", HOST), ("app/a.py", ""), ("__MACOSX/app/._host.json", "")]),
            "host-json-missing",
            "make the zip from inside of `app`",
        ),
        ("leads out", corpus("leads-out.zip"), "package-entry-name", "not a path inside the app"),
        ("absolute", zip_of(&[("host.json", HOST), ("/etc/a", "")]), "package-entry-name", "`/etc/a`"),
        ("twice the same", twins, "package-duplicate-entry", "two entries named `a.py`"),
        (
            "differ in capital letters",
            zip_of(&[("host.json", HOST), ("a.py", ""), ("A.py", "")]),
            "package-case-twins",
            "rename one of them, and build the zip anew",
        ),
        (
            "a file and a folder",
            zip_of(&[("host.json", HOST), ("a/b", ""), ("a", "")]),
            "package-file-and-folder",
            "`a` is a file, and `a/b` lies in a folder of that name rename one of them, and build the zip anew",
        ),
        ("encrypted", encrypted, "package-encrypted", "without a password"),
        (
            "another name in the directory",
            changed(plain.clone(), b"a.py", b"b.py", &[0]),
            "package-contradiction",
            "`b.py`",
        ),
        ("another place in the directory", lies, "package-contradiction", "no file begins where the directory says"),
        (
            "not UTF-8",
            changed(plain.clone(), b"a.py", b"\xe4.py", &[0, 1]),
            "package-name-not-utf8",
            "build the zip anew",
        ),
        (
            "a larger size in the directory",
            says(4_294_967_280),
            "package-contradiction",
            "4294967280 bytes, and it has 5",
        ),
        ("a smaller size in the directory", says(4), "package-not-a-zip", "a.py: File is larger than its declared"),
        ("cut off", plain[..plain.len() - 30].to_vec(), "package-not-a-zip", "Build the zip anew"),
        ("without its directory", plain[..directory].to_vec(), "package-not-a-zip", "no end-of-directory record"),
    ];
    for (what, zip, code, says) in cases {
        let (found, text) = refused(&zip);
        assert!(found == code && text.contains(says), "{what}: {found}: {text}");
    }
}

#[test]
fn a_folder_of_zeros_and_the_zip_that_is_made_of_it_are_both_taken() {
    let folder = tempfile::tempdir().unwrap();
    let app = folder.path().join("app");
    std::fs::create_dir(&app).unwrap();
    std::fs::write(app.join("host.json"), HOST).unwrap();
    let zeros = std::fs::File::create(app.join("zeros")).unwrap();
    zeros.set_len(801 << 20).unwrap();
    let (out, again) = (folder.path().join("out.zip"), folder.path().join("again.zip"));
    let package = pack(&app, &out, PackOptions::default()).unwrap();
    assert!(801 << 20 > 200 * package.bytes, "{}", package.bytes);
    let taken = pack(&out, &again, PackOptions::default()).unwrap();
    assert_eq!(taken.digest, package.digest);
    // As large as a zip may not be: refused before a byte of it is read.
    zeros.set_len(17 << 30).unwrap();
    let error = pack(&app, &out, PackOptions::default()).unwrap_err();
    assert_eq!(error.code().to_string(), "package-too-large");
    assert_eq!(error.to_string(), "the files of the folder are larger than 16 GiB together");
    assert_eq!(error.hints(), ["exclude what the app does not need in `.funcignore`"]);
}

#[cfg(unix)]
#[test]
fn the_program_that_host_json_starts_is_made_executable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let app = folder.path().join("app");
    std::fs::create_dir(&app).unwrap();
    let host = r#"{"version":"2.0","customHandler":{"description":{"defaultExecutablePath":"handler"}}}"#;
    std::fs::write(app.join("host.json"), host).unwrap();
    std::fs::write(app.join("handler"), "#!/bin/sh").unwrap();
    let out = folder.path().join("out.zip");
    let package = pack(&app, &out, PackOptions::default()).unwrap();
    assert_eq!(package.made_executable.as_deref(), Some("handler"));
    let findings = package.look(&Target::default());
    assert!(!findings.iter().any(|finding| finding.says.contains("executable")), "{findings:?}");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    assert_eq!(archive.by_name("handler").unwrap().unix_mode(), Some(0o100_755));
    assert_eq!(app.join("handler").metadata().unwrap().permissions().mode() & 0o111, 0, "the folder is never touched");
    let digest = package.digest;
    std::fs::set_permissions(app.join("handler"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let package = pack(&app, &out, PackOptions::default()).unwrap();
    assert_eq!((package.made_executable, package.digest), (None, digest));
}

#[test]
fn an_app_further_down_is_named_before_anything_is_packed() {
    let folder = tempfile::tempdir().unwrap();
    let app = folder.path().join("repository");
    for (name, text) in [("apps/orders/host.json", HOST), ("node_modules/x/host.json", HOST), ("README.md", "")] {
        std::fs::create_dir_all(app.join(name).parent().unwrap()).unwrap();
        std::fs::write(app.join(name), text).unwrap();
    }
    let error = pack(&app, &folder.path().join("out.zip"), PackOptions::default()).unwrap_err();
    assert_eq!(error.hints(), ["the only one lies in `apps/orders`: set `package` to that folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_names_other_systems_cannot_hold_is_told_to_rename_or_exclude_them() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let cases: [(&[&[u8]], &str, &str); 4] = [
        (&[b"a:b"], "package-entry-name", "the folder holds `a:b`, which is not a path inside the app"),
        (&[b"a\\b"], "package-entry-name", "the folder holds `a\\b`, which is not a path inside the app"),
        (&[b"a.py", b"A.py"], "package-case-twins", "differ in capital letters alone"),
        (&[b"\xe4.py"], "package-name-not-utf8", "is not UTF-8"),
    ];
    for (names, code, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("app");
        std::fs::create_dir(&app).unwrap();
        std::fs::write(app.join("host.json"), HOST).unwrap();
        names.iter().for_each(|name| std::fs::write(app.join(OsStr::from_bytes(name)), "").unwrap());
        let error = pack(&app, &folder.path().join("out.zip"), PackOptions::default()).unwrap_err();
        assert!(error.code() == code && error.to_string().contains(says), "{}: {error}", error.code());
        let (hints, said) = (error.hints().concat(), error.to_string());
        assert!(hints.starts_with("rename") && hints.contains("exclude it in `.funcignore`"), "{hints}");
        assert!(!hints.contains("zip") && !said.contains("zip"), "{said} {hints}");
    }
}
