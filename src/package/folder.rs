use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::content::{self, Entry};
use super::deflate::{deflate, threads};
use super::given::LARGEST_UNPACKED;
use super::host_files::{handler, read_host_json};
use super::layer_use::LayerUse;
use super::layered::{LayeredZip, Written, WrittenZip};
use super::lint::{InFolder, Lint};
use super::locks::{self, LayerInputs};
use super::manifest::{self, Manifest};
use super::packed_file::read_written;
use super::scratch::create_anew;
use super::tree::{self, Tree, TreeFile};
use super::without_layer::{Packed, WithoutLayer};
use super::{Block, PackOptions, Package, PackageError, Source, names};

/// Makes the package of `folder` in the file `aside`; `out` is where it will lie.
pub(super) fn pack(folder: &Path, out: &Path, aside: &Path, options: &PackOptions) -> Result<Packed, PackageError> {
    let inputs = locks::read(folder, &options.dependencies)?;
    let written: Vec<PathBuf> = [out, aside].into_iter().filter_map(real_place).collect();
    let tree = tree::walk(folder, &written, options)?;
    let (package, written) = pack_tree(tree, aside, options, inputs.clone(), |path| File::open(path))?;
    let lacks = options.dependencies.there_in(folder).is_none();
    Ok(match inputs {
        Ok(inputs) if lacks => {
            let dependencies = options.dependencies.clone();
            Packed::WithoutLayer(WithoutLayer { code: package, written, dependencies, inputs })
        }
        _ => Packed::Whole(package),
    })
}

fn pack_tree<R: Read>(
    tree: Tree,
    out: &Path,
    options: &PackOptions,
    inputs: Result<LayerInputs, String>,
    open: impl Fn(&Path) -> io::Result<R>,
) -> Result<(Package, Vec<Written>), PackageError> {
    let Tree { root, mut files, left_out } = tree;
    names::check(Source::Folder, files.iter().map(|file| &*file.name))?;
    manifest::has_host_json(Source::Folder, files.iter().map(|file| &*file.name))?;
    if files.iter().map(|file| file.size).fold(0, u64::saturating_add) > LARGEST_UNPACKED {
        // What is refused as a zip is not made.
        return Err(PackageError::TooLargeUnpacked { largest: LARGEST_UNPACKED, of: Source::Folder });
    }
    let made_executable = make_executable(&root, &mut files);
    let dependencies = &options.dependencies;
    // The order within is kept: sorted by the bytes of the paths.
    files.sort_by_key(|file: &TreeFile| !dependencies.holds(&file.name));
    let unwritable = |error: io::Error| PackageError::unwritable(out, &error);
    let zip = LayeredZip::new(create_anew(out).map_err(unwritable)?, dependencies);
    let zip = deflate(threads(), &root, &files, zip, &options.given_up, open, unwritable)?;
    // Of very many files each list is large: none is kept longer than it is read.
    drop(files);
    let mut entries = zip.entries();
    let digest = content::digest(&entries);
    let WrittenZip { mut written, finished } = zip.finish(&options.entry(&digest)).map_err(unwritable)?;
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let mut file = finished.file;
    let Manifest { functions, by_events, durable, lacks_extensions } =
        manifest::read(&entries, |name| read_written(&mut file, &written, name))?;
    let lint = Lint::read(&entries, &mut InFolder { root: &root, entries: &entries });
    let in_layer = written.iter().take_while(|written| dependencies.holds(&written.entry.name)).count();
    let files = written.len() as u64 - 1;
    let code = written.split_off(in_layer);
    let layer = (in_layer > 0).then(|| LayerUse {
        dependencies: dependencies.clone(),
        inputs,
        written,
        blocks: code.first().map_or(0, |code| blocks_before(code.offset, &finished.blocks)),
        base: None,
    });
    let package = Package {
        path: out.to_owned(),
        digest,
        given_digest: None,
        package_digest: finished.digest,
        files,
        bytes: finished.bytes,
        release_id: Block::release_id(&finished.blocks),
        blocks: finished.blocks,
        layer,
        stamped: true,
        functions,
        by_events,
        durable,
        lacks_extensions,
        lint,
        left_out,
        made_executable,
        contents: Entry::packed(entries),
    };
    Ok((package, code))
}

/// The program that `host.json` starts has to be executable, and on Windows, or as an artifact of a job before, no file is.
fn make_executable(root: &Path, files: &mut [TreeFile]) -> Option<String> {
    let host = read_host_json(&std::fs::read(root.join("host.json")).ok()?).ok()?;
    let (path, _) = handler(&host)?;
    let program = files.iter_mut().find(|file| *file.name == *path && !file.executable && !path.ends_with(".exe"))?;
    program.executable = true;
    Some(path)
}

/// How many blocks end before this place.
fn blocks_before(place: u64, blocks: &[Block]) -> usize {
    blocks.iter().take_while(|block| block.at.is_some_and(|at| at < place)).count()
}

/// Where a file lies or will lie, without links on the way.
fn real_place(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(file.canonicalize().unwrap_or(folder.canonicalize().ok()?.join(file.file_name()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;
    use std::cell::Cell;
    use zip::ZipArchive;

    #[test]
    fn the_digest_matches_the_packed_bytes_even_when_a_file_changes_between_reads() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("host.json"), "{}").unwrap();
        let reading = |number: u32| format!("{{\"version\":\"2.0\",\"reading\":{number}}}");
        let size = reading(1).len() as u64;
        let files = vec![TreeFile { name: "host.json".into(), size, executable: false, by_time: false }];
        let readings = Cell::new(0);
        let changing = |_: &Path| {
            readings.set(readings.get() + 1);
            Ok(io::Cursor::new(reading(readings.get())))
        };
        let out = folder.path().join("out.zip");
        let tree = Tree { root: folder.path().to_owned(), files, left_out: Vec::new() };
        let inputs = Err("no lock file".to_owned());
        let (package, _) = pack_tree(tree, &out, &PackOptions::default(), inputs, changing).unwrap();
        let mut packed = Vec::new();
        let mut archive = ZipArchive::new(File::open(&out).unwrap()).unwrap();
        archive.by_name("host.json").unwrap().read_to_end(&mut packed).unwrap();
        assert_eq!(Digest::of(&packed), package.contents[0].hash, "what is packed is what was hashed");
        assert_eq!(readings.get(), 1);
    }
}
