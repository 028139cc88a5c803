//! Custom handlers, extension bundles, and folders of the older models.

use super::{Quickstart, is_refused, is_verified};

const HTTP: &str = r#"{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous"}]}"#;
const QUEUE: &str = r#"{"bindings":[{"type":"queueTrigger","direction":"in","name":"m","queueName":"orders","connection":"OrdersStorage"}]}"#;
const BARE: &str = r#"{"version":"2.0"}"#;

fn handled(program: &str) -> Quickstart {
    let host = format!(
        r#"{{"version":"2.0","extensionBundle":{{"id":"x","version":"[4.*, 5.0.0)"}},"customHandler":{{"description":{{"defaultExecutablePath":"{program}"}},"enableForwardingHttpRequest":true}}}}"#
    );
    Quickstart::on("custom").file("host.json", &host).file("hello/function.json", HTTP)
}

#[test]
fn a_custom_handler_is_released_when_its_program_can_start() {
    is_verified(&handled("handler").program("handler").release(Some("/api/hello")), &["hello"]);
    is_verified(&handled("bin/handler").program("bin/handler").release(None), &["hello"]);
    is_verified(&handled("node").file("server.js", "1").release(None), &["hello"]);
}

#[test]
fn a_custom_handler_that_is_missing_is_refused_and_one_that_is_not_executable_is_made_so() {
    let says = "An error occurred trying to start process";
    is_refused(&handled("handler").release(None), &[says], says);
    is_verified(&handled("handler").file("handler", "#!/bin/sh\n").release(None), &["hello"]);
}

#[test]
fn a_function_whose_trigger_needs_an_extension_that_is_not_there_is_refused() {
    let python = Quickstart::on("python")
        .file("host.json", BARE)
        .file("function_app.py", "import azure.functions as func\napp = func.FunctionApp()\n\n@app.route(route='hello')\ndef hello(req): pass\n\n@app.queue_trigger(arg_name='m', queue_name='orders', connection='OrdersStorage')\ndef take(m): pass\n");
    let logs = "The binding type(s) 'queueTrigger' are not registered";
    is_refused(
        &python.release(None),
        &["no extension serves the trigger of take (queueTrigger)", "extensionBundle"],
        logs,
    );
    let folders = Quickstart::on("node")
        .file("host.json", BARE)
        .file("take/function.json", QUEUE)
        .file("take/index.js", "module.exports = async () => {};");
    is_refused(&folders.release(None), &["no extension serves the trigger of take"], logs);
    is_verified(&folders.clone().file("bin/extensions.json", r#"{"extensions":[]}"#).release(None), &["take"]);
    is_verified(&folders.file("host.json", super::HOST).release(None), &["take"]);
}

#[test]
fn http_and_timers_need_no_bundle() {
    let app = Quickstart::on("python")
        .file("host.json", BARE)
        .file("hello/function.json", HTTP)
        .file("hello/__init__.py", "");
    is_verified(&app.release(Some("/api/hello")), &["hello"]);
}
