//! A release that lacks functions of production is told from one that has them all, before the swap and on every surface.

use crate::support::{COMMIT, Rehearsal, TestApp, status};
use rehearsal::faults::Where;
use serde_json::json;
use slot_deploy::record::{Finding, Outcome, Severity};

/// Production has the functions `version`, `orders` and `refunds`; the release has `version` and what `with` gives it.
fn over_three(with: impl FnOnce(TestApp) -> TestApp) -> Rehearsal {
    let former = TestApp::new("former").http("orders", "anonymous").http("refunds", "anonymous");
    Rehearsal::of(&with(TestApp::new(COMMIT)), &former)
}

fn found(findings: &[Finding]) -> &Finding {
    findings.iter().find(|finding| finding.check == "functions-kept").unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_release_that_lacks_a_function_says_so_in_headline_annotation_and_log() {
    let told = over_three(|app| app.http("orders", "anonymous")).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let finding = found(&told.record.findings);
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(finding.says, "functions of production are missing in the release: refunds");
    assert!(finding.fix.ends_with("if they are meant to go, there is nothing to fix"), "{}", finding.fix);
    let lacks = "it lacks a function that production had: refunds";
    assert!(told.summary.lines().next().unwrap().contains(lacks), "{}", told.summary);
    let notice = told.log.lines().find(|line| line.starts_with("::notice")).unwrap();
    assert!(notice.contains("it lacks a function that production had%3A refunds"), "{notice}");
    assert!(told.log.lines().any(|line| line.starts_with("::warning") && line.contains("functions-kept")));
}

#[tokio::test(start_paused = true)]
async fn a_strict_release_that_lacks_a_function_never_reaches_the_slot() {
    let told = over_three(|app| app.http("orders", "anonymous")).input("strict", "true").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "functions-kept"), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0));
    assert!(told.advice().contains("if they are meant to go, release without `strict`"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_says_which_functions_production_would_lose() {
    let told = over_three(|app| app.without("version/function.json").http("other", "anonymous"))
        .input("dry-run", "true")
        .run()
        .await;
    let says = &found(&told.record.findings).says;
    assert_eq!(says, "all functions of production are missing in the release: orders, refunds, version");
}

#[tokio::test(start_paused = true)]
async fn a_function_that_the_package_switches_off_is_gone_too() {
    let off = json!({"bindings": [{"type": "httpTrigger", "authLevel": "anonymous"}], "disabled": true}).to_string();
    let with = |app: TestApp| app.http("orders", "anonymous").file("refunds/function.json", &off);
    let told = over_three(with).run().await;
    let finding = found(&told.record.findings);
    assert_eq!(finding.severity, Severity::Warning, "{}", told.log);
    assert!(finding.says.contains("the package's files switch off refunds"), "{}", finding.says);
    let strict = over_three(with).input("strict", "true").run().await;
    assert_eq!((strict.code(), strict.swaps()), ("functions-kept", 0), "{}", strict.log);
}

#[tokio::test(start_paused = true)]
async fn a_promotion_asks_again_what_production_would_lose() {
    let staged = over_three(|app| app.http("orders", "anonymous")).input("swap", "none").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    assert!(staged.summary.lines().next().unwrap().contains("that production had: refunds"), "{}", staged.summary);
    let strict = staged.promoting().input("swap", "").input("strict", "true").run().await;
    assert_eq!((strict.outcome(), strict.code()), (Outcome::Aborted, "functions-kept"), "{}", strict.log);
    assert_eq!(strict.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn functions_of_production_that_cannot_be_listed_are_not_called_kept() {
    let forbidden = Where::service("arm").path("sites/shop-orders/functions");
    let told = over_three(|app| app).fault(forbidden, status(403)).run().await;
    let finding = found(&told.record.findings);
    assert_eq!(finding.severity, Severity::Warning, "{}", told.log);
    assert!(finding.says.contains("could not be read"), "{}", finding.says);
}

#[tokio::test(start_paused = true)]
async fn a_release_with_all_functions_of_production_is_in_order() {
    let told = over_three(|app| app.http("orders", "anonymous").http("refunds", "anonymous").http("new", "anonymous"))
        .run()
        .await;
    assert_eq!(found(&told.record.findings).severity, Severity::Fine, "{}", told.log);
    assert!(!told.summary.contains("it lacks"), "{}", told.summary);
}
