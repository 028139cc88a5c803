use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::binary::{Binary, HEAD};
use super::files::Files;
use super::lines::line_at;
use super::places::{file_name, in_site_packages, is_dependency};
use super::python_file::PythonFile;
use super::secret_shapes::find_secrets;
use super::wheel::Wheel;
use crate::package::content::Entry;
use crate::package::host_files::{handler, read_function_json, read_host_json};
use crate::record::RELEASE_JSON;

/// No file of settings is larger.
const LARGEST_TEXT: u64 = 4 * 1024 * 1024;
/// Secrets are looked for in so much of a file, and of all of them.
const LARGEST_SEARCHED: u64 = 1024 * 1024;
/// Code of Python is read in files of this size.
const LARGEST_PYTHON: u64 = 512 * 1024;
const MOST_SEARCHED: u64 = 64 * 1024 * 1024;

/// What was read of the files of a package.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Their names and sizes.
    pub files: Vec<Listed>,
    /// `host.json`.
    pub host: Map<String, Value>,
    /// Its text.
    pub host_text: String,
    /// `package.json`, where it can be read.
    pub package: Option<Value>,
    /// Its text.
    pub package_text: String,
    /// Of each function in a folder that names its script: the folder, the script and the text of `function.json`.
    pub scripts: Vec<(String, String, String)>,
    /// Whether `requirements.txt` names nothing that the worker does not bring.
    pub needs_nothing_else: bool,
    /// The major version of .NET that the app is built for, and the file that says so.
    pub dotnet: Option<(String, u32)>,
    /// The team's own files of Python.
    pub python: BTreeMap<String, PythonFile>,
    /// Where secrets stand: the file, the line and the shape.
    pub secrets: Vec<(String, u32, usize)>,
    /// What is installed for Python.
    pub wheels: Vec<Wheel>,
    /// Libraries for the processor, and the program of a custom handler.
    pub binaries: Vec<(String, Binary)>,
    /// Files of editable installations.
    pub editable: Vec<String>,
    /// Paths of other machines in `.pth` files: the file and the line.
    pub paths: Vec<(String, u32)>,
}

/// One file of a package.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its path.
    pub name: Arc<str>,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it may be executed.
    pub executable: bool,
}

impl Contents {
    /// Reads what the rules need.
    pub(super) fn read(entries: &[Entry], files: &mut dyn Files) -> Self {
        let host = files.head("host.json", LARGEST_TEXT).unwrap_or_default();
        let mut contents = Self {
            files: entries
                .iter()
                .map(|entry| Listed { name: entry.name.clone(), size: entry.size, executable: entry.executable })
                .collect(),
            host: read_host_json(&host).unwrap_or_default(),
            host_text: String::from_utf8_lossy(&host).into_owned(),
            ..Self::default()
        };
        let mut text =
            |name: &str| files.head(name, LARGEST_TEXT).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if contents.has("package.json") {
            contents.package_text = text("package.json").unwrap_or_default();
            contents.package = serde_json::from_str(contents.package_text.trim_start_matches('\u{feff}')).ok();
        }
        if contents.has("requirements.txt") {
            contents.needs_nothing_else = text("requirements.txt").is_some_and(|text| names_only_the_library(&text));
        }
        let configs: Vec<&Entry> = entries.iter().filter(|entry| is_runtime_config(&entry.name)).collect();
        if let [config] = configs[..] {
            let version = text(&config.name).and_then(|text| dotnet_version(&text));
            contents.dotnet = version.map(|version| (config.name.to_string(), version));
        }
        let in_folder = |entry: &Entry| entry.name.strip_suffix("/function.json").map(str::to_owned);
        for folder in entries.iter().filter_map(in_folder).filter(|folder| !folder.contains('/')) {
            let text = text(&format!("{folder}/function.json")).unwrap_or_default();
            if let Some(script) = read_function_json(text.as_bytes()).ok().and_then(|function| function.script) {
                contents.scripts.push((folder, script, text));
            }
        }
        let has_python = contents.has("function_app.py") || entries.iter().any(|entry| in_folder(entry).is_some());
        let program = handler(&contents.host).map(|(path, _)| path);
        let mut searched = 0;
        for entry in entries.iter().filter(|entry| &*entry.name != RELEASE_JSON) {
            if is_binary(file_name(&entry.name)) || program.as_deref() == Some(&entry.name) {
                contents.read_binary(&entry.name, files);
            }
            if is_dependency(&entry.name) {
                contents.read_dependency(&entry.name, files);
            } else if searched < MOST_SEARCHED {
                searched += entry.size.min(LARGEST_SEARCHED);
                let text = files.head(&entry.name, LARGEST_SEARCHED).filter(|text| !text.contains(&0));
                contents.search(&entry.name, text.as_deref().unwrap_or_default());
                if has_python && entry.name.ends_with(".py") && entry.size <= LARGEST_PYTHON {
                    let read = text.and_then(|text| PythonFile::read(&text));
                    contents.python.extend(read.map(|read| (entry.name.to_string(), read)));
                }
            }
        }
        contents
    }

    fn read_binary(&mut self, name: &str, files: &mut dyn Files) {
        let head = files.head(name, HEAD as u64).unwrap_or_default();
        let binary = Binary::read(&head, || files.file(name));
        self.binaries.extend(binary.map(|binary| (name.to_owned(), binary)));
    }

    fn read_dependency(&mut self, name: &str, files: &mut dyn Files) {
        let file = file_name(name);
        if in_site_packages(name).is_none() {
            return;
        }
        let mut text = || files.head(name, LARGEST_TEXT).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if name.ends_with(".dist-info/WHEEL") {
            self.wheels.extend(text().and_then(|text| Wheel::read(name, &text)));
        } else if is_editable(name, &mut text) {
            self.editable.push(name.to_owned());
        } else if file.ends_with(".pth") {
            self.paths.extend(text().and_then(|text| foreign_path(&text)).map(|line| (name.to_owned(), line)));
        }
    }

    fn search(&mut self, name: &str, text: &[u8]) {
        for (shape, at) in find_secrets(text) {
            self.secrets.push((name.to_owned(), line_at(text, at), shape));
        }
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| *file.name == *name)
    }

    /// Whether there is a file below this folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.files.iter().any(|file| file.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// `main` of package.json.
    pub(super) fn node_main(&self) -> Option<&str> {
        let main = self.package.as_ref()?["main"].as_str()?.trim_start_matches("./");
        Some(main).filter(|main| !main.is_empty())
    }
}

/// `APP.runtimeconfig.json` at the root.
fn is_runtime_config(name: &str) -> bool {
    !name.contains('/') && name.ends_with(".runtimeconfig.json")
}

/// `net8.0` is 8.
fn dotnet_version(text: &str) -> Option<u32> {
    let config: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    config["runtimeOptions"]["tfm"].as_str()?.strip_prefix("net")?.split('.').next()?.parse().ok()
}

/// The worker brings `azure-functions` itself.
fn names_only_the_library(requirements: &str) -> bool {
    let mut lines = requirements.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let name = |line: &str| {
        line.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).next().map(str::to_lowercase)
    };
    lines.all(|line| {
        line.is_empty() || name(line).is_some_and(|name| name.replace(['_', '.'], "-") == "azure-functions")
    })
}

fn is_binary(file: &str) -> bool {
    let ends = [".so", ".node", ".pyd", ".dylib"].iter().any(|ending| file.ends_with(ending));
    ends || file.contains(".so.")
}

fn is_editable(name: &str, text: &mut dyn FnMut() -> Option<String>) -> bool {
    let file = file_name(name);
    let says_so = |text: String| {
        serde_json::from_str::<Value>(&text).is_ok_and(|origin| origin["dir_info"]["editable"] == Value::Bool(true))
    };
    file.starts_with("__editable__")
        || file.ends_with(".egg-link")
        || name.ends_with(".dist-info/direct_url.json") && text().is_some_and(says_so)
}

/// The first line that is the absolute path of a folder. Lines that import something are code.
fn foreign_path(text: &str) -> Option<u32> {
    let is_absolute = |line: &str| {
        let mut start = line.chars();
        let drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
        line.starts_with('/') || drive && matches!(start.next(), Some('\\' | '/'))
    };
    let line = text.lines().position(|line| is_absolute(line.trim()))?;
    u32::try_from(line + 1).ok()
}
