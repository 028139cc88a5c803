//! A post-step that finds damaged files of its release concludes nothing from them: it reads Azure, says what is damaged, and
//! gives a person what is needed. The files stay as they were.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::moments::middle_of;
use crate::support::{Killed, Post, Rehearsal, Told, run_key};
use slot_deploy::record::{Came, Event, Opening, Outcome, Phase, SwapCame, SwapReading};
use slot_deploy::release::{Journal, Locks, ReleaseLock};
use slot_deploy::runner::RunKey;
use time::OffsetDateTime;

fn folder_of(killed: &Killed) -> PathBuf {
    let entries = std::fs::read_dir(killed.temp.0.join("runner/slot-deploy")).unwrap();
    entries.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap()
}

/// The files of a folder that a recovery must not change.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let evidence = entries.filter(|path| path.is_file() && !path.ends_with("lock"));
    evidence.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Every surface has it, and nothing was concluded or changed.
fn is_reported(told: &Told, name: &str, cause: &str) {
    let (record, advice) = (&told.record, told.advice());
    assert_eq!(
        (told.outcome(), told.code()),
        (Outcome::NeedsPerson, "journal-incomplete"),
        "{name}: {}",
        record.reason
    );
    assert_eq!(told.ending.exit_code, 30, "{name}");
    assert!(advice.contains(cause), "{name}: {advice}");
    for (surface, text) in [("summary", &told.summary), ("log", &told.log)] {
        assert!(text.contains("damaged or incomplete"), "{name}: {surface}: {text}");
    }
    let command = "az functionapp deployment slot swap --name shop-orders";
    assert!(told.summary.contains(command), "{name}: {}", told.summary);
    assert!(told.log.contains("::error"), "{name}: no annotation: {}", told.log);
    assert!(told.outputs.contains("needs-person"), "{name}: {}", told.outputs);
    assert!(!advice.contains("production was not changed") || advice.contains("does not prove"), "{name}: {advice}");
}

async fn damaged(phase: Phase, damage: impl FnOnce(&Path)) -> (Told, PathBuf) {
    let killed = Rehearsal::new().killed_after(middle_of(phase).await).await;
    let folder = folder_of(&killed);
    damage(&folder);
    let before = files(&folder);
    let Post { told, log, .. } = killed.post(true).await;
    let told = told.unwrap_or_else(|| panic!("silent: {log}"));
    assert_eq!(files(&folder), before, "the evidence stays as it was");
    (told, folder)
}

fn journal(folder: &Path) -> PathBuf {
    folder.join("journal.jsonl")
}

fn change_journal(folder: &Path, change: impl FnOnce(String) -> String) {
    let text = std::fs::read_to_string(journal(folder)).unwrap();
    std::fs::write(journal(folder), change(text)).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_bad_line_before_the_announced_swap_does_not_hide_the_swap() {
    let splice = |folder: &Path| change_journal(folder, |text| text.replacen('\n', "\nspliced in\n", 1));
    let (told, _) = damaged(Phase::Watch, splice).await;
    is_reported(&told, "spliced", "journal.jsonl, line 2: it cannot be read");
    assert_eq!(told.swaps(), 1, "the release was swapped, and nothing is swapped by the recovery");
    let advice = told.advice();
    assert!(advice.contains("which is this release"), "{advice}");
    assert!(advice.contains("says that the swap was made"), "{advice}");
    assert_eq!(told.record.identity.production.as_ref().unwrap().content.digest(), told.record.digest.as_ref());
}

fn is_open(told: &Told) -> bool {
    let state = told.world.state();
    let last = state.github.deployments.last().unwrap();
    last.statuses.last().is_none_or(|status| status.state == "in_progress")
}

type Damage = (&'static str, fn(&Path), &'static str);

const DAMAGES: &[Damage] = &[
    ("empty", |folder| change_journal(folder, |_| String::new()), "line 1: the journal is empty"),
    ("garbage", |folder| change_journal(folder, |_| "what is this".to_owned()), "line 1: it cannot be read"),
    ("not UTF-8", |folder| std::fs::write(journal(folder), b"\xff\xfe\n\xff\n").unwrap(), "line 1: it cannot be read"),
    (
        "changed",
        |folder| change_journal(folder, |text| text.replacen("deliver", "prove", 1)),
        "its hash does not match",
    ),
    (
        "a line is missing",
        |folder| {
            change_journal(folder, |text| {
                text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect()
            });
        },
        "line 3: it does not name the hash of the line before",
    ),
    (
        "a journal of another time",
        |folder| change_journal(folder, |text| text.clone() + &text),
        "does not name the hash",
    ),
    ("missing", |folder| std::fs::remove_file(journal(folder)).unwrap(), "journal.jsonl: "),
    (
        "a folder",
        |folder| {
            std::fs::remove_file(journal(folder)).unwrap();
            std::fs::create_dir(journal(folder)).unwrap();
        },
        "a folder or a device",
    ),
    (
        "a link",
        |folder| {
            let elsewhere = folder.with_file_name("elsewhere");
            std::fs::rename(journal(folder), &elsewhere).unwrap();
            std::os::unix::fs::symlink(elsewhere, journal(folder)).unwrap();
        },
        "it is a link",
    ),
    ("a huge line", |folder| change_journal(folder, |text| text + &"x".repeat(3_000_000)), "longer than a line"),
    ("no record", |folder| std::fs::remove_file(folder.join("release.json")).unwrap(), "release.json: "),
    (
        "a garbage record",
        |folder| std::fs::write(folder.join("release.json"), "{\u{1b}[2J").unwrap(),
        "release.json, line 1",
    ),
    (
        "a record of another release",
        |folder| {
            let file = folder.join("release.json");
            let text = std::fs::read_to_string(&file).unwrap();
            let id = folder.file_name().unwrap().to_str().unwrap();
            std::fs::write(file, text.replace(id, "20200101-000000-abcdef")).unwrap();
        },
        "of the release",
    ),
    (
        "a record with a command as a name",
        |folder| {
            let file = folder.join("release.json");
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(file, text.replace("\"shop-orders\"", "\"x; rm -rf ~\"")).unwrap();
        },
        "characters that a name cannot have",
    ),
];

#[tokio::test(start_paused = true)]
async fn whatever_is_damaged_a_person_is_told_what_and_where() {
    for (name, damage, cause) in DAMAGES {
        for phase in [Phase::Deliver, Phase::Watch] {
            let (told, folder) = damaged(phase, damage).await;
            is_reported(&told, name, cause);
            assert_eq!(told.swaps(), usize::from(phase == Phase::Watch), "{name}");
            assert!(told.advice().contains("Azure was read: production runs"), "{name}: {}", told.advice());
            assert!(folder.join("recovery/release.json").is_file(), "{name}");
            assert!(!is_open(&told), "{name}: the next release would wait for this one");
            assert!(!told.log.contains('\u{1b}') && !told.summary.contains('\u{1b}'), "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn damaged_files_are_reported_by_one_post_step_and_only_repeated_by_the_next() {
    for remembers in [true, false] {
        let (told, folder) = damaged(Phase::Watch, |folder| change_journal(folder, |_| "garbage\n".to_owned())).await;
        let before = files(&folder.join("recovery"));
        let Told { world, temp, variables, .. } = told;
        let variables = variables.into_iter().filter(|(name, _)| !name.starts_with("STATE_")).collect();
        let post = Killed { world, temp, variables }.post(remembers).await;
        if let Some(told) = &post.told {
            assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "journal-incomplete"));
            let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&files(&folder.join("recovery"))), names(&before), "no second recovery");
        }
        assert_eq!(post.told.is_some(), remembers, "{}", post.log);
    }
}

#[tokio::test(start_paused = true)]
async fn without_access_to_azure_damaged_files_are_reported_with_the_command_all_the_same() {
    let killed = Rehearsal::new().killed_after(middle_of(Phase::Watch).await).await;
    change_journal(&folder_of(&killed), |_| "garbage\n".to_owned());
    killed.world.state().directory.apps.clear();
    let told = killed.post(true).await.told.unwrap();
    is_reported(&told, "no access", "both sides could not be read in Azure");
}

#[tokio::test(start_paused = true)]
async fn a_post_step_that_was_given_another_app_concludes_nothing_about_it() {
    let mut killed = Rehearsal::new().killed_after(middle_of(Phase::Deliver).await).await;
    killed.variables.insert("INPUT_SLOT".to_owned(), "another".to_owned());
    let told = killed.post(true).await.told.unwrap();
    is_reported(&told, "another slot", "the step was given \"another\"");
}

#[tokio::test(start_paused = true)]
async fn a_release_folder_that_is_gone_is_not_a_release_that_never_began() {
    let killed = Rehearsal::new().killed_after(middle_of(Phase::Watch).await).await;
    std::fs::remove_dir_all(folder_of(&killed)).unwrap();
    let told = killed.post(true).await.told.unwrap();
    is_reported(&told, "gone", "journal.jsonl: ");
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_cannot_be_written_keeps_no_surface_from_the_report() {
    let (told, _) = damaged(Phase::Watch, |folder| {
        change_journal(folder, |_| "garbage\n".to_owned());
        std::fs::write(folder.join("recovery"), "a file where a folder should be").unwrap();
    })
    .await;
    is_reported(&told, "unwritable", "line 1");
}

/// Replaces the journal by one whose lines verify.
fn write_journal(folder: &Path, events: &[Event]) {
    let is_first = |line: &&str| line.contains("\"begin\"");
    let text = std::fs::read_to_string(journal(folder)).unwrap();
    let first: serde_json::Value = serde_json::from_str(text.lines().find(is_first).unwrap()).unwrap();
    let opened: Event = serde_json::from_value(first).unwrap();
    std::fs::remove_file(journal(folder)).unwrap();
    let mut written = Journal::create(folder, &run_key(folder.ancestors().nth(2).unwrap()).unwrap()).unwrap();
    for event in std::iter::once(&opened).chain(events) {
        written.write(OffsetDateTime::UNIX_EPOCH, event).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn lines_that_verify_and_contradict_each_other_prove_nothing() {
    let swapped = Event::Done(Came::Swap(SwapCame { reading: SwapReading::NotSwapped, stamp: None, by: None }));
    let ended = Event::Ended { outcome: Outcome::Aborted, is_final: true };
    let later = Event::Opened(Opening {
        schema: 99,
        release: "sd-1".to_owned(),
        app: "shop-orders\u{1b}[2J".to_owned(),
        slot: "staging".to_owned(),
        target: "production".to_owned(),
        commit: None,
    });
    let cases = [
        (vec![swapped], "line 2: it has the result of a change (swap) that was not announced"),
        (vec![ended.clone(), Event::Began(Phase::Swap)], "line 3: it follows the end of the run"),
        (vec![ended.clone(), ended], "line 3: it follows the end of the run"),
        (vec![later], "line 2: it has the form 99, and this version reads up to"),
        (vec![Event::Began(Phase::Swap)], "it announces no swap, and by release.json one was requested"),
    ];
    for (events, cause) in cases {
        let (told, _) = damaged(Phase::Watch, |folder| write_journal(folder, &events)).await;
        is_reported(&told, cause, cause);
        assert_eq!(told.swaps(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_forgetful_runner_finds_the_damaged_release_and_not_an_older_one() {
    let killed = Rehearsal::new().killed_after(middle_of(Phase::Watch).await).await;
    let folder = folder_of(&killed);
    std::fs::create_dir(folder.with_file_name("no-release")).unwrap();
    change_journal(&folder, |_| "garbage\n".to_owned());
    let told = killed.post(false).await.told.unwrap();
    is_reported(&told, "forgetful", "line 1");
}

/// A run at a terminal, with a report folder that others use as well.
async fn run_at_a_terminal(folder: &Path) -> Box<Told> {
    let rehearsal = Rehearsal::new().variable("GITHUB_ACTIONS", "").variable("CI", "true").input("auth", "oidc");
    let rehearsal = rehearsal.input("report", &folder.display().to_string());
    // It prints its outcome to stdout, and not to the log.
    let Err(told) = rehearsal.killed_when(std::future::pending()).await else { panic!("it was not killed") };
    told
}

#[tokio::test(start_paused = true)]
async fn a_second_run_in_one_report_folder_is_refused_while_the_first_is_in_progress() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("journal.jsonl"), "of the first run").unwrap();
    let lock = ReleaseLock::take(folder.path(), &RunKey::new(), Locks::default());
    let told = run_at_a_terminal(folder.path()).await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Invalid, "journal-unwritable"), "{}", told.log);
    assert!(told.record.reason.contains("another run of slot-deploy uses the report folder"), "{}", told.record.reason);
    assert_eq!(told.world.state().effects.len(), 0);
    assert_eq!(files(folder.path()).len(), 1, "it writes nothing beside the first run");
    assert_eq!(std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap(), "of the first run");
    drop(lock);
}

#[tokio::test(start_paused = true)]
async fn a_second_run_in_one_report_folder_keeps_the_unfinished_journal_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("journal.jsonl"), "of the first run").unwrap();
    std::fs::write(folder.path().join("stop"), "").unwrap();
    let told = run_at_a_terminal(folder.path()).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let kept = std::fs::read_to_string(folder.path().join("journal-former-1.jsonl")).unwrap();
    assert_eq!(kept, "of the first run");
    assert!(told.record.warnings.iter().any(|line| line.contains("journal-former-1.jsonl")), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_leaves_no_report_of_a_former_run_beside_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let first = run_at_a_terminal(folder.path()).await;
    assert_eq!(first.outcome(), Outcome::Verified, "{}", first.log);
    let of_first = std::fs::read_to_string(folder.path().join("release.json")).unwrap();
    let second = Rehearsal::new().variable("GITHUB_ACTIONS", "").variable("CI", "true").input("auth", "oidc");
    let second = second.input("report", &folder.path().display().to_string());
    second.killed_after(std::time::Duration::from_secs(5)).await;
    assert!(!folder.path().join("summary.md").exists(), "it told how the first run ended");
    let now = std::fs::read_to_string(folder.path().join("release.json")).unwrap();
    let id = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["id"].clone();
    assert_ne!(id(&now), id(&of_first));
    // That one did not end, so what it left is kept under another name, and not as the third run's.
    let third = run_at_a_terminal(folder.path()).await;
    assert_eq!(third.outcome(), Outcome::Verified, "{}", third.log);
    let kept = std::fs::read_to_string(folder.path().join("release-former-1.json")).unwrap();
    assert_eq!(id(&kept), id(&now));
}

#[tokio::test(start_paused = true)]
async fn a_folder_in_place_of_the_record_is_named_and_nothing_half_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("release.json")).unwrap();
    let told = run_at_a_terminal(folder.path()).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("release.json could not be written: a folder lies in its place"), "{}", told.log);
    assert!(!folder.path().join("release.json.part").exists());
}
