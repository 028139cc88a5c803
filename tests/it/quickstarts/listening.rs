//! A function that code declares is one like any other: requests reach it, it listens, and it has keys.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use rehearsal::Answer;
use rehearsal::state::{Effect, Event};

use crate::support::{ORIGIN, Told};

/// The status of production's answer, and whether it says that it is scripted.
fn asked(told: &Told, method: &str, path: &str) -> (u16, bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let uri = format!("https://{ORIGIN}/site/{}{path}", rehearsal::default_world::APP);
    let request = Request::builder().method(method).uri(uri).body(Bytes::new()).unwrap();
    let Answer::Response(response) = runtime.block_on(told.world.handle(request)) else { panic!("no answer") };
    (response.status().as_u16(), response.headers().get("x-rehearsal").is_some_and(|value| value == "scripted"))
}

#[test]
fn functions_that_code_declares_take_requests_messages_and_times() {
    for app in [super::python::app(), super::node::app()] {
        let told = app.release_into(Some("/api/hello/ada"), |state| {
            let queue = "shopdata/orders".to_owned();
            let at = time::OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
            state.agenda.plan(at, Event::MessageComes { queue, every: Duration::from_secs(20) });
        });
        assert_eq!(told.record.outcome.map(|outcome| outcome.name()), Some("verified"), "{}", told.log);
        let took = told
            .world
            .effects()
            .into_iter()
            .any(|effect| matches!(effect, Effect::EventConsumed { function, .. } if function == "TakeOrder"));
        assert!(took, "{:?}", told.world.effects());
        assert_eq!(asked(&told, "GET", "/api/hello/ada"), (200, true));
        assert_eq!(asked(&told, "GET", "/api/hello"), (200, true), "the part may be missing");
        assert_eq!(asked(&told, "DELETE", "/api/hello"), (405, false));
        assert_eq!(asked(&told, "GET", "/api/hello/ada/more"), (404, false));
        assert_eq!(asked(&told, "GET", "/api/TakeOrder").0, 404, "no request starts it");
    }
}

#[test]
fn a_function_whose_level_is_not_said_wants_a_key() {
    let source =
        "import azure.functions as func\napp = func.FunctionApp()\n\n@app.route(route='hello')\ndef hello(req): pass\n";
    let told = super::python::hello().file("function_app.py", source).release(None);
    assert_eq!(asked(&told, "GET", "/api/hello"), (401, false));
    let key = {
        let state = told.world.state();
        state.app(rehearsal::default_world::APP).unwrap().production.keys.of_function("hello", "default")
    };
    assert_eq!(asked(&told, "GET", &format!("/api/hello?code={key}")), (200, true));
}
