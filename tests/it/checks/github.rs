//! The GitHub side.

use super::{Row, check, finding, prove};
use crate::support::{COMMIT, Rehearsal};
use rehearsal::default_world::CLIENT;
use rehearsal::state::{BranchRule, CommitStatus, Environment, JobTrigger, State};
use serde_json::{Value, json};
use slot_deploy::record::{Outcome, Severity};
use time::OffsetDateTime;

/// The job runs in this environment.
fn in_environment(reviewers: &[&str]) -> Rehearsal {
    let reviewers: Vec<String> = reviewers.iter().map(|login| (*login).to_owned()).collect();
    may_read(Rehearsal::new()).world(|state| {
        state.github.job.environment = Some("production".to_owned());
        trust(state);
        state.github.environments.push(Environment {
            id: 7,
            name: "production".to_owned(),
            wait_minutes: None,
            branch_patterns: vec!["main".to_owned()],
            protected_branches_only: false,
            prevent_self_review: false,
            reviewers,
            admins_bypass: false,
            created: OffsetDateTime::UNIX_EPOCH,
        });
    })
}

/// The identity trusts the job as it is now.
fn trust(state: &mut State) {
    let subject = state.github.subject();
    state.directory.app_mut(CLIENT).unwrap().federated[0].subject = subject;
}

fn may_read(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.world(|state| {
        let read = |name: &str| (name.to_owned(), "read".to_owned());
        state.github.permissions.extend([read("actions"), read("checks")]);
    })
}

/// A check of the commit that is released, in this state.
fn tested(state: &'static str) -> Rehearsal {
    may_read(Rehearsal::new()).world(|world| {
        let said = CommitStatus { sha: COMMIT.to_owned(), context: "tests".to_owned(), state: state.to_owned() };
        world.github.commit_statuses.push(said);
    })
}

/// The run was started by this event.
fn on(event: &str, payload: &Value) -> Rehearsal {
    let rehearsal = Rehearsal::new();
    let path = rehearsal.temp.0.join("event.json");
    std::fs::write(&path, payload.to_string()).unwrap();
    rehearsal.variable("GITHUB_EVENT_NAME", event).variable("GITHUB_EVENT_PATH", path.to_str().unwrap())
}

fn pull_request_of(repository: &str) -> Value {
    json!({"pull_request": {"number": 3, "head": {"sha": COMMIT, "repo": {"full_name": repository}}}})
}

/// The checkout has this workflow file.
fn workflow(text: &str) -> Rehearsal {
    let rehearsal = Rehearsal::new();
    let root = rehearsal.temp.0.join("checkout");
    std::fs::create_dir_all(root.join(".github/workflows")).unwrap();
    std::fs::write(root.join(".github/workflows/release.yml"), text).unwrap();
    rehearsal
        .variable("GITHUB_WORKSPACE", root.to_str().unwrap())
        .variable("GITHUB_WORKFLOW_REF", "contoso/shop/.github/workflows/release.yml@refs/heads/main")
        .variable("GITHUB_JOB", "release")
}

const JOB: &str = "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n";

fn on_main(rules: &[&str]) -> Rehearsal {
    let rule = |kind: &&str| BranchRule { branch: "main".to_owned(), kind: (*kind).to_owned(), checks: Vec::new() };
    let rules: Vec<BranchRule> = rules.iter().map(rule).collect();
    Rehearsal::new().world(|state| state.github.branch_rules = rules).variable("GITHUB_REF", "refs/heads/main")
}

pub const ROWS: &[Row] = &[
    Row {
        id: "hostile-trigger",
        fires: || on("pull_request_target", &pull_request_of("stranger/shop")),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        `pull_request_target` runs with this repository's secrets for pull request 3 from a fork, whose content would be released
        fix: release on `push` to a protected branch or on `workflow_dispatch`
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "not-from-a-laptop",
        fires: || Rehearsal::new().variable("GITHUB_ACTIONS", "").input("auth", "oidc"),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        this is a person's machine, and what it releases to `production` may be uncommitted, unpushed and unchecked
        fix: release from the workflow; for another app than production's, set `environment-name`; in an emergency, lower `not-from-a-laptop` under `checks:` with the reason
        ")
        },
        with: &[],
        silent: || Rehearsal::new().variable("GITHUB_ACTIONS", "").variable("CI", "true").input("auth", "oidc"),
    },
    Row {
        id: "oidc-subject",
        fires: || {
            Rehearsal::new().world(|state| {
                let (head, base) = ("dark-mode".to_owned(), "main".to_owned());
                state.github.job.trigger = JobTrigger::PullRequest { number: 3, head, base };
                trust(state);
            })
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the subject `repo:contoso/shop:pull_request` is that of every pull request of the repository
        fix: give the job `environment: production`, and the federated credential the subject that the job then has, such as `repo:contoso/shop:environment:production`
        ")
        },
        with: &[],
        silent: || in_environment(&["mona"]),
    },
    Row {
        id: "environment-reviewers",
        fires: || in_environment(&[]),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the environment `production` has no required reviewers: every run of its jobs releases
        fix: add required reviewers in its settings; where the plan has none (private repositories without Enterprise), start the release by `workflow_dispatch` and let a second person do so
        ")
        },
        with: &[],
        silent: || in_environment(&["mona"]),
    },
    Row {
        id: "environment-branches",
        fires: || in_environment(&["mona"]).world(|state| state.github.environments[0].branch_patterns.clear()),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        jobs of every branch may use the environment `production`
        fix: name the branch that is released under `Deployment branches and tags` in its settings
        ")
        },
        with: &[],
        silent: || in_environment(&["mona"]),
    },
    Row {
        id: "branch-protected",
        fires: || on_main(&[]),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        no ruleset holds for the branch `main`
        fix: Settings, Rules: add a ruleset for the branch that requires pull requests and status checks
        ")
        },
        with: &[],
        silent: || on_main(&["required_status_checks"]),
    },
    Row {
        id: "tests-passed",
        fires: || tested("failure"),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        of the checks of the commit 1111111 did not pass: `tests`
        fix: correct the commit, or run the check again
        ")
        },
        with: &[],
        silent: || tested("success"),
    },
    Row {
        id: "concurrency-group",
        fires: || workflow(&format!("{JOB}    concurrency: {{ group: shop, cancel-in-progress: true }}\n")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the concurrency group has `cancel-in-progress: true`: a newer run cancels a release in its middle
        fix: write `concurrency: { group: release-shop-orders, cancel-in-progress: false }`
        ")
        },
        with: &[],
        silent: || workflow(&format!("{JOB}    concurrency: shop\n")),
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_may_not_ask_for_a_token_is_a_finding_of_check() {
    let told = check(Rehearsal::new().variable("ACTIONS_ID_TOKEN_REQUEST_URL", "")).await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Aborted, 10), "{}", told.log);
    let found = told.record.findings.iter().find(|finding| finding.is_error()).unwrap();
    assert!(found.says.contains("id-token: write"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn a_completed_run_of_a_fork_is_not_released_and_one_of_the_repository_is() {
    let completed = |repository: &str| {
        on("workflow_run", &json!({"workflow_run": {"head_sha": COMMIT, "head_repository": {"full_name": repository}}}))
    };
    let told = completed("stranger/shop").run().await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{}", told.log);
    assert_eq!(completed("contoso/shop").run().await.outcome(), Outcome::Verified);
    let told = check(on("pull_request_target", &pull_request_of("contoso/shop"))).await;
    assert_eq!(finding(&told, "hostile-trigger").unwrap().severity, Severity::Warning);
}

#[tokio::test(start_paused = true)]
async fn a_laptop_is_a_warning_where_the_environment_is_not_production() {
    let laptop = Rehearsal::new().variable("GITHUB_ACTIONS", "").input("auth", "oidc");
    let told = check(laptop.input("environment-name", "test")).await;
    assert_eq!(finding(&told, "not-from-a-laptop").unwrap().severity, Severity::Warning, "{}", told.log);
    assert_eq!(told.ending.exit_code, 0);
}

#[tokio::test(start_paused = true)]
async fn on_a_persons_machine_gits_own_files_say_what_is_known_of_the_commit() {
    let laptop = || Rehearsal::new().variable("GITHUB_ACTIONS", "").input("auth", "oidc");
    let at = |rehearsal: Rehearsal, files: &[(&str, &str)]| {
        let root = rehearsal.temp.0.join("checkout");
        for (name, text) in files {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        rehearsal.variable("GITHUB_WORKSPACE", root.to_str().unwrap())
    };
    let unpushed = [(".git/HEAD", COMMIT)];
    let told = check(at(laptop(), &unpushed)).await;
    insta::assert_snapshot!(finding(&told, "not-from-a-laptop").unwrap().says, @"this is a person's machine, and what it releases to `production` may be uncommitted, unpushed and unchecked; no remote-tracking branch is at commit 1111111; whether files were changed is not known: git's index cannot be read");
    let pushed = [(".git/HEAD", COMMIT), (".git/refs/remotes/origin/main", COMMIT)];
    let told = check(at(laptop(), &pushed)).await;
    insta::assert_snapshot!(finding(&told, "not-from-a-laptop").unwrap().says, @"this is a person's machine, and what it releases to `production` may be uncommitted and unchecked; commit 1111111 is known to `origin/main`; whether files were changed is not known: git's index cannot be read");
}

#[tokio::test(start_paused = true)]
async fn a_missing_group_is_a_note_at_the_job_and_administrators_that_bypass_are_one() {
    let told = check(workflow(JOB)).await;
    let found = finding(&told, "concurrency-group").unwrap();
    assert_eq!((found.severity, found.place().as_deref()), (Severity::Note, Some(".github/workflows/release.yml:3")));
    let bypassed = in_environment(&["mona"]).world(|state| state.github.environments[0].admins_bypass = true);
    let told = check(bypassed).await;
    let found = finding(&told, "environment-reviewers").unwrap();
    assert!(found.severity == Severity::Note && found.says.contains("bypass"), "{}", found.says);
}

/// What GitHub does not let the job read is said, with the permission, and never fine; an app is not faulty for it.
#[tokio::test(start_paused = true)]
async fn what_the_token_may_not_read_is_named_with_its_permission() {
    let forbidden = in_environment(&["mona"]).world(|state| state.github.permissions.clear());
    let told = check(forbidden).await;
    for (id, permission) in [("environment-reviewers", "actions: read"), ("tests-passed", "checks: read")] {
        let found = finding(&told, id).unwrap();
        assert_eq!(found.severity, Severity::Note, "{}", found.says);
        assert!(told.log.contains(&format!("(needs `{permission}`)")), "{}", told.log);
    }
    let without_token = check(in_environment(&["mona"]).input("github-token", "")).await;
    let found = finding(&without_token, "tests-passed").unwrap();
    assert!(found.severity == Severity::Note && found.says.contains("`github-token`"), "{}", found.says);
    assert_eq!((told.ending.exit_code, without_token.ending.exit_code), (0, 0));
}

/// A page of GitHub has a hundred: what failed on the second is found all the same.
#[tokio::test(start_paused = true)]
async fn the_checks_of_a_commit_are_read_from_all_pages() {
    let many = |failed: usize| {
        may_read(Rehearsal::new()).world(|world| {
            let said = |number: usize| CommitStatus {
                sha: COMMIT.to_owned(),
                context: format!("shard {number}"),
                state: if number == failed { "failure" } else { "success" }.to_owned(),
            };
            world.github.commit_statuses.extend((0..130).map(said));
        })
    };
    for failed in [0, 129] {
        let told = check(many(failed)).await;
        let found = finding(&told, "tests-passed").unwrap();
        assert!(found.says.contains(&format!("`shard {failed}`")), "{}", found.says);
    }
    let told = check(many(1_000)).await;
    let found = finding(&told, "tests-passed").unwrap();
    assert!(found.says.contains("130 passed"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn only_check_asks_github_for_these_and_at_most_four_times() {
    let asked = |told: &crate::support::Told| {
        let is_of_these =
            |path: &str| ["/environments/", "/rules/branches/", "/check-runs"].iter().any(|part| path.contains(part));
        told.world.state().requests.iter().filter(|request| is_of_these(&request.path)).count()
    };
    let ready = || in_environment(&["mona"]).variable("GITHUB_REF", "refs/heads/main");
    let checked = check(ready()).await;
    assert_eq!(asked(&checked), 3, "{}", checked.log);
    let released = ready().run().await;
    assert_eq!((released.outcome(), asked(&released)), (Outcome::Verified, 0), "{}", released.log);
}
