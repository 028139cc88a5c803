use std::collections::BTreeSet;

use super::subject::Subject;
use crate::record::{Code, Finding};

const FILE: &str = "function_app.py";

/// Whether function_app.py has one app, and something declares a function (source: `loader.index_function_app` of
/// azure-functions-python-worker).
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(file) = subject.contents.python.get(FILE) else { return Vec::new() };
    let names: BTreeSet<&str> = file.apps.iter().map(|(name, _)| name.as_str()).collect();
    let fix =
        "write `app = func.FunctionApp()` once in function_app.py, and register the blueprints of other files with it";
    if names.len() > 1 {
        let line = file.apps.last().map(|(_, line)| *line);
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let says = format!(
            "function_app.py makes several apps of functions, {}, and the worker takes one only",
            names.join(" and ")
        );
        return vec![Finding::error(Code::PYTHON_FUNCTIONS, says, fix).at(FILE, line)];
    }
    if names.is_empty() && !file.may_hold_app {
        let says = "function_app.py makes no app of functions, so that the worker finds none";
        return vec![Finding::error(Code::PYTHON_FUNCTIONS, says, fix).at(FILE, None)];
    }
    let is_declared = subject.contents.python.values().any(|file| file.declares);
    if is_declared || file.may_hold_app {
        return Vec::new();
    }
    let says = "no file declares a function: there is no decorator such as `@app.route`, and nothing is registered";
    let fix = "decorate the functions, or register the blueprint that declares them";
    vec![Finding::warning(Code::PYTHON_FUNCTIONS, says, fix).at(FILE, None)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(source: &str) -> String {
        Tree::of(&[(FILE, source)]).said_by(Code::PYTHON_FUNCTIONS, &Target::default())
    }

    #[test]
    fn the_worker_takes_one_app_of_functions() {
        insta::assert_snapshot!(said("import azure.functions as func\n"), @r##"
        error python-functions function_app.py
          function_app.py makes no app of functions, so that the worker finds none
          fix: write `app = func.FunctionApp()` once in function_app.py, and register the blueprints of other files with it
        "##);
        insta::assert_snapshot!(said("import azure.functions as func\napp = func.FunctionApp()\nother = func.FunctionApp()\n"), @r##"
        error python-functions function_app.py:3
          function_app.py makes several apps of functions, `app` and `other`, and the worker takes one only
          fix: write `app = func.FunctionApp()` once in function_app.py, and register the blueprints of other files with it
        "##);
        insta::assert_snapshot!(said("import azure.functions as func\napp = func.FunctionApp()\n"), @r##"
        warning python-functions function_app.py
          no file declares a function: there is no decorator such as `@app.route`, and nothing is registered
          fix: decorate the functions, or register the blueprint that declares them
        "##);
    }

    #[test]
    fn apps_that_declare_functions_in_any_way_are_right() {
        for source in [
            "app = func.FunctionApp()\n\n@app.route(route='x')\ndef x(req):\n    pass\n",
            "app = func.AsgiFunctionApp(app=api)\n",
            "app = func.FunctionApp()\napp.register_functions(bp)\n",
            "from main import app\n",
            "from main import *\n",
            "app = make_app()\n",
            "app = func.FunctionApp()\napp = func.FunctionApp()\n\n@app.route()\ndef x(req):\n    pass\n",
            "import azure.durable_functions as df\napp = df.DFApp()\n\n@app.orchestration_trigger(context_name='c')\ndef run(c):\n    pass\n",
        ] {
            assert_eq!(said(source), "", "{source}");
        }
    }
}
