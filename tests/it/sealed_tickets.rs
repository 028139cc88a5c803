//! A ticket is sealed with a key of the app, and no digest of settings stands beside all that it was made with.

use std::collections::BTreeSet;

use crate::support::signed_in::{sides_of_the_app, sign_in};
use crate::support::{Rehearsal, Told, outputs_in, status};
use rehearsal::World;
use rehearsal::faults::{Fault, Where};
use slot_deploy::azure::{MarkKey, Side, read_settings_mark};
use slot_deploy::record::{Digest, KeyedBy, Outcome, ProbeSource, Ticket};

async fn staged() -> Told {
    let told = Rehearsal::new().input("command", "stage").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.record.reason);
    told
}

fn ticket_of(told: &Told) -> Ticket {
    Ticket::from_text(&outputs_in(&told.outputs)["ticket"]).unwrap()
}

/// Production's keys cannot be listed.
fn keys_forbidden() -> Fault {
    Fault::new(Where::service("arm").path("sites/shop-orders/host/default/listkeys"), status(403))
}

#[tokio::test(start_paused = true)]
async fn a_ticket_that_was_changed_on_its_way_is_refused_whatever_was_changed() {
    type Change = fn(&mut Ticket);
    let changes: [(&str, Change); 5] = [
        ("expires", |ticket| ticket.expires += time::Duration::hours(48)),
        ("run", |ticket| ticket.run = Some("78".to_owned())),
        ("asks", |ticket| ticket.asks = Some(ProbeSource::Nothing)),
        ("commit", |ticket| ticket.commit = None),
        ("digest", |ticket| ticket.digest = Digest::of(b"other")),
    ];
    for (field, change) in changes {
        let told = staged().await;
        let mut ticket = ticket_of(&told);
        change(&mut ticket);
        let told =
            told.promoting().input("ticket", &ticket.to_text()).input("allow-foreign-ticket", "true").run().await;
        assert_eq!(
            (told.outcome(), told.code()),
            (Outcome::Stale, "ticket-altered"),
            "{field}: {}",
            told.record.reason
        );
        assert_eq!(told.swaps(), 0, "{field}");
        assert!(told.advice().contains("stage the release again"), "{field}: {}", told.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_renewed_between_the_jobs_is_named_as_the_cause() {
    let promoting = staged().await.promoting().production(|side| side.keys.master = "renewed-master-key".to_owned());
    let told = promoting.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-key-changed"), "{}", told.record.reason);
    assert!(told.record.reason.contains("master key"), "{}", told.record.reason);
    assert!(!told.record.reason.contains("setting"), "settings were not changed: {}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn without_the_right_to_list_keys_the_ticket_has_no_seal_and_both_jobs_say_so() {
    let told = Rehearsal::new().input("command", "stage").with_fault(keys_forbidden()).run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.record.reason);
    assert!(told.record.warnings.iter().any(|warning| warning.contains("has no seal")), "{:?}", told.record.warnings);
    assert_eq!(ticket_of(&told).seal, None);
    let told = told.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    let says = "the ticket has no seal, so nothing shows that its probes";
    assert!(told.record.warnings.iter().any(|warning| warning.contains(says)), "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn a_strict_promotion_takes_no_ticket_without_a_seal() {
    let staged = Rehearsal::new().input("command", "stage").with_fault(keys_forbidden()).run().await;
    let told = staged.promoting().input("strict", "true").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-unsealed"), "{}", told.record.reason);
    assert!(told.advice().contains("Microsoft.Web/sites/host/listkeys/action"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_seal_that_was_taken_off_is_missed() {
    let told = staged().await;
    let mut ticket = ticket_of(&told);
    ticket.seal = None;
    let told = told.promoting().input("ticket", &ticket.to_text()).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Stale, "ticket-altered", 0), "{}", told.log);
}

/// What somebody with the ticket alone can make of it.
fn stripped(told: &Told) -> String {
    let mut ticket = ticket_of(told);
    (ticket.seal, ticket.settings) = (None, None);
    ticket.asks = Some(ProbeSource::Nothing);
    ticket.expires += time::Duration::hours(48);
    ticket.to_text()
}

#[tokio::test(start_paused = true)]
async fn a_ticket_without_seal_and_settings_is_refused_where_the_key_for_them_can_be_read() {
    let told = staged().await;
    let ticket = stripped(&told);
    let told = told.promoting().input("ticket", &ticket).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Stale, "ticket-unsealed", 0), "{}", told.log);
    assert!(told.record.reason.contains("the key for one can be read"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn reconcile_refuses_such_a_ticket_too() {
    let told = staged().await;
    let ticket = stripped(&told);
    let told = told.next_job().input("command", "reconcile").input("package", "").input("ticket", &ticket).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-unsealed"), "{}", told.log);
    assert!(told.advice().contains("without `ticket`"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_promotion_with_preparations_takes_a_ticket_that_nobody_could_seal() {
    let told = Rehearsal::new().input("command", "stage").with_fault(keys_forbidden()).run().await;
    let told = told.promoting().input("swap", "preview").input("drain", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_of_stage_says_that_its_ticket_would_have_no_seal() {
    let foresees = |told: &Told| told.record.warnings.iter().any(|warning| warning.contains("would have no seal"));
    let stage = || Rehearsal::new().input("command", "stage").input("dry-run", "true");
    let told = stage().with_fault(keys_forbidden()).run().await;
    assert!(told.outcome() == Outcome::Checked && foresees(&told), "{:?}", told.record.warnings);
    assert!(!foresees(&stage().run().await));
    assert!(
        !foresees(&Rehearsal::new().input("dry-run", "true").with_fault(keys_forbidden()).run().await),
        "no ticket"
    );
}

#[tokio::test(start_paused = true)]
async fn a_ticket_that_was_promoted_already_says_so() {
    let staged = staged().await;
    let ticket = ticket_of(&staged).to_text();
    let promoted = staged.promoting().run().await;
    assert_eq!(promoted.outcome(), Outcome::Verified, "{}", promoted.record.reason);
    let again =
        promoted.next_job().input("command", "promote").input("package", "").input("ticket", &ticket).run().await;
    assert_eq!(again.outcome(), Outcome::Stale, "{}", again.log);
    assert!(again.record.reason.contains("nothing is left to promote"), "{}", again.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_without_a_seal_is_still_held_against_the_settings() {
    let told = Rehearsal::new().input("command", "stage").with_fault(keys_forbidden()).run().await;
    let change = |side: &mut rehearsal::state::Side| drop(side.settings.insert("Flag".to_owned(), "on".to_owned()));
    let told = told.promoting().production(change).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "settings-drifted"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_seal_that_cannot_be_checked_keeps_the_ticket_from_being_promoted() {
    let told = staged().await.promoting().with_fault(keys_forbidden()).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "azure-forbidden"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    assert!(told.record.reason.contains("get the master key of production"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_release_in_one_go_does_not_ask_for_the_keys_of_the_host() {
    let told = Rehearsal::new().run().await;
    assert_eq!(told.outcome(), Outcome::Verified);
    assert!(!told.world.state().requests.iter().any(|request| request.path.contains("listkeys")));
}

/// Everything that was written, but for the state that the runner keeps for the post-step.
fn written(told: &Told) -> String {
    let ticket = outputs_in(&told.outputs).get("ticket").map(|text| Ticket::from_text(text).unwrap());
    let ticket = ticket.map(|ticket| serde_json::to_string(&ticket).unwrap()).unwrap_or_default();
    let files: Vec<String> = told.evidence().into_values().collect();
    [ticket, told.outputs.clone(), told.summary.clone(), told.log.clone(), files.join("\n")].join("\n")
}

/// The digests in `text` that somebody finds again who has tried the right values, and takes every word of it for the key.
async fn guessed(world: &World, text: &str) -> Vec<String> {
    world.state().faults.clear();
    let arm = sign_in(world).await;
    let mut sides = Vec::new();
    for at in sides_of_the_app() {
        let site = Side::read_site(&arm, &at).await.unwrap();
        sides.push(Side::new(arm.clone(), at, &site));
    }
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).collect();
    let salts = words.into_iter().filter(|word| word.len() == 22);
    let mut found = Vec::new();
    for salt in salts {
        let mark = read_settings_mark(&sides[0], &sides[1], &MarkKey::open(salt)).await.unwrap();
        found.extend(Some(mark.digest.to_string()).filter(|digest| text.contains(digest.as_str())));
    }
    found
}

#[tokio::test(start_paused = true)]
async fn whoever_has_the_ticket_cannot_try_values_of_settings_against_it() {
    let told = staged().await;
    assert_eq!(ticket_of(&told).settings.unwrap().keyed_by, KeyedBy::App);
    assert_eq!(guessed(&told.world, &written(&told)).await, [""; 0]);
    let open = Rehearsal::new().input("command", "stage").with_fault(keys_forbidden()).run().await;
    assert_eq!(
        guessed(&open.world, &written(&open)).await.len(),
        1,
        "the same attempt succeeds where the key is there"
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_has_the_journal_of_a_prepared_swap_cannot_try_values_of_settings_against_it() {
    let told = Rehearsal::new().input("swap", "preview").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert!(told.evidence()["journal.jsonl"].contains("\"keyed_by\":\"run\""), "the settings are in the journal");
    // The settings before are those of any such world.
    assert_eq!(guessed(&Rehearsal::new().world, &written(&told)).await, [""; 0]);
}
