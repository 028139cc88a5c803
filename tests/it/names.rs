//! No name, wherever it comes from, leads a request to another resource than the app and its sides.

use std::sync::Arc;

use async_trait::async_trait;
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::Outcome;

use crate::support::between::{Between, seam};
use crate::support::invariants::only_the_apps_own_resources_are_named;
use crate::support::{Rehearsal, Told};

const HOSTILE: [&str; 12] = [
    "..",
    "%2e%2e",
    "../../payroll",
    "staging?x=1",
    "staging/",
    "a/../b",
    "x/slots/y",
    "a#b",
    "a\\b",
    "a b",
    "a'b;$(id)",
    "a\u{202e}b",
];

#[tokio::test(start_paused = true)]
async fn a_hostile_name_in_any_input_is_refused_before_the_first_request() {
    for input in ["app-name", "slot", "target-slot", "resource-group", "subscription-id"] {
        for name in HOSTILE {
            let told = Rehearsal::new().input(input, name).run().await;
            assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Invalid, 2), "{input}: {name}\n{}", told.log);
            assert!(told.summary.contains(input), "{input}: {name}\n{}", told.summary);
            assert_eq!(told.world.state().requests.len(), 0, "{input}: {name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hostile_function_name_in_a_probe_is_reported_at_its_line() {
    for name in ["..", "../host", "a/b", "a?b", "a%2fb"] {
        let probes = format!(
            "- name: keyed\n  request:\n    path: /api/x\n    auth: {{ function_key: {{ function: \"{name}\" }} }}\n"
        );
        let told = Rehearsal::new().input("probes", &probes).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{name}");
        assert!(
            told.summary.contains("line 4") && told.summary.contains("not the name of a function"),
            "{}",
            told.summary
        );
        assert_eq!(told.world.state().requests.len(), 0);
    }
}

/// Exchanges one text in the answers to some requests.
struct Rewrite {
    about: fn(&Request) -> bool,
    from: &'static str,
    to: &'static str,
}

#[async_trait]
impl Between for Rewrite {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let is_about = (self.about)(&request);
        let mut answer = world.send(request).await?;
        if is_about {
            let text = String::from_utf8_lossy(&answer.body).replace(self.from, self.to);
            answer.body = text.into();
            if let Some(id) = answer.headers.get("scm-deployment-id").and_then(|id| id.to_str().ok()) {
                let id = id.replace(self.from, self.to).parse().unwrap();
                answer.headers.insert("scm-deployment-id", id);
            }
        }
        Ok(answer)
    }
}

async fn release_through(rewrite: Rewrite) -> Told {
    Rehearsal::new().through(seam(Arc::new(rewrite))).run().await
}

fn nothing_was_written(told: &Told) {
    assert_eq!(told.swaps(), 0, "{}", told.log);
    let writes =
        told.world.state().requests.iter().filter(|entry| entry.method != "GET" && entry.service == "scm").count();
    assert_eq!(writes, 0, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_another_resource_stops_the_release_before_anything_is_written() {
    for (path, from, to) in [
        ("/sites/shop-orders/slots/staging", "/slots/staging\"", "/slots/other\""),
        ("/sites/shop-orders", "/sites/shop-orders\"", "/sites/payroll\""),
        ("/sites/shop-orders", "/sites/shop-orders\"", "/sites/../sites/payroll\""),
    ] {
        let about: fn(&Request) -> bool = match path {
            "/sites/shop-orders" => |request| request.url.path().ends_with("/sites/shop-orders"),
            _ => |request| request.url.path().ends_with("/slots/staging"),
        };
        let told = release_through(Rewrite { about, from, to }).await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "azure-answer-unreadable"), "{to}\n{}", told.log);
        assert!(told.log.contains("another resource"), "{}", told.log);
        nothing_was_written(&told);
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_and_a_deployment_whose_ids_lead_elsewhere_are_not_followed() {
    let plan = Rewrite {
        about: |request| request.url.path().contains("/sites/shop-orders"),
        from: "/serverfarms/",
        to: "/serverfarms/../sites/",
    };
    let told = release_through(plan).await;
    let requests: Vec<_> = told.world.state().requests.iter().cloned().collect();
    only_the_apps_own_resources_are_named(&[Some("staging")], &requests).unwrap();
    assert!(told.log.contains("not a resource id"), "{}", told.log);
    assert!(!requests.iter().any(|entry| entry.path.to_lowercase().contains("/serverfarms/")), "{}", told.log);

    let deployment = Rewrite {
        about: |request| request.url.path().contains("/api/deployments"),
        from: "\"id\":\"",
        to: "\"id\":\"../../api/vfs/",
    };
    let told = release_through(deployment).await;
    let requests: Vec<_> = told.world.state().requests.iter().cloned().collect();
    only_the_apps_own_resources_are_named(&[Some("staging")], &requests).unwrap();
    assert!(!requests.iter().any(|entry| entry.path.contains("vfs/1")), "{}", told.log);
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
}
