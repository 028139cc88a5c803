use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use super::content::{self, Entry};
use super::given::read_small;
use super::layer::Layer;
use super::layer_use::LayerUse;
use super::layered::{LayeredZip, Written, WrittenZip};
use super::locks::LayerInputs;
use super::manifest::{self, Manifest};
use super::release_entry::release_json;
use super::scratch::{Scratch, create_anew};
use super::{Block, Dependencies, Package, PackageError, Source, names};
use crate::record::{Digest, RELEASE_JSON};

/// What was made of a folder.
#[derive(Debug, Clone)]
pub enum Packed {
    /// A package with all that the folder names.
    Whole(Package),
    /// The folder has lock files and none of the folders that they fill: a layer may bring those.
    WithoutLayer(WithoutLayer),
}

impl Packed {
    /// The same at another place.
    pub(super) fn at(mut self, path: &Path) -> Self {
        match &mut self {
            Self::Whole(package) => path.clone_into(&mut package.path),
            Self::WithoutLayer(without) => path.clone_into(&mut without.code.path),
        }
        self
    }

    /// The package of what the folder holds, looked at.
    pub fn here(&self) -> &Package {
        match self {
            Self::Whole(package) => package,
            Self::WithoutLayer(without) => &without.code,
        }
    }

    /// The package of what the folder holds.
    pub fn as_it_is(self) -> Package {
        match self {
            Self::Whole(package) => package,
            Self::WithoutLayer(without) => without.code,
        }
    }
}

/// The code of an app whose dependencies are not on this machine.
#[derive(Debug, Clone)]
pub struct WithoutLayer {
    pub(super) code: Package,
    pub(super) written: Vec<Written>,
    pub(super) dependencies: Dependencies,
    pub(super) inputs: LayerInputs,
}

impl WithoutLayer {
    /// The name of the layer that it lacks, for the app's stack, such as `PYTHON|3.11`.
    pub fn key(&self, stack: &str) -> Digest {
        self.inputs.key(stack)
    }

    /// What decides which layer it lacks.
    pub fn inputs(&self) -> &LayerInputs {
        &self.inputs
    }

    /// The package of the code alone.
    pub fn code(&self) -> &Package {
        &self.code
    }

    /// The package with the files of this layer: its blocks are those of a package that was made where the files are. The bytes of
    /// the layer are not on this machine; all others are in the same file as before.
    pub fn complete(self, layer: &Layer) -> Result<Package, PackageError> {
        let Self { code, written: code_written, dependencies, inputs } = self;
        if !layer.is_of(&dependencies) {
            return Err(PackageError::LayerUnfit { reason: "it holds other folders".to_owned() });
        }
        let written = layer.written();
        let ours = code_written.into_iter().filter(|written| &*written.entry.name != RELEASE_JSON).collect::<Vec<_>>();
        names::check(Source::Folder, written.iter().chain(&ours).map(|written| &*written.entry.name))?;
        let path = code.path.clone();
        let aside = Scratch::aside(&path);
        let unwritable = |error: io::Error| PackageError::unwritable(&path, &error);
        let mut from = File::open(&path).map_err(|error| PackageError::unreadable(&path, &error))?;
        let to = create_anew(aside.path()).map_err(unwritable)?;
        let in_layer = layer.blocks();
        let blocks = in_layer.len();
        let mut zip = LayeredZip::behind(to, &dependencies, written.clone(), in_layer);
        for file in ours {
            copy(&mut from, file, &mut zip).map_err(unwritable)?;
        }
        let entries = zip.entries();
        let digest = content::digest(&entries);
        let WrittenZip { written: all, finished } = zip.finish(&release_json(&digest)).map_err(unwritable)?;
        let broken = |error: zip::result::ZipError| unwritable(error.into());
        let mut archive = ZipArchive::new(from).map_err(broken)?;
        let Manifest { functions, by_events, durable, lacks_extensions } =
            manifest::read(&entries, |name| read_small(&mut archive, name))?;
        std::fs::rename(aside.path(), &path).map_err(unwritable)?;
        let base = Some(layer.base().clone());
        Ok(Package {
            digest,
            given_digest: None,
            package_digest: finished.digest,
            files: all.len() as u64 - 1,
            bytes: finished.blocks.iter().map(|block| block.length).sum(),
            release_id: Block::release_id(&finished.blocks),
            blocks: finished.blocks,
            layer: Some(LayerUse { dependencies, inputs: Ok(inputs), written, blocks, base }),
            functions,
            by_events,
            durable,
            lacks_extensions,
            contents: Entry::packed(entries),
            ..code
        })
    }
}

/// Copies a packed file from one package into another.
fn copy(from: &mut File, file: Written, to: &mut LayeredZip<'_>) -> io::Result<()> {
    let begin = file.offset + file.record().local_length();
    from.seek(SeekFrom::Start(begin))?;
    to.begin(&file.entry.name, file.entry.size)?;
    let (mut left, mut buffer) = (file.compressed, vec![0; 256 << 10]);
    while left > 0 {
        let part = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        from.read_exact(&mut buffer[..part])?;
        to.append(&buffer[..part])?;
        left -= part as u64;
    }
    to.end(file.entry, file.crc, file.stored)
}
