//! A package is written in layers, and a change of one leaves the bytes of the other alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use slot_deploy::package::{Block, PackOptions, Package, pack};
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
    let mut state = u64::from(seed) | 0x9e37_79b9_0000_0000;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8 & 0x3f
    };
    (0..size).map(|_| next()).collect()
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
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_change_of_the_code_leaves_every_block_of_the_dependencies_alone(
        files in prop::collection::btree_map(name(), file(), 0..14), change in file()
    ) {
        let app = App::new(&files);
        let before = app.pack("before.zip");
        assert_blocks(&before);
        let entries = read(&before.path);
        let names: Vec<&String> = entries.iter().map(|(name, _)| name).collect();
        let is_layer = |name: &str| name.starts_with(".python_packages/") || name.starts_with("node_modules/");
        let in_layer = names.iter().filter(|name| is_layer(name)).count();
        prop_assert!(names[..in_layer].iter().all(|name| is_layer(name)), "dependencies come first: {names:?}");
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
