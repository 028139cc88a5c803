//! host.json and function.json are read as the Functions host reads them: by the product before it delivers, and by the
//! simulated host when it starts, each with a reader of its own.

use proptest::prelude::*;
use rehearsal::laws::host_files;
use serde_json::Value;
use slot_deploy::record::{Outcome, read_json_net};

use crate::support::shared::shared;
use crate::support::{Rehearsal, TestApp};

/// Of our own app, with this host.json.
async fn released(host: &str) -> (Outcome, String) {
    let app = TestApp::new(crate::support::COMMIT).file("host.json", host);
    let told = Rehearsal::of(&app, &TestApp::new("former")).run().await;
    (told.outcome(), told.code().to_owned())
}

#[tokio::test(start_paused = true)]
async fn what_the_host_reads_is_released() {
    for host in [
        "\u{feff}{\"version\":\"2.0\"}",
        "{ // which schema\n \"version\": \"2.0\", /* no more */ }",
        "{'version':'2.0',}",
        "{}",
    ] {
        assert_eq!(released(host).await, (Outcome::Verified, String::new()), "{host}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_host_refuses_is_refused_before_anything_is_asked_of_azure() {
    for host in ["{\"logging\":{}}", "{\"version\":\"4.0\"}", "{\"version\":2.0}", "[]", "{\"version\":\"2.0\"", ""] {
        assert_eq!(released(host).await, (Outcome::Invalid, "host-json-invalid".to_owned()), "{host}");
    }
    let app = TestApp::new(crate::support::COMMIT);
    for (file, text) in [
        ("other/function.json", "{\"bindings\":[]}"),
        ("other/function.json", "{\"bindings\":[{}]"),
        ("other/function.json", "{\"bindings\":{}}"),
    ] {
        let told = Rehearsal::of(&app.clone().file(file, text), &TestApp::new("former")).run().await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Invalid, "function-json-invalid"), "{text}");
        assert!(told.record.reason.contains(file), "{}", told.record.reason);
        assert_eq!(told.world.state().requests.len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_cases_that_people_reported_end_as_in_azure() {
    let Some(cases) = shared("data/cases/07-host-json-as-the-host-reads-it") else { return };
    for (case, verified) in [
        ("bom", true),
        ("comments", true),
        ("trailing", true),
        ("function-bom", true),
        ("function-comment", true),
        ("no-version", false),
        ("version4", false),
    ] {
        let package = cases.join(case).display().to_string();
        let told = Rehearsal::new().no_probes().input("package", &package).run().await;
        let expected = if verified { Outcome::Verified } else { Outcome::Invalid };
        assert_eq!(told.outcome(), expected, "{case}: {}", told.record.reason);
    }
}

/// Pieces of which texts are made that are nearly JSON.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"a\"",
        "'b'",
        "c",
        "\"version\"",
        "\"2.0\"",
        "1",
        "-2.5",
        "true",
        "null",
        "undefined",
        "0xff",
        " ",
        "\n",
        "// x\n",
        "/* y */",
        "/",
        "\"\\u0041\\n\"",
        "'\\''",
        "\"\\q\"",
        "\"",
        "é",
    ])
}

fn read_by_both(text: &str) -> (Option<Value>, Option<Value>) {
    (read_json_net(text.as_bytes()).ok().map(Value::Object), host_files::object(text.as_bytes()).ok())
}

proptest! {
    #[test]
    fn both_readers_agree_on_everything_that_is_nearly_json(
        inserted in prop::collection::vec((0usize..12, piece()), 0..4), removed in prop::collection::vec(0usize..12, 0..2)
    ) {
        let mut pieces = vec!["{", "\"version\"", ":", "\"2.0\"", ",", "x", ":", "[", "1", ",", "{", "}", "]", "}"];
        for (at, piece) in inserted {
            pieces.insert(at, piece);
        }
        for at in removed {
            pieces.remove(at);
        }
        let text = pieces.concat();
        let (ours, worlds) = read_by_both(&text);
        prop_assert_eq!(ours, worlds, "{}", text);
    }
}
