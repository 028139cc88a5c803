//! The functions that a Python app of programming model v2 declares in `function_app.py`, found by reading it as the worker
//! would import it (facts: functions-in-code; azure-functions-python-worker, `loader.py` and `dispatcher.py`): with blueprints in other modules. Where the
//! worker would fail, it lists no function, and the host logs why.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::budget::Budget;
use super::python_bindings::{Part, app_level, part};
use super::python_imports::Brought;
use super::python_module::{Container, Import, Kind, Module, read};
use crate::state::{Content, FunctionInfo, Loaded};

/// The file that the worker imports.
pub(super) const ENTRY: &str = "function_app.py";
/// Names that lead further than this lead in a circle.
const DEEPEST: usize = 16;

/// The functions of `function_app.py`; `None` where there is none.
pub(super) fn load(content: &Content) -> Option<Loaded> {
    content.get(ENTRY)?;
    let app = App::read(content);
    let found = app.functions();
    Some(match found {
        Ok(mut functions) => {
            functions.sort_by(|a, b| a.name.cmp(&b.name));
            Loaded { functions, words: app.doubts() }
        }
        Err(words) => {
            let mut all = app.doubts();
            all.push(format!("Worker failed to index functions. Result: Failure. Exception: {words}"));
            Loaded { functions: Vec::new(), words: all }
        }
    })
}

/// Where a container is: its module's file and its name there.
type Where = (String, String);
/// A module's file, and a name with its dots as it is used there.
type Asked = (String, Vec<String>);

struct App<'c> {
    content: &'c Content,
    modules: BTreeMap<String, Module>,
    is_whole: bool,
    /// Where names led that were looked up before.
    known: RefCell<BTreeMap<Asked, Option<Where>>>,
}

impl<'c> App<'c> {
    /// Reads the entry and every module of the app that it imports.
    fn read(content: &'c Content) -> Self {
        let mut app = Self { content, modules: BTreeMap::new(), is_whole: true, known: RefCell::default() };
        let mut budget = Budget::default();
        let mut open = vec![ENTRY.to_owned()];
        while let Some(file) = open.pop() {
            if app.modules.contains_key(&file) {
                continue;
            }
            let Some(source) = content.get(&file).and_then(|found| budget.text(&found.bytes)) else {
                app.is_whole = false;
                continue;
            };
            let module = read(&source);
            for import in &module.imports {
                open.extend(app.file_of(&file, import));
                open.extend(app.submodule(&file, import));
            }
            app.modules.insert(file, module);
        }
        app
    }

    /// The file of a module that an import in `file` names.
    fn file_of(&self, file: &str, import: &Import) -> Option<String> {
        let folder = folder_above(file, import.level)?;
        self.at(&[folder, &import.module.replace('.', "/")])
    }

    /// `from package import module`
    fn submodule(&self, file: &str, import: &Import) -> Option<String> {
        let folder = folder_above(file, import.level)?;
        let name = import.name.as_deref().filter(|name| !name.is_empty())?;
        self.at(&[folder, &import.module.replace('.', "/"), name])
    }

    fn at(&self, parts: &[&str]) -> Option<String> {
        let path = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
        let candidates = [format!("{path}.py"), format!("{path}/__init__.py")];
        candidates.into_iter().find(|path| self.content.get(path).is_some())
    }

    /// What could not be read.
    fn doubts(&self) -> Vec<String> {
        let too_much = "this simulated Azure has not read all of the app's modules, which are too large".to_owned();
        if self.is_whole { Vec::new() } else { vec![too_much] }
    }

    /// The functions that the worker indexes. The error is what it fails with.
    fn functions(&self) -> Result<Vec<FunctionInfo>, String> {
        self.imports()?;
        let entry = self.modules.get(ENTRY).ok_or("function_app.py could not be read")?;
        let imported = entry.imports.iter().filter_map(|import| import.local.clone());
        let names: BTreeSet<String> = entry.containers.keys().cloned().chain(imported).collect();
        let is_app = |place: &Where| self.container(place).is_some_and(|found| found.kind != Kind::Blueprint);
        let mut apps: Vec<Where> =
            names.into_iter().filter_map(|name| self.find(ENTRY, &[name], 0)).filter(is_app).collect();
        let Some(app) = apps.pop() else {
            return Err(format!("ValueError: Could not find top level function app instances in {ENTRY}."));
        };
        if !apps.is_empty() {
            return Err("ValueError: More than one FunctionApp or other top level function app instances are defined."
                .to_owned());
        }
        let level = self.level(&app);
        let (decorated, registered) = (self.decorated(), self.registered());
        let (mut functions, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![app]);
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            if self.container(&next).is_some_and(|container| container.kind == Kind::WebApp) {
                functions.push(web_app(&level));
            }
            for (name, parts) in decorated.get(&next).into_iter().flatten() {
                functions.push(info(name, parts, &level)?);
            }
            open.extend(registered.get(&next).into_iter().flatten().cloned());
        }
        let mut names = BTreeSet::new();
        match functions.iter().find(|function| !names.insert(function.name.clone())) {
            Some(twice) => Err(format!(
                "ValueError: Function {} does not have a unique function name. Please change @app.function_name() or the \
                 function method name to be unique.",
                twice.name
            )),
            None => Ok(functions),
        }
    }

    /// Whether every module is there that is sure to be imported.
    fn imports(&self) -> Result<(), String> {
        if self.modules.values().any(|module| module.moves_search) {
            return Ok(());
        }
        let brought = Brought::of(self.content);
        for file in self.loaded() {
            let certain = self.modules[&file].imports.iter().filter(|import| import.is_certain);
            for import in certain {
                if brought.lacks(import)
                    && self.file_of(&file, import).is_none()
                    && self.submodule(&file, import).is_none()
                {
                    let name = import.module.split('.').next().unwrap_or_default();
                    return Err(format!(
                        "ModuleNotFoundError: No module named '{name}'. Cannot find module. Please check the \
                         requirements.txt file for the missing module. For more info, please refer the troubleshooting \
                         guide: https://aka.ms/functions-modulenotfound (imported by {file})"
                    ));
                }
            }
        }
        Ok(())
    }

    /// The modules that are sure to be imported: the entry, and what those import that are.
    fn loaded(&self) -> BTreeSet<String> {
        let mut open = vec![ENTRY.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            let Some(module) = self.modules.get(&next) else { continue };
            if seen.insert(next.clone()) {
                let certain = module.imports.iter().filter(|import| import.is_certain);
                open.extend(
                    certain.flat_map(|import| [self.file_of(&next, import), self.submodule(&next, import)]).flatten(),
                );
            }
        }
        seen
    }

    fn container(&self, (file, name): &Where) -> Option<&Container> {
        self.modules.get(file)?.containers.get(name)
    }

    /// Where the container is that a module calls by this path.
    fn find(&self, file: &str, path: &[String], depth: usize) -> Option<Where> {
        let asked: Asked = (file.to_owned(), path.to_vec());
        if let Some(known) = self.known.borrow().get(&asked) {
            return known.clone();
        }
        // What leads back to itself leads nowhere.
        self.known.borrow_mut().insert(asked.clone(), None);
        let found = self.look(file, path, depth);
        self.known.borrow_mut().insert(asked, found.clone());
        found
    }

    fn look(&self, file: &str, path: &[String], depth: usize) -> Option<Where> {
        let module = self.modules.get(file).filter(|_| depth < DEEPEST)?;
        let (first, rest) = path.split_first()?;
        if rest.is_empty() && module.containers.contains_key(first) {
            return Some((file.to_owned(), first.clone()));
        }
        let mut imports =
            module.imports.iter().filter(|import| import.local.as_deref().is_none_or(|local| local == first));
        let found = imports.find_map(|import| self.through(file, import, first, rest, depth));
        found.or_else(|| {
            // A module of a package that was imported by its whole name.
            let package = file.strip_suffix("/__init__.py")?;
            self.find(&self.at(&[package, first])?, rest, depth + 1)
        })
    }

    fn through(&self, file: &str, import: &Import, first: &str, rest: &[String], depth: usize) -> Option<Where> {
        match import.name.as_deref() {
            // All names of a module, this one among them.
            Some("*") => {
                let path: Vec<String> = std::iter::once(first.to_owned()).chain(rest.iter().cloned()).collect();
                self.find(&self.file_of(file, import)?, &path, depth + 1)
            }
            Some("") => None,
            Some(name) => {
                let path: Vec<String> = std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
                let there = || self.find(&self.file_of(file, import)?, &path, depth + 1);
                self.submodule(file, import).and_then(|module| self.find(&module, rest, depth + 1)).or_else(there)
            }
            None => {
                // `import a.b` makes `a.b.name` known by its path of folders.
                let below = || {
                    let at = (1..=rest.len()).rev().find_map(|end| {
                        let path = format!("{}/{}", import.module.replace('.', "/"), rest[..end].join("/"));
                        Some((self.at(&[&path])?, end))
                    });
                    at.and_then(|(module, end)| self.find(&module, &rest[end..], depth + 1))
                };
                self.file_of(file, import).and_then(|module| self.find(&module, rest, depth + 1)).or_else(below)
            }
        }
    }

    fn level(&self, app: &Where) -> String {
        let nothing = Default::default();
        let constants = self.modules.get(&app.0).map_or(&nothing, |module| &module.constants);
        match self.container(app) {
            Some(found) => app_level(&found.arguments, constants, usize::from(found.kind == Kind::WebApp)),
            None => String::new(),
        }
    }

    /// The functions that are decorated with each container, with what their decorators add.
    fn decorated(&self) -> BTreeMap<Where, Vec<(&str, Vec<Part>)>> {
        let mut all: BTreeMap<Where, Vec<(&str, Vec<Part>)>> = BTreeMap::new();
        for (file, module) in &self.modules {
            for function in &module.functions {
                let mut own: BTreeMap<Where, Vec<Part>> = BTreeMap::new();
                for decorator in &function.decorators {
                    let container = &decorator.path[..decorator.path.len().saturating_sub(1)];
                    if let Some(place) = self.find(file, container, 0) {
                        own.entry(place).or_default().push(part(decorator, &module.constants));
                    }
                }
                for (place, parts) in own {
                    all.entry(place).or_default().push((&function.name, parts));
                }
            }
        }
        all
    }

    /// The containers that are registered in each.
    fn registered(&self) -> BTreeMap<Where, BTreeSet<Where>> {
        let mut all: BTreeMap<Where, BTreeSet<Where>> = BTreeMap::new();
        for (file, module) in &self.modules {
            for (into, what) in &module.registrations {
                if let (Some(into), Some(what)) = (self.find(file, into, 0), self.find(file, what, 0)) {
                    all.entry(into).or_default().insert(what);
                }
            }
        }
        all
    }
}

/// The folder that an import of this level begins in; `None` above the root.
fn folder_above(file: &str, level: usize) -> Option<&str> {
    if level == 0 {
        return Some("");
    }
    let mut folder = file;
    for _ in 0..level {
        folder = match folder.rsplit_once('/') {
            Some((above, _)) => above,
            None if !folder.is_empty() => "",
            None => return None,
        };
    }
    Some(folder)
}

fn info(entry: &str, parts: &[Part], level: &str) -> Result<FunctionInfo, String> {
    let (mut name, mut bindings, mut trigger) = (entry.to_owned(), Vec::new(), false);
    // The decorator next to the function comes first, and so does its binding.
    for part in parts.iter().rev() {
        match part {
            Part::Name(said) => name.clone_from(said),
            Part::Trigger(_) if trigger => {
                return Err(
                    "ValueError: A trigger was already registered to this function. Adding another trigger is \
                            not the correct behavior as a function can only have one trigger."
                        .to_owned(),
                );
            }
            Part::Trigger(more) => {
                trigger = true;
                bindings.extend(more.iter().cloned());
            }
            Part::Binding(binding) => bindings.push(binding.clone()),
            Part::Nothing => {}
        }
    }
    if !trigger {
        return Err(format!(
            "ValueError: Function {name} does not have a trigger. A valid function must have one and only one trigger \
             registered."
        ));
    }
    for binding in bindings.iter_mut().filter(|binding| binding["type"] == "httpTrigger") {
        for (key, value) in [("route", name.as_str()), ("authLevel", level)] {
            if binding[key].is_null() {
                binding[key] = json!(value);
            }
        }
    }
    Ok(FunctionInfo { config: config(entry, bindings), name })
}

/// What a web framework gets: every request (`_add_http_app` in azure-functions-python-library).
fn web_app(level: &str) -> FunctionInfo {
    let trigger =
        json!({"type": "httpTrigger", "direction": "in", "name": "req", "route": "/{*route}", "authLevel": level});
    let output = json!({"type": "http", "direction": "out", "name": "$return"});
    FunctionInfo { name: "http_app_func".to_owned(), config: config("http_app_func", vec![trigger, output]) }
}

fn config(entry: &str, bindings: Vec<Value>) -> Value {
    json!({"scriptFile": ENTRY, "entryPoint": entry, "language": "python", "bindings": bindings})
}
