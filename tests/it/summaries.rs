//! The summary of each outcome, whole and reviewed: a change of what people read is seen in review.
//!
//! `UPDATE_DOCS=1 cargo test --test it summaries::` writes `summaries/OUTCOME.md` anew. With `SUMMARIES=FOLDER` the pages as a
//! runner would show them, with charts and times, are written there too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rehearsal::faults::{Fault, Where};
use serde_json::json;
use slot_deploy::record::{OUTCOMES, Outcome, Phase};

use crate::support::moments::middle_of;
use crate::support::stable::stable;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};

/// Bad in production, and only there.
fn bad() -> Rehearsal {
    let at = Where::service("site").slot("production").path("/api/version").while_swapped();
    Rehearsal::new().with_fault(Fault::new(at, status(500)))
}

async fn verified() -> Told {
    Rehearsal::new().run().await
}

async fn skipped() -> Told {
    let rehearsal = Rehearsal::new();
    let payload = rehearsal.temp.0.join("event.json");
    let head = json!({"sha": COMMIT, "repo": {"full_name": "stranger/shop"}});
    std::fs::write(&payload, json!({"pull_request": {"number": 3, "head": head}}).to_string()).unwrap();
    let payload = payload.display().to_string();
    rehearsal.variable("GITHUB_EVENT_NAME", "pull_request").variable("GITHUB_EVENT_PATH", &payload).run().await
}

async fn stale() -> Told {
    let staged = Rehearsal::new().input("command", "stage").run().await;
    let other = TestApp::new("other").content();
    staged.promoting().slot(|slot| slot.moving.content = other).run().await
}

async fn needs_person() -> Told {
    let gone = Where::service("arm").path("slotsswap").after_swap();
    bad().with_fault(Fault::new(gone, status(403))).run().await
}

/// How a run ends so.
async fn told(outcome: Outcome) -> Told {
    match outcome {
        Outcome::Verified => verified().await,
        Outcome::Staged => Rehearsal::new().input("command", "stage").run().await,
        Outcome::Unchanged => verified().await.next_job().run().await,
        Outcome::Checked => Rehearsal::new().input("dry-run", "true").run().await,
        Outcome::Skipped => skipped().await,
        Outcome::PromotedUnverified => Rehearsal::new().cancelled_after(middle_of(Phase::Watch).await).await,
        Outcome::Invalid => Rehearsal::new().input("slot", "..").input("timeout", "soon").run().await,
        Outcome::Aborted => {
            let broken =
                TestApp::new(COMMIT).answers("GET /api/version", json!({"status": 500, "text": "no database"}));
            Rehearsal::of(&broken, &TestApp::new("former")).run().await
        }
        Outcome::Stale => stale().await,
        Outcome::Interrupted => Rehearsal::new().cancelled_after(middle_of(Phase::Swap).await).await,
        Outcome::RolledBack => bad().run().await,
        Outcome::RolledBackOnRequest => {
            verified().await.next_job().input("command", "rollback").input("package", "").run().await
        }
        Outcome::NeedsPerson => needs_person().await,
        Outcome::Internal => Rehearsal::new().fails_inside("a page could not be drawn"),
    }
}

fn page(outcome: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/summaries").join(outcome).with_extension("md")
}

#[tokio::test(start_paused = true)]
async fn the_summary_of_each_outcome_is_the_reviewed_one() {
    let mut changed = Vec::new();
    for row in OUTCOMES {
        let told = told(row.outcome).await;
        assert_eq!(told.outcome(), row.outcome, "{}", told.record.reason);
        let text = stable(&told.summary, &told);
        if let Some(folder) = std::env::var_os("SUMMARIES") {
            std::fs::write(Path::new(&folder).join(row.name).with_extension("md"), &told.summary).unwrap();
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(page(row.name), &text).unwrap();
        }
        if std::fs::read_to_string(page(row.name)).unwrap_or_default() != text {
            changed.push(text);
        }
    }
    assert!(changed.is_empty(), "review these, then write them with UPDATE_DOCS=1:\n{}", changed.join("\n----\n"));
}

#[test]
fn no_summary_is_kept_of_an_outcome_that_does_not_exist() {
    let kept = std::fs::read_dir(page("x").parent().unwrap()).unwrap();
    let kept: BTreeSet<PathBuf> = kept.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept, OUTCOMES.iter().map(|row| page(row.name)).collect());
}
