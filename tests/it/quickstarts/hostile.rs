//! Source code is anybody's: whatever is in it, the world reads it quickly or leaves it, and goes on.

use std::time::{Duration, Instant};

use bytes::Bytes;
use proptest::prelude::*;
use rehearsal::laws::functions;
use rehearsal::state::{Content, File};

fn content(python: &str, javascript: &str) -> Content {
    let file = |text: &str| File { bytes: Bytes::from(text.to_owned()), executable: false, modified: 1 };
    Content::of([
        ("host.json".to_owned(), file(r#"{"version":"2.0"}"#)),
        ("function_app.py".to_owned(), file(python)),
        ("package.json".to_owned(), file(r#"{"main":"*.js"}"#)),
        ("index.js".to_owned(), file(javascript)),
        ("node_modules/@azure/functions/package.json".to_owned(), file("{}")),
    ])
}

fn names(content: &Content, runtime: &str) -> Vec<String> {
    let settings = [("FUNCTIONS_WORKER_RUNTIME".to_owned(), runtime.to_owned())].into();
    functions::find(content, &settings).into_iter().map(|function| function.name).collect()
}

/// Pieces that the readers know, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "@app.route(",
        "app = func.FunctionApp(",
        "import ",
        "from . import *\n",
        "def f(x):",
        "\n",
        "    ",
        "'''",
        "\"",
        "'",
        "f\"{",
        "\\",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "=",
        "=>",
        "/",
        "/*",
        "*/",
        "//",
        "`",
        "${",
        "app.http('a', {",
        "require('./",
        "import x from '",
        "const a = ",
        "#",
        "\u{feff}",
        "é",
        "0x1f",
        ".",
        "...",
        "app.register_functions(app)\n",
        "@",
        "class A:\n",
    ]);
    proptest::collection::vec(
        prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        0..80,
    )
    .prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn no_source_code_stops_the_world(python in pieces(), javascript in pieces()) {
        let content = content(&python, &javascript);
        names(&content, "python");
        names(&content, "node");
    }

    #[test]
    fn what_stands_in_strings_and_comments_declares_nothing(text in "[a-z@.(){} =]{0,40}") {
        let python = format!("import azure.functions as func\napp = func.FunctionApp()\n# {text}\n\"\"\"{text}\n@app.route()\ndef no(): pass\n\"\"\"\n@app.route(route='{text}')\ndef yes(req): pass\n");
        let javascript = format!("const {{ app }} = require('@azure/functions');\n// {text}\n/* app.http('no', {{}}) {text} */\napp.http('yes', {{ route: '{text}', handler: () => `{text} app.http('no', {{}})` }});\n");
        let content = content(&python, &javascript);
        prop_assert_eq!(names(&content, "python"), ["yes"]);
        prop_assert_eq!(names(&content, "node"), ["yes"]);
    }
}

#[test]
fn megabytes_of_anything_are_read_in_seconds() {
    let begun = Instant::now();
    for piece in [
        "(",
        "[",
        "{",
        "app.http('a', {",
        "app.http(",
        "/[",
        "'",
        "`${",
        "import ",
        "import a,",
        "from x import *\n",
        "const a=()=>{",
        "@app.route()\ndef f(x): pass\n",
        "a.",
        "f\"{",
        "\\",
        "def f():\n",
        "app.register_functions(app)\n",
        "app=func.Blueprint()\n",
        "@a.b\n",
        "require('./x');",
        "{app:",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let python = format!("app = func.FunctionApp()\n{text}");
        let content = content(&python, &format!("require('@azure/functions');{text}"));
        names(&content, "python");
        names(&content, "node");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn modules_that_import_each_other_end() {
    let file = |text: &str| File { bytes: Bytes::from(text.to_owned()), executable: false, modified: 1 };
    let star = "from a import *\nfrom b import *\nfrom function_app import *\n";
    let content = Content::of([
        (
            "function_app.py".to_owned(),
            file(&format!("{star}from azure.functions import FunctionApp\napp = FunctionApp()\n")),
        ),
        ("a.py".to_owned(), file(&format!("{star}@app.route()\ndef hello(req): pass\n"))),
        ("b.py".to_owned(), file(star)),
    ]);
    assert_eq!(names(&content, "python"), ["hello"]);
}
