//! What the table is compared with: every other place that names an action.

use std::collections::BTreeSet;

use crate::support::{Rehearsal, status};
use rehearsal::default_world::CLIENT;
use rehearsal::faults::Where;
use slot_deploy::azure::{RoleFor, Ways, permissions, permissions_for};
use slot_deploy::preflight::{CHECKS, Fact};
use slot_deploy::record::{Code, Outcome};

#[test]
fn no_action_stands_twice_for_one_resource_and_each_says_why() {
    let mut known = BTreeSet::new();
    for permission in permissions() {
        assert!(known.insert((permission.action, permission.on.words())), "{}", permission.action);
        assert!(!permission.asked_by.is_empty() && !permission.needs.is_empty(), "{}", permission.action);
        for need in permission.needs {
            assert!(!need.by.is_empty() && !need.to.is_empty() && !need.to.ends_with('.'), "{}", permission.action);
        }
    }
}

fn is_in_the_table(action: &str) -> bool {
    permissions().any(|permission| permission.action.eq_ignore_ascii_case(action))
}

#[test]
fn every_fact_of_a_check_is_read_by_an_action_that_check_has() {
    let of_check: Vec<&str> =
        permissions_for(RoleFor::Check, &Ways::all()).map(|permission| permission.action).collect();
    for fact in CHECKS.iter().flat_map(|check| check.about().reads) {
        // Others are permissions of the job.
        let Some(action) = Fact::action(*fact).filter(|action| action.starts_with("Microsoft.")) else { continue };
        assert!(of_check.iter().any(|one| one.eq_ignore_ascii_case(&action)), "{fact}: {action}");
    }
}

#[test]
fn every_action_that_a_code_or_a_check_names_is_in_the_table() {
    let checks = CHECKS.iter().map(|check| &check.about().explanation);
    for explanation in Code::all().filter_map(|code| code.explanation()).chain(checks) {
        for right in explanation.rights.iter().filter(|right| right.starts_with("Microsoft.")) {
            assert!(is_in_the_table(right), "{}: {right}", explanation.id);
        }
    }
}

/// A refusal in other words than those of the control plane says no action, so the request does.
#[tokio::test(start_paused = true)]
async fn a_refusal_that_names_no_action_is_told_with_the_one_that_the_request_needs() {
    let cases = [
        ("arm", "config/slotConfigNames", "Microsoft.Web/sites/config/Read"),
        ("arm", "slots/staging/slotsswap", "Microsoft.Web/sites/slots/slotsswap/Action"),
        ("scm", "api/zipdeploy", "Microsoft.Web/sites/slots/publish/Action"),
    ];
    for (service, path, action) in cases {
        let told = Rehearsal::new().fault(Where::service(service).path(path), status(403)).run().await;
        assert_eq!(told.outcome(), Outcome::Aborted, "{path}: {}", told.log);
        assert!(told.log.contains(&format!("it needs the right `{action}`")), "{path}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn an_identity_that_only_looks_is_judged_by_what_a_look_needs_where_the_input_says_so() {
    let role: Vec<String> =
        permissions_for(RoleFor::Check, &Ways::all()).map(|permission| permission.action.to_owned()).collect();
    let under = |command: &str| {
        let role = role.clone();
        let limited = Rehearsal::new().world(|state| state.directory.app_mut(CLIENT).unwrap().actions = role);
        limited.input("command", "check").input("for", command).run()
    };
    let told = under("check").await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(told.log.contains("whether it may release was not asked"), "{}", told.log);
    let told = under("release").await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "rights-suffice"), "{}", told.log);
}
