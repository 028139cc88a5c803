//! What is packed is read back as it was by programs that nobody here wrote.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use slot_deploy::package::{PackOptions, pack};
use slot_deploy::record::{Digest, RELEASE_JSON};

const HOST: &[u8] = br#"{"version":"2.0"}"#;
/// Prints each name with the SHA-256 of its content.
const BY_ZIPFILE: &str = "import sys, zipfile, hashlib
archive = zipfile.ZipFile(sys.argv[1])
for name in archive.namelist():
    print(hashlib.file_digest(archive.open(name), 'sha256').hexdigest(), name)";

fn by_the_zip_crate(zip: &Path) -> BTreeMap<String, Digest> {
    let mut archive = zip::ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        let mut buffer = vec![0; 1 << 20];
        loop {
            match std::io::Read::read(&mut entry, &mut buffer).unwrap() {
                0 => break,
                read => hash.update(&buffer[..read]),
            }
        }
        (entry.name().unwrap().into_owned(), Digest::from_hash(hash.finish().as_ref()))
    };
    (0..count).map(read).collect()
}

/// `None` where there is no Python.
fn by_zipfile(zip: &Path) -> Option<BTreeMap<String, Digest>> {
    let ran = Command::new("python3").env("PYTHONUTF8", "1").args(["-c", BY_ZIPFILE]).arg(zip).output();
    let Ok(ran) = ran else {
        println!("skipped for want of python3");
        return None;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said = String::from_utf8(ran.stdout).unwrap();
    let lines = said.lines().map(|line| line.split_once(' ').unwrap());
    Some(lines.map(|(digest, name)| (name.to_owned(), digest.parse().unwrap())).collect())
}

fn assert_info_zip_finds_no_error(zip: &Path) {
    match Command::new("unzip").arg("-tqq").arg(zip).output() {
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout)),
        Err(_) => println!("skipped for want of unzip"),
    }
}

/// Packs it twice: the same bytes. Then everyone reads it back.
fn assert_is_read_back(folder: &Path, out: &Path, files: &BTreeMap<String, Digest>) {
    let (one, other) = (out.join("one.zip"), out.join("other.zip"));
    let package = pack(folder, &one, PackOptions::default()).unwrap();
    let again = pack(folder, &other, PackOptions::default()).unwrap();
    assert_eq!((&package.package_digest, package.files), (&again.package_digest, files.len() as u64));
    std::fs::remove_file(other).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| assert_info_zip_finds_no_error(&one));
        for read in [Some(by_the_zip_crate(&one)), by_zipfile(&one)] {
            let Some(mut read) = read else { continue };
            assert!(read.remove(RELEASE_JSON).is_some());
            assert!(read == *files, "other names or contents came back");
        }
    });
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> Digest {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
    Digest::of(bytes)
}

fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z]{1,3}",
        "[ äß語🙂'\"$&()#%!~^,;=+@-]{1,4}",
        Just("con".to_owned()),
        Just("...".to_owned()),
        Just("a".repeat(200)),
        Just(".python_packages".to_owned()),
    ];
    // The first letter keeps files from folders, and a name from what is ignored or is in it twice.
    prop::collection::vec(part, 1..4).prop_map(|parts| format!("d{}.x", parts.join("/d")))
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let size =
        prop_oneof![2 => Just(0), 6 => 1..3_000usize, 1 => (1 << 20) - 1..(1 << 20) + 2usize, 1 => Just(5 << 19)];
    (size, any::<u32>(), any::<bool>()).prop_map(|(size, seed, is_noise)| {
        let byte = |at: usize| (at as u32 / 5).wrapping_mul(seed | 1).rotate_left(9) as u8;
        (0..size).map(|at| if is_noise { byte(at.wrapping_mul(at)) } else { byte(at % 700) }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn odd_names_and_empty_files_come_back_from_the_same_bytes(
        files in prop::collection::btree_map(name(), content(), 0..12)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("app");
        let mut digests: BTreeMap<String, Digest> =
            files.iter().map(|(name, bytes)| (name.clone(), written(&app, name, bytes))).collect();
        digests.insert("host.json".to_owned(), written(&app, "host.json", HOST));
        assert_is_read_back(&app, folder.path(), &digests);
    }
}

/// Packs in a process of its own, and tells how many MB of memory it took.
#[cfg(target_os = "linux")]
fn assert_memory(folder: &Path, out: &Path) {
    const MEASURE: &str = "import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)";
    // What nothing optimised is larger by itself.
    let (program, most) = match std::env::var("SLOT_DEPLOY") {
        Ok(program) => (program, 64),
        Err(_) => (env!("CARGO_BIN_EXE_slot-deploy").to_owned(), 72),
    };
    let zip = out.join("measured.zip");
    let mut python = Command::new("python3");
    python.args(["-c", MEASURE, &program, "pack"]).arg(folder).arg("--out").arg(&zip);
    let Ok(ran) = python.output() else {
        println!("skipped for want of python3");
        return;
    };
    let peak: u32 = String::from_utf8_lossy(&ran.stdout).trim().parse().unwrap();
    println!("peak memory: {peak} MB");
    assert!(zip.exists() && (5..=most).contains(&peak), "{peak} MB");
    std::fs::remove_file(zip).unwrap();
}

#[test]
#[ignore = "packs 70,000 files and one of more than 4 GiB"]
fn seventy_thousand_files_and_one_above_four_gib_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = folder.path().join("app");
    let mut digests = BTreeMap::new();
    for number in 0..70_000 {
        let name = format!("node_modules/package-{:03}/lib/module-{number}.js", number / 100);
        digests.insert(name.clone(), written(&app, &name, format!("exports.x = {number};\n").as_bytes()));
    }
    digests.insert("host.json".to_owned(), written(&app, "host.json", HOST));
    #[cfg(target_os = "linux")]
    assert_memory(&app, folder.path());
    // Zeros, with something behind that a reader finds only when it counts in 64 bits.
    let mut sparse = File::create(app.join("zeros")).unwrap();
    let size = (4_u64 << 30) + 5;
    sparse.set_len(size).unwrap();
    std::io::Seek::seek(&mut sparse, std::io::SeekFrom::End(0)).unwrap();
    sparse.write_all(b"end").unwrap();
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    let zeros = vec![0; 1 << 20];
    (0..size >> 20).for_each(|_| hash.update(&zeros));
    hash.update(&zeros[..(size & 0xf_ffff) as usize]);
    hash.update(b"end");
    digests.insert("zeros".to_owned(), Digest::from_hash(hash.finish().as_ref()));
    assert_is_read_back(&app, folder.path(), &digests);
}
