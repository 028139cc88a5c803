use std::fmt;
use std::path::Path;

use crate::record::is_invisible;

/// A cause is quoted from damaged bytes, so it is shortened to this many characters.
const LONGEST_CAUSE: usize = 300;

/// Evidence of a run that recovery must not rely on: which file, where in it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` when it is about the file as a whole.
    pub line: Option<usize>,
    /// The cause, on one line and without control characters.
    pub why: String,
}

impl Damage {
    /// Damage of a file; the texts may quote it.
    pub(super) fn new(file: &Path, line: Option<usize>, why: &str) -> Self {
        Self { file: plain(&file.display().to_string()), line, why: plain(why) }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.why),
            None => write!(f, "{}: {}", self.file, self.why),
        }
    }
}

/// A name of an app, a side or a release. It is shown, and a command for a person is built with it.
pub(super) fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && text.chars().all(|c| c.is_alphanumeric() || "-_.()".contains(c))
}

/// Without what moves a cursor, hides text or changes its direction.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for (number, c) in text.chars().enumerate() {
        if number == LONGEST_CAUSE {
            return shown + " …";
        }
        if is_invisible(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_quotes_the_file_stays_on_one_short_line() {
        let why = format!("unknown variant `\u{1b}[31m\r\n\u{202e}{}`", "x".repeat(5_000));
        let shown = Damage::new(Path::new("journal.jsonl"), Some(7), &why).to_string();
        assert!(
            shown.starts_with(r"journal.jsonl, line 7: unknown variant `\u{1b}[31m\u{d}\u{a}\u{202e}xx"),
            "{shown}"
        );
        assert!(shown.chars().count() < 500 && !shown.contains(char::is_control), "{shown}");
    }

    #[test]
    fn a_name_has_nothing_that_a_shell_or_a_terminal_interprets() {
        assert!(["shop-orders", "rg_1.(test)", "20261118-110640-9316c5"].into_iter().all(is_name));
        assert!(!["", "a b", "a;b", "../x", "$(x)", "\u{1b}[2J", "a\u{202e}b"].into_iter().any(is_name));
    }
}
