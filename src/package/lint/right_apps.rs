//! Apps of every language that are right: no rule says anything of them.

use super::sample_binaries::elf;
use super::tree::{Tree, on};
use super::{Os, PlanKind, Target};
use crate::package::{PackOptions, pack};

const BUNDLE: &str = r#"{
  "version": "2.0",
  "logging": {"applicationInsights": {"samplingSettings": {"isEnabled": true, "excludedTypes": "Request"}}},
  // as `func init` writes it
  "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"},
  "functionTimeout": "00:05:00"
}"#;
const HTTP: &str = r#"{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}, {"type": "http", "direction": "out", "name": "$return"}]}"#;
const SITE: &str = ".python_packages/lib/site-packages";

fn at(name: &str) -> String {
    format!("{SITE}/{name}")
}

fn python_v2() -> Tree {
    let tree = Tree::of(&[
        ("host.json", BUNDLE),
        ("requirements.txt", "azure-functions\nrequests\nnumpy==2.1.0\nazure-storage-blob\n"),
        (
            "function_app.py",
            "from __future__ import annotations\n\nimport json, logging\nimport os.path as path\nfrom typing import TYPE_CHECKING\n\nimport \
             azure.functions as func\nimport numpy as np\nimport requests\nfrom azure.storage.blob import BlobServiceClient\n\nfrom blueprints.orders \
             import bp\nfrom shared import greeting\n\nif TYPE_CHECKING:\n    from pandas import DataFrame\n\ntry:\n    import orjson\nexcept \
             ImportError:\n    orjson = None\n\napp = func.FunctionApp()\napp.register_functions(bp)\n\n\n@app.route(route=\"hello\")\ndef hello(req):\n    \
             return func.HttpResponse(greeting())\n",
        ),
        ("shared/__init__.py", "from .text import greeting\nfrom . import text\n"),
        (
            "shared/text.py",
            "import re\nfrom collections.abc import Mapping\n\n\ndef greeting():\n    return \"hello\"\n",
        ),
        (
            "blueprints/orders.py",
            "import azure.functions as func\n\nbp = func.Blueprint()\n\n\n@bp.timer_trigger(schedule=\"0 0 2 * * *\", arg_name=\"t\")\ndef nightly(t):\n    pass\n",
        ),
    ]);
    let wheel = |tag: &str| format!("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n");
    tree.with(&at("requests/__init__.py"), "")
        .with(&at("requests-2.32.0.dist-info/WHEEL"), wheel("py3-none-any"))
        .with(&at("azure/storage/blob/__init__.py"), "")
        .with(&at("azure_storage_blob-12.dist-info/WHEEL"), wheel("py3-none-any"))
        .with(&at("numpy/__init__.py"), "")
        .with(
            &at("numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so"),
            elf(62, &["GLIBC_2.17", "GLIBC_2.3.4"]),
        )
        .with(&at("numpy.libs/libopenblas-6fef.so.0"), elf(62, &["GLIBC_2.17"]))
        .with(&at("numpy-2.1.0.dist-info/WHEEL"), wheel("cp311-cp311-manylinux_2_17_x86_64"))
        .with(&at("distutils-precedence.pth"), "import os; os.environ.get('x')\n")
        .with(&at("bin/f2py"), "#!/opt/hostedtoolcache/Python/3.11/x64/bin/python\n")
        .with(&at("setuptools/cli.exe"), "MZ")
}

fn python_v1() -> Tree {
    let function = HTTP.replacen('{', "{\"scriptFile\": \"__init__.py\", ", 1);
    Tree::of(&[
        ("host.json", BUNDLE),
        ("requirements.txt", "azure-functions\n"),
        ("hello/function.json", &function),
        (
            "hello/__init__.py",
            "import logging\n\nimport azure.functions as func\n\nfrom ..shared import text\nfrom . import more\nfrom shared.text import greeting\n",
        ),
        ("hello/more.py", "import json\n"),
        ("shared/__init__.py", ""),
        ("shared/text.py", "def greeting():\n    return 1\n"),
    ])
}

fn node_v4() -> Tree {
    let package = r#"{"name": "shop", "main": "dist/src/{index.js,functions/*.js}", "dependencies": {"@azure/functions": "^4.0.0"}}"#;
    Tree::of(&[
        ("host.json", BUNDLE),
        ("package.json", package),
        ("dist/src/index.js", "require('@azure/functions').app.setup({});\n"),
        (
            "dist/src/functions/hello.js",
            "const { app } = require('@azure/functions');\napp.http('hello', { handler: () => ({}) });\n",
        ),
        ("node_modules/@azure/functions/package.json", "{}"),
        ("node_modules/.bin/tsc", "#!/usr/bin/env node\n"),
    ])
    .with("node_modules/bufferutil/prebuilds/linux-x64/node.napi.node", elf(62, &["GLIBC_2.2.5"]))
    .with("node_modules/bufferutil/prebuilds/win32-x64/node.napi.node", super::sample_binaries::pe())
}

fn node_v3() -> Tree {
    let function = HTTP.replacen('{', "{\"scriptFile\": \"../dist/hello/index.js\", ", 1);
    Tree::of(&[
        ("host.json", BUNDLE),
        ("package.json", r#"{"name": "shop", "version": "1.0.0", "scripts": {"start": "func start"}}"#),
        ("hello/function.json", &function),
        ("dist/hello/index.js", "module.exports = async () => {};\n"),
    ])
}

fn dotnet_isolated() -> Tree {
    let metadata = r#"[{"name": "hello", "scriptFile": "Api.dll", "entryPoint": "Api.Hello.Run", "language": "dotnet-isolated", "bindings": [{"type": "httpTrigger", "name": "req", "direction": "In"}]}]"#;
    Tree::of(&[
        ("functions.metadata", metadata),
        ("worker.config.json", r#"{"description": {"language": "dotnet-isolated"}}"#),
        ("extensions.json", r#"{"extensions": []}"#),
        ("Api.dll", "MZ"),
        ("Api.runtimeconfig.json", r#"{"runtimeOptions": {"tfm": "net8.0"}}"#),
        ("runtimes/win-x64/native/sni.dll", "MZ"),
        (".azurefunctions/function.deps.json", "{}"),
        (".azurefunctions/Loader.dll", "MZ"),
    ])
    .with("runtimes/linux-x64/native/libe_sqlite3.so", elf(62, &["GLIBC_2.28"]))
    .with("runtimes/linux-arm64/native/libe_sqlite3.so", elf(183, &[]))
}

fn dotnet_in_process() -> Tree {
    let function = HTTP.replacen(
        '{',
        "{\"scriptFile\": \"../bin/Api.dll\", \"generatedBy\": \"Microsoft.NET.Sdk.Functions\", ",
        1,
    );
    Tree::of(&[
        ("hello/function.json", &function),
        ("bin/Api.dll", "MZ"),
        ("bin/extensions.json", r#"{"extensions": []}"#),
    ])
}

fn java() -> Tree {
    let function =
        HTTP.replacen('{', "{\"scriptFile\": \"../shop-1.0.jar\", \"entryPoint\": \"com.shop.Function.run\", ", 1);
    Tree::of(&[("host.json", BUNDLE), ("hello/function.json", &function), ("shop-1.0.jar", "PK"), ("lib/a.jar", "PK")])
}

fn powershell() -> Tree {
    Tree::of(&[
        ("host.json", BUNDLE),
        ("requirements.psd1", "@{ 'Az.Accounts' = '3.*' }\n"),
        ("profile.ps1", "if ($env:MSI_SECRET) { Connect-AzAccount -Identity }\n"),
        ("hello/function.json", HTTP),
        ("hello/run.ps1", "using namespace System.Net\nparam($Request, $TriggerMetadata)\n"),
    ])
}

fn custom_handler() -> Tree {
    let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}, "enableForwardingHttpRequest": true}}"#;
    Tree::of(&[("host.json", host), ("hello/function.json", HTTP)]).with("+bin/handler", elf(62, &["GLIBC_2.34"]))
}

#[test]
fn no_rule_says_anything_of_an_app_that_is_right() {
    let apps = [
        ("PYTHON|3.11", python_v2()),
        ("PYTHON|3.11", python_v1()),
        ("NODE|22", node_v4()),
        ("NODE|20", node_v3()),
        ("DOTNET-ISOLATED|8.0", dotnet_isolated()),
        ("DOTNET|8.0", dotnet_in_process()),
        ("JAVA|21", java()),
        ("POWERSHELL|7.4", powershell()),
        ("", custom_handler()),
    ];
    for (stack, app) in apps {
        let package = app.pack();
        let worker = ["python", "node", "dotnet-isolated", "dotnet", "java", "powershell"];
        let worker = worker
            .into_iter()
            .find(|worker| stack.to_lowercase().starts_with(&format!("{worker}|")))
            .or(Some("custom"));
        for target in [
            Target::default(),
            on(stack),
            Target { worker, ..on(stack) },
            Target { plan: Some(PlanKind::Consumption), ..on(stack) },
            Target { plan: Some(PlanKind::Premium), ..on(stack) },
            Target { os: Some(Os::Windows), plan: Some(PlanKind::Consumption), ..Target::default() },
        ] {
            // A program is built for one system.
            if worker == Some("custom") && target.os == Some(Os::Windows) {
                continue;
            }
            let findings = package.look(&target);
            assert!(findings.is_empty(), "{stack}: {findings:#?}");
        }
    }
}

#[test]
fn a_zip_and_the_folder_that_it_was_made_of_have_the_same_findings() {
    let place = tempfile::tempdir().unwrap();
    let value = "aB3dE6gH9k".repeat(4)[..36].to_owned();
    let app = python_v2()
        .with("settings.py", format!("TOKEN = \"ghp_{value}\"\n"))
        .with(&at("pandas/_x.cpython-311-darwin.so"), super::sample_binaries::mach_o())
        .with(&at("pyarrow/a.so"), elf(62, &["GLIBC_2.38"]))
        .with("certs/a.pfx", "x");
    let (folder, out, again) = (place.path().join("app"), place.path().join("a.zip"), place.path().join("b.zip"));
    app.write(&folder);
    let packed = pack(&folder, &out, PackOptions::default()).unwrap();
    let given = pack(&out, &again, PackOptions::default()).unwrap();
    let findings = packed.look(&on("PYTHON|3.11"));
    assert_eq!(findings.len(), 4, "{findings:#?}");
    assert_eq!(given.look(&on("PYTHON|3.11")), findings);
}

#[test]
fn many_findings_of_one_rule_are_counted_in_the_last_with_the_worst_first() {
    let wheel = |name: &str| at(&format!("{name}-1.0.dist-info/WHEEL"));
    let tags = "Tag: cp312-cp312-manylinux_2_17_x86_64\n";
    let many = (0..50)
        .fold(Tree::of(&[("function_app.py", "from main import app\n"), ("main.py", "")]), |tree, number| {
            tree.with(&wheel(&format!("a{number}")), tags)
        });
    let findings = many.with(&wheel("numpy"), tags).pack().look(&on("PYTHON|3.11"));
    assert_eq!(findings.len(), 20);
    assert!(findings[0].says.contains("`numpy`"), "{:?}", findings[0]);
    assert!(findings[19].says.starts_with("32 more findings of this rule"), "{}", findings[19].says);
}
