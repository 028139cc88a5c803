//! Hostile answers: whatever Azure, Kudu or GitHub answer, a release ends with a plain error, asks no other host, and nothing of
//! it becomes a command of the runner, Markdown or HTML.

use std::sync::Arc;

use crate::support::between::{Between, seam};
use crate::support::{ORIGIN, Rehearsal, Told, outputs_in};
use bytes::Bytes;
use rehearsal::faults::{Fault, What, Where};
use serde_json::json;
use slot_deploy::http::{Http, HttpError, Request, Response};

/// Commands of the runner, Markdown, HTML and what moves a cursor, in one text.
const EVIL: &str = "x\n::error::OWNED\n##[error]OWNED\r::set-output name=owned::OWNED\nowned<<E\nOWNED\nE\n<img src=x onerror=OWNED> \
    | [a](javascript:OWNED) \u{1b}[2J\u{202e} ``` </details> @octocat";

/// One kind of request, by what its method and path have.
type Spot = (&'static str, &'static str);

/// What the control plane is asked.
const CONTROL_PLANE: &[Spot] = &[
    ("GET", "/sites/shop-orders"),
    ("POST", "/config/appsettings/list"),
    ("GET", "/config/web"),
    ("GET", "/slots/staging/functions"),
    ("GET", "/admin/host/status"),
    ("POST", "/slotsswap"),
    ("GET", "/metrics"),
];
/// What the SCM sites and the apps are asked.
const SITES: &[Spot] = &[
    ("GET", "/api/deployments"),
    ("POST", "/api/zipdeploy"),
    ("GET", "/log"),
    ("GET", "/wwwroot/"),
    ("GET", "/release.json"),
    ("GET", "/api/version"),
];
/// What those are asked who give tokens and records.
const OTHERS: &[Spot] =
    &[("GET", "/oidc/token"), ("POST", "/oauth2/v2.0/token"), ("GET", "/deployments"), ("POST", "/deployments")];

/// Answers to every request of one kind, from a request on.
struct Hostile {
    spot: Spot,
    status: u16,
    content_type: &'static str,
    body: Bytes,
    strangers: std::sync::Mutex<Vec<String>>,
}

#[async_trait::async_trait]
impl Between for Hostile {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        if request.url.host_str() != Some(ORIGIN) {
            self.strangers.lock().unwrap().push(request.url.to_string());
        }
        let (method, end) = self.spot;
        let is_meant = request.method == method && request.url.path().to_lowercase().ends_with(&end.to_lowercase());
        let mut answer = world.send(request).await?;
        if is_meant {
            answer.status = self.status.try_into().unwrap();
            answer.body = self.body.clone();
            answer.headers.insert("content-type", self.content_type.parse().unwrap());
            answer.headers.insert("location", "https://evil.test/::error::OWNED".parse().unwrap());
            answer.headers.insert("x-ms-request-id", "`<img src=x>`|::error::OWNED".parse().unwrap());
            answer.headers.insert("scm-deployment-id", "../../OWNED".parse().unwrap());
        }
        Ok(answer)
    }
}

/// Bodies, each with the status and the type that it comes with.
fn answers() -> Vec<(u16, &'static str, Bytes)> {
    let json = "application/json";
    let refusal = json!({
        "error": {"code": EVIL, "message": EVIL}, "Code": EVIL, "Message": EVIL, "message": EVIL,
        "error_description": EVIL, "documentation_url": EVIL,
    });
    let log = json!([{"log_time": EVIL, "id": EVIL, "message": EVIL, "type": 2, "details_url": EVIL, "name": EVIL}]);
    vec![
        (400, json, refusal.to_string().into()),
        (200, json, refusal.to_string().into()),
        (200, json, log.to_string().into()),
        (200, json, "[".repeat(200_000).into()),
        (200, json, format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)).into()),
        (200, json, Bytes::from_static(b"{\"state\":\"\xff\xfe\xc3\x28\",\"value\":[\"\xed\xa0\x80\"]}")),
        (403, "text/html", format!("<html><title>{EVIL}</title>{EVIL}</html>").into()),
        (307, "text/plain", EVIL.into()),
        (200, "text/plain", Bytes::new()),
    ]
}

/// Text without its code, in which nothing has a meaning.
fn without_code(markdown: &str) -> String {
    let mut fence: Option<String> = None;
    let mut rest = String::new();
    for line in markdown.lines() {
        let ticks: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => rest += &format!("{line}\n"),
        }
    }
    assert!(fence.is_none(), "a block of code is not closed:\n{markdown}");
    // An escaped back-tick opens no code.
    rest.replace("\\`", "").split('`').step_by(2).collect()
}

fn nothing_is_injected(told: &Told, case: &str) {
    for line in told.log.lines() {
        let command = line.trim_start().strip_prefix("::").map(|rest| rest.split([' ', ':']).next().unwrap());
        let ours = ["error", "warning", "notice", "group", "endgroup", "add-mask", "debug"];
        assert!(command.is_none_or(|command| ours.contains(&command)), "{case}: {line}");
        assert!(!line.trim_start().starts_with("::error::OWNED") && !line.contains("##["), "{case}: {line}");
    }
    assert!(!told.log.contains(['\u{1b}', '\r', '\u{202e}']), "{case}: {}", told.log);
    let summary = without_code(&told.summary);
    for evil in ["<img", "##[", "\u{1b}", "\u{202e}", "@octocat"] {
        assert!(!summary.contains(evil), "{case}: {evil} in {summary}");
    }
    assert!(!summary.replace("\\]", "").contains("](javascript"), "{case}: {summary}");
    assert_eq!(summary.matches("</details>").count(), summary.matches("<details>").count(), "{case}: {summary}");
    let outputs = outputs_in(&told.outputs);
    assert!(!outputs.contains_key("owned"), "{case}: {}", told.outputs);
}

async fn survives(spots: &[Spot], command: &str) {
    for spot in spots {
        for (number, (status, content_type, body)) in answers().into_iter().enumerate() {
            let case = format!("{command}: {} {} gets answer {number}", spot.0, spot.1);
            let hostile = Hostile { spot: *spot, status, content_type, body, strangers: Default::default() };
            let hostile = Arc::new(hostile);
            let rehearsal = Rehearsal::new().input("deployment", "true").input("command", command);
            let told = rehearsal.through(seam(hostile.clone())).run().await;
            assert_ne!(told.code(), "internal", "{case}: {}", told.record.reason);
            assert!(!told.log.contains("panicked"), "{case}: {}", told.log);
            // All waits for Azure are bounded, the longest by the worst swap that was recorded.
            assert!(told.record.seconds < 3.0 * 3600.0, "{case}: {} s", told.record.seconds);
            assert!(told.record.reason.len() < 4_000, "{case}: {}", told.record.reason.len());
            assert!(told.log.len() < 100_000 && told.summary.len() < 100_000, "{case}: {}", told.log.len());
            nothing_is_injected(&told, &case);
            assert_eq!(*hostile.strangers.lock().unwrap(), [""; 0], "{case}: no other host is asked");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_the_control_plane_answers_the_end_is_plain_and_nothing_is_injected() {
    survives(CONTROL_PLANE, "release").await;
}

#[tokio::test(start_paused = true)]
async fn whatever_the_sites_answer_the_end_is_plain_and_nothing_is_injected() {
    survives(SITES, "release").await;
}

#[tokio::test(start_paused = true)]
async fn whatever_github_and_the_sign_in_answer_the_end_is_plain_and_nothing_is_injected() {
    survives(OTHERS, "release").await;
}

#[tokio::test(start_paused = true)]
async fn the_log_of_a_failed_deployment_is_shown_and_injects_nothing() {
    let failed = Fault::new(Where::service("law:deployment"), What::Fails { status: 400, message: EVIL.to_owned() });
    let log = json!([{"log_time": "t", "id": "1", "message": EVIL, "type": 2, "details_url": EVIL}]).to_string();
    let lines = What::Status {
        status: 200,
        body: Some(log),
        content_type: Some("application/json".to_owned()),
        retry_after: None,
    };
    let told = Rehearsal::new()
        .with_fault(failed)
        .fault(Where::service("scm").path("/api/deployments/.*/log"), lines)
        .run()
        .await;
    assert_eq!(told.code(), "deployment-failed", "{}", told.record.reason);
    assert!(told.log.contains("OWNED"), "the log is shown: {}", told.log);
    nothing_is_injected(&told, "log");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn the_name_of_a_file_injects_nothing() {
    for name in ["a\n::error::OWNED.txt", "##[error]OWNED <img src=x onerror=OWNED>.txt", "`|[a](javascript:OWNED)"] {
        let rehearsal = Rehearsal::new();
        std::fs::write(rehearsal.temp.0.join("app").join(name), "x").unwrap();
        let told = rehearsal.run().await;
        assert_ne!(told.code(), "internal", "{name:?}: {}", told.record.reason);
        nothing_is_injected(&told, name);
    }
}
