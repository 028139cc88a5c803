use super::{Quickstart, is_refused, is_verified, served, trigger};
use serde_json::json;

const PACKAGE: &str =
    r#"{"name":"shop","main":"src/{index.js,functions/*.js}","dependencies":{"@azure/functions":"^4.0.0"}}"#;
const HELLO: &str = r#"
const { app } = require('@azure/functions');
// app.http('commented', { handler: () => {} });
app.http('hello', {
    methods: ['GET'],
    authLevel: 'anonymous',
    route: 'hello/{name?}',
    handler: async (request, context) => {
        const name = request.query.get('name') || await request.text() || 'world';
        return { body: `Hello, ${name}! app.http('not-me', {})` };
    }
});
app.get('status', async () => ({ status: 200 }));
"#;
const QUEUE: &str = r#"
const { app, output } = require("@azure/functions");
const connection = 'OrdersStorage'
const done = output.storageQueue({ queueName: 'done', connection });
app.storageQueue('TakeOrder', { queueName: 'orders', connection, return: done, handler: (m) => m / 2 });
app.timer("Nightly", { schedule: "0 0 2 * * *", handler: () => /app\.timer\("x"/.test("") });
app.serviceBusTopic("Changed", { topicName: "changes", subscriptionName: "shop", connection: "Bus", handler() {} });
app.generic("Custom", { trigger: { type: "kafkaTrigger", topic: "t" }, handler: () => {} });
"#;

pub fn app() -> Quickstart {
    Quickstart::on("node")
        .file("package.json", PACKAGE)
        .file("src/index.js", "require('@azure/functions').app.setup({ enableHttpStream: true });\n")
        .file("src/functions/hello.js", HELLO)
        .file("src/functions/queue.js", QUEUE)
        .file("node_modules/@azure/functions/package.json", "{}")
}

/// One function that answers.
pub fn hello() -> Quickstart {
    app().without("src/functions/queue.js")
}

#[test]
fn a_node_app_is_released_with_the_functions_that_its_files_register() {
    let told = app().release(Some("/api/hello"));
    is_verified(&told, &["Changed", "Custom", "Nightly", "TakeOrder", "hello", "status"]);
    let served = served(&told);
    assert_eq!(trigger(&served, "hello")["methods"], json!(["GET"]));
    assert_eq!(trigger(&served, "status")["authLevel"], "anonymous");
    assert_eq!(trigger(&served, "TakeOrder")["connection"], "OrdersStorage");
    assert_eq!(trigger(&served, "Changed")["topicName"], "changes");
    assert_eq!(trigger(&served, "Nightly")["schedule"], "0 0 2 * * *");
    let order = served.iter().find(|function| function.name == "TakeOrder").unwrap();
    assert_eq!(order.config["bindings"][1]["type"], "queue");
}

#[test]
fn typescript_that_was_compiled_to_either_kind_of_module_is_read_as_well() {
    let common = r#""use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const functions_1 = require("@azure/functions");
const df = require("durable-functions");
async function hello(request, context) { return { body: `${request.url}` }; }
functions_1.app.http('hello', { authLevel: 'function', extraInputs: [df.input.durableClient()], handler: hello });
df.app.orchestration('run', function* (context) { yield context.df.callActivity('greet', 'Tokyo'); });
df.app.activity('greet', { handler: (input) => `Hello ${input}` });
df.app.entity('count', (context) => context.df.return(1));
"#;
    let host = r#"{"version":"2.0","extensionBundle":{"id":"x","version":"[4.*, 5.0.0)"},"extensions":{"durableTask":{"hubName":"Shop2"}}}"#;
    let compiled = Quickstart::on("node")
        .file("host.json", host)
        .file("package.json", r#"{"main":"dist/src/**/*.js"}"#)
        .file("dist/src/functions/hello.js", common)
        .file("node_modules/@azure/functions/package.json", "{}")
        .file("node_modules/durable-functions/package.json", "{}");
    is_verified(&compiled.release(None), &["count", "greet", "hello", "run"]);
    let modern = Quickstart::on("node")
        .file("package.json", r#"{"type":"module","main":"dist/index.js"}"#)
        .file("dist/index.js", "import \"./functions/hello.js\";\nexport * from './functions/bye.js';\n")
        .file(
            "dist/functions/hello.js",
            "import { app as azure } from \"@azure/functions\";\nazure.http(\"hello\", { handler: () => ({}) });\n",
        )
        .file("dist/functions/bye.js", "import{app as e}from\"@azure/functions\";e.http(\"bye\",{handler:()=>({})});\n")
        .file("node_modules/@azure/functions/package.json", "{}");
    is_verified(&modern.release(Some("/api/bye")), &["bye", "hello"]);
}

#[test]
fn a_bundle_needs_no_node_modules() {
    let bundle = "var e=require(\"@azure/functions-core\");var t={};(()=>{t.app={http:()=>{}}})();t.app.http(\"hello\",{handler:async()=>({body:\"x\"})});";
    let app = Quickstart::on("node").file("package.json", r#"{"main":"dist/main.js"}"#).file("dist/main.js", bundle);
    is_verified(&app.release(Some("/api/hello")), &["hello"]);
}

#[test]
fn a_node_app_whose_worker_cannot_load_it_is_refused_with_the_reason() {
    let found_none = "found no function in the package";
    let unpacked = app().without("node_modules");
    is_refused(
        &unpacked.release(None),
        &[found_none, "and the package has no node_modules/"],
        "Cannot find module '@azure/functions'",
    );
    let other_main = app().file("package.json", &PACKAGE.replace("src/{index.js,functions/*.js}", "dist/index.js"));
    is_refused(
        &other_main.release(None),
        &[found_none, "`main` of package.json is `dist/index.js`"],
        "Found zero files",
    );
    let lost_file = app().file("src/functions/hello.js", &format!("require('../lib/greeting');{HELLO}"));
    is_refused(&lost_file.release(None), &[found_none], "Cannot find module '../lib/greeting'");
    let no_main = app().file("package.json", r#"{"dependencies":{"@azure/functions":"^4.0.0"}}"#);
    is_refused(&no_main.release(None), &[found_none], "No job functions found");
}

#[test]
fn another_app_of_this_name_registers_no_functions() {
    let web = "const express = require('express');\nconst app = express();\napp.get('/status', (q, s) => s.end());\n";
    let app = app().file("src/functions/web.js", web).file("node_modules/express/package.json", "{}");
    is_verified(&app.release(None), &["Changed", "Custom", "Nightly", "TakeOrder", "hello", "status"]);
}
