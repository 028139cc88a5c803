use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use time::OffsetDateTime;

use super::damage::Damage;
use super::journal_line::JournalLine;
use super::read_journal::read_journal;
use super::{Observer, Told};
use crate::record::{Code, Event, Explain, Problem};
use crate::runner::RunKey;

/// The events of a run as JSON lines; each names the hash of the one before, so that a missing or changed line shows, and
/// bears the mark of the run's key, so that a line that something else wrote shows. Every
/// change of Azure is announced here before it is asked for: on disk, or in memory where no other process has to finish the
/// run. What an announcement carries is [`crate::record::Change`].
pub struct Journal {
    place: Place,
    key: RunKey,
    number: u64,
    last: String,
    kept_aside: Option<PathBuf>,
}

enum Place {
    Disk {
        file: File,
        path: PathBuf,
        /// How long it is by what was written.
        bytes: u64,
        /// The last write failed, and may have left a part of a line.
        last_write_failed: bool,
    },
    Memory(MemoryJournal),
}

/// The text of a journal that is kept in memory. It ends with the process, so recovery after a kill is not possible: for runs
/// of the simulated world that are never killed. A clone shows the same text, also while the run goes on.
#[derive(Debug, Clone, Default)]
pub struct MemoryJournal(Arc<Mutex<String>>);

impl MemoryJournal {
    /// The lines so far, in the form of the file.
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Where the journal of a run is kept.
#[derive(Debug, Clone, Default)]
pub enum JournalPlace {
    /// In the folder of its release, synced.
    #[default]
    Disk,
    /// In memory, without a thread or a file; `release.json` is then written at the end only.
    Memory(MemoryJournal),
}

/// The journal cannot be written.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The system refuses.
    #[error("the journal {path} cannot be written: {source}")]
    Unwritable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is damaged, so it stays as it is.
    #[error("the journal is damaged and cannot be continued: {0}")]
    Damaged(Damage),
}

impl Explain for JournalError {
    fn code(&self) -> Code {
        Code::JOURNAL_UNWRITABLE
    }

    fn hints(&self) -> Vec<String> {
        vec!["a release needs its journal on disk for recovery after a crash: free some space, or set `report` to a writable folder".into()]
    }
}

impl Journal {
    /// The journal's name in the folder of its release.
    pub const FILE: &str = "journal.jsonl";

    /// Begins a journal, in `folder` when it is kept on disk.
    pub fn begin(place: &JournalPlace, folder: &Path, key: &RunKey) -> Result<Self, JournalError> {
        match place {
            JournalPlace::Disk => Self::create(folder, key),
            JournalPlace::Memory(memory) => Ok(Self::at(Place::Memory(memory.clone()), key, 0, String::new())),
        }
    }

    /// Begins a journal on disk. One that lies there without a recorded end, or is damaged, is kept under another name.
    pub fn create(folder: &Path, key: &RunKey) -> Result<Self, JournalError> {
        let path = folder.join(Self::FILE);
        let open = || {
            std::fs::create_dir_all(folder)?;
            let kept_aside = clear(&path)?;
            Ok((OpenOptions::new().create_new(true).append(true).open(&path)?, kept_aside))
        };
        match open() {
            Ok((file, kept_aside)) => {
                let place = Place::Disk { file, path, bytes: 0, last_write_failed: false };
                Ok(Self { kept_aside, ..Self::at(place, key, 0, String::new()) })
            }
            Err(source) => Err(unwritable(&path, source)),
        }
    }

    /// Begins a journal on disk in the folder of a recovery, beside files that something else may have written: a link in place
    /// of that folder is an error.
    pub fn create_beside(folder: &Path, key: &RunKey) -> Result<Self, JournalError> {
        if folder.is_symlink() {
            return Err(unwritable(folder, std::io::Error::other("it is a link")));
        }
        Self::create(folder, key)
    }

    /// Continues the journal of the run that has this key. A broken line at its end, from a kill within a write, is cut off; one that is
    /// damaged in any other way, or was written by something else, stays as it is and is not continued.
    pub fn resume(folder: &Path, key: &RunKey) -> Result<Self, JournalError> {
        let path = folder.join(Self::FILE);
        let (lines, _, damage) = read_journal(&path, Some(key));
        if let Some(damage) = damage {
            return Err(JournalError::Damaged(damage));
        }
        let bytes = lines.bytes as u64;
        let open = || {
            let file = OpenOptions::new().append(true).open(&path)?;
            file.set_len(bytes)?;
            Ok(file)
        };
        let last = lines.all.last().map(|line| line.hash.clone()).unwrap_or_default();
        match open() {
            Ok(file) => {
                let place = Place::Disk { file, path, bytes, last_write_failed: false };
                Ok(Self::at(place, key, lines.all.len() as u64, last))
            }
            Err(source) => Err(unwritable(&path, source)),
        }
    }

    fn at(place: Place, key: &RunKey, number: u64, last: String) -> Self {
        Self { place, key: key.clone(), number, last, kept_aside: None }
    }

    /// The journal of another run that had the same name, and where it is now.
    pub fn kept_aside(&self) -> Option<&Path> {
        self.kept_aside.as_deref()
    }

    /// The word that tells what that run left from what this one writes: `former-1`.
    pub fn kept_as(&self) -> Option<&str> {
        self.kept_aside()?.file_stem()?.to_str()?.strip_prefix("journal-")
    }

    /// The key that marks its lines.
    pub fn key(&self) -> &RunKey {
        &self.key
    }

    /// The folder that it lies in; `None` in memory.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Disk { path, .. } => path.parent(),
            Place::Memory(_) => None,
        }
    }

    /// Writes a line; where the event is durable, waits until it is on disk.
    pub fn write(&mut self, at: OffsetDateTime, event: &Event) -> Result<(), JournalError> {
        let (line, text) = JournalLine::new(self.number, at, event, self.last.clone(), &self.key);
        match &mut self.place {
            Place::Disk { file, path, bytes, last_write_failed } => {
                let text = format!("{text}\n");
                // Otherwise it would be a damaged line in the middle.
                let whole = if *last_write_failed { file.set_len(*bytes) } else { Ok(()) };
                *last_write_failed = true;
                let written = whole.and_then(|()| file.write_all(text.as_bytes()));
                let synced = written.and_then(|()| if event.is_durable() { file.sync_data() } else { Ok(()) });
                synced.map_err(|source| unwritable(path, source))?;
                (*bytes, *last_write_failed) = (*bytes + text.len() as u64, false);
            }
            Place::Memory(MemoryJournal(lines)) => {
                *lines.lock().unwrap_or_else(PoisonError::into_inner) += &format!("{text}\n");
            }
        }
        self.number += 1;
        self.last = line.hash.clone();
        Ok(())
    }
}

fn unwritable(path: &Path, source: std::io::Error) -> JournalError {
    JournalError::Unwritable { path: path.display().to_string(), source }
}

/// Makes place for a new journal. Another run's evidence is renamed, unless its end is recorded.
fn clear(path: &Path) -> std::io::Result<Option<PathBuf>> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let (_, events, damage) = read_journal(path, None);
    if damage.is_none() && matches!(events.last(), Some(Event::Ended { is_final: true, .. })) {
        return std::fs::remove_file(path).map(|()| None);
    }
    let mut aside = (1..).map(|number| path.with_file_name(format!("journal-former-{number}.jsonl")));
    let free = aside.find(|aside| aside.symlink_metadata().is_err());
    free.map(|free| std::fs::rename(path, &free).map(|()| free)).transpose()
}

impl Observer for Mutex<Journal> {
    fn on(&self, told: &Told<'_>) -> Result<(), Problem> {
        if !told.event.is_journaled() {
            return Ok(());
        }
        let mut journal = self.lock().unwrap_or_else(PoisonError::into_inner);
        journal.write(told.at, told.event).map_err(|error| error.problem())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Opening, Outcome};

    fn opened() -> Event {
        let name = |name: &str| name.to_owned();
        Event::Opened(Opening {
            schema: Opening::SCHEMA,
            release: name("sd-1"),
            app: name("shop"),
            slot: name("staging"),
            target: name("production"),
            commit: None,
        })
    }

    fn begun(folder: &Path) -> Journal {
        begun_with(folder, &RunKey::new())
    }

    fn begun_with(folder: &Path, key: &RunKey) -> Journal {
        let mut journal = Journal::create(folder, key).unwrap();
        for event in [opened(), Event::Warned("one".to_owned())] {
            journal.write(OffsetDateTime::UNIX_EPOCH, &event).unwrap();
        }
        journal
    }

    const END: Event = Event::Ended { outcome: Outcome::Aborted, is_final: true };

    #[test]
    fn every_line_contains_the_hash_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let key = RunKey::new();
        begun_with(folder.path(), &key);
        let text = std::fs::read_to_string(folder.path().join(Journal::FILE)).unwrap();
        let path = folder.path().join(Journal::FILE);
        let number = |text: &str| {
            std::fs::write(&path, text).unwrap();
            read_journal(&path, None).0.all.len()
        };
        assert_eq!(number(&text), 2);
        assert_eq!(number(&text.replace("shop", "shed")), 0, "a changed line is none");
        let second_only = text.split_inclusive('\n').nth(1).unwrap();
        assert_eq!(number(second_only), 0, "a line without the one before is none");

        std::fs::write(&path, format!("{text}{{\"seq\":2,\"ev")).unwrap();
        Journal::resume(folder.path(), &key).unwrap().write(OffsetDateTime::UNIX_EPOCH, &END).unwrap();
        let (lines, _, damage) = read_journal(&path, None);
        let length = std::fs::read(&path).unwrap().len();
        assert_eq!((lines.all.len(), lines.bytes, damage), (3, length, None), "it continues after its last whole line");
    }

    #[test]
    fn a_damaged_journal_is_not_continued_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let key = RunKey::new();
        begun_with(folder.path(), &key);
        let path = folder.path().join(Journal::FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        for damaged in [text.replacen('\n', "\nspliced in\n", 1), text.replace("one", "two"), String::new()] {
            std::fs::write(&path, &damaged).unwrap();
            assert!(matches!(Journal::resume(folder.path(), &key), Err(JournalError::Damaged(_))), "{damaged}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
        }
    }

    #[test]
    fn a_line_that_something_else_wrote_is_damage_and_is_never_continued() {
        let (folder, key) = (tempfile::tempdir().unwrap(), RunKey::new());
        let other = RunKey::new();
        begun_with(folder.path(), &key);
        let path = folder.path().join(Journal::FILE);
        let own = std::fs::read_to_string(&path).unwrap();
        assert_eq!(read_journal(&path, Some(&key)).2, None);
        let damage = |key: &RunKey| read_journal(&path, Some(key)).2.map(|damage| damage.line);
        assert_eq!(damage(&other), Some(Some(1)));
        // A further line that fits in the chain, marked by another key or not at all.
        let lines = read_journal(&path, None).0.all;
        let last = lines.last().unwrap().hash.clone();
        for forger in [other, RunKey::from_text("")] {
            let (_, line) = JournalLine::new(2, OffsetDateTime::UNIX_EPOCH, &END, last.clone(), &forger);
            std::fs::write(&path, format!("{own}{line}\n")).unwrap();
            assert_eq!(read_journal(&path, None).2, None, "its chain is whole");
            assert_eq!(damage(&key), Some(Some(3)));
            assert!(matches!(Journal::resume(folder.path(), &key), Err(JournalError::Damaged(_))));
        }
    }

    #[test]
    fn a_part_that_a_failed_write_left_behind_is_removed_before_the_next_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = begun(folder.path());
        let path = folder.path().join(Journal::FILE);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"at\":\"20").unwrap();
        let Place::Disk { last_write_failed, .. } = &mut journal.place else { panic!("it is on disk") };
        *last_write_failed = true;
        journal.write(OffsetDateTime::UNIX_EPOCH, &END).unwrap();
        let (lines, _, damage) = read_journal(&path, None);
        assert_eq!((lines.all.len(), damage), (3, None));
    }

    #[test]
    fn a_new_journal_keeps_one_without_a_recorded_end_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = begun(folder.path());
        let path = folder.path().join(Journal::FILE);
        journal.write(OffsetDateTime::UNIX_EPOCH, &END).unwrap();
        begun(folder.path());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the end of the first was recorded");
        let unfinished = std::fs::read(&path).unwrap();
        assert!(begun(folder.path()).kept_aside().is_some());
        assert_eq!(std::fs::read(folder.path().join("journal-former-1.jsonl")).unwrap(), unfinished);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        begun(folder.path());
        assert!(folder.path().join("journal-former-2.jsonl").is_dir());
    }
}
