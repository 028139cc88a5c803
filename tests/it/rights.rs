//! The documented role suffices, and each of its rights that a release needs is missed before anything is changed.

use crate::support::{Rehearsal, Told, status};
use rehearsal::default_world::CLIENT;
use rehearsal::faults::Where;
use slot_deploy::record::{Outcome, Severity};

/// The actions of the documented role.
pub fn role() -> Vec<String> {
    let page = crate::support::pages::doc("rights.md");
    let lines = page.lines().filter_map(|line| line.trim().strip_prefix("\"Microsoft."));
    let actions: Vec<String> = lines.map(|rest| format!("Microsoft.{}", rest.trim_end_matches([',', '"']))).collect();
    assert!(actions.len() > 10, "{actions:?}");
    actions
}

/// The two ways of releasing that need different rights.
const WAYS: [(&str, &str); 2] = [("direct", "false"), ("preview", "true")];

async fn release_with(actions: Vec<String>, (swap, drain): (&str, &str)) -> Told {
    let rehearsal = Rehearsal::new().input("swap", swap).input("drain", drain);
    rehearsal.world(|state| state.directory.app_mut(CLIENT).unwrap().actions = actions).run().await
}

fn refusals(told: &Told) -> usize {
    told.world.state().requests.iter().filter(|request| request.status == Some(403)).count()
}

#[tokio::test(start_paused = true)]
async fn the_rights_listed_in_the_readme_suffice_for_a_whole_release() {
    for way in WAYS {
        let told = release_with(role(), way).await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!(refusals(&told), 0, "no right is missing for anything that is asked");
    }
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_missing_ends_no_release_half_way_and_is_named() {
    let mut late = Vec::new();
    for missing in role() {
        for way in WAYS {
            let actions = role().into_iter().filter(|action| *action != missing).collect();
            let told = release_with(actions, way).await;
            let is_verified = told.outcome() == Outcome::Verified;
            if !is_verified && (told.outcome() != Outcome::Aborted || told.deployments() > 0) {
                late.push(format!("{missing} {way:?}: {:?}, code {}", told.outcome(), told.code()));
            }
            let is_named = told.log.to_lowercase().contains(&missing.to_lowercase());
            if !is_named && (!is_verified || refusals(&told) > 0) {
                late.push(format!("{missing} {way:?} is not named ({} refusals)", refusals(&told)));
            }
        }
    }
    assert!(late.is_empty(), "{}", late.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_for_the_swap_is_named_with_its_side_before_the_upload() {
    let actions = role().into_iter().filter(|action| !action.contains("slotsswap")).collect();
    let told = release_with(actions, WAYS[0]).await;
    assert_eq!((told.code(), told.deployments()), ("rights-suffice", 0), "{}", told.log);
    let advice = told.advice();
    assert!(
        advice.contains("`Microsoft.Web/sites/slots/slotsswap/Action` on slot `staging` of shop-orders"),
        "{advice}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_drain_without_the_right_to_count_instances_is_told_before_anything_is_changed() {
    let actions = || -> Vec<String> {
        role().into_iter().filter(|action| action != "Microsoft.Web/sites/instances/Read").collect()
    };
    let found = |told: &Told| {
        let finding = told.record.findings.iter().find(|finding| finding.check == "rights-suffice").unwrap();
        (finding.severity, finding.says.contains("on how many instances production runs"))
    };
    let told = release_with(actions(), ("direct", "true")).await;
    assert_eq!((told.outcome(), found(&told)), (Outcome::Verified, (Severity::Warning, true)), "{}", told.log);
    let strict = Rehearsal::new().input("drain", "true").input("strict", "true");
    let strict = strict.world(|state| state.directory.app_mut(CLIENT).unwrap().actions = actions()).run().await;
    assert_eq!((strict.code(), strict.deployments()), ("rights-suffice", 0), "{}", strict.log);
    let told = release_with(actions(), ("direct", "false")).await;
    assert!(!found(&told).1, "without a drain nobody counts instances");
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_forbids_is_requested_twice_at_most_and_ends_by_that_reason() {
    let is_left = |action: &String| !action.contains("slotsswap") && !action.contains("permissions/read");
    let told = release_with(role().into_iter().filter(is_left).collect(), WAYS[0]).await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    let requests = told.world.state().requests.iter().filter(|request| request.path.ends_with("/slotsswap")).count();
    assert_eq!(requests, 2, "{}", told.log);
    assert!(told.record.reason.contains("Microsoft.Web/sites/slots/slotsswap/"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn an_answer_on_rights_that_lacks_what_was_just_done_is_not_believed() {
    let nothing = rehearsal::faults::What::Status {
        status: 200,
        body: Some(r#"{"value": []}"#.to_owned()),
        content_type: None,
        retry_after: None,
    };
    let asked = Where::service("arm").path("providers/Microsoft.Authorization/permissions");
    let told = Rehearsal::new().fault(asked, nothing).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let finding = told.record.findings.iter().find(|finding| finding.check == "rights-suffice").unwrap();
    assert_eq!(finding.severity, Severity::Warning, "{}", finding.says);
}

#[tokio::test(start_paused = true)]
async fn rights_that_cannot_be_read_stop_only_a_strict_release() {
    let asked = || Where::service("arm").path("providers/Microsoft.Authorization/permissions");
    let told = Rehearsal::new().fault(asked(), status(403)).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let told = Rehearsal::new().input("strict", "true").fault(asked(), status(403)).run().await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn who_may_not_look_for_the_app_is_told_to_name_its_group() {
    let actions = role().into_iter().filter(|action| !action.contains("subscriptions/resources")).collect();
    let told = release_with(actions, WAYS[0]).await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{}", told.log);
    assert!(told.advice().contains("give `resource-group`"), "{}", told.advice());
}
