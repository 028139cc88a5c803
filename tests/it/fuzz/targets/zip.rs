use slot_deploy::package::{PackOptions, pack};

use super::Folder;

/// A zip that was handed in. What is sent has the digest that it says of itself, and reads back to the same.
pub fn run(data: &[u8]) {
    let folder = Folder::new();
    let given = folder.file("given.zip", data);
    let (out, again) = (folder.0.join("out.zip"), folder.0.join("again.zip"));
    let _ = pack(&given, &out, PackOptions { unchanged: true, ..PackOptions::default() });
    let Ok(package) = pack(&given, &out, PackOptions::default()) else { return };
    let second = pack(&out, &again, PackOptions::default()).expect("what was packed can be packed");
    assert_eq!(package.digest, second.digest);
    assert_eq!(package.package_digest, second.package_digest, "what says its digest already is sent as it is");
}
