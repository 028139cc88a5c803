//! A world with everything right: the default one, and what a careful team has done to its app, its workflow and its repository.

use std::path::Path;

use super::check;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::default_world::{CLIENT, IDENTITIES, STORAGE};
use rehearsal::state::{BranchRule, CommitStatus, DataRole, Environment, GitHub, RoleAssignment, Side, State};
use serde_json::json;
use slot_deploy::record::{Outcome, ReleaseRecord, Severity};
use time::OffsetDateTime;

const WORKFLOW: &str = "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    environment: production\n    concurrency: { group: release-shop-orders, cancel-in-progress: false }\n";
const BUNDLE: &str = r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#;

/// Requests, a queue and a timer start its functions.
pub fn app(commit: &str) -> TestApp {
    TestApp::new(commit)
        .file("host.json", BUNDLE)
        .function("TakeOrder", json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"}))
        .function("Nightly", json!({"type": "timerTrigger", "schedule": "0 0 2 * * *"}))
}

/// No check of it has anything to say.
pub fn everything_right() -> Rehearsal {
    right_with(&app(COMMIT), &app("former"))
}

/// The same with this package over this production.
pub fn right_with(new: &TestApp, former: &TestApp) -> Rehearsal {
    let rehearsal =
        Rehearsal::of(new, former).production(by_identity_and_warm).slot(by_identity_and_warm).world(|state| {
            grant_roles(state);
            guard(&mut state.github);
            // Its federated credential is bound to the environment.
            let subject = state.github.subject();
            state.directory.app_mut(CLIENT).unwrap().federated[0].subject = subject;
        });
    let root = rehearsal.temp.0.join("checkout");
    write(&root.join(".github/workflows/release.yml"), WORKFLOW);
    let root = root.to_str().unwrap().to_owned();
    rehearsal
        .variable("GITHUB_WORKSPACE", &root)
        .variable("GITHUB_WORKFLOW_REF", "contoso/shop/.github/workflows/release.yml@refs/heads/main")
        .variable("GITHUB_JOB", "release")
        .variable("GITHUB_REF", "refs/heads/main")
        .input("drain", "true")
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// No key opens its storage, the platform's warm-up asks a function, and the portal is not counted on.
fn by_identity_and_warm(side: &mut Side) {
    for name in ["AzureWebJobsStorage", "OrdersStorage"] {
        side.settings.remove(name);
        side.settings.insert(format!("{name}__accountName"), STORAGE.to_owned());
    }
    let set = [
        ("WEBSITE_SWAP_WARMUP_PING_PATH", "/api/version"),
        ("WEBSITE_SWAP_WARMUP_PING_STATUSES", "200"),
        ("FUNCTION_APP_EDIT_MODE", "readOnly"),
    ];
    side.settings.extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

/// What the host and the queue trigger of each side do with the storage.
fn grant_roles(state: &mut State) {
    let roles =
        IDENTITIES.iter().flat_map(|identity| [DataRole::Owner, DataRole::QueueProcessor].map(|role| (identity, role)));
    let assigned =
        roles.map(|(identity, role)| RoleAssignment { principal: (*identity).to_owned(), container: None, role });
    state.storage.get_mut(STORAGE).unwrap().assignments.extend(assigned);
}

/// The job waits for reviewers whom nobody bypasses; its branch requires checks, and its commit passed one.
fn guard(github: &mut GitHub) {
    github.permissions.push(("actions".to_owned(), "read".to_owned()));
    github.job.environment = Some("production".to_owned());
    github.environments.push(Environment {
        id: 7,
        name: "production".to_owned(),
        wait_minutes: None,
        branch_patterns: vec!["main".to_owned()],
        protected_branches_only: false,
        prevent_self_review: false,
        reviewers: vec!["mona".to_owned()],
        admins_bypass: false,
        created: OffsetDateTime::UNIX_EPOCH,
    });
    github.branch_rules.push(BranchRule {
        branch: "main".to_owned(),
        kind: "required_status_checks".to_owned(),
        checks: Vec::new(),
    });
    let passed = CommitStatus { sha: COMMIT.to_owned(), context: "tests".to_owned(), state: "success".to_owned() };
    github.commit_statuses.push(passed);
}

/// What is not in order, in words.
pub fn objections(record: &ReleaseRecord) -> Vec<String> {
    let found = record.findings.iter().filter(|finding| finding.severity != Severity::Fine);
    found.map(|finding| format!("{}: {}\nfix: {}", finding.check, finding.says, finding.fix)).collect()
}

/// What it says of the lines of its checklist.
fn lines(told: &Told) -> Vec<String> {
    let (_, rest) = told.summary.split_once("### Checklist\n\n").unwrap();
    rest.lines().take_while(|line| line.starts_with("- ")).map(str::to_owned).collect()
}

/// What only a release can do: `check` deploys nothing.
const OF_A_RELEASE: [&str; 2] = ["staging deployed", "smoke passed before swap"];

#[tokio::test(start_paused = true)]
async fn a_world_with_everything_right_has_not_even_a_note_and_every_line_that_a_check_can_tick_is_ticked() {
    let told = check(everything_right()).await;
    assert_eq!(objections(&told.record), Vec::<String>::new());
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Checked, 0));
    let lines = lines(&told);
    assert_eq!(lines.len(), 12);
    for line in lines {
        // Nothing was ever rolled back in this world.
        let is_open = OF_A_RELEASE
            .iter()
            .chain(["rollback possible and when last rehearsed"].iter())
            .any(|says| line.starts_with(&format!("- ⬜ not asked: {says}")));
        assert!(is_open || line.starts_with("- ✅"), "{line}");
    }
    assert_eq!(told.record.check.as_ref().unwrap().not_asked, []);
}

/// What `check` promises holds: the release is made, says nothing either, and ticks the lines that are left where it makes the checks.
#[tokio::test(start_paused = true)]
async fn a_world_with_everything_right_is_released_and_is_right_afterwards() {
    let checked = check(everything_right()).await;
    let released = checked.next_job().input("command", "release").run().await;
    assert_eq!((released.outcome(), objections(&released.record)), (Outcome::Verified, Vec::new()), "{}", released.log);
    for says in OF_A_RELEASE {
        assert!(lines(&released).iter().any(|line| line.starts_with(&format!("- ✅ {says}"))), "{}", released.summary);
    }
    let before = released.world.state().requests.len();
    let told = check(released.then(&app("next")).input("resource-group", "rg-shop")).await;
    assert_eq!((told.outcome(), objections(&told.record)), (Outcome::Checked, Vec::new()));
    // Beside the 25 of any app: the storage account that identities open, its roles for each of them, and what protects environment and
    // branch.
    let state = told.world.state();
    let asked = state.requests.iter().skip(before).filter(|request| request.service != "metadata").count();
    assert!(asked <= 25 + 7, "{asked}");
}
