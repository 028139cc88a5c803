use std::path::Path;

use thiserror::Error;

/// Folders that package managers install into, where none is named.
const FOLDERS: [&str; 2] = [".python_packages/", "node_modules/"];

/// The parts of a package that change seldom, what a package manager installed, and the lock files that decide what that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependencies {
    /// The folders of the package that hold them, each with `/` at its end.
    folders: Vec<String>,
    /// Relative to the app's folder; when none is named, those are taken that lie there.
    locks: Vec<String>,
}

/// A path in the list of dependencies that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{path}` {why}")]
pub struct BadDependency {
    /// As it was given.
    pub path: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Default for Dependencies {
    fn default() -> Self {
        Self { folders: FOLDERS.map(str::to_owned).to_vec(), locks: Vec::new() }
    }
}

impl Dependencies {
    /// Reads a list of paths relative to the app's folder: one that ends with `/` is a folder of the dependencies, every other is a
    /// lock file. Without a folder in the list they are `.python_packages/` and `node_modules/`; without a lock file, those are
    /// taken that lie beside host.json.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Result<Self, BadDependency> {
        let mut read = Self { folders: Vec::new(), locks: Vec::new() };
        for given in paths {
            let bad = |why| BadDependency { path: given.to_owned(), why };
            let mut path = given.trim();
            while let Some(rest) = path.strip_prefix("./") {
                path = rest;
            }
            let (list, path, may_lie_above) = match path.strip_suffix('/') {
                Some(folder) => (&mut read.folders, folder, false),
                None => (&mut read.locks, path, true),
            };
            let mut parts = path.split('/').skip_while(|part| may_lie_above && *part == "..");
            if path.is_empty() || path == "." {
                return Err(bad("is the app's folder itself; name the folders in it that a package manager fills"));
            }
            if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
                return Err(bad("is not a path relative to the app's folder, with `/` between its parts"));
            }
            if parts.any(|part| matches!(part, "" | "." | "..")) {
                return Err(bad(if may_lie_above {
                    "has a `.`, a `..` or nothing between two `/`"
                } else {
                    "does not lead to a folder in the app: only lock files may lie outside"
                }));
            }
            let path = if may_lie_above { path.to_owned() } else { format!("{path}/") };
            if !list.contains(&path) {
                list.push(path);
            }
        }
        read.folders.sort();
        read.locks.sort();
        Ok(if read.folders.is_empty() { Self { locks: read.locks, ..Self::default() } } else { read })
    }

    /// The folders that hold them, each with `/` at its end.
    pub(super) fn folders(&self) -> &[String] {
        &self.folders
    }

    /// The first of the folders that has a file below `app`; a folder without one is as good as none.
    pub(super) fn there_in(&self, app: &Path) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|folder| has_a_file(&app.join(folder)))
    }

    /// The lock files that were named.
    pub(super) fn locks(&self) -> &[String] {
        &self.locks
    }

    /// The names that code can import from these files, as far as the names of the files tell: of Python's modules and of the
    /// packages of Node.
    pub(super) fn imports<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
        let mut found: Vec<String> =
            names.into_iter().filter_map(|name| self.import(name)).map(str::to_owned).collect();
        found.sort();
        found.dedup();
        found
    }

    fn import<'n>(&self, name: &'n str) -> Option<&'n str> {
        let folder = self.folder_of(name)?;
        let begin = self.packages_begin(name);
        if folder.ends_with("node_modules/") {
            let package = self.package_of(name).get(begin..)?;
            return (!package.starts_with('.') && begin + package.len() < name.len()).then_some(package);
        }
        let rest = &name[begin..];
        let is_module = [".py", ".pyc", ".so", ".pyd"].iter().any(|end| rest.ends_with(end));
        let module = rest.split(['/', '.']).next()?;
        let is_name = !module.is_empty() && module.chars().all(|letter| letter == '_' || letter.is_alphanumeric());
        (is_module && is_name && (rest[module.len()..].starts_with('/') || !rest.contains('/'))).then_some(module)
    }

    /// Where in the name of this file that of its package begins.
    fn packages_begin(&self, name: &str) -> usize {
        let begin = self.folder_of(name).map_or(0, str::len);
        // `.python_packages/lib/site-packages/numpy`
        match name[begin..].find("site-packages/") {
            Some(above) if begin > 0 && name[begin..begin + above].matches('/').count() <= 2 => {
                begin + above + "site-packages/".len()
            }
            _ => begin,
        }
    }

    /// The folder that holds this file, if it belongs to the dependencies.
    fn folder_of(&self, name: &str) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|folder| name.starts_with(folder))
    }

    /// Whether this file belongs to them.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.folder_of(name).is_some()
    }

    /// The package that brought this file, as the beginning of its name; for a file of the code its top-level folder.
    pub(super) fn package_of<'n>(&self, name: &'n str) -> &'n str {
        let begin = self.packages_begin(name);
        // `node_modules/@azure/functions`, `node_modules/.pnpm/long@5.2.3`
        let rest = &name[begin..];
        let depth = if rest.starts_with('@') || rest.starts_with(".pnpm/") { 2 } else { 1 };
        let end = rest.match_indices('/').nth(depth - 1).map_or(rest.len(), |(at, _)| at);
        &name[..begin + end]
    }
}

/// What cannot be listed is taken for one that has: packing it says why it cannot be read.
fn has_a_file(place: &Path) -> bool {
    let Ok(listing) = std::fs::read_dir(place) else { return std::fs::symlink_metadata(place).is_ok() };
    listing.into_iter().any(|entry| {
        entry.map_or(true, |entry| {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            !is_folder || has_a_file(&entry.path())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_package_that_brought_it() {
        let dependencies = Dependencies::default();
        for (name, package) in [
            (".python_packages/lib/site-packages/numpy/core/a.so", ".python_packages/lib/site-packages/numpy"),
            (
                ".python_packages/lib/python3.11/site-packages/six.py",
                ".python_packages/lib/python3.11/site-packages/six.py",
            ),
            (".python_packages/numpy/site-packages.py", ".python_packages/numpy"),
            ("node_modules/@azure/functions/x.js", "node_modules/@azure/functions"),
            ("node_modules/.pnpm/long@5/node_modules/long/x.js", "node_modules/.pnpm/long@5"),
            ("node_modules/long/node_modules/x/x.js", "node_modules/long"),
            ("src/orders/a.py", "src"),
            ("host.json", "host.json"),
        ] {
            assert_eq!(dependencies.package_of(name), package);
            assert_eq!(dependencies.holds(name), name.contains("_packages/") || name.starts_with("node_"), "{name}");
        }
        assert!(!dependencies.holds("src/node_modules/x.js"));
    }

    #[test]
    fn a_list_of_dependencies_names_folders_and_lock_files() {
        let named = Dependencies::of(["./vendor/", "uv.lock", "../package-lock.json", "vendor/"]).unwrap();
        assert_eq!(
            (named.folders(), named.locks()),
            (&["vendor/".into()][..], &["../package-lock.json".into(), "uv.lock".into()][..])
        );
        let locks = Dependencies::of(["locks/requirements.txt"]).unwrap();
        assert_eq!(locks.folders(), Dependencies::default().folders());
        assert_eq!(Dependencies::of([]), Ok(Dependencies::default()));
        for (path, why) in [
            ("./", "the app's folder itself"),
            ("", "the app's folder itself"),
            ("/opt/packages/", "not a path relative"),
            ("C:\\packages\\", "not a path relative"),
            ("../packages/", "does not lead to a folder in the app"),
            ("a/../../b/", "does not lead to a folder in the app"),
            ("a//b.lock", "between two `/`"),
        ] {
            let bad = Dependencies::of([path]).unwrap_err().to_string();
            assert!(bad.contains(&format!("`{path}`")) && bad.contains(why), "{bad}");
        }
    }

    #[test]
    fn what_can_be_imported_is_seen_in_the_names_of_files() {
        let names = [
            ".python_packages/lib/site-packages/numpy/__init__.py",
            ".python_packages/lib/site-packages/numpy/core/a.so",
            ".python_packages/lib/site-packages/numpy.libs/b.so",
            ".python_packages/lib/site-packages/numpy-2.0.dist-info/RECORD",
            ".python_packages/lib/site-packages/azure/functions/http.py",
            ".python_packages/lib/site-packages/six.py",
            ".python_packages/lib/site-packages/_cffi_backend.cpython-311-x86_64-linux-gnu.so",
            "node_modules/@azure/functions/index.js",
            "node_modules/.bin/tsc",
            "node_modules/.package-lock.json",
            "node_modules/long/index.js",
            "src/own.py",
        ];
        let imports = Dependencies::default().imports(names);
        assert_eq!(imports, ["@azure/functions", "_cffi_backend", "azure", "long", "numpy", "six"]);
    }
}
