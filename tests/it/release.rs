//! A successful release: production runs the probed content, read back and watched.

use crate::support::{COMMIT, Rehearsal, TestApp};
use rehearsal::state::Effect;
use slot_deploy::record::{Basis, ContentIdentity, Outcome, Route};

#[tokio::test(start_paused = true)]
async fn the_first_release_over_foreign_content_succeeds() {
    let told = Rehearsal::new().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.production(), told.digest());
    assert_eq!((told.deployments(), told.swaps()), (1, 1));
    let identity = &told.record.identity;
    assert!(matches!(identity.previous.as_ref().unwrap().content, ContentIdentity::Foreign(_)));
    assert_eq!(identity.slot.as_ref().unwrap().content, identity.previous.as_ref().unwrap().content);
    assert_eq!((identity.route, told.record.basis), (Route::Host, Some(Basis::Probes)));
    let running = identity.running.as_ref().unwrap();
    assert!(running.instances.iter().all(|instance| instance.started >= running.delivery_ended));
}

#[tokio::test(start_paused = true)]
async fn the_second_release_names_the_first_as_what_it_replaced() {
    let first = Rehearsal::new().run().await;
    let digest = first.digest();
    let second = first.then(&TestApp::new(COMMIT).file("new.txt", "more")).run().await;
    assert_eq!(second.outcome(), Outcome::Verified, "{}", second.log);
    assert_eq!(second.production(), second.digest());
    assert!(second.outputs.contains(&digest), "previous-digest is among the outputs");
    assert_ne!(second.digest(), digest);
}

#[tokio::test(start_paused = true)]
async fn releasing_the_content_of_production_changes_nothing() {
    let first = Rehearsal::new().run().await;
    let effects = first.effects().len();
    let again = first.then(&TestApp::new(COMMIT)).run().await;
    assert_eq!(again.outcome(), Outcome::Unchanged, "{}", again.log);
    let since: Vec<Effect> = again.effects().into_iter().skip(effects).collect();
    let changes = since.iter().filter(|effect| {
        !matches!(
            effect,
            Effect::TokenIssued { .. }
                | Effect::Invoked { .. }
                | Effect::GitHubDeploymentCreated { .. }
                | Effect::GitHubStatusSet { .. }
        )
    });
    assert_eq!(changes.count(), 0, "{since:?}");
    assert_eq!(again.record.probes.len(), 1, "production is still asked its probes");
}

#[tokio::test(start_paused = true)]
async fn swap_none_stops_after_the_probes() {
    let told = Rehearsal::new().input("swap", "none").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn without_probes_the_verdict_rests_on_host_functions_and_content() {
    let told = Rehearsal::new().no_probes().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.record.basis, Some(Basis::Host));
    assert!(told.summary.contains("no critical probe is configured"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn the_resource_group_is_found_by_the_apps_name() {
    let told = Rehearsal::new().input("resource-group", "").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let given = Rehearsal::new().input("resource-group", "RG-SHOP").run().await;
    assert_eq!(given.outcome(), Outcome::Verified, "ids are compared without regard to case: {}", given.log);
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_zip_is_recognised_by_its_deployment() {
    let rehearsal = Rehearsal::new();
    let zip = rehearsal.temp.0.join("given.zip");
    write_zip(&zip);
    let told =
        rehearsal.no_probes().input("package", zip.to_str().unwrap()).input("package-unchanged", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.production().starts_with("unnamed-"), "nothing was added to the package");
}

fn write_zip(path: &std::path::Path) {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in [
        ("host.json", "{}"),
        ("ping/function.json", r#"{"bindings":[{"type":"httpTrigger","authLevel":"anonymous"}]}"#),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_evidence_is_complete_and_the_journal_announces_every_change_before_it() {
    let told = Rehearsal::new().run().await;
    let evidence = told.evidence();
    assert_eq!(
        evidence.keys().collect::<Vec<_>>(),
        ["journal.jsonl", "release.json", "summary.md"],
        "nothing else is left behind"
    );
    let journal = &evidence["journal.jsonl"];
    let position = |needle: &str| journal.find(needle).unwrap_or_else(|| panic!("{needle} in\n{journal}"));
    assert!(position(r#""change":"deploy","with""#) < position(r#""change":"swap","with""#));
    assert!(position(r#""change":"swap","with""#) < position(r#""outcome":"verified""#));
    let record: slot_deploy::record::ReleaseRecord = serde_json::from_str(&evidence["release.json"]).unwrap();
    assert_eq!(record, told.record);
    assert!(told.outputs.contains(&format!("slot-deploy/{}", told.record.id)));
}
