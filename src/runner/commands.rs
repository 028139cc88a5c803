//! Writing workflow commands, and escaping text so that it is never one.

use super::{Annotation, Level};
use crate::record::is_invisible;

/// Annotation texts are cut here by the runner; we cut at a character and mark the cut.
const LONGEST_MESSAGE: usize = 4000;

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// `::error file=…,line=…,title=…::…`
pub(super) fn annotation(annotation: &Annotation) -> String {
    let name = match annotation.level {
        Level::Notice => "notice",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let message = cut(&annotation.message, LONGEST_MESSAGE);
    let file = annotation.file.as_ref().map(|file| format!("file={},", escape_property(file))).unwrap_or_default();
    let line = annotation.line.map(|line| format!("line={line},")).unwrap_or_default();
    format!("::{name} {file}{line}title={}::{}", escape_property(&annotation.title), escape_data(&message))
}

/// `::add-mask::…`
pub(super) fn mask(value: &str) -> String {
    format!("::add-mask::{}", escape_data(value))
}

/// `::group::…`
pub(super) fn group(title: &str) -> String {
    format!("::group::{}", escape_data(title))
}

/// `::debug::…`
pub(super) fn debug(text: &str) -> String {
    format!("::debug::{}", escape_data(text))
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}… (cut; the rest is in the summary)", &text[..at]),
        None => text.to_owned(),
    }
}

/// One line that the runner will not take for a command: the runner looks for `::` at the start of
/// a line, after blanks, and for `##[` anywhere. Characters that are not seen, which could move the cursor, reverse the
/// text or end the line, are shown as `·`.
pub fn neutral_line(line: &str) -> String {
    let mut shown: String = line.chars().map(|c| if is_invisible(c) && c != '\t' { '·' } else { c }).collect();
    if shown.trim_start().starts_with("::") {
        shown = shown.replacen("::", ": :", 1);
    }
    shown.replace("##[", "## [")
}

/// Text of several lines in which no line is a command.
pub fn neutral(text: &str) -> String {
    let lines: Vec<String> = text.split(['\n', '\r']).map(neutral_line).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn properties_and_data_are_escaped_as_the_toolkit_does() {
        let shown = annotation(&Annotation::error("a: b, 100%", "line 1\nline 2: 50%"));
        assert_eq!(shown, "::error title=a%3A b%2C 100%25::line 1%0Aline 2: 50%25");
        let placed = Annotation::warning("t", "m").at(Some("src/a,b.py".to_owned()), Some(3));
        assert_eq!(annotation(&placed), "::warning file=src/a%2Cb.py,line=3,title=t::m");
        assert_eq!(annotation(&placed.at(None, Some(3))), "::warning title=t::m", "a line alone is nowhere");
    }

    #[test]
    fn a_very_long_message_is_cut_and_says_so() {
        let shown = annotation(&Annotation::notice("t", "ä".repeat(9000)));
        assert!(shown.contains("cut"));
        assert!(shown.chars().count() < 4096);
    }

    proptest! {
        #[test]
        fn no_foreign_text_is_ever_a_command(text in "(.|\n|\r|::|##\\[|\u{1b}\\[2J|\u{202e}|\u{200b}| ){0,40}") {
            for line in neutral(&text).lines() {
                prop_assert!(!line.trim_start().starts_with("::"), "{line:?}");
                prop_assert!(!line.contains("##["), "{line:?}");
                prop_assert!(!line.contains(['\u{1b}', '\r', '\u{202e}', '\u{200b}']), "{line:?}");
            }
        }
    }
}
