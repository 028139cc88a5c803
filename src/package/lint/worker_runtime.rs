use std::collections::BTreeSet;

use super::contents::Contents;
use super::subject::Subject;
use crate::record::{Code, Finding};

/// The language of the package against the worker that the app starts.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(worker) = subject.target.worker else { return Vec::new() };
    let languages = languages(subject.contents);
    // With several languages, as of an app of Python with a package.json for its tools, nothing is certain.
    let [language] = languages.iter().collect::<Vec<_>>()[..] else { return Vec::new() };
    if *language == worker {
        return Vec::new();
    }
    let says = format!(
        "the package holds an app of `{language}`, and FUNCTIONS_WORKER_RUNTIME is `{worker}`: the host finds no function of that language"
    );
    let fix =
        format!("release to an app with FUNCTIONS_WORKER_RUNTIME `{language}`, or pack the app that this one is for");
    vec![Finding::warning(Code::WORKER_RUNTIME, says, fix)]
}

/// The languages that the files show.
fn languages(contents: &Contents) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut shows = |language: &'static str, is_shown: bool| {
        if is_shown {
            found.insert(language);
        }
    };
    let scripts = |endings: &[&str]| {
        contents.scripts.iter().any(|(_, script, _)| endings.iter().any(|ending| script.ends_with(ending)))
    };
    shows("python", contents.has("function_app.py") || scripts(&[".py"]));
    shows("node", contents.node_main().is_some() || scripts(&[".js", ".cjs", ".mjs"]));
    shows("dotnet-isolated", contents.has("functions.metadata") || contents.has("worker.config.json"));
    shows("dotnet", scripts(&[".dll"]));
    shows("java", scripts(&[".jar"]));
    shows("powershell", scripts(&[".ps1"]));
    shows("custom", contents.host.get("customHandler").is_some_and(|handler| handler["description"].is_object()));
    found
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(tree: &Tree, worker: &'static str) -> String {
        tree.said_by(Code::WORKER_RUNTIME, &Target { worker: Some(worker), ..Target::default() })
    }

    #[test]
    fn an_app_of_another_language_than_its_worker_is_a_warning() {
        let python = Tree::of(&[("function_app.py", "from main import app\n"), ("main.py", "")]);
        insta::assert_snapshot!(said(&python, "node"), @r##"
        warning worker-runtime 
          the package holds an app of `python`, and FUNCTIONS_WORKER_RUNTIME is `node`: the host finds no function of that language
          fix: release to an app with FUNCTIONS_WORKER_RUNTIME `python`, or pack the app that this one is for
        "##);
        assert_eq!(said(&python, "python"), "");
        assert_eq!(python.said_by(Code::WORKER_RUNTIME, &Target::default()), "");
        let with_tools = python.with("package.json", r#"{"main": "webpack.config.js"}"#);
        assert_eq!(said(&with_tools, "node"), "", "nothing is certain");
    }
}
