//! `stage` in one job and `promote` in another: exactly the approved state is swapped, or nothing is.

use std::time::Duration;

use crate::guards::meddling::move_to_another_plan;
use crate::support::{Rehearsal, TestApp, Told, outputs_in, status};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::{App, State};
use slot_deploy::record::{Basis, Outcome, Ticket};

async fn staged() -> Told {
    let told = Rehearsal::new().input("command", "stage").run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Staged, 0), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    told
}

/// What the fence reports when this happens between the two jobs.
async fn promoted_after(change: impl FnOnce(&mut App)) -> Told {
    staged().await.promoting().world(|state: &mut State| change(state.app_mut(APP).unwrap())).run().await
}

#[tokio::test(start_paused = true)]
async fn content_staged_in_one_job_is_promoted_in_another() {
    let staged = staged().await;
    let digest = staged.digest();
    let told = staged.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}\n{}", told.record.reason, told.log);
    assert_eq!((told.digest(), told.production()), (digest.clone(), digest));
    assert_eq!((told.deployments(), told.swaps()), (1, 1), "it was deployed once, in the first job");
}

#[tokio::test(start_paused = true)]
async fn the_ticket_contains_no_text_that_teams_keep_as_a_secret() {
    let told = staged().await;
    let ticket = Ticket::from_text(&outputs_in(&told.outputs)["ticket"]).unwrap();
    let open = serde_json::to_string(&ticket).unwrap().to_lowercase();
    for word in ["shop-orders", "rg-shop", "sim.test", rehearsal::default_world::SUBSCRIPTION] {
        assert!(!open.contains(word), "{word} stands in {open}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_redeployed_slot_names_who_deployed_to_it() {
    let told = promoted_after(|app| {
        let slot = &mut app.slots.get_mut(SLOT).unwrap().moving;
        slot.content = TestApp::new("somebody else's").content();
        let newest = &mut slot.kudu.deployments[0];
        (newest.id, newest.author) = ("somebody-else".to_owned(), "Ada".to_owned());
    })
    .await;
    assert_eq!(told.code(), "slot-redeployed", "{}", told.log);
    let advice = told.advice();
    assert!(advice.contains("`somebody-else` of 20") && advice.contains(" by Ada with "), "{advice}");
}

#[tokio::test(start_paused = true)]
async fn a_setting_with_another_value_is_named_and_its_value_is_not() {
    type Change = fn(&mut rehearsal::state::Side);
    let cases: [(&str, Change); 3] = [
        ("changed: the setting `FUNCTIONS_WORKER_RUNTIME` of the slot", |side| {
            drop(side.settings.insert("FUNCTIONS_WORKER_RUNTIME".to_owned(), "told-by-nobody".to_owned()));
        }),
        ("new: the setting `Flag` of the slot", |side| {
            drop(side.settings.insert("Flag".to_owned(), "told-by-nobody".to_owned()));
        }),
        ("new: the connection string `Db` of the slot", |side| {
            drop(
                side.config
                    .connection_strings
                    .insert("Db".to_owned(), serde_json::json!({"value": "told-by-nobody", "type": "Custom"})),
            );
        }),
    ];
    for (says, change) in cases {
        let told = promoted_after(|app| change(app.slots.get_mut(SLOT).unwrap())).await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "settings-drifted"), "{}", told.log);
        assert!(told.record.reason.contains(says), "{}", told.record.reason);
        assert!(!told.log.contains("told-by-nobody"), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn promote_without_a_commit_of_its_own_uses_that_of_the_ticket() {
    let told = staged().await.promoting().variable("GITHUB_SHA", "").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert_eq!(told.record.commit.as_deref(), Some(crate::support::COMMIT));
}

#[tokio::test(start_paused = true)]
async fn any_change_since_the_ticket_ends_stale_without_changes() {
    let other = || TestApp::new("somebody else's").content();
    type Change = Box<dyn FnOnce(&mut App)>;
    let cases: Vec<(&str, Change)> = vec![
        (
            "slot-redeployed",
            Box::new(move |app| {
                let slot = app.slots.get_mut(SLOT).unwrap();
                slot.moving.content = other();
                slot.moving.kudu.deployments[0].id = "somebody-else".to_owned();
            }),
        ),
        (
            "production-changed",
            Box::new(move |app| {
                app.production.moving.content = other();
                app.production.moving.kudu.deployments[0].id = "somebody-else".to_owned();
            }),
        ),
        ("settings-drifted", Box::new(|app| drop(app.production.settings.insert("Flag".to_owned(), "on".to_owned())))),
        ("operation-in-progress", Box::new(|app| app.production.operation = Some("another".to_owned()))),
        ("swap-prepared", Box::new(|app| app.production.prepared_with = Some(SLOT.to_owned()))),
    ];
    for (code, change) in cases {
        let told = promoted_after(change).await;
        assert_eq!((told.outcome(), told.code(), told.ending.exit_code), (Outcome::Stale, code, 11), "{}", told.log);
        assert_eq!(told.swaps(), 0, "{code}");
        assert!(!told.evidence()["journal.jsonl"].contains("intent"), "{code}: nothing was even announced");
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_that_went_to_another_plan_is_staged_again_and_a_ticket_that_says_no_plan_is_taken() {
    let told = staged().await.promoting().world(move_to_another_plan).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Stale, "plan-changed", 0), "{}", told.log);
    let says = "the slot was on a plan ElasticPremium when this was staged, and is on a plan Standard now";
    assert!(told.record.reason.contains(says), "{}", told.record.reason);
    assert!(!told.record.reason.contains("plan-small"), "a ticket names no plan: {}", told.record.reason);
    // Earlier versions wrote no plan and no seal.
    let earlier = staged().await;
    let mut ticket = Ticket::from_text(&outputs_in(&earlier.outputs)["ticket"]).unwrap();
    (ticket.plans, ticket.seal, ticket.settings) = (None, None, None);
    let keys = Fault::new(Where::service("arm").path("host/default/listkeys"), status(403));
    let promoting = earlier.promoting().world(move_to_another_plan).with_fault(keys);
    let told = promoting.input("ticket", &ticket.to_text()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn another_clients_swap_and_swap_back_are_noticed_although_contents_are_the_same() {
    let staged = staged().await;
    let ticket = outputs_in(&staged.outputs)["ticket"].clone();
    // Another run promotes it and rolls back: the contents are as before, and only the stamp shows it.
    let broken = Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500));
    let back = staged.promoting().with_fault(broken).run().await;
    assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.record.reason);
    let told = back.next_job().world(|state| state.faults.clear()).input("command", "promote").input("ticket", &ticket);
    let told = told.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "swapped-meanwhile"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn an_expired_ticket_is_stale() {
    let promoting = staged().await.promoting();
    tokio::time::sleep(Duration::from_secs(25 * 60 * 60)).await;
    let told = promoting.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-expired"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_of_another_run_is_refused_unless_it_is_allowed() {
    let told = staged().await.promoting().variable("GITHUB_RUN_ID", "78").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-of-another-run"));
    let allowed = staged().await.promoting().variable("GITHUB_RUN_ID", "78").input("allow-foreign-ticket", "true");
    assert_eq!(allowed.run().await.outcome(), Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn critical_probes_run_again_right_before_the_swap() {
    let broken = Fault::new(Where::service("site").slot(SLOT).path("/api/version"), status(500));
    let told = staged().await.promoting().with_fault(broken).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert_eq!(told.code(), "slot-not-ready", "the first probe is asked until it is answered well");
}

#[tokio::test(start_paused = true)]
async fn a_missing_or_damaged_ticket_is_reported_before_sign_in() {
    for ticket in ["", "nonsense"] {
        let told =
            Rehearsal::new().input("command", "promote").input("package", "").input("ticket", ticket).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid);
        assert!(told.advice().contains("needs.stage.outputs.ticket"), "how to get one: {}", told.advice());
        assert!(told.world.state().requests.is_empty());
    }
}

const FILE: &str = "probes:\n  checks:\n    - name: version\n      request: { path: /api/version }\n      expect: { json: [{ path: $.commit, \
    equals: \"${release.commit}\" }] }\n";

fn bad_in_production() -> Fault {
    Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500))
}

#[tokio::test(start_paused = true)]
async fn promote_without_a_checkout_asks_the_probes_of_stage() {
    let rehearsal = Rehearsal::new().no_probes();
    let file = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&file, FILE).unwrap();
    let staged = rehearsal.input("config", file.to_str().unwrap()).input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.record.reason);
    let told = staged.promoting().input("config", "").with_fault(bad_in_production()).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
    assert!(told.record.reason.contains("version"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn promote_asks_what_stage_asked_and_says_so_when_its_own_inputs_differ() {
    let other = "- name: other\n  request: { path: /api/other }\n";
    let told = staged().await.promoting().input("probes", other).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert!(told.record.probes.iter().all(|probe| probe.name == "version"), "{:?}", told.record.probes);
    assert!(told.record.warnings.iter().any(|warning| warning.contains("differ from those of `stage`")));
}

#[tokio::test(start_paused = true)]
async fn probes_that_may_hold_secrets_are_not_in_the_ticket_and_promote_refuses_without_them() {
    const SECRET: &str = "- name: version\n  request: { path: /api/version, headers: { x-shop: s3cr3t } }\n";
    let staged = async || Rehearsal::new().input("probes", SECRET).input("command", "stage").run().await;
    let text = outputs_in(&staged().await.outputs)["ticket"].clone();
    let ticket = Ticket::from_text(&text).unwrap();
    assert!(!serde_json::to_string(&ticket).unwrap().contains("s3cr3t"));
    let without = staged().await;
    let asked = without.world.state().requests.len();
    let without = without.promoting().no_probes().run().await;
    assert_eq!((without.outcome(), without.ending.exit_code), (Outcome::Invalid, 2), "{}", without.record.reason);
    assert!(without.advice().contains("same `probes`"), "{}", without.advice());
    assert_eq!(without.world.state().requests.len(), asked, "nothing was asked of Azure");
    assert_eq!(staged().await.promoting().run().await.outcome(), Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_of_an_earlier_version_is_promoted_and_its_unknown_probes_are_told() {
    let staged = staged().await;
    let mut ticket = Ticket::from_text(&outputs_in(&staged.outputs)["ticket"]).unwrap();
    (ticket.asks, ticket.seal, ticket.settings) = (None, None, None);
    // Such a ticket has no seal, so it is taken only where no key can be read.
    let keys = Fault::new(Where::service("arm").path("sites/shop-orders/host/default/listkeys"), status(403));
    let told = staged.promoting().with_fault(keys).input("ticket", &ticket.to_text()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    let says = "does not say which probes `stage` asked";
    assert!(told.record.warnings.iter().any(|warning| warning.contains(says)), "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn without_a_critical_probe_of_production_the_report_says_what_verified_rests_on() {
    let warning = "- name: version\n  severity: warning\n  request: { path: /api/version }\n";
    let only_slot = "- name: version\n  on: [stage]\n  request: { path: /api/version }\n";
    for probes in ["", warning, only_slot] {
        let told = Rehearsal::new().input("probes", probes).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
        assert_eq!(told.record.basis, Some(Basis::Host));
        assert!(told.summary.lines().next().unwrap().contains("no critical probe asked it"), "{}", told.summary);
        assert!(told.log.contains("::warning"), "{}", told.log);
        assert!(told.log.contains("no critical probe asks production"), "{}", told.log);
        let strict = Rehearsal::new().input("probes", probes).input("strict", "true").run().await;
        assert_eq!((strict.outcome(), strict.ending.exit_code), (Outcome::Invalid, 2), "{}", strict.record.reason);
        assert!(strict.world.state().requests.is_empty(), "nothing was touched");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rollback_without_probes_of_its_own_asks_those_of_the_release() {
    let list = "- name: version\n  request: { path: /api/version }\n";
    let told = Rehearsal::new().input("deployment", "true").input("probes", list).run().await;
    let back = told.next_job().no_probes().input("command", "rollback").input("package", "").run().await;
    assert_eq!(back.outcome(), Outcome::RolledBackOnRequest, "{}", back.record.reason);
    assert_eq!(back.record.probes.iter().map(|probe| probe.name.as_str()).next(), Some("version"));
}
