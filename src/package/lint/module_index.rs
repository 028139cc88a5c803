use std::collections::BTreeSet;

/// Modules that lie below one folder of the package.
#[derive(Debug, Default)]
pub(super) struct ModuleIndex {
    /// Files of Python, by their path.
    files: BTreeSet<String>,
    /// Compiled modules, by their path up to the first dot.
    compiled: BTreeSet<String>,
    folders: BTreeSet<String>,
}

/// What was found of a dotted name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, from this part on: the first is 0.
    Missing {
        /// The part.
        part: usize,
        /// Whether the part before is a package with code of its own, which may make modules up.
        in_package: bool,
    },
    /// All of it.
    All {
        /// The files that are loaded with it.
        files: Vec<String>,
        /// The folder, where it is one without code of its own.
        namespace: bool,
    },
}

impl ModuleIndex {
    /// Of these paths.
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for path in paths {
            let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
            if file.ends_with(".py") {
                index.files.insert(path.to_owned());
            } else if file.ends_with(".so") || file.ends_with(".pyd") || file.ends_with(".pyc") {
                index.compiled.insert(join(folder, file.split('.').next().unwrap_or(file)));
            }
            let mut above = folder;
            while !above.is_empty() && index.folders.insert(above.to_owned()) {
                above = above.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        index
    }

    /// Whether a file or folder of this name lies anywhere.
    pub(super) fn has_anywhere(&self, module: &str) -> bool {
        let names = |path: &str| path.rsplit('/').next() == Some(module);
        self.files.iter().any(|path| names(path.trim_end_matches(".py"))) || self.folders.iter().any(|path| names(path))
    }

    /// A dotted name, from this folder on.
    pub(super) fn find(&self, from: &str, module: &[String]) -> Found {
        let (mut folder, mut files, mut namespace) = (from.to_owned(), Vec::new(), true);
        for (part, name) in module.iter().enumerate() {
            let path = join(&folder, name);
            let init = join(&path, "__init__.py");
            if self.folders.contains(&path) && self.files.contains(&init) {
                files.push(init);
                (folder, namespace) = (path, false);
            } else if self.files.contains(&format!("{path}.py")) {
                files.push(format!("{path}.py"));
                // What is behind it is made by that file.
                return Found::All { files, namespace: false };
            } else if self.compiled.contains(&path) || self.compiled.contains(&join(&path, "__init__")) {
                return Found::All { files, namespace: false };
            } else if self.folders.contains(&path) {
                (folder, namespace) = (path, true);
            } else {
                return Found::Missing { part, in_package: part > 0 && !namespace };
            }
        }
        Found::All { files, namespace }
    }
}

/// A path below a folder.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_packages_and_folders_without_code_are_found() {
        let paths = [
            "a.py",
            "b/__init__.py",
            "b/c.py",
            "azure/storage/blob/__init__.py",
            "n/_x.cpython-311-x86_64-linux-gnu.so",
            "d/data.txt",
        ];
        let index = ModuleIndex::of(paths.into_iter());
        let find = |name: &str| index.find("", &name.split('.').map(str::to_owned).collect::<Vec<_>>());
        let all = |files: &[&str], namespace| Found::All {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            namespace,
        };
        assert_eq!(find("a"), all(&["a.py"], false));
        assert_eq!(find("b.c"), all(&["b/__init__.py", "b/c.py"], false));
        assert_eq!(find("b.d"), Found::Missing { part: 1, in_package: true });
        assert_eq!(find("azure.storage"), all(&[], true));
        assert_eq!(find("azure.storage.blob"), all(&["azure/storage/blob/__init__.py"], false));
        assert_eq!(find("azure.identity"), Found::Missing { part: 1, in_package: false });
        assert_eq!(find("n._x"), all(&[], false));
        assert_eq!(find("requests"), Found::Missing { part: 0, in_package: false });
        assert!(index.has_anywhere("c") && index.has_anywhere("storage") && !index.has_anywhere("e"));
    }
}
