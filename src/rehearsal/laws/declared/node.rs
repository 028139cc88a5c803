//! The functions that a Node app of programming model v4 registers, found by reading the entry point as the worker would load it
//! (facts: functions-in-code; azure-functions-nodejs-worker, `startApp.ts`): the files that `main` in `package.json` matches, and what they load. Where a file
//! could not be loaded, no function counts: since Node 20 the worker does not start then (`FUNCTIONS_NODE_BLOCK_ON_ENTRY_POINT_ERROR`).

use std::collections::BTreeMap;

use super::budget::Budget;
use super::javascript::{Script, read};
use super::node_bindings::function;
use super::node_modules::{Found, find};
use super::patterns;
use crate::state::{Content, FunctionInfo, Loaded};

/// The functions of the entry point; `None` where `package.json` names none.
pub(super) fn load(content: &Content) -> Option<Loaded> {
    let package = content.json("package.json")?;
    let main = package["main"].as_str().filter(|main| !main.is_empty())?;
    let failed = |words: &str| Loaded {
        functions: Vec::new(),
        words: vec![format!("Worker was unable to load entry point \"{main}\": {words}")],
    };
    let entries = patterns::matching(content, main);
    if entries.is_empty() {
        return Some(failed("Found zero files matching the supplied pattern"));
    }
    let (scripts, is_whole) = match scripts(content, entries, package["type"] == "module") {
        Ok(read) => read,
        Err(words) => return Some(failed(&words)),
    };
    let mut words = Vec::new();
    if !is_whole {
        words.push("this simulated Azure has not read all of the app's code, which is too large".to_owned());
    }
    if !scripts.values().any(Script::has_library) {
        return Some(Loaded { functions: Vec::new(), words });
    }
    let mut functions: BTreeMap<String, FunctionInfo> = BTreeMap::new();
    let mut unknown = 0;
    for (file, script) in &scripts {
        for registration in &script.registrations {
            match function(registration, &script.constants, file) {
                Some(found) => drop(functions.insert(found.name.clone(), found)),
                None => unknown += 1,
            }
        }
    }
    if unknown > 0 {
        words.push(format!(
            "this simulated Azure reads code and does not run it: {unknown} function(s) are registered under a name or with a \
             trigger that only running code knows"
        ));
    }
    Some(Loaded { functions: functions.into_values().collect(), words })
}

/// All files that loading the entries reads, and whether those are all; an error is why that fails, in the words of Node.
fn scripts(
    content: &Content,
    entries: Vec<String>,
    are_modules: bool,
) -> Result<(BTreeMap<String, Script>, bool), String> {
    let (mut budget, mut is_whole) = (Budget::default(), true);
    let mut scripts: BTreeMap<String, Script> = BTreeMap::new();
    let mut open = entries;
    while let Some(file) = open.pop() {
        let is_code = [".js", ".mjs", ".cjs", ".ts"].iter().any(|ending| file.ends_with(ending));
        if !is_code || scripts.contains_key(&file) || file.split('/').any(|part| part == "node_modules") {
            continue;
        }
        let Some(source) = content.get(&file).and_then(|found| budget.text(&found.bytes)) else {
            is_whole = false;
            continue;
        };
        let script = read(&source);
        let is_module = file.ends_with(".mjs") || are_modules && !file.ends_with(".cjs") || script.is_module;
        for loads in &script.loads {
            match find(content, &file, loads, is_module) {
                Found::File(next) => open.push(next),
                Found::Elsewhere => {}
                Found::Missing(words) => return Err(words),
            }
        }
        scripts.insert(file, script);
    }
    Ok((scripts, is_whole))
}
