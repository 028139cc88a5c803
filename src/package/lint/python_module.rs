use super::python_load::{MissingModule, missing_modules};
use super::subject::Subject;
use crate::record::{Code, Finding};

/// Modules that Python code imports and that neither the app, nor its dependencies or their layer, nor the standard library has.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let version = match subject.target.python_minor() {
        Some(minor) => format!("Python 3.{minor}"),
        None => "the standard library".to_owned(),
    };
    let installed = if subject.target.layer.is_some() { "its layer" } else { "`.python_packages`" };
    let finding = |missing: &MissingModule| {
        let says =
            format!("`{}` is imported, and neither the app, nor {installed}, nor {version} has it", missing.name);
        let finding = if missing.is_certain {
            let fix = "add it to requirements.txt and install it before the app is packed, or pack the file that is missing: the host \
                       finds no function otherwise";
            Finding::error(Code::PYTHON_MODULE, says, fix)
        } else {
            let fix =
                "add it to requirements.txt and install it before the app is packed, or pack the file that is missing";
            Finding::warning(Code::PYTHON_MODULE, says, fix)
        };
        finding.at(missing.file.clone(), Some(missing.line))
    };
    missing_modules(subject.contents, subject.target).iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::{Tree, on};
    use super::*;

    const APP: &str = "import azure.functions as func\napp = func.FunctionApp()\n";

    fn tree(imports: &str) -> Tree {
        Tree::of(&[("function_app.py", &format!("{imports}\n{APP}"))])
    }

    fn said(tree: &Tree) -> String {
        tree.said_by(Code::PYTHON_MODULE, &on("PYTHON|3.11"))
    }

    fn names(tree: &Tree) -> Vec<String> {
        let findings = tree.pack().look(&on("PYTHON|3.11"));
        let of_rule = findings.into_iter().filter(|finding| finding.check == Code::PYTHON_MODULE);
        of_rule.map(|finding| format!("{:?} {}", finding.severity, finding.says.split('`').nth(1).unwrap())).collect()
    }

    #[test]
    fn a_module_that_nothing_has_is_an_error_where_the_host_loads_it() {
        insta::assert_snapshot!(said(&tree("import os\nimport requests")), @r##"
        error python-module function_app.py:2
          `requests` is imported, and neither the app, nor `.python_packages`, nor Python 3.11 has it
          fix: add it to requirements.txt and install it before the app is packed, or pack the file that is missing: the host finds no function otherwise
        "##);
        let through = tree("from shared.text import greet").with("shared/text.py", "import requests\n");
        insta::assert_snapshot!(said(&through), @r##"
        error python-module shared/text.py:1
          `requests` is imported, and neither the app, nor `.python_packages`, nor Python 3.11 has it
          fix: add it to requirements.txt and install it before the app is packed, or pack the file that is missing: the host finds no function otherwise
        "##);
    }

    #[test]
    fn a_module_that_a_function_imports_when_it_runs_is_a_warning() {
        insta::assert_snapshot!(said(&tree("def later():\n    import requests")), @r##"
        warning python-module function_app.py:2
          `requests` is imported, and neither the app, nor `.python_packages`, nor Python 3.11 has it
          fix: add it to requirements.txt and install it before the app is packed, or pack the file that is missing
        "##);
        let lazily = tree("def later():\n    import jobs").with("jobs.py", "import pandas\n");
        assert_eq!(names(&lazily), ["Warning pandas"]);
    }

    #[test]
    fn what_may_be_missing_is_not_said() {
        for imports in [
            "try:\n    import orjson\nexcept ImportError:\n    import json as orjson",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas",
            "import sys\nif sys.version_info < (3, 11):\n    import tomli",
            "from contextlib import suppress\nwith suppress(ImportError):\n    import uvloop",
            "if __name__ == '__main__':\n    import debugpy",
            "import azure.functions\nfrom azure import functions\nfrom azure.functions.decorators import core\nimport google.protobuf.message",
            "import importlib\nx = importlib.import_module('requests')",
        ] {
            assert_eq!(names(&tree(imports)), [""; 0], "{imports}");
        }
        let unused = tree("").with("scripts/migrate.py", "import alembic\n").with("tests/test_a.py", "import pytest\n");
        assert_eq!(names(&unused), [""; 0], "nothing loads these");
    }

    #[test]
    fn the_app_its_packages_and_the_standard_library_of_its_version_are_looked_through() {
        let site = |name: &str| format!(".python_packages/lib/site-packages/{name}");
        let whole = tree("import six.moves.urllib\nimport yaml\nfrom azure.storage import blob\nfrom azure.storage.blob import A\nimport tomllib\nimport plain\nimport data.rows")
            .with(&site("six.py"), "")
            .with(&site("yaml/__init__.cpython-311-x86_64-linux-gnu.so"), "")
            .with(&site("azure/storage/blob/__init__.py"), "")
            .with("plain.py", "from helpers import text\nfrom helpers.text import *\n")
            .with("helpers/text.py", "")
            .with("data/rows.py", "");
        assert_eq!(names(&whole), [""; 0]);
        let old = whole.said_by(Code::PYTHON_MODULE, &on("PYTHON|3.10"));
        assert!(old.contains("`tomllib` is imported") && old.contains("Python 3.10"), "{old}");
        assert_eq!(whole.said_by(Code::PYTHON_MODULE, &Target::default()), "", "some version has it");
        assert_eq!(
            names(&tree("import azure.identity").with(&site("azure/storage/blob/__init__.py"), "")),
            ["Error azure.identity"]
        );
        assert_eq!(names(&tree("from azure import identity")), ["Error azure.identity"]);
    }

    #[test]
    fn a_file_of_the_app_that_is_missing_is_found_as_well() {
        let package = tree("from shared import text\nimport shared.gone")
            .with("shared/__init__.py", "")
            .with("shared/text.py", "");
        assert_eq!(names(&package), ["Error shared.gone"]);
        let relative = tree("import shared")
            .with("shared/__init__.py", "from .text import a\nfrom . import b\n")
            .with("shared/other.py", "");
        assert_eq!(names(&relative), ["Error .text"], "`b` may be a name of the package itself");
        let v1 = Tree::of(&[("hello/function.json", r#"{"bindings": [{"type": "httpTrigger"}]}"#)])
            .with("hello/__init__.py", "import requests\nfrom ..shared import text\nfrom __app__.shared import text\n")
            .with("shared/text.py", "");
        assert_eq!(names(&v1), ["Error requests"]);
    }

    #[test]
    fn a_layer_provides_what_it_names() {
        let app = tree("import requests\nimport pandas");
        let layer = ["requests".to_owned()].into();
        let target = Target { layer: Some(layer), ..on("PYTHON|3.11") };
        let said = app.said_by(Code::PYTHON_MODULE, &target);
        assert!(
            said.contains("`pandas` is imported, and neither the app, nor its layer") && !said.contains("requests`"),
            "{said}"
        );
    }

    #[test]
    fn what_the_server_installs_is_not_missed_and_what_the_app_lacks_is() {
        let app = tree("import requests\nfrom shared import text\nimport shared.gone").with("shared/__init__.py", "");
        let target = Target { built_there: true, ..on("PYTHON|3.11") };
        let said = app.said_by(Code::PYTHON_MODULE, &target);
        assert!(said.contains("`shared.gone` is imported") && !said.contains("requests`"), "{said}");
    }

    #[test]
    fn an_app_that_changes_where_python_looks_is_trusted_with_what_lies_elsewhere() {
        let app = tree("import sys\nsys.path.insert(0, 'lib')\nimport inner\nimport requests").with("lib/inner.py", "");
        assert_eq!(names(&app), ["Warning requests"]);
    }
}
