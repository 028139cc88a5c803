//! An app of 420 MB, of which a package has 140: what of it a change sends.

use std::path::PathBuf;

use slot_deploy::package::{PackOptions, pack};
use slot_deploy::store::Uploaded;

use super::kit::{Kit, Made};
use crate::support::Temp;
use crate::support::dice::Dice;

const PACKAGES: u64 = 140;
/// What a change of the code may send.
const MOST_BYTES: u64 = 60_000;

/// One folder with the dependencies, whose code is exchanged.
pub struct Heavy(Temp);

impl Heavy {
    pub fn new() -> Self {
        let heavy = Self(Temp::new());
        (0..PACKAGES).for_each(|package| heavy.install(package, 1));
        heavy.write("host.json", br#"{"version":"2.0"}"#);
        heavy
    }

    /// A library of 2.8 MB, a third of which nothing makes smaller, and some modules.
    fn install(&self, package: u64, version: u64) {
        let folder = format!(".python_packages/lib/site-packages/package{package:03}");
        let noise = Dice(1_000 * version + package).bytes(930_000);
        let library: Vec<u8> = noise.chunks(20).flat_map(|part| [part, part, part].concat()).collect();
        self.write(&format!("{folder}/library.so"), &library);
        for module in 0..25 {
            self.write(
                &format!("{folder}/module{module}.py"),
                format!("x = {package} * {version}\n").repeat(500).as_bytes(),
            );
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.app().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn app(&self) -> PathBuf {
        self.0.0.join("app")
    }

    /// The package with code of this name.
    fn package(&self, code: &str) -> Made {
        for name in ["function_app.py", "orders/prices.py"] {
            self.write(
                name,
                format!("import azure.functions as func\nNAME = '{code}'\n{}", "# text\n".repeat(900)).as_bytes(),
            );
        }
        let out = Temp::new();
        let package = pack(&self.app(), &out.0.join("package.zip"), PackOptions::default()).unwrap();
        Made::packed(&package, out)
    }
}

const CODE: &str = "a change of the code";

/// The releases, each with what may be sent of it in bytes: the first one, a change of the code, a new version of one dependency, and
/// another app with the same dependencies.
pub fn releases() -> Vec<(&'static str, Made, u64)> {
    let heavy = Heavy::new();
    let first = heavy.package("shop");
    let (all, changed, other) = (first.bytes.len() as u64, heavy.package("shop 2"), heavy.package("another app"));
    heavy.install(50, 2);
    let bumped = heavy.package("shop 2");
    vec![
        ("all of it", first, all),
        (CODE, changed, MOST_BYTES),
        ("one of 140 packages", bumped, all * 11 / 1_000),
        ("another app with the same", other, MOST_BYTES),
    ]
}

/// Says what was sent, and that it was no more. `looks`: so many of the requests only saw that a copy goes on.
pub fn assert_sent(what: &str, uploaded: &Uploaded, most: u64, of: usize, looks: u64) {
    let Uploaded { uploaded_bytes, requests, way, .. } = uploaded;
    println!(
        "{what}: {uploaded_bytes} of {of} bytes in {requests} requests by {way:?}, {looks} of them looks at the copy"
    );
    assert!(*uploaded_bytes <= most, "{what}: {uploaded_bytes} of {of} bytes");
    if what == CODE {
        assert!(*requests - looks <= 12, "{what}: {requests} requests");
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "packs 420 MB four times"]
async fn a_change_of_a_heavy_app_sends_the_change() {
    let (kit, mut near) = (Kit::new().await, Vec::new());
    for (what, made, most) in releases() {
        let uploaded = kit.upload_near(&made, &near).await.unwrap();
        assert_sent(what, &uploaded, most, made.bytes.len(), 0);
        assert!(kit.content(&made).unwrap() == made.bytes, "{what}: the bytes of a package that is made as a whole");
        near.push(kit.store.release_name(&made.release));
    }
}
