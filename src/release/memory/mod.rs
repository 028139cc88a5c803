//! What is written down of a run, and read again when it was cut short: the recorder, and everyone who hears of its events.

mod contradiction;
mod damage;
mod deployment;
mod evidence_file;
mod journal;
mod journal_line;
mod leftover;
mod lock;
mod log;
mod observer;
mod observers;
#[cfg(test)]
mod properties;
mod read_journal;
mod recorder;
mod release_file;
mod state;
mod stored;

pub use damage::Damage;
pub(super) use deployment::{OpenDeployment, OwnDeployment, not_up_to_date};
pub use journal::{Journal, JournalError, JournalPlace, MemoryJournal};
pub use leftover::Leftover;
pub use lock::{Locked, Locks, ReleaseLock};
pub use observer::{Observer, Told};
pub use recorder::Recorder;
pub(super) use stored::{OwnStored, end as end_stored, not_written};
