//! Which functions the host finds in the files of an app, with the settings that it has: the worker that
//! `FUNCTIONS_WORKER_RUNTIME` names lists those that code declares, and the host those in folders (azure-functions-host,
//! `FunctionMetadataProvider`; facts: functions-in-code).

use super::{custom_handler_file, declared, extension_bundle, host_files};
use crate::state::settings::{Settings, get, is_on};
use crate::state::{Content, FunctionInfo, Language, Loaded};

const RUNTIME: &str = "FUNCTIONS_WORKER_RUNTIME";

/// What the host comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexed {
    /// The functions that it runs, sorted by name.
    pub functions: Vec<FunctionInfo>,
    /// Functions in error: listed, and not run.
    pub in_error: Vec<FunctionInfo>,
    /// What it logs where it loads less than there is.
    pub words: Vec<String>,
    /// Why it does not start.
    pub refusal: Option<String>,
}

/// The functions that run of an app, sorted by name.
pub fn find(content: &Content, settings: &Settings) -> Vec<FunctionInfo> {
    index(content, settings).functions
}

/// The functions that are listed of an app, sorted by name: those in error as well (`FunctionsSyncManager` takes what
/// `FunctionMetadataManager` has, which does not know yet whether a function can be bound).
pub fn listed(content: &Content, settings: &Settings) -> Vec<FunctionInfo> {
    let Indexed { mut functions, in_error, .. } = index(content, settings);
    functions.extend(in_error);
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    functions
}

/// What the host comes to with these files and settings.
pub fn index(content: &Content, settings: &Settings) -> Indexed {
    let host = host_files::host_json(content).unwrap_or_default();
    let runtime = get(settings, RUNTIME).filter(|runtime| !runtime.trim().is_empty());
    let mut indexed = if custom_handler_file::is_described(&host) {
        // No language is asked for there (`Utility.VerifyFunctionsMatchSpecifiedLanguage`).
        let Loaded { functions, words } = declared::of(content).folders.clone();
        Indexed { functions, words, ..Indexed::default() }
    } else {
        by_worker(content, runtime)
    };
    let (in_error, words) = extension_bundle::take_out(&mut indexed.functions, content, &host);
    indexed.in_error = in_error;
    indexed.words.extend(words);
    if indexed.functions.is_empty() && indexed.refusal.is_none() {
        indexed.words.push(
            "No job functions found. Try making your job classes and methods public. If you're using binding extensions (e.g. \
             Azure Storage, ServiceBus, Timers, etc.) make sure you've called the registration method for the extension(s) in \
             your startup code."
                .to_owned(),
        );
    }
    indexed
}

/// What the worker of this runtime lists, or else the host itself.
fn by_worker(content: &Content, runtime: Option<&str>) -> Indexed {
    let declared = declared::of(content);
    let language = runtime.and_then(Language::named);
    let by_code = match language {
        Some(Language::Node) => declared.node.as_ref(),
        Some(Language::Python) => declared.python.as_ref(),
        // The extension that reads the metadata is the host's, and starts with any worker.
        Some(_) => declared.metadata.as_ref(),
        None if runtime.is_none() => {
            [&declared.metadata, &declared.python, &declared.node].into_iter().find_map(Option::as_ref)
        }
        None => None,
    };
    let folders = &declared.folders;
    let metadata = declared.metadata.as_ref().filter(|metadata| !metadata.functions.is_empty());
    let mut words = by_code.map(|loaded| loaded.words.clone()).unwrap_or_default();
    // `function_app.py` decides alone; a Node worker without a function of its own leaves it to the host.
    let decides = |loaded: &&Loaded| !loaded.functions.is_empty() || language == Some(Language::Python);
    let functions = match by_code.filter(decides).or(metadata) {
        Some(loaded) => loaded.functions.clone(),
        None => {
            words.extend(folders.words.iter().cloned());
            folders.functions.clone()
        }
    };
    match runtime {
        Some(runtime) => in_language(functions, words, runtime),
        None => Indexed { functions, words, ..Indexed::default() },
    }
}

/// The functions that the worker of this name takes. The host does not start where there are some, and none is its
/// (`Utility.VerifyFunctionsMatchSpecifiedLanguage`); a function of an unknown language is anybody's here.
fn in_language(functions: Vec<FunctionInfo>, words: Vec<String>, runtime: &str) -> Indexed {
    let is_its = |function: &FunctionInfo| match function.config["language"].as_str() {
        None => true,
        // Until hosts refuse it, isolated workers run what was made for the host's own process (`ScriptHost`).
        Some("dotnet") => runtime.eq_ignore_ascii_case("dotnet") || runtime.eq_ignore_ascii_case("dotnet-isolated"),
        Some(language) => language.eq_ignore_ascii_case(runtime),
    };
    let found = !functions.is_empty();
    let functions: Vec<FunctionInfo> = functions.into_iter().filter(is_its).collect();
    let refusal = (found && functions.is_empty()).then(|| format!("Did not find functions with language [{runtime}]."));
    Indexed { functions, words, refusal, ..Indexed::default() }
}

/// The language whose worker the files need; `None` where they leave it open.
pub fn language(content: &Content) -> Option<Language> {
    if custom_handler_file::is_described(&host_files::host_json(content).unwrap_or_default()) {
        return Some(Language::Custom);
    }
    let declared = declared::of(content);
    let of_folder = |function: &FunctionInfo| function.config["language"].as_str().and_then(Language::named);
    let in_folders = declared.folders.functions.iter().find_map(of_folder);
    match () {
        () if declared.metadata.is_some() => Some(Language::DotnetIsolated),
        () if declared.python.is_some() => Some(Language::Python),
        () => in_folders.or_else(|| declared.node.as_ref().map(|_| Language::Node)),
    }
}

/// Whether a setting or its own file switches a function off.
pub fn is_disabled(function: &FunctionInfo, settings: &Settings) -> bool {
    let name = &function.name;
    is_on(settings, &format!("AzureWebJobs.{name}.Disabled"))
        || is_on(settings, &format!("AzureWebJobs__{name}__Disabled"))
        || function.config["disabled"].as_bool().unwrap_or_default()
}
