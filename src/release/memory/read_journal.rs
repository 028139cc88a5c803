use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::contradiction::find_contradiction;
use super::damage::Damage;
use super::evidence_file::read_evidence;
use super::journal_line::{BadLine, HASH, JournalLine, MARK, hash};
use crate::record::Event;
use crate::runner::RunKey;

/// Every line begins so: names are written in their order.
const BEGIN: &[u8] = b"{\"at\":\"";
/// Lines have some hundred bytes, and some thousand with many settings.
const LONGEST_LINE: usize = 1024 * 1024;

/// The lines of a journal.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct JournalLines {
    /// The lines that verify: each is complete and names the hash of the one before.
    pub all: Vec<JournalLine>,
    /// How many bytes they are.
    pub bytes: usize,
    /// The first line that should be there and does not verify. A line that was being written when its process was killed is
    /// none: nothing was requested before it was complete.
    pub damage: Option<BadLine>,
    /// Complete lines behind the damage. They are hints and prove nothing.
    behind: Vec<JournalLine>,
}

/// The lines of a journal, the events to draw on, and what is wrong with it. With the key of a run, every line that the run
/// did not mark is wrong; without one, who wrote the lines is not asked.
pub(super) fn read_journal(at: &Path, key: Option<&RunKey>) -> (JournalLines, Vec<Event>, Option<Damage>) {
    let (bytes, unread) = read_evidence(at);
    let lines = read_lines(&bytes);
    let events = lines.events();
    let bad: Option<BadLine> = match &events {
        Err(bad) => Some(bad.clone()),
        Ok(events) => find_contradiction(events).or_else(|| lines.damage.clone()),
    };
    // What something else wrote is told as such, before anything that is wrong with it.
    let of_others = key.and_then(|key| lines.first_of_others(key));
    let bad = match (of_others, bad) {
        (Some(of_others), Some(bad)) if bad.line < of_others.line => Some(bad),
        (of_others, bad) => of_others.or(bad),
    };
    let damage = match (unread, bad) {
        (Some(why), _) => Some(Damage::new(at, None, &why)),
        (None, bad) => bad.map(|bad| Damage::new(at, Some(bad.line), &bad.why)),
    };
    let events = match (events, &damage) {
        (Ok(events), None) => events,
        _ => lines.hints(),
    };
    (lines, events, damage)
}

/// Reads the bytes of a journal.
pub(super) fn read_lines(bytes: &[u8]) -> JournalLines {
    let mut lines = JournalLines::default();
    let raws: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for (at, raw) in raws.iter().enumerate() {
        let is_last = at + 1 == raws.len();
        let read = read_line(raw);
        if is_last && is_torn(raw, &read) && (at > 0 || begins_as_a_line(raw)) {
            break;
        }
        match read {
            Ok(line) if lines.damage.is_some() => lines.behind.push(line),
            Ok(line) => match lines.misfit(&line) {
                None => {
                    lines.bytes += raw.len();
                    lines.all.push(line);
                }
                Some(why) => {
                    lines.damage = Some(BadLine { line: at + 1, why });
                    lines.behind.push(line);
                }
            },
            Err(error) => {
                let _ = lines.damage.get_or_insert_with(|| BadLine { line: at + 1, why: error.to_string() });
            }
        }
    }
    if raws.is_empty() {
        lines.damage = Some(BadLine { line: 1, why: "the journal is empty".to_owned() });
    }
    lines
}

/// Whether a last line was still being written.
fn is_torn(raw: &[u8], read: &Result<JournalLine, LineError>) -> bool {
    raw.len() <= LONGEST_LINE && (!raw.ends_with(b"\n") || matches!(read, Err(LineError::NoJson(_))))
}

/// Whether a first line that is incomplete was going to be one of a journal: a file without any complete line may be anything.
fn begins_as_a_line(raw: &[u8]) -> bool {
    raw.iter().zip(BEGIN).all(|(is, should)| is == should)
}

impl JournalLines {
    /// The events of the lines that verify. An error: a complete line has an event that this version does not know, so the
    /// state of the run is unknown.
    pub(super) fn events(&self) -> Result<Vec<Event>, BadLine> {
        let read =
            |(number, line): (usize, &JournalLine)| line.event().map_err(|why| BadLine { line: number + 1, why });
        self.all.iter().enumerate().map(read).collect()
    }

    /// Every event that can be read at all, also behind the damage.
    pub(super) fn hints(&self) -> Vec<Event> {
        self.all.iter().chain(&self.behind).filter_map(|line| line.event().ok()).collect()
    }

    /// Whether the run with this key wrote every line that can be read at all.
    pub(super) fn are_of(&self, key: Option<&RunKey>) -> bool {
        key.is_some_and(|key| self.all.iter().chain(&self.behind).all(|line| line.is_of(key)))
    }

    /// The first line that the run with this key did not write.
    fn first_of_others(&self, key: &RunKey) -> Option<BadLine> {
        let at = self.all.iter().position(|line| !line.is_of(key))?;
        let why = "it does not bear the mark of this run, so something else may have written it".to_owned();
        Some(BadLine { line: at + 1, why })
    }

    /// Why a line cannot be the next one.
    fn misfit(&self, line: &JournalLine) -> Option<String> {
        if line.prev != self.all.last().map(|line| line.hash.as_str()).unwrap_or_default() {
            return Some("it does not name the hash of the line before".to_owned());
        }
        if line.seq != self.all.len() as u64 {
            return Some(format!("it has the number {}, and should have {}", line.seq, self.all.len()));
        }
        OffsetDateTime::parse(&line.at, &Rfc3339).err().map(|error| format!("its time cannot be read: {error}"))
    }
}

/// Why a single line cannot be read.
#[derive(Debug, Error)]
enum LineError {
    #[error("it is longer than a line of a journal can be")]
    TooLong,
    #[error("it cannot be read: {}", on_its_line(.0))]
    NoJson(serde_json::Error),
    #[error("it has no hash")]
    NoHash,
    #[error("its hash does not match its content")]
    Changed,
    #[error("it is not a line of a journal: {}", on_its_line(.0))]
    NoLine(serde_json::Error),
}

fn read_line(raw: &[u8]) -> Result<JournalLine, LineError> {
    if raw.len() > LONGEST_LINE {
        return Err(LineError::TooLong);
    }
    let mut value: Value = serde_json::from_slice(raw).map_err(LineError::NoJson)?;
    let named = value.as_object_mut().and_then(|fields| fields.remove(HASH));
    let named = named.as_ref().and_then(Value::as_str).ok_or(LineError::NoHash)?;
    if hash(&value) != named {
        return Err(LineError::Changed);
    }
    let mark = value.as_object_mut().and_then(|fields| fields.remove(MARK));
    let body = hash(&value);
    let mut line = JournalLine::deserialize(&value).map_err(LineError::NoLine)?;
    (line.hash, line.body) = (named.to_owned(), body);
    line.mark = mark.as_ref().and_then(Value::as_str).map(str::to_owned);
    Ok(line)
}

/// The parser sees one line only.
fn on_its_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Outcome, Phase};

    /// A journal of these events.
    fn journal(events: &[Event]) -> String {
        let (mut text, mut last) = (String::new(), String::new());
        for (seq, event) in events.iter().enumerate() {
            let (line, written) = JournalLine::new(seq as u64, OffsetDateTime::UNIX_EPOCH, event, last, &RunKey::new());
            last = line.hash.clone();
            text += &format!("{written}\n");
        }
        text
    }

    fn three() -> String {
        let end = Event::Ended { outcome: Outcome::Aborted, is_final: true };
        journal(&[Event::Began(Phase::SignIn), Event::Began(Phase::Deliver), end])
    }

    fn damage(bytes: &[u8]) -> Option<(usize, String)> {
        read_lines(bytes).damage.map(|bad| (bad.line, bad.why))
    }

    #[test]
    fn only_a_last_line_that_was_being_written_is_dropped_silently() {
        let text = three();
        for kept in 1..text.len() {
            let lines = read_lines(&text.as_bytes()[..kept]);
            assert_eq!(lines.damage, None, "after {kept} bytes");
            assert_eq!(lines.bytes, text[..kept].rfind('\n').map_or(0, |end| end + 1));
        }
        assert_eq!(damage(format!("{text}{{\"at\":\n").as_bytes()), None, "unparsable, and the very last");
    }

    #[test]
    fn every_byte_that_is_changed_in_the_middle_is_damage_of_its_line() {
        let text = three();
        let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        for at in 0..lines[1] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'~' { b'!' } else { b'~' };
            let line = 1 + lines.iter().filter(|end| **end < at).count();
            assert_eq!(damage(&bytes).map(|(line, _)| line), Some(line), "byte {at}");
        }
    }

    #[test]
    fn whatever_is_not_a_journal_is_damage_of_its_first_line() {
        for (bytes, why) in [
            (&b""[..], "empty"),
            (b"not a journal", "cannot be read"),
            (b"not a journal\n", "cannot be read"),
            (b"\xff\xfe\n\xff\n", "cannot be read"),
            (&[0; 4096], "cannot be read"),
            (b"{}\n", "no hash"),
            (&vec![b' '; LONGEST_LINE + 1], "longer"),
        ] {
            let (line, says) = damage(bytes).unwrap();
            assert!(line == 1 && says.contains(why), "{why}: {says}");
        }
    }

    #[test]
    fn a_line_with_a_matching_hash_and_an_impossible_number_or_time_is_damage() {
        let change = |from: &str, to: &str| {
            let mut value: Value = serde_json::from_str(three().lines().next().unwrap()).unwrap();
            value.as_object_mut().unwrap().remove(HASH);
            let mut value: Value = serde_json::from_str(&value.to_string().replace(from, to)).unwrap();
            value[HASH] = Value::from(hash(&value));
            damage(format!("{value}\n").as_bytes()).map(|(_, why)| why)
        };
        assert_eq!(change("1970", "1971"), None, "a hash of its own is not the fault");
        assert!(change(r#""seq":0"#, r#""seq":7"#).unwrap().contains("should have 0"));
        assert!(change(r#""seq":0"#, r#""seq":-1"#).unwrap().contains("not a line"));
        assert!(change("1970-01-01", "1970-13-41").unwrap().contains("time"));
    }

    #[test]
    fn lines_behind_the_damage_are_hints() {
        let spliced = three().replacen('\n', "\nspliced in\n", 1);
        let lines = read_lines(spliced.as_bytes());
        assert_eq!((lines.all.len(), lines.hints().len()), (1, 3));
        assert_eq!(lines.damage.map(|bad| bad.line), Some(2));
    }
}
