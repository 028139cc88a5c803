//! What Azure is asked before anything is changed: what the checks declare, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::support::signed_in::{sides_of_the_app, sign_in};
use crate::support::{Rehearsal, container};
use slot_deploy::azure::{ContainerUrl, RoleFor};
use slot_deploy::preflight::{
    CHECKS, Check, Fact, PreflightOptions, SideFact, Surroundings, Survey, conclude, facts_of,
};
use slot_deploy::record::{Finding, RuleMode};
use slot_deploy::store::Store;

type Checks = Vec<&'static dyn Check>;

/// The findings of these checks by their names, and what Azure was asked for them, sorted.
async fn survey(checks: Checks) -> (BTreeMap<String, Finding>, Vec<String>) {
    let world = Rehearsal::new().world;
    let arm = sign_in(&world).await;
    arm.credential().token(&arm.scope()).await.unwrap();
    let before = world.state().requests.len();
    let sides = sides_of_the_app();
    let container = ContainerUrl::parse(&container(), arm.cloud()).unwrap();
    let store = Store::new(arm.blobs(container), arm.pace());
    let options = PreflightOptions {
        role_for: RoleFor::Release,
        function_keys: false,
        host_keys: false,
        is_check: true,
        strict: false,
        unhealthy_before: RuleMode::Enforce,
        multi_phase: true,
        drain: true,
        hold: true,
        after: slot_deploy::record::AfterRelease::Stop,
        package_url: true,
        server_build: false,
        site_package: true,
        creates_slot: true,
        site: true,
        settings: false,
        sticky_names: false,
    };
    let survey =
        Survey::read(&arm, sides, options, facts_of(&checks), Some(&store), Surroundings::default()).await.unwrap();
    let state = world.state();
    let mut asked: Vec<String> = state
        .requests
        .iter()
        .skip(before)
        .map(|request| format!("{} {} {} {:?}", request.service, request.method, request.path, request.slot))
        .collect();
    asked.sort();
    let findings = checks.iter().filter_map(|check| Some(conclude(*check, check.look(&survey)?, &survey.options)));
    (findings.map(|finding| (finding.check.to_string(), finding)).collect(), asked)
}

/// How long an answer takes depends on what else is asked.
fn untimed(finding: &Finding) -> Finding {
    static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+(\.\d+)? (ms|s|min)\b").unwrap());
    Finding { says: TIME.replace_all(&finding.says, "[TIME]").into_owned(), ..finding.clone() }
}

fn all_but(left_out: &str) -> Checks {
    CHECKS.iter().copied().filter(|check| check.about().explanation.id != left_out).collect()
}

#[tokio::test(start_paused = true)]
async fn a_survey_of_content_that_is_not_ours_asks_for_no_fact_twice() {
    let (findings, asked) = survey(CHECKS.to_vec()).await;
    assert!(findings["production-readable"].says.contains("not"), "{}", findings["production-readable"].says);
    // Of each identity its own roles.
    let asked: Vec<String> = asked.into_iter().filter(|request| !request.contains("/roleAssignments ")).collect();
    let once: BTreeSet<&String> = asked.iter().collect();
    assert_eq!(once.into_iter().collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    assert!(asked.len() > 12, "{asked:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_check_alone_finds_what_it_finds_among_all_because_it_declares_what_it_reads() {
    let (all, _) = survey(CHECKS.to_vec()).await;
    for check in CHECKS {
        let id = check.about().explanation.id;
        let (alone, _) = survey(vec![*check]).await;
        assert_eq!(alone.get(id).map(untimed), all.get(id).map(untimed), "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_facts_of_a_check_that_is_left_out_are_not_asked_for() {
    let (_, all) = survey(CHECKS.to_vec()).await;
    // The two host.json are read only where Durable Functions are listed, and here are none; no slot has packages on its share, and
    // no setting refers to a Key Vault.
    let of_others = [
        Fact::Production(SideFact::Durable),
        Fact::Slot(SideFact::Durable),
        Fact::Slot(SideFact::Packages),
        Fact::Production(SideFact::References),
        Fact::Slot(SideFact::References),
        Fact::ConnectionRoles,
        // Only of a release that migrates the Functions host.
        Fact::OtherSlots,
    ];
    let of_resources = [Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site), Fact::SlotNames];
    // Here is neither a workflow run nor a checkout, nor a token for GitHub.
    let of_github = [
        Fact::Job,
        Fact::WorkflowFile,
        Fact::WorkingTree,
        Fact::Infrastructure,
        Fact::Environment,
        Fact::BranchRules,
        Fact::CommitChecks,
    ];
    let always = [&of_resources[..], &of_others[..], &of_github[..]].concat();
    for check in CHECKS {
        let id = check.about().explanation.id;
        let others: Vec<&Fact> = all_but(id).iter().flat_map(|other| other.about().reads).collect();
        let is_its_own = |fact: &&Fact| !others.contains(fact) && !always.contains(fact);
        let own: Vec<&Fact> = check.about().reads.iter().filter(is_its_own).collect();
        let (_, asked) = survey(all_but(id)).await;
        let saved = all.iter().filter(|request| !asked.contains(request)).count();
        assert!(saved >= own.len(), "{id} alone reads {own:?}, and without it {saved} requests fewer are made");
        assert_eq!(saved == 0, own.is_empty(), "{id}: {own:?}");
        let made_up: Vec<&String> = asked.iter().filter(|request| !all.contains(request)).collect();
        assert!(made_up.is_empty(), "without {id}: {made_up:?}");
    }
    let (_, none) = survey(Vec::new()).await;
    assert_eq!(none.len(), 2, "the two resources only: {none:?}");
}
