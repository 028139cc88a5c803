//! Zips for the simulated world.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A zip of these files.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_by(SimpleFileOptions::default(), files)
}

/// The same by these options.
pub fn zip_by(options: SimpleFileOptions, files: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip with a name that a writer would refuse: both have the same length.
pub fn zip_named(name: &str) -> Vec<u8> {
    let stand_in = "n".repeat(name.len());
    let zip = zip_of(&[(&stand_in, b"x")]);
    let mut bytes = zip.clone();
    for at in 0..zip.len() - name.len() {
        if &zip[at..at + name.len()] == stand_in.as_bytes() {
            bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
    }
    bytes
}
