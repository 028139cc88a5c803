//! Content as a world file says it, and back.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::side_part::SidePart;
use super::text::{FileText, decoded};
use super::well_formed::check_function;
use super::{StrictMap, Trigger, answers};
use crate::laws::scripted;
use crate::sample;
use crate::state::{Content, File};

const HOST: &str = r#"{"version":"2.0"}"#;
/// The time of change of a file that does not say another.
const MODIFIED: u64 = 1;

/// The content that a side says; `None` when it says nothing of it.
pub(super) fn content(part: &SidePart) -> Option<Content> {
    let mut content = match &part.sample {
        Some(commit) => sample::content(commit),
        None => Content::default(),
    };
    let mut said = part.sample.is_some();
    if let Some(functions) = &part.functions {
        said = true;
        if content.get("host.json").is_none() {
            content.put("host.json", text(HOST));
        }
        for (name, trigger) in &functions.0 {
            content.put(&format!("{name}/function.json"), text(&trigger.function_json()));
        }
    }
    if part.answers.is_some() || part.startup_error.is_some() {
        said = true;
        content.put(scripted::FILE, text(&script(part.answers.as_ref(), part.startup_error.as_deref())));
    }
    for (path, file) in part.files.iter().flatten() {
        match file {
            Some(file) => content.put(path, read(file)),
            None => content.remove(path),
        }
    }
    (said || part.files.is_some()).then_some(content)
}

/// Says this content in the shortest form that stands for exactly it.
pub(super) fn say(content: &Content, part: &mut SidePart) {
    let commit = content.json("version.json").and_then(|version| Some(version["commit"].as_str()?.to_owned()));
    if let Some(commit) = commit
        && sample::content(&commit) == *content
    {
        part.sample = Some(commit);
        return;
    }
    let (mut functions, mut files) = (BTreeMap::new(), BTreeMap::new());
    for (path, file) in content.files() {
        let plain = !file.executable && file.modified == MODIFIED;
        let function = path.strip_suffix("/function.json").filter(|name| plain && !name.contains('/'));
        match (function, Trigger::of_function_json(&file.bytes)) {
            // What a world file does not take under `functions` is a file like any other.
            (Some(name), Some(trigger)) if is_taken(|found| check_function("", name, &trigger, found)) => {
                functions.insert(name.to_owned(), trigger);
            }
            _ if path == scripted::FILE && plain && say_script(file, part) => {}
            _ => {
                files.insert(path.to_owned(), Some(written(file)));
            }
        }
    }
    if !functions.is_empty() {
        match files.get("host.json") {
            Some(Some(host)) if *host == written(&text(HOST)) => drop(files.remove("host.json")),
            Some(_) => {}
            None => drop(files.insert("host.json".to_owned(), None)),
        }
        part.functions = Some(StrictMap(functions));
    }
    let nothing_else = part.functions.is_none() && part.answers.is_none() && part.startup_error.is_none();
    part.files = (nothing_else || !files.is_empty()).then_some(files);
}

/// Whether a check finds nothing.
fn is_taken(check: impl FnOnce(&mut Vec<String>)) -> bool {
    let mut found = Vec::new();
    check(&mut found);
    found.is_empty()
}

fn say_script(file: &File, part: &mut SidePart) -> bool {
    let Ok(Value::Object(mut said)) = serde_json::from_slice(&file.bytes) else {
        return false;
    };
    let answers = match said.remove("answers") {
        Some(Value::Object(answers)) => Some(answers.into_iter().collect::<BTreeMap<_, _>>()),
        _ => None,
    };
    let error = said.get("startup_error").and_then(Value::as_str).map(str::to_owned);
    let exact = script(answers.as_ref(), error.as_deref()).as_bytes() == &file.bytes[..];
    let taken = answers.iter().all(|answers| is_taken(|found| answers::check("", answers, found)));
    if exact && taken {
        (part.answers, part.startup_error) = (answers, error);
    }
    exact && taken
}

fn script(answers: Option<&BTreeMap<String, Value>>, startup_error: Option<&str>) -> String {
    let mut script = json!({});
    if let Some(answers) = answers {
        script["answers"] = json!(answers);
    }
    if let Some(error) = startup_error {
        script["startup_error"] = json!(error);
    }
    script.to_string()
}

/// Files as a world file says them, and back.
pub(super) fn files(said: &BTreeMap<String, FileText>) -> Content {
    Content::of(said.iter().map(|(path, file)| (path.clone(), read(file))))
}

/// All files, one by one.
pub(super) fn say_files(content: &Content) -> BTreeMap<String, FileText> {
    content.files().map(|(path, file)| (path.to_owned(), written(file))).collect()
}

/// The bytes of a text, and back.
pub(super) fn bytes(said: &FileText) -> Bytes {
    read(said).bytes
}

/// A text of these bytes.
pub(super) fn text_of(bytes: Bytes) -> FileText {
    written(&File { bytes, executable: false, modified: MODIFIED })
}

fn text(text: &str) -> File {
    File { bytes: Bytes::from(text.to_owned()), executable: false, modified: MODIFIED }
}

fn read(file: &FileText) -> File {
    let bytes = match (&file.text, &file.base64) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(encoded)) => decoded(encoded).unwrap_or_default(),
        (None, None) => Vec::new(),
    };
    File { bytes: Bytes::from(bytes), executable: file.executable, modified: file.modified.unwrap_or(MODIFIED) }
}

fn written(file: &File) -> FileText {
    let (text, base64) = match std::str::from_utf8(&file.bytes) {
        // YAML would fold or refuse other control characters.
        Ok(text) if text.chars().all(|c| !c.is_control() || c == '\n') => (Some(text.to_owned()), None),
        _ => (None, Some(STANDARD.encode(&file.bytes))),
    };
    let modified = (file.modified != MODIFIED).then_some(file.modified);
    FileText { text, base64, executable: file.executable, modified }
}
