//! `check` says whether a release would start, finds all that stops it at once, and changes nothing.

use crate::checks::check;
use crate::dry_run::only_looked;
use crate::support::{Rehearsal, TestApp, Told};
use rehearsal::default_world::CLIENT;
use rehearsal::state::{Effect, Side};
use slot_deploy::record::{Outcome, Severity};

fn files_hold_the_keys(slot: &mut Side) {
    slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
}

fn title(told: &Told) -> &str {
    told.summary.lines().next().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_release_that_would_start_is_told_with_its_plan_and_leaves_no_trace() {
    let told = check(Rehearsal::new()).await;
    only_looked(&told, 0);
    assert!(title(&told).ends_with("A release would start"), "{}", told.summary);
    assert!(told.summary.contains("### Plan") && told.summary.contains("into `production`"), "{}", told.summary);
    let requests = told.world.state().requests.iter().filter(|request| request.service == "arm").count();
    assert!(requests <= 25, "{requests}");
    let released = told.next_job().input("command", "release").run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "nobody was in its way: {}", released.log);
}

#[tokio::test(start_paused = true)]
async fn all_that_stops_a_release_is_told_at_once_the_worst_first() {
    let app = TestApp::new(crate::support::COMMIT)
        .file("host.json", "{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"ten minutes\"\n}");
    let faulty = Rehearsal::of(&app, &TestApp::new("former")).slot(files_hold_the_keys);
    let told = check(faulty.slot(|slot| slot.auto_swap = Some("production".to_owned()))).await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Aborted, 10), "{}", told.log);
    assert!(title(&told).ends_with("A release would not start: 3 findings stop it"), "{}", told.summary);
    let findings = &told.record.findings;
    let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
    for id in ["function-timeout", "key-storage", "no-auto-swap"] {
        assert!(findings[..3].iter().any(|finding| finding.check == id), "{id}: {findings:#?}");
    }
    let changed = told.effects().into_iter().find(|effect| !matches!(effect, Effect::TokenIssued { .. }));
    assert!(changed.is_none(), "{changed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_package_that_alone_is_faulty_means_that_no_release_would_start() {
    let app = TestApp::new(crate::support::COMMIT)
        .file("host.json", "{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"ten minutes\"\n}");
    let told = check(Rehearsal::of(&app, &TestApp::new("former"))).await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Aborted, 10), "{}", told.log);
    let bad_input = check(Rehearsal::new().input("watch", "soon")).await;
    assert_eq!(bad_input.ending.exit_code, 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_package_the_app_alone_is_looked_at() {
    let told = check(Rehearsal::new().input("package", "")).await;
    only_looked(&told, 0);
    assert!(told.summary.contains("deploy a package to the slot"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_read_is_named_with_the_action_that_reads_it() {
    let told = check(Rehearsal::new().world(|state| {
        let app = state.directory.app_mut(CLIENT).unwrap();
        app.actions.retain(|action| action != "Microsoft.Insights/*/read");
    }))
    .await;
    let says = "production's requests in the last ten minutes";
    assert!(told.log.contains(&format!("not asked: {says} (needs `Microsoft.Insights/Metrics/Read`)")), "{}", told.log);
    assert!(
        told.summary.contains("### Not asked") && told.summary.contains("Microsoft.Insights/Metrics/Read"),
        "{}",
        told.summary
    );
}

#[tokio::test(start_paused = true)]
async fn a_check_that_is_lowered_with_a_reason_is_a_note_everywhere_and_stops_nothing() {
    for command in ["check", "release"] {
        let rehearsal = Rehearsal::new().no_probes().slot(files_hold_the_keys);
        let config = rehearsal.temp.0.join("slot-deploy.yml");
        std::fs::write(&config, "checks:\n  key-storage: { severity: note, reason: no key is used }\n").unwrap();
        let rehearsal = rehearsal.input("config", config.to_str().unwrap()).input("command", command);
        let told = rehearsal.run().await;
        let finding = told.record.findings.iter().find(|finding| finding.check == "key-storage").unwrap();
        assert_eq!(finding.severity, Severity::Note, "{}", finding.says);
        assert_eq!(told.ending.exit_code, 0, "{}", told.log);
        for text in [&told.log, &told.summary] {
            assert!(text.contains("no key is used"), "{text}");
        }
        assert!(
            told.log.contains("note: ") && told.log.contains("::notice title=preflight%3A key-storage"),
            "{}",
            told.log
        );
        assert!(!told.log.contains("::warning title=preflight%3A key-storage"), "{}", told.log);
    }
}
