use std::path::Path;

use serde::Serialize;

use super::chunk::COMPRESSOR;
use super::lock_file::bytes;
use super::{Dependencies, PackageError, requirements};
use crate::record::Digest;

/// The form of a layer. Another one is another key.
pub(super) const FORMAT: u32 = 2;
/// Lock files that are taken when none is named.
const KNOWN: [&str; 7] =
    ["uv.lock", "poetry.lock", "pylock.toml", "requirements.txt", "package-lock.json", "pnpm-lock.yaml", "yarn.lock"];

/// What decides what the dependencies are, beside the stack that they were installed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerInputs {
    folders: Vec<String>,
    locks: Vec<Lock>,
}

/// A lock file, or one that it includes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Lock {
    name: String,
    sha256: Digest,
}

#[derive(Serialize)]
struct Key<'a> {
    schema: u32,
    format: u32,
    compressor: &'a str,
    stack: &'a str,
    folders: &'a [String],
    locks: &'a [Lock],
}

impl LayerInputs {
    /// The names of the lock files.
    pub fn locks(&self) -> impl Iterator<Item = &str> {
        self.locks.iter().map(|lock| lock.name.as_str())
    }

    /// The name of the layer of these dependencies for the app's stack, such as `PYTHON|3.11`.
    pub fn key(&self, stack: &str) -> Digest {
        let Self { folders, locks } = self;
        let key = Key { schema: 1, format: FORMAT, compressor: COMPRESSOR, stack, folders, locks };
        Digest::of(&serde_json::to_vec(&key).unwrap_or_default())
    }
}

/// What decides what the dependencies of the app in `root` are, or why nothing does.
pub(super) fn read(root: &Path, dependencies: &Dependencies) -> Result<Result<LayerInputs, String>, PackageError> {
    let named: Vec<&str> = dependencies.locks().iter().map(String::as_str).collect();
    let known = KNOWN.into_iter().filter(|name| root.join(name).is_file());
    let names: Vec<&str> = if named.is_empty() { known.collect() } else { named };
    if names.is_empty() {
        return Ok(Err(format!("no lock file ({}) lies beside host.json", KNOWN.join(", "))));
    }
    let mut locks = Vec::new();
    for name in names {
        let path = root.join(name);
        if !path.is_file() {
            return Err(PackageError::NoLockFile { path: name.to_owned() });
        }
        let bytes = bytes(&path).map_err(|error| PackageError::unreadable(&path, &error))?;
        let is_requirements = Path::new(name).extension().is_some_and(|extension| extension == "txt");
        if is_requirements {
            match requirements::read(root, name, &bytes) {
                Ok(found) => {
                    let lock =
                        |(name, bytes): &(String, Vec<u8>)| Lock { name: name.clone(), sha256: Digest::of(bytes) };
                    locks.extend(found.included.iter().map(lock));
                }
                Err(why) => return Ok(Err(why)),
            }
        }
        locks.push(Lock { name: name.to_owned(), sha256: Digest::of(&bytes) });
    }
    locks.sort();
    locks.dedup();
    Ok(Ok(LayerInputs { folders: dependencies.folders().to_vec(), locks }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_layer_follows_lock_files_stack_and_folders_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let inputs = |dependencies: &Dependencies| read(folder.path(), dependencies).unwrap();
        let default = Dependencies::default();
        assert!(inputs(&default).unwrap_err().contains("no lock file"));
        write("requirements.txt", "-r more.txt");
        write("more.txt", "requests==2.31.0");
        write("app.py", "1");
        let first = inputs(&default).unwrap();
        assert_eq!(first.locks().collect::<Vec<_>>(), ["more.txt", "requirements.txt"]);
        write("app.py", "2");
        assert_eq!(inputs(&default).unwrap().key("PYTHON|3.11"), first.key("PYTHON|3.11"));
        assert_ne!(first.key("PYTHON|3.11"), first.key("PYTHON|3.12"));
        let other = Dependencies::of(["vendor/"]).unwrap();
        assert_ne!(inputs(&other).unwrap().key("PYTHON|3.11"), first.key("PYTHON|3.11"));
        write("more.txt", "requests==2.32.0");
        assert_ne!(inputs(&default).unwrap().key("PYTHON|3.11"), first.key("PYTHON|3.11"), "an included file counts");
        write("more.txt", "requests");
        assert!(inputs(&default).unwrap_err().contains("does not pin `requests`"));
        let named = Dependencies::of(["uv.lock"]).unwrap();
        assert_eq!(read(folder.path(), &named), Err(PackageError::NoLockFile { path: "uv.lock".into() }));
        write("uv.lock", "version = 1");
        assert_eq!(inputs(&named).unwrap().locks().collect::<Vec<_>>(), ["uv.lock"], "only what is named");
    }
}
