use slot_deploy::record::{Event, Outcome, ReleaseRecord};
use slot_deploy::release::{Journal, Leftover};
use slot_deploy::runner::RunKey;
use time::OffsetDateTime;

use super::Folder;

/// What a release that was killed left on disk: its record up to the first NUL, and its journal behind it. Whatever it is,
/// reading changes nothing on disk; a damaged journal is not continued, and one that is continued is whole to its end.
pub fn run(data: &[u8]) {
    let folder = Folder::new();
    let split = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let record = folder.file("release.json", &data[..split]);
    let written = data.get(split + 1..).unwrap_or_default();
    let journal = folder.file(Journal::FILE, written);
    let blank = ReleaseRecord::begin("sd-1".to_owned(), OffsetDateTime::UNIX_EPOCH);
    let key = RunKey::from_text(&"0f".repeat(32));
    let left = Leftover::read(&folder.0, &blank, Some(&key));
    let hints = Leftover::read(&folder.0, &blank, None);
    assert!(!hints.damage.is_empty() && !hints.has_ended(), "without a key nothing is proved");
    assert_eq!(left.damage.is_empty(), !left.reached.evidence_incomplete, "damage is marked in the progress");
    for damage in &left.damage {
        assert!(!damage.to_string().contains(char::is_control), "{damage}");
    }
    let resumed = Journal::resume(&folder.0, &key);
    assert_eq!(std::fs::read(&record).unwrap(), &data[..split], "the record stays as it was");
    let Ok(mut resumed) = resumed else {
        assert!(!left.damage.is_empty(), "what cannot be continued is damaged");
        assert_eq!(std::fs::read(&journal).unwrap(), written, "a damaged journal stays as it was");
        return;
    };
    let before = std::fs::read(&journal).unwrap();
    assert!(written.starts_with(&before), "only its end is cut off");
    assert!(!written[before.len()..].trim_ascii_end().contains(&b'\n'), "at most one line is cut off");
    let recorded_end = Event::Ended { outcome: Outcome::Aborted, is_final: true };
    resumed.write(OffsetDateTime::UNIX_EPOCH, &recorded_end).unwrap();
    drop(resumed);
    let after = std::fs::read(&journal).unwrap();
    assert!(after.starts_with(&before) && after.len() > before.len(), "the line that was written is not cut off again");
}
