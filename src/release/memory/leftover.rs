use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Journal;
use super::damage::{Damage, is_name};
use super::evidence_file::read_evidence;
use super::read_journal::read_journal;
use crate::judge::Reached;
use crate::record::{Change, Event, Opening, Phase, PhaseState, ReleaseRecord};
use crate::report::bears_the_mark;
use crate::runner::RunKey;

/// The record of a release, as a file.
const RECORD: &str = "release.json";
/// Where the recovery of a release writes whose own files are damaged, below them.
const RECOVERY: &str = "recovery";
/// Some runners hand nothing to a post-step, and earlier versions had no key.
const NO_KEY: &str = "nothing proves that the run itself wrote it, since the step's key was not handed over";
const OF_OTHERS: &str = "it does not bear the mark of this run, so something else may have written it";

/// The files of a run: its record as of the last step, and its progress by the journal.
#[derive(Debug, Clone)]
pub struct Leftover {
    /// Its folder.
    pub folder: PathBuf,
    /// Its record. One that the run itself may not have written keeps only what can be shown.
    pub record: ReleaseRecord,
    /// Its progress; with any damage only as far as the files can be read, and marked so.
    pub reached: Reached,
    /// What cannot be relied on; empty when all is there and agrees.
    pub damage: Vec<Damage>,
    /// The journal says which release it is of; when the run was killed within that line, its recovery says it.
    pub is_opened: bool,
    /// Every line of the journal that can be read, and the record where that can be read, bear the mark of the run: the rest may
    /// be damaged, but nothing of this was made up.
    pub is_own: bool,
    /// All is there and agrees, but there is no key that proves it: hints, and nothing more.
    pub is_only_unproven: bool,
}

impl Leftover {
    /// Reads the folder of the release that has this key. What is missing, damaged or not the run's own is named in
    /// [`Leftover::damage`] and changes nothing on disk; without a key nothing is the run's own beyond doubt. `blank` is the record of a release with the same inputs, for what cannot be read. Where a recovery of damaged files has
    /// ended, its report is what was left behind.
    pub fn read(folder: &Path, blank: &ReleaseRecord, key: Option<&RunKey>) -> Self {
        let left = Self::read_files(folder, blank, key);
        if left.damage.is_empty() {
            return left;
        }
        let recovery = Self::read_files(&folder.join(RECOVERY), blank, key);
        if recovery.has_ended() { recovery } else { left }
    }

    /// The folder of the newest release below `folder` that does not say how it ended: some runners do not tell the post-step
    /// which one is its own (facts: act). Each release there has a key of its own, so this rests on hints.
    pub fn newest(folder: &Path, blank: &ReleaseRecord) -> Option<PathBuf> {
        let says_its_end = |at: &Path| {
            let left = Self::read_files(at, blank, None);
            left.is_only_unproven && left.reached.is_final
        };
        let folders =
            std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|path| is_folder(path));
        let mut found: Vec<_> = folders.filter_map(|release| Some((last_written(&release)?, release))).collect();
        found.sort();
        let is_unfinished = |release: &PathBuf| !says_its_end(release) && !says_its_end(&release.join(RECOVERY));
        found.into_iter().rev().map(|(_, release)| release).find(is_unfinished)
    }

    /// Whether its end is recorded, beyond doubt.
    pub fn has_ended(&self) -> bool {
        self.reached.is_final && self.damage.is_empty()
    }

    /// What the files say, whether or not that can be relied on.
    pub fn told(&self) -> Reached {
        Reached { evidence_incomplete: false, ..self.reached.clone() }
    }

    /// Where its recovery writes. Damaged files stay as they are.
    pub fn recovery_folder(&self) -> PathBuf {
        if self.damage.is_empty() { self.folder.clone() } else { self.folder.join(RECOVERY) }
    }

    /// The same as damaged when it is about another app or side than these, which its step was given.
    pub fn of_inputs(mut self, app: &str, slot: &str, target: &str) -> Self {
        let record = &self.record;
        let pairs = [(&record.app, app), (&record.slot, slot), (&record.target_slot, target)];
        let other = pairs.into_iter().find(|(is, should)| !is.eq_ignore_ascii_case(should));
        let why = other.map(|(is, should)| format!("it is about {is:?}, and the step was given {should:?}"));
        if let Some(why) = why {
            self.add(Damage::new(&self.folder.join(Journal::FILE), None, &why));
            // A command for a person is built with these.
            let record = &mut self.record;
            [record.app, record.slot, record.target_slot] = [app, slot, target].map(str::to_owned);
        }
        self
    }

    /// The same as damaged by this, of one of its files.
    pub fn damaged_by(mut self, file: &str, why: &str) -> Self {
        self.add(Damage::new(&self.folder.join(file), None, why));
        self
    }

    fn add(&mut self, damage: Damage) {
        self.damage.push(damage);
        self.is_only_unproven = false;
        self.reached.evidence_incomplete = true;
    }

    /// What the two files say, each by itself.
    fn read_files(folder: &Path, blank: &ReleaseRecord, key: Option<&RunKey>) -> Self {
        let at = folder.join(Journal::FILE);
        let (lines, events, damage) = read_journal(&at, key);
        let opening = lines.hints().into_iter().find_map(|event| match event {
            Event::Opened(opening) => Some(opening),
            _ => None,
        });
        let reached = Reached::by(&events);
        let record = blank_record(folder, blank, opening.as_ref());
        let mut left = Self {
            folder: folder.to_owned(),
            record,
            reached,
            damage: Vec::new(),
            is_opened: opening.is_some(),
            is_own: lines.are_of(key),
            is_only_unproven: false,
        };
        damage.into_iter().for_each(|damage| left.add(damage));
        match read_record(&folder.join(RECORD), key) {
            Ok((record, is_own)) => {
                left.is_own &= is_own == Some(true);
                let other = opening.filter(|opening| opening.release != record.id);
                let why = other
                    .map(|other| format!("it is of the release {:?}, and {RECORD} of {:?}", other.release, record.id));
                // A recovery goes on with what the run announced.
                let is_of_the_run = left.damage.is_empty() && !folder.ends_with(RECOVERY);
                let unannounced = is_of_the_run.then(|| unannounced_swap(&record, &events)).flatten();
                why.or(unannounced).into_iter().for_each(|why| left.add(Damage::new(&at, None, &why)));
                if is_own == Some(false) {
                    left.add(Damage::new(&folder.join(RECORD), None, OF_OTHERS));
                }
                left.record = if is_own == Some(true) { record } else { shown_of(record, left.record) };
            }
            Err(damage) => left.add(damage),
        }
        if key.is_none() {
            let is_only_unproven = left.damage.is_empty();
            left.add(Damage::new(&at, None, NO_KEY));
            left.is_only_unproven = is_only_unproven;
        }
        left
    }
}

/// The record, and whether the run with this key wrote it; `None` without a key.
fn read_record(at: &Path, key: Option<&RunKey>) -> Result<(ReleaseRecord, Option<bool>), Damage> {
    let (bytes, unread) = read_evidence(at);
    if let Some(why) = unread {
        return Err(Damage::new(at, None, &why));
    }
    let mut record: ReleaseRecord = serde_json::from_slice(&bytes).map_err(|error| {
        let line = Some(error.line()).filter(|line| *line > 0);
        Damage::new(at, line, &error.to_string())
    })?;
    if record.schema != ReleaseRecord::SCHEMA {
        let why =
            format!("it has the form {}, and this version reads the form {}", record.schema, ReleaseRecord::SCHEMA);
        return Err(Damage::new(at, None, &why));
    }
    if let Some(bad) = odd_name(&record) {
        return Err(Damage::new(at, None, &format!("the name {bad:?} has characters that a name cannot have")));
    }
    for phase in record.phases.iter_mut().filter(|phase| phase.state == PhaseState::Running) {
        phase.state = PhaseState::Failed;
    }
    let is_own = key.map(|key| std::str::from_utf8(&bytes).is_ok_and(|text| bears_the_mark(text, key)));
    Ok((record, is_own))
}

/// What may be shown of a record that something else may have written: no command, no link, no number that is acted upon.
fn shown_of(record: ReleaseRecord, blank: ReleaseRecord) -> ReleaseRecord {
    let ReleaseRecord { app, slot, target_slot, digest, started, phases, .. } = record;
    let resource_group = blank.resource_group.or(record.resource_group);
    ReleaseRecord { app, resource_group, slot, target_slot, digest, started, phases, ..blank }
}

/// A folder, and no link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

fn odd_name(record: &ReleaseRecord) -> Option<String> {
    let names = [&record.id, &record.app, &record.slot, &record.target_slot];
    names.into_iter().chain(&record.resource_group).find(|name| !is_name(name)).cloned()
}

/// Why the journal lacks a swap that the record knows. The record is written just before each line, so it knows no more than
/// the next line would say.
fn unannounced_swap(record: &ReleaseRecord, events: &[Event]) -> Option<String> {
    let knows_a_swap = events
        .iter()
        .any(|event| matches!(event, Event::TookOver(_) | Event::Intended(Change::Swap(_) | Change::SwapBack(_))));
    let was_swapped = record.phases.iter().any(|phase| matches!(phase.name, Phase::Verify | Phase::Watch));
    (was_swapped && !knows_a_swap).then(|| format!("it announces no swap, and by {RECORD} one was requested"))
}

/// A record for what cannot be read: from the inputs, and from what the journal says of its release.
fn blank_record(folder: &Path, blank: &ReleaseRecord, opening: Option<&Opening>) -> ReleaseRecord {
    let mut record = blank.clone();
    if let Some(opening) = opening {
        for (into, name) in [
            (&mut record.id, &opening.release),
            (&mut record.app, &opening.app),
            (&mut record.slot, &opening.slot),
            (&mut record.target_slot, &opening.target),
        ] {
            if is_name(name) {
                into.clone_from(name);
            }
        }
    }
    // The runner named the folder, and it bears the name of the release.
    let folder = if folder.ends_with(RECOVERY) { folder.parent() } else { Some(folder) };
    let name = folder.and_then(|folder| folder.file_name()?.to_str()).filter(|name| is_name(name));
    if let Some(name) = name {
        record.id = name.to_owned();
    }
    record
}

/// When a file of a release was last written; `None` for what is not the folder of one.
fn last_written(release: &Path) -> Option<SystemTime> {
    let files = [release.join(Journal::FILE), release.join(RECORD)];
    files.iter().filter_map(|file| file.symlink_metadata().ok()?.modified().ok()).max()
}
