use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use super::layered::Written;
use super::manifest::LARGEST_READ;

/// Reads a file of a package that we wrote, by what we know of it: of very many files the directory is large.
pub(super) fn read_written(package: &mut File, written: &[Written], name: &str) -> Option<Vec<u8>> {
    let file = written.iter().find(|written| *written.entry.name == *name)?;
    unpacked(package, file).ok()
}

fn unpacked(package: &mut File, file: &Written) -> io::Result<Vec<u8>> {
    package.seek(SeekFrom::Start(file.offset + file.record().local_length()))?;
    let packed = package.take(file.compressed);
    let mut bytes = Vec::new();
    if file.stored {
        packed.take(LARGEST_READ).read_to_end(&mut bytes)?;
    } else {
        DeflateDecoder::new(packed).take(LARGEST_READ).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
