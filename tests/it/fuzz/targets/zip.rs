use slot_deploy::package::{PackOptions, Package, pack};

use super::Folder;

/// A zip that was handed in. What is sent has the digest that it says of itself, reads back to the same, and lies where it should.
pub fn run(data: &[u8]) {
    let folder = Folder::new();
    let given = folder.file("given.zip", data);
    let (out, again) = (folder.0.join("out.zip"), folder.0.join("again.zip"));
    let unchanged = pack(&given, &out, PackOptions { unchanged: true, ..PackOptions::default() });
    unchanged.into_iter().for_each(|package| assert_blocks(&package));
    let packed = pack(&given, &out, PackOptions::default());
    let there =
        std::fs::read_dir(&folder.0).expect("it is there").filter_map(Result::ok).map(|entry| entry.file_name());
    assert!(there.into_iter().all(|name| name == "given.zip" || name == "out.zip"), "nothing else is written");
    let Ok(package) = packed else { return };
    assert_blocks(&package);
    let second = pack(&out, &again, PackOptions::default()).expect("what was packed can be packed");
    assert_eq!(package.digest, second.digest);
    assert_eq!(package.package_digest, second.package_digest, "what says its digest already is sent as it is");
    assert_eq!(package.blocks, second.blocks);
}

/// The blocks are all of it.
fn assert_blocks(package: &Package) {
    let all: u64 = package.blocks.iter().map(|block| block.length).sum();
    assert_eq!(all, package.bytes);
    assert!(package.whole());
}
