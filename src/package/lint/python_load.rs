use std::collections::{BTreeMap, BTreeSet};

use super::contents::Contents;
use super::module_index::{Found, ModuleIndex, join};
use super::places::{in_site_packages, is_dependency};
use super::python_file::{Import, Runs};
use super::standard_library::is_standard;
use super::target::Target;

/// Modules that the worker or its image brings (source: setup of azure-functions-python-worker). More is not known to be there, so
/// that nothing is said of these.
const OF_THE_WORKER: [&str; 12] = [
    "__app__",
    "azure_functions_runtime",
    "azure_functions_worker",
    "google.protobuf",
    "grpc",
    "markupsafe",
    "pip",
    "pkg_resources",
    "proxy_worker",
    "setuptools",
    "werkzeug",
    "wheel",
];

/// A module that is imported and found nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MissingModule {
    /// Its name, up to the part that is missing.
    pub name: String,
    /// The file that imports it.
    pub file: String,
    /// The line.
    pub line: u32,
    /// Whether the host certainly fails for it.
    pub is_certain: bool,
}

/// The files that the worker loads first: function_app.py, or the scripts of functions in folders.
pub(super) fn roots(contents: &Contents) -> Vec<String> {
    if contents.has("function_app.py") {
        return vec!["function_app.py".to_owned()];
    }
    let folders = contents.files.iter().filter_map(|file| file.name.strip_suffix("/function.json"));
    let folders = folders.filter(|folder| !folder.contains('/'));
    let scripts = folders.map(|folder| {
        let named = contents.scripts.iter().find(|(of, ..)| of == folder).map(|(_, script, _)| script.as_str());
        join(folder, named.unwrap_or("__init__.py"))
    });
    scripts.filter(|script| contents.python.contains_key(script)).collect()
}

/// The modules that the files miss, which the worker loads, in the order of loading.
pub(super) fn missing_modules(contents: &Contents, target: &Target) -> Vec<MissingModule> {
    let names = || contents.files.iter().map(|file| &*file.name);
    let mut load = Load {
        own: ModuleIndex::of(names().filter(|name| !is_dependency(name))),
        installed: ModuleIndex::of(names().filter_map(in_site_packages)),
        minor: target.python_minor(),
        layer: target.layer.as_ref(),
        built_there: target.built_there,
        finds_elsewhere: contents.python.values().any(|file| file.changes_path),
        contents,
        reached: BTreeMap::new(),
        missing: Vec::new(),
    };
    for root in roots(contents) {
        load.file(&root, true);
    }
    load.missing
}

struct Load<'a> {
    contents: &'a Contents,
    own: ModuleIndex,
    installed: ModuleIndex,
    minor: Option<u32>,
    layer: Option<&'a BTreeSet<String>>,
    /// Whether what the app does not have may be installed on the server.
    built_there: bool,
    /// Whether some file changes where Python looks.
    finds_elsewhere: bool,
    /// The files that were reached, and whether certainly.
    reached: BTreeMap<String, bool>,
    missing: Vec<MissingModule>,
}

impl Load<'_> {
    fn file(&mut self, first: &str, certain: bool) {
        let mut waiting = vec![(first.to_owned(), certain)];
        while let Some((path, certain)) = waiting.pop() {
            let known = self.reached.get(&path).copied();
            if known == Some(true) || known == Some(certain) {
                continue;
            }
            self.reached.insert(path.clone(), certain);
            let Some(file) = self.contents.python.get(&path) else { continue };
            for import in file.imports.iter().filter(|import| import.runs != Runs::Perhaps) {
                let certain = certain && import.runs == Runs::AtOnce;
                match self.look(&path, import) {
                    Ok(files) => waiting.extend(files.into_iter().map(|file| (file, certain))),
                    Err(name) => self.miss(name, &path, import.line, certain),
                }
            }
        }
    }

    fn miss(&mut self, name: String, file: &str, line: u32, certain: bool) {
        let first = name.split('.').next().unwrap_or(&name);
        if self.finds_elsewhere && self.own.has_anywhere(first) {
            return;
        }
        let is_certain = certain && !self.finds_elsewhere;
        match self.missing.iter_mut().find(|known| known.name == name) {
            Some(known) if is_certain && !known.is_certain => {
                *known = MissingModule { name, file: file.to_owned(), line, is_certain };
            }
            Some(_) => {}
            None => self.missing.push(MissingModule { name, file: file.to_owned(), line, is_certain }),
        }
    }

    /// The app's own files that an import loads, or the name that is missing.
    fn look(&self, file: &str, import: &Import) -> Result<Vec<String>, String> {
        if import.level > 0 {
            return self.look_beside(file, import);
        }
        let (found, whole) = (self.find(&import.module), import.module.join("."));
        match found {
            Found::Missing { part, .. } => Err(import.module[..=part].join(".")),
            Found::All { mut files, namespace } => {
                // What is taken from a folder without code of its own is a module.
                for name in import.names.iter().flatten() {
                    let module: Vec<String> = import.module.iter().chain([name]).cloned().collect();
                    match self.find(&module) {
                        Found::All { files: more, .. } => files.extend(more),
                        Found::Missing { .. } if namespace => return Err(format!("{whole}.{name}")),
                        Found::Missing { .. } => {}
                    }
                }
                Ok(files)
            }
        }
    }

    fn look_beside(&self, file: &str, import: &Import) -> Result<Vec<String>, String> {
        let mut folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        for _ in 1..import.level {
            // Above the app there is nothing that could be known.
            if folder.is_empty() {
                return Ok(Vec::new());
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        match self.own.find(folder, &import.module) {
            Found::Missing { in_package: true, .. } => Ok(Vec::new()),
            Found::Missing { part, .. } => {
                Err(format!("{}{}", ".".repeat(import.level), import.module[..=part].join(".")))
            }
            Found::All { mut files, .. } => {
                let at =
                    if import.module.is_empty() { folder.to_owned() } else { join(folder, &import.module.join("/")) };
                for name in import.names.iter().flatten() {
                    if let Found::All { files: more, .. } = self.own.find(&at, std::slice::from_ref(name)) {
                        files.extend(more);
                    }
                }
                Ok(files)
            }
        }
    }

    /// A dotted name in everything that Python looks through.
    fn find(&self, module: &[String]) -> Found {
        let known = || Found::All { files: Vec::new(), namespace: false };
        let whole = module.join(".");
        let Some(first) = module.first() else { return known() };
        let is_below = |name: &str| whole == name || whole.starts_with(&format!("{name}."));
        let is_layered = self.layer.is_some_and(|names| names.contains(first));
        if is_standard(first, self.minor)
            || is_layered
            || is_below("azure.functions")
            || OF_THE_WORKER.iter().any(|name| is_below(name))
        {
            return known();
        }
        let own = self.own.find("", module);
        if matches!(own, Found::All { .. }) {
            return own;
        }
        match self.installed.find("", module) {
            Found::All { namespace, .. } => Found::All { files: Vec::new(), namespace },
            // A library may make modules up.
            Found::Missing { in_package: true, .. } => known(),
            // What requirements.txt brings is seen there alone.
            Found::Missing { .. } if self.built_there && !matches!(own, Found::Missing { part: 1.., .. }) => known(),
            installed @ Found::Missing { part, .. } => match own {
                Found::Missing { part: of_own, .. } if of_own > part => own,
                _ => {
                    // `azure` and `google` are folders of several packages, one of them the worker's.
                    let is_shared = whole == "azure" || whole == "google";
                    if is_shared { Found::All { files: Vec::new(), namespace: true } } else { installed }
                }
            },
        }
    }
}
