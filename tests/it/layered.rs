//! A package is written in layers, and a change of one leaves the bytes of the other alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::dice::Dice;
use proptest::prelude::*;
use slot_deploy::package::{Block, Layer, PackOptions, Package, Packed, WithoutLayer, pack, pack_or_lack};
use slot_deploy::record::Digest;

/// A folder `app`, and room beside it.
struct App(tempfile::TempDir);

impl App {
    fn new(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let app = Self(tempfile::tempdir().unwrap());
        app.write("host.json", br#"{"version":"2.0"}"#);
        files.iter().for_each(|(name, bytes)| app.write(name, bytes));
        app
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join("app").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn pack(&self, out: &str) -> Package {
        pack(&self.0.path().join("app"), &self.out(out), PackOptions::default()).unwrap()
    }

    /// Packs the code of an app that lacks its dependencies.
    fn pack_code(&self, out: &str) -> WithoutLayer {
        match pack_or_lack(&self.0.path().join("app"), &self.out(out), PackOptions::default()).unwrap() {
            Packed::WithoutLayer(without) => without,
            Packed::Whole(package) => panic!("it lacks nothing: {package:?}"),
        }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// What a zip holds, and in which order.
fn read(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(read).collect()
}

/// The blocks are the file, one behind the other, and name its content.
fn assert_blocks(package: &Package) {
    let bytes = std::fs::read(&package.path).unwrap();
    let mut at = 0;
    for block in &package.blocks {
        assert!(block.at == Some(at as u64) && (1..=8 << 20).contains(&block.length), "{block:?} at {at}");
        let end = at + block.length as usize;
        assert_eq!(block.digest, Digest::of(&bytes[at..end]));
        at = end;
    }
    assert_eq!((at, package.bytes), (bytes.len(), bytes.len() as u64));
    assert_eq!(package.package_digest, Digest::of(&bytes));
    let lines: String = package.blocks.iter().map(|block| format!("{}\n", block.digest)).collect();
    assert_eq!(package.release_id, Digest::of(lines.as_bytes()));
}

fn digests(blocks: &[Block]) -> BTreeSet<&Digest> {
    blocks.iter().map(|block| &block.digest).collect()
}

fn bytes(size: usize, seed: u8) -> Vec<u8> {
    let mut dice = Dice(seed.into());
    (0..size).map(|_| dice.below(64) as u8).collect()
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![4 => 0..2_000usize, 2 => 100_000..600_000usize, 1 => Just((1 << 20) + 7)];
    (size, any::<u8>()).prop_map(|(size, seed)| bytes(size, seed))
}

fn name() -> impl Strategy<Value = String> {
    let folder = prop_oneof![
        Just(""),
        Just(".python_packages/lib/site-packages/"),
        Just("node_modules/"),
        Just("node_modules/@scope/"),
        Just("src/"),
    ];
    (folder, "[a-e]{1,2}", "[a-zäß 語]{1,5}")
        .prop_map(|(folder, package, file)| format!("{folder}{package}.d/{file}.x"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_change_of_the_code_leaves_every_block_of_the_dependencies_alone(
        files in prop::collection::btree_map(name(), file(), 0..14), change in file()
    ) {
        let app = App::new(&files);
        let before = app.pack("before.zip");
        assert_blocks(&before);
        let entries = read(&before.path);
        let names: Vec<&String> = entries.iter().map(|(name, _)| name).collect();
        let in_layer = names.iter().filter(|name| is_dependency(name)).count();
        prop_assert!(names[..in_layer].iter().all(|name| is_dependency(name)), "dependencies come first: {names:?}");
        prop_assert!(names[..in_layer].is_sorted() && names[in_layer..names.len() - 1].is_sorted());
        for (name, bytes) in &files {
            prop_assert!(entries.iter().any(|(packed, content)| packed == name && content == bytes), "{name}");
        }
        let taken = pack(&before.path, &app.out("again.zip"), PackOptions::default()).unwrap();
        prop_assert_eq!(&taken.blocks, &before.blocks, "a package that is handed in is cut as it was made");

        app.write("src/changed.py", &change);
        let after = app.pack("after.zip");
        assert_blocks(&after);
        prop_assert_ne!(&after.release_id, &before.release_id);
        let (was, is) = (digests(&before.blocks), digests(&after.blocks));
        // Where the local entries of the dependencies end, the code begins.
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&before.path).unwrap()).unwrap();
        let code_begins = archive.by_index_raw(in_layer).unwrap().header_start();
        let of_layer = before.blocks.iter().filter(|block| block.at.unwrap() < code_begins);
        let mut reaches = 0;
        for block in of_layer {
            prop_assert!(is.contains(&block.digest));
            reaches = block.at.unwrap() + block.length;
        }
        prop_assert_eq!(reaches, code_begins, "a block ends where the code begins");
        if in_layer > 0 {
            let kept: u64 = before.blocks.iter().filter(|block| is.contains(&block.digest)).map(|block| block.length).sum();
            let directory: u64 = names[..in_layer].iter().map(|name| 46 + name.len() as u64).sum();
            prop_assert!(kept >= code_begins + directory, "their directory is the same too");
        }
        prop_assert!(was.len() <= before.blocks.len());
    }
}

const STACK: &str = "PYTHON|3.11";

/// The layer of a package, as it is read again from a store.
fn layer(of: &Package) -> Layer {
    let key = of.layer.as_ref().unwrap().key(STACK).unwrap();
    let made = of.layer_made(&key, "run 7", "2026-11-30T00:00:00Z").unwrap();
    let read = Layer::read(&made.to_json()).unwrap();
    assert_eq!(read, made);
    assert_eq!(read.key(), &key);
    read
}

/// The bytes of a package whose first blocks lie in the one of another release.
fn put_together(package: &Package, base: &Package) -> Vec<u8> {
    let (own, base) = (std::fs::read(&package.path).unwrap(), std::fs::read(&base.path).unwrap());
    let mut bytes = Vec::new();
    for block in &package.blocks {
        let (from, at) = match block.at {
            Some(at) => (&own, at as usize),
            None => (&base, bytes.len()),
        };
        bytes.extend(&from[at..at + block.length as usize]);
    }
    bytes
}

fn is_dependency(name: &str) -> bool {
    name.starts_with(".python_packages/") || name.starts_with("node_modules/")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_package_that_was_completed_by_a_layer_is_the_one_that_is_made_where_the_dependencies_are(
        mut files in prop::collection::btree_map(name(), file(), 0..14), change in file()
    ) {
        files.insert("requirements.txt".into(), b"requests==2.31.0\n".to_vec());
        files.insert("node_modules/long/index.js".into(), b"exports.long = 1".to_vec());
        let first = App::new(&files);
        let base = first.pack("first.zip");
        let layer = layer(&base);
        files.insert("src/changed.py".into(), change);
        let full = App::new(&files);
        let built = full.pack("built.zip");
        let code = App::new(&files.into_iter().filter(|(name, _)| !is_dependency(name)).collect());
        let lacks = code.pack_code("code.zip");
        prop_assert_eq!(&lacks.key(STACK), layer.key());
        prop_assert_ne!(&lacks.key("PYTHON|3.12"), layer.key());
        let made = lacks.complete(&layer).unwrap();
        prop_assert!(!made.whole() && built.whole());
        prop_assert!(put_together(&made, &base) == std::fs::read(&built.path).unwrap());
        let named = |package: &Package| {
            package.blocks.iter().map(|block| (block.digest.clone(), block.length)).collect::<Vec<_>>()
        };
        prop_assert_eq!(named(&made), named(&built));
        prop_assert_eq!((&made.digest, &made.release_id, made.bytes), (&built.digest, &built.release_id, built.bytes));
        prop_assert_eq!((&made.contents, made.files), (&built.contents, built.files));
        prop_assert_eq!((&made.functions, &made.lacks_extensions), (&built.functions, &built.lacks_extensions));
        prop_assert!(made.layer_made(layer.key(), "", "").is_none(), "it is there already");
        let left: Vec<_> = std::fs::read_dir(code.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        prop_assert_eq!(left.len(), 2, "nothing lies beside app and package: {:?}", left);
    }

    #[test]
    fn a_layer_that_somebody_wrote_is_understood_or_refused(at in any::<prop::sample::Index>(), to in value()) {
        let files = [("requirements.txt", "a==1"), (".python_packages/a.py", "a = 1"), ("node_modules/b/b.js", "b")];
        let app = App::new(&files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into());
        let layer = layer(&app.pack("app.zip"));
        let mut json: serde_json::Value = serde_json::from_slice(&layer.to_json()).unwrap();
        let mut places = Vec::new();
        list_places(&json, String::new(), &mut places);
        let place = at.get(&places);
        *json.pointer_mut(place).unwrap() = to;
        if let Ok(read) = Layer::read(json.to_string().as_bytes()) {
            let lengths = |layer: &Layer| layer.blocks().iter().map(|block| block.length).collect::<Vec<_>>();
            prop_assert_eq!(lengths(&read), lengths(&layer), "{} of {}", place, json);
            prop_assert_eq!(read.bytes(), layer.bytes());
            for name in [".python_packages/", "node_modules/"] {
                std::fs::remove_dir_all(app.0.path().join("app").join(name)).unwrap();
            }
            let _ = app.pack_code("code.zip").complete(&read);
        }
    }
}

/// What a hostile store may say anywhere.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![
        Just("../x".to_owned()),
        Just("/x".to_owned()),
        Just(String::new()),
        Just("node_modules/b/b.js".to_owned()),
        Just("NODE_MODULES/b/b.js".to_owned()),
        Just("node_modules/../x".to_owned()),
        Just("a".repeat(70_000)),
        Just(Digest::of(b"x").to_string()),
        "[a-z/.]{0,9}",
    ];
    let number = prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(1 << 32), Just(1 << 40), 0..300_u64];
    prop_oneof![
        text.prop_map(Into::into),
        number.prop_map(Into::into),
        any::<bool>().prop_map(Into::into),
        Just(serde_json::json!([])),
        Just(serde_json::Value::Null),
        Just(serde_json::json!({})),
    ]
}

fn list_places(value: &serde_json::Value, place: String, places: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| list_places(value, format!("{place}/{index}"), places));
        }
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(name, value)| list_places(value, format!("{place}/{name}"), places));
        }
        _ => {}
    }
    places.push(place);
}

#[test]
fn without_a_key_or_with_its_dependencies_a_folder_lacks_no_layer() {
    let packed = |files: &[(&str, &str)]| {
        let app = App::new(&files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect());
        let packed = pack_or_lack(&app.0.path().join("app"), &app.out("out.zip"), PackOptions::default()).unwrap();
        (packed, app)
    };
    let (lacks, _app) = packed(&[("a.py", "1"), ("uv.lock", "x")]);
    assert!(matches!(lacks, Packed::WithoutLayer(_)));
    for files in
        [&[("a.py", "1")][..], &[("requirements.txt", "requests")], &[("uv.lock", ""), ("node_modules/a/b.js", "")]]
    {
        let (whole, _app) = packed(files);
        assert!(matches!(whole, Packed::Whole(_)), "{files:?}");
    }
    let (whole, _app) = packed(&[("requirements.txt", "requests"), (".python_packages/requests/a.py", "")]);
    let whole = whole.as_it_is();
    let why = whole.layer.as_ref().unwrap().key(STACK).unwrap_err();
    assert!(why.contains("does not pin `requests`"), "{why}");
    assert!(whole.layer_made(&Digest::of(b""), "", "").is_none(), "nothing tells which dependencies they are");
}

#[test]
fn a_new_version_of_one_package_changes_its_own_blocks_and_the_directory() {
    let package = |number: u8| (format!(".python_packages/lib/site-packages/p{number}/a.so"), bytes(700_000, number));
    let app = App::new(&(1..9).map(package).collect());
    let before = app.pack("before.zip");
    app.write(".python_packages/lib/site-packages/p4/a.so", &bytes(710_000, 99));
    let after = app.pack("after.zip");
    let was = digests(&before.blocks);
    let new: Vec<u64> =
        after.blocks.iter().filter(|block| !was.contains(&block.digest)).map(|block| block.length).collect();
    assert_eq!(new.len(), 4, "the package, the code with our entry, both directories: {new:?}");
    assert!(new.iter().sum::<u64>() < after.bytes / 6, "{new:?}");
}

#[test]
fn pythons_zipfile_and_info_zip_read_a_package_as_it_was_packed() {
    let files = [
        ("src/語 ß.py", bytes(5_000, 1)),
        ("empty.txt", Vec::new()),
        ("node_modules/large/a.node", bytes(3 << 20, 2)),
        ("node_modules/small/index.js", b"module.exports = 1\n".repeat(60)),
    ];
    let app = App::new(&files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect());
    let package = app.pack("out.zip");
    let zip = package.path.to_str().unwrap();
    let python = "import sys, zipfile, hashlib\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        for i in z.infolist(): print(i.filename, hashlib.sha256(z.read(i)).hexdigest(), oct(i.external_attr >> 16))";
    if let Ok(ran) = Command::new("python3").env("PYTHONUTF8", "1").args(["-c", python, zip]).output() {
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        for (name, bytes) in &files {
            assert!(said.contains(&format!("{name} {} 0o100644\n", Digest::of(bytes))), "{name}: {said}");
        }
    }
    if let Ok(ran) = Command::new("unzip").args(["-t", zip]).output() {
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && said.contains("No errors detected"), "{said}");
    }
}
