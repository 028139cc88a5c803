//! What a former version wrote to disk, or handed to another job, is still understood: the files below `fixtures/former` were
//! written by the version before journals had typed events, and nothing writes them again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use slot_deploy::http::{Http, HttpError, Request, Response};
use tokio::sync::Notify;

use rehearsal::default_world::APP;
use rehearsal::faults::{Fault, Where};
use rehearsal::state::Effect;
use slot_deploy::record::{ContentIdentity, Memo, Outcome, ReleaseRecord, Ticket};

use crate::support::between::{Between, seam};
use crate::support::{Killed, Rehearsal, status};

/// Ends its client at the first request behind a line of the journal.
struct AtLine {
    event: &'static str,
    change: Option<&'static str>,
    /// The request still goes to Azure, and only its answer is never seen.
    is_sent: bool,
    reports: PathBuf,
    fallen: Notify,
}

impl AtLine {
    fn is_reached(&self) -> bool {
        let folders = std::fs::read_dir(&self.reports).into_iter().flatten().flatten();
        let texts = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("journal.jsonl")).ok());
        let lines: Vec<Value> = texts
            .flat_map(|text| text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<_>>())
            .collect();
        lines.iter().any(|line| {
            let about = line["data"]["change"].as_str().or(line["data"].as_str());
            line["event"] == self.event && about == self.change
        })
    }
}

#[async_trait::async_trait]
impl Between for AtLine {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        if !self.is_reached() {
            return world.send(request).await;
        }
        let world = world.clone();
        if self.is_sent {
            tokio::spawn(async move { world.send(request).await });
        }
        self.fallen.notify_one();
        std::future::pending().await
    }
}

/// A release that is killed at a line of its journal.
struct Cut {
    /// The folder of the fixture.
    name: &'static str,
    event: &'static str,
    change: &'static str,
    is_sent: bool,
    rehearsal: fn() -> Rehearsal,
    /// What the fixture says of its run, and how many swaps had been begun by then.
    says: &'static str,
    swaps: usize,
}

fn plain() -> Rehearsal {
    Rehearsal::new()
}

fn bad_in_production() -> Rehearsal {
    Rehearsal::new().with_fault(Fault::new(
        Where::service("site").slot("production").path("/api/version").after_swap(),
        status(500),
    ))
}

fn with_groundwork() -> Rehearsal {
    Rehearsal::new().input("swap", "preview").input("drain", "true")
}

const CUTS: &[Cut] = &[
    Cut {
        name: "before-the-swap",
        event: "phase",
        change: "probe",
        is_sent: false,
        rehearsal: plain,
        says: "announces no swap",
        swaps: 0,
    },
    Cut {
        name: "swap-announced",
        event: "intent",
        change: "swap",
        is_sent: false,
        rehearsal: plain,
        says: "announces a swap;",
        swaps: 0,
    },
    Cut {
        name: "swap-asked-for",
        event: "intent",
        change: "swap",
        is_sent: true,
        rehearsal: plain,
        says: "announces a swap;",
        swaps: 1,
    },
    Cut {
        name: "swap-read-back",
        event: "done",
        change: "swap",
        is_sent: false,
        rehearsal: plain,
        says: "says that the swap was made",
        swaps: 1,
    },
    Cut {
        name: "swap-back-asked-for",
        event: "intent",
        change: "swap-back",
        is_sent: true,
        rehearsal: bad_in_production,
        says: "announces a swap and a swap back",
        swaps: 2,
    },
    Cut {
        name: "swap-back-read-back",
        event: "done",
        change: "swap-back",
        is_sent: false,
        rehearsal: bad_in_production,
        says: "announces a swap and a swap back",
        swaps: 2,
    },
    Cut {
        name: "prepared",
        event: "done",
        change: "prepare",
        is_sent: false,
        rehearsal: with_groundwork,
        says: "announces preparations of a swap, and no swap",
        swaps: 0,
    },
    Cut {
        name: "drained",
        event: "done",
        change: "drain",
        is_sent: false,
        rehearsal: with_groundwork,
        says: "announces preparations of a swap, and no swap",
        swaps: 0,
    },
];

async fn killed(cut: &Cut) -> Killed {
    let rehearsal = (cut.rehearsal)();
    let at_line = Arc::new(AtLine {
        event: cut.event,
        change: Some(cut.change),
        is_sent: cut.is_sent,
        reports: rehearsal.temp.0.join("runner/slot-deploy"),
        fallen: Notify::new(),
    });
    let death = at_line.clone();
    let killed =
        rehearsal.through(seam(at_line.clone())).killed_when(async move { death.fallen.notified().await }).await;
    killed.unwrap_or_else(|_| panic!("{}: it ended before", cut.name))
}

fn folder_of(killed: &Killed) -> PathBuf {
    let mut entries =
        std::fs::read_dir(killed.temp.0.join("runner/slot-deploy")).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.is_dir()).unwrap()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/former")
}

/// Puts a fixture where the killed release had written its own.
fn overwrite(killed: &Killed, fixture: &str) {
    for file in ["journal.jsonl", "release.json"] {
        std::fs::copy(fixtures().join(fixture).join(file), folder_of(killed).join(file)).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_journal_without_the_marks_of_its_run_is_read_for_hints_alone() {
    for cut in CUTS {
        let killed = killed(cut).await;
        overwrite(&killed, cut.name);
        let journal = folder_of(&killed).join("journal.jsonl");
        let before = std::fs::read_to_string(&journal).unwrap();
        let told = killed.post(true).await.told.unwrap_or_else(|| panic!("{}: silent", cut.name));
        let name = cut.name;
        let begun = told.effects().iter().filter(|effect| matches!(effect, Effect::SwapBegun { .. })).count();
        assert_eq!(
            (told.outcome(), told.code(), begun),
            (Outcome::NeedsPerson, "journal-incomplete", cut.swaps),
            "{name}: {}",
            told.log
        );
        let advice = told.advice();
        assert!(advice.contains("journal.jsonl, line 1: it does not bear the mark of this run"), "{name}: {advice}");
        assert!(advice.contains(cut.says), "{name}: {advice}");
        assert_eq!(std::fs::read_to_string(&journal).unwrap(), before, "{name}: it stays as it is");
        let prepared = told.world.state().app(APP).unwrap().production.prepared_with.is_some();
        assert_eq!(prepared, matches!(name, "prepared" | "drained"), "{name}: nothing is undone");
    }
}

/// Everything that the first says, the second says as well.
fn is_kept(former: &Value, now: &Value) -> bool {
    match (former, now) {
        (Value::Object(former), Value::Object(now)) => {
            former.iter().all(|(name, value)| now.get(name).is_some_and(|now| is_kept(value, now)))
        }
        (Value::Array(former), Value::Array(now)) => {
            former.len() == now.len() && former.iter().zip(now).all(|(former, now)| is_kept(former, now))
        }
        _ => former == now,
    }
}

#[test]
fn a_record_of_a_former_version_is_read_whole() {
    let folders = CUTS.iter().map(|cut| fixtures().join(cut.name));
    for folder in folders.chain([fixtures()]) {
        let text = std::fs::read_to_string(folder.join("release.json")).unwrap();
        let record: ReleaseRecord = serde_json::from_str(&text).unwrap();
        let former: Value = serde_json::from_str(&text).unwrap();
        assert!(is_kept(&former, &serde_json::to_value(&record).unwrap()), "{}", folder.display());
    }
}

#[test]
fn a_ticket_of_a_former_version_is_read() {
    let ticket = Ticket::from_text(&std::fs::read_to_string(fixtures().join("ticket.txt")).unwrap()).unwrap();
    assert_eq!((ticket.schema, ticket.probes.passed, ticket.probes.all), (Ticket::SCHEMA, 1, 1));
    assert_eq!(ticket.slot, ContentIdentity::Ours { digest: ticket.digest.clone() });
    assert_eq!(ticket.run.as_deref(), Some("77"));
}

#[test]
fn a_memo_of_a_former_version_is_read() {
    let payload: Value = serde_json::from_str(&std::fs::read_to_string(fixtures().join("memo.json")).unwrap()).unwrap();
    let memo: Memo = serde_json::from_value(payload["memo"].clone()).unwrap();
    assert!(is_kept(&payload["memo"], &serde_json::to_value(&memo).unwrap()));
}
