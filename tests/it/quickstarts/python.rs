use super::{Quickstart, is_faulty, is_refused, is_verified, served, trigger};
use serde_json::json;

const APP: &str = r#"
import azure.functions as func
import datetime, logging
from blueprints.orders import bp as orders
from nightly import nightly

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(orders)
app.register_blueprint(nightly)

QUEUE = "orders"

@app.route(route="hello/{name?}", methods=["GET", func.HttpMethod.POST])
def hello(req: func.HttpRequest) -> func.HttpResponse:
    """Says @app.route(route="not-me") in its text."""
    return func.HttpResponse(f"Hello {req.params.get('name')}")

# @app.route(route="commented")
@app.function_name(name="TakeOrder")
@app.queue_trigger(arg_name="msg", queue_name=QUEUE,
                   connection="OrdersStorage")
@app.queue_output(arg_name="out", queue_name="done", connection="OrdersStorage")
def take(msg: func.QueueMessage, out: func.Out[str]) -> None:
    @app.route(route="never")
    def inside(req): pass
"#;

const ORDERS: &str = r#"
import azure.functions as func
bp = func.Blueprint()

@bp.service_bus_topic_trigger(arg_name="m", topic_name="changes", subscription_name="shop", connection="Bus")
async def changed(m: func.ServiceBusMessage):
    pass
"#;

const NIGHTLY: &str = "from azure.functions import Blueprint\nnightly = Blueprint()\n\n@nightly.schedule(schedule=\"0 0 2 * * *\".strip(), \
                       arg_name='t')\ndef odd(t): pass\n\n@nightly.timer_trigger(schedule='0 0 2 * * *', arg_name='t')\ndef sweep(t): pass\n";

pub fn app() -> Quickstart {
    Quickstart::on("python")
        .file("function_app.py", APP)
        .file("blueprints/__init__.py", "")
        .file("blueprints/orders.py", ORDERS)
        .file("nightly.py", NIGHTLY)
        .file("requirements.txt", "azure-functions\n")
}

/// One function that answers.
pub fn hello() -> Quickstart {
    let source = "import azure.functions as func\n\napp = func.FunctionApp()\n\n@app.route(route='hello', \
                  auth_level=func.AuthLevel.ANONYMOUS)\ndef hello(req): pass\n";
    Quickstart::on("python").file("function_app.py", source)
}

#[test]
fn a_python_app_is_released_with_the_functions_of_its_decorators_and_blueprints() {
    let told = app().release(Some("/api/hello/ada"));
    is_verified(&told, &["TakeOrder", "changed", "hello", "odd", "sweep"]);
    let served = served(&told);
    let hello = trigger(&served, "hello");
    assert_eq!((&hello["authLevel"], &hello["methods"]), (&json!("ANONYMOUS"), &json!(["GET", "POST"])));
    assert_eq!(trigger(&served, "TakeOrder")["queueName"], "orders");
    assert_eq!(trigger(&served, "TakeOrder")["connection"], "OrdersStorage");
    assert_eq!(trigger(&served, "changed")["subscriptionName"], "shop");
    assert_eq!(trigger(&served, "sweep")["schedule"], "0 0 2 * * *");
    assert!(trigger(&served, "odd")["schedule"].is_null(), "only running code knows it");
}

#[test]
fn a_durable_python_app_has_its_orchestration_and_its_activities() {
    let source = r#"
import azure.functions as func
import azure.durable_functions as df

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="start")
@app.durable_client_input(client_name="client")
async def start(req: func.HttpRequest, client): pass

@app.orchestration_trigger(context_name="context")
def run(context): pass

@app.activity_trigger(input_name="city")
def greet(city: str): return "Hello " + city

@app.entity_trigger(context_name="context", entity_name="Counter")
def count(context): pass
"#;
    let host = r#"{"version":"2.0","extensionBundle":{"id":"x","version":"[4.*, 5.0.0)"},"extensions":{"durableTask":{"hubName":"%Hub%"}}}"#;
    let app = Quickstart::on("python")
        .file("host.json", host)
        .file("function_app.py", source)
        .file(".python_packages/lib/site-packages/azure/durable_functions/__init__.py", "");
    let told = app.release(None);
    let kinds = ["start", "run", "greet", "count"].map(|name| trigger(&served_on_slot(&told), name)["type"].clone());
    assert_eq!(kinds, ["httpTrigger", "orchestrationTrigger", "activityTrigger", "entityTrigger"]);
}

/// The functions that the slot was found to have.
fn served_on_slot(told: &crate::support::Told) -> Vec<rehearsal::state::FunctionInfo> {
    let state = told.world.state();
    let app = state.app(rehearsal::default_world::APP).unwrap();
    let all = [&app.production, &app.slots[rehearsal::default_world::SLOT]];
    all.into_iter().map(|side| side.moving.synced.clone()).find(|all| all.iter().any(|f| f.name == "run")).unwrap()
}

#[test]
fn a_web_framework_gets_every_request() {
    let source = "import azure.functions as func\nfrom web import api\napp = func.AsgiFunctionApp(app=api, \
                  http_auth_level=func.AuthLevel.ANONYMOUS)\n";
    let host = r#"{"version":"2.0","extensions":{"http":{"routePrefix":""}}}"#;
    let app =
        Quickstart::on("python").file("host.json", host).file("function_app.py", source).file("web.py", "api = 1\n");
    is_verified(&app.release(Some("/any/way/down")), &["http_app_func"]);
}

#[test]
fn a_python_app_whose_worker_would_fail_is_refused_with_the_reason() {
    let app = app();
    for (broken, rule, logs) in [
        (app.clone().without("nightly.py"), "python-module", "No module named 'nightly'"),
        (
            app.clone().file("function_app.py", &format!("import requests\n{APP}")),
            "python-module",
            "No module named 'requests'",
        ),
        (
            app.clone().file("function_app.py", "import azure.functions as func\n"),
            "python-functions",
            "Could not find top level function app",
        ),
        (
            app.clone().file("function_app.py", &format!("{APP}\nother = func.FunctionApp()\n")),
            "python-functions",
            "More than one FunctionApp",
        ),
    ] {
        is_faulty(&broken.release(None), rule);
        is_refused(&broken.release_without(&[rule]), &["found no function in the package"], logs);
    }
    let twice = app.clone().file("nightly.py", &NIGHTLY.replace("def odd", "def hello"));
    is_refused(&twice.release(None), &["found no function in the package"], "does not have a unique function name");
    let nothing = app.without("function_app.py");
    is_refused(&nothing.release(None), &["no worker finds a function in it"], "No job functions found");
}

#[test]
fn an_import_that_may_be_there_or_may_not_run_is_no_reason() {
    let quiet =
        "try:\n    import requests\nexcept ImportError:\n    requests = None\nimport os, json, google.protobuf\n";
    is_verified(
        &app().file("nightly.py", &format!("{quiet}{NIGHTLY}")).release(None),
        &["TakeOrder", "changed", "hello", "odd", "sweep"],
    );
    let brought = app()
        .file(".python_packages/lib/site-packages/requests/__init__.py", "")
        .file("function_app.py", &format!("import requests\n{APP}"));
    is_verified(&brought.release(None), &["TakeOrder", "changed", "hello", "odd", "sweep"]);
}
