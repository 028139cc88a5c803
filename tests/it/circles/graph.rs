//! Which file of a crate uses which, and the circles among them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::paths::Paths;

/// A module's place in its crate, as the names from the root down.
type Module = Vec<String>;

/// The files of a crate and what each says of others.
#[derive(Default)]
pub struct Crate {
    files: BTreeMap<Module, (String, Paths)>,
}

impl Crate {
    /// Reads the crate whose root is `folder/lib.rs`; folders named in `without` are other crates.
    pub fn read(folder: &Path, without: &[&str]) -> Self {
        let mut all = Self::default();
        let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                let inside = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                if path.is_dir() {
                    if !without.contains(&inside.as_str()) {
                        folders.push(path);
                    }
                } else if inside.ends_with(".rs") && !["main.rs", "build.rs"].contains(&inside.as_str()) {
                    all.add(&inside, &std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        all
    }

    /// Adds a file by its path from the crate's root.
    pub fn add(&mut self, file: &str, source: &str) {
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = if module == "lib" { Vec::new() } else { module.split('/').map(str::to_owned).collect() };
        self.files.insert(module, (file.to_owned(), Paths::of(source)));
    }

    /// The groups of files that use each other in a circle, each sorted; the largest first.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let arrows = self.arrows();
        let reach: BTreeMap<&Module, BTreeSet<&Module>> =
            self.files.keys().map(|from| (from, reached(from, &arrows))).collect();
        let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
        for (from, seen) in reach.iter().filter(|(from, seen)| seen.contains(*from)) {
            let together = seen.iter().filter(|to| reach[*to].contains(from));
            let mut files: Vec<String> = together.map(|module| self.files[*module].0.clone()).collect();
            files.sort();
            circles.insert(files);
        }
        let mut circles: Vec<Vec<String>> = circles.into_iter().collect();
        circles.sort_by_key(|files| std::cmp::Reverse(files.len()));
        circles
    }

    /// Every arrow between two of these files, as text.
    pub fn arrows_among(&self, files: &[String]) -> Vec<String> {
        let name = |module: &Module| &self.files[module].0;
        let mut found = Vec::new();
        for (from, targets) in self.arrows() {
            for (to, names) in targets.iter().filter(|(to, _)| files.contains(name(to)) && files.contains(name(&from)))
            {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                found.push(format!("{} uses {}: {}", name(&from), name(to), names.join(", ")));
            }
        }
        found
    }

    /// From each file to the files it uses, with the names that it takes from there.
    fn arrows(&self) -> BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>> {
        let mut arrows = BTreeMap::new();
        for (module, (_, paths)) in &self.files {
            let written = paths.written.iter().filter(|path| path.len() > 1 || paths.handed_on.contains_key(&path[0]));
            let written = written.chain(paths.imports.values());
            let globs = paths.globs.iter().filter(|(_, is_handed_on)| !is_handed_on).map(|(path, _)| path);
            let mut used: BTreeMap<Module, BTreeSet<String>> = BTreeMap::new();
            for path in written {
                if let Some((to, name)) = self.item(module, path, 0).filter(|(to, _)| to != module) {
                    used.entry(to).or_default().insert(name);
                }
            }
            for path in globs {
                if let Some(to) = self.module(module, path).filter(|to| to != module) {
                    used.entry(to).or_default().insert("*".to_owned());
                }
            }
            arrows.insert(module.clone(), used);
        }
        arrows
    }

    /// The file that defines what `path` means in `module`, and its name there; `None` for a module and for what is of no
    /// file of this crate.
    fn item(&self, module: &Module, path: &[String], depth: usize) -> Option<(Module, String)> {
        let (mut here, mut rest) = self.begin(module, path, depth)?;
        while let [name, after @ ..] = &rest[..] {
            if after.is_empty() || !self.is_child(&here, name) {
                return self.defined(&here, &rest, depth);
            }
            here.push(name.clone());
            rest = after.to_vec();
        }
        None
    }

    /// What the first of these names is in `module`: defined there, or handed on from elsewhere.
    fn defined(&self, module: &Module, rest: &[String], depth: usize) -> Option<(Module, String)> {
        let (_, paths) = self.files.get(module)?;
        let [name, after @ ..] = rest else { return None };
        let from = paths.handed_on.get(name).or_else(|| paths.imports.get(name));
        if let Some(path) = from.filter(|_| depth < 10) {
            let path: Vec<String> = path.iter().chain(after).cloned().collect();
            return self.item(module, &path, depth + 1);
        }
        if after.is_empty() && self.is_child(module, name) {
            return None;
        }
        Some((module.clone(), name.clone()))
    }

    /// Where a path begins: the module it starts from, and what is left of it.
    fn begin(&self, module: &Module, path: &[String], depth: usize) -> Option<(Module, Vec<String>)> {
        let [first, rest @ ..] = path else { return None };
        let (_, paths) = self.files.get(module)?;
        match first.as_str() {
            "crate" => Some((Vec::new(), rest.to_vec())),
            "self" => Some((module.clone(), rest.to_vec())),
            "super" => {
                let mut here = module.clone();
                let mut rest = path;
                while let [word, after @ ..] = rest
                    && word == "super"
                {
                    here.pop()?;
                    rest = after;
                }
                Some((here, rest.to_vec()))
            }
            name if self.is_child(module, name) => Some((module.clone(), path.to_vec())),
            name => {
                let meant = paths.imports.get(name).or_else(|| paths.handed_on.get(name)).filter(|_| depth < 10)?;
                let known = meant.first().is_some_and(|start| start != name);
                let whole: Vec<String> = meant.iter().chain(rest).cloned().collect();
                if known { self.begin(module, &whole, depth + 1) } else { None }
            }
        }
    }

    /// The module that a path means.
    fn module(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (mut here, rest) = self.begin(module, path, 0)?;
        here.extend(rest);
        self.files.contains_key(&here).then_some(here)
    }

    fn is_child(&self, module: &Module, name: &str) -> bool {
        let mut child = module.clone();
        child.push(name.to_owned());
        self.files.contains_key(&child)
    }
}

fn reached<'a>(
    from: &Module,
    arrows: &'a BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>,
) -> BTreeSet<&'a Module> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&Module> = arrows[from].keys().collect();
    while let Some(module) = next.pop() {
        if seen.insert(module) {
            next.extend(arrows[module].keys());
        }
    }
    seen
}
