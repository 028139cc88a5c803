use super::{Quickstart, is_refused, is_verified};

const METADATA: &str = r#"[{"name":"hello","scriptFile":"Api.dll","entryPoint":"Api.Hello.Run","language":"dotnet-isolated",
    "bindings":[{"name":"req","direction":"In","type":"httpTrigger","authLevel":"Anonymous","methods":["get"]},
                {"name":"$return","type":"http","direction":"Out"}]},
    {"name":"take","scriptFile":"Api.dll","entryPoint":"Api.Take.Run","language":"dotnet-isolated",
    "bindings":[{"name":"m","direction":"In","type":"queueTrigger","queueName":"orders","connection":"OrdersStorage"}]}]"#;

fn isolated() -> Quickstart {
    Quickstart::on("dotnet-isolated")
        .file("host.json", r#"{"version":"2.0"}"#)
        .file("functions.metadata", METADATA)
        .file("worker.config.json", r#"{"description":{"language":"dotnet-isolated","extensions":[".dll"]}}"#)
        .file("extensions.json", r#"{"extensions":[{"name":"Startup","typeName":"Loader.Startup","hintPath":"./.azurefunctions/Loader.dll"}]}"#)
        .file("Api.dll", "MZ")
        .file(".azurefunctions/Loader.dll", "MZ")
}

fn java() -> Quickstart {
    let hello = r#"{"scriptFile":"../shop-1.0.jar","entryPoint":"com.shop.Function.run","bindings":[{"type":"httpTrigger","direction":"in","name":"req","methods":["GET"],"authLevel":"ANONYMOUS"},{"type":"http","direction":"out","name":"$return"}]}"#;
    Quickstart::on("java").file("hello/function.json", hello).file("shop-1.0.jar", "PK").file("lib/a.jar", "PK")
}

#[test]
fn isolated_dotnet_is_released_without_a_bundle() {
    is_verified(&isolated().release(Some("/api/hello")), &["hello", "take"]);
}

#[test]
fn isolated_dotnet_without_its_hidden_folder_is_refused() {
    let broken = isolated().without(".azurefunctions");
    is_refused(&broken.release(None), &["include-hidden-files"], "Unable to load startup extension 'Startup'");
}

#[test]
fn an_app_for_another_worker_is_refused() {
    for runtime in ["dotnet", "node", "python", "custom"] {
        let says = format!("Did not find functions with language [{runtime}].");
        is_refused(&isolated().runtime(runtime).release(None), &[&says], &says);
    }
    is_refused(
        &java().runtime("node").release(None),
        &["Did not find functions with language [node]."],
        "language [node]",
    );
    is_refused(&super::python::app().runtime("node").release(None), &["found no function"], "No job functions found");
    is_refused(&super::node::app().runtime("python").release(None), &["found no function"], "No job functions found");
}

#[test]
fn functions_that_only_a_dll_lists_are_said_not_to_be_read() {
    let listed_in_code = isolated().without("functions.metadata");
    is_refused(&listed_in_code.release(None), &["found no function"], "what its DLLs list it cannot read");
}

#[test]
fn a_java_app_is_released_and_one_without_its_jar_is_not() {
    is_verified(&java().release(Some("/api/hello")), &["hello"]);
    let broken = java().without("shop-1.0.jar");
    is_refused(&broken.release(None), &["found no function in the package"], "set to a file that does not exist");
}
