//! Text from elsewhere, made fit to be shown. Every surface that shows it (terminal, log, annotation, summary, outputs) takes
//! its characters from here, so that none of them can move a cursor, reverse a line or hide.

/// Where a text from elsewhere is repeated, it is shortened to about this many characters.
const BRIEF: usize = 160;
/// A line of a message is shortened to about this many characters.
const LINE: usize = 600;

/// Whether a character changes how others are shown, or is itself not shown: controls (with DEL and U+0080 to U+009F), the
/// separators U+2028 and U+2029, marks of direction, blanks without width, and tags (Unicode's general category Cf).
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Every invisible character as `·`; line feeds and tabs stay.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if is_invisible(c) && c != '\n' && c != '\t' { '·' } else { c }).collect()
}

/// A name or a value from elsewhere within a sentence: visible, on one line, and short.
pub fn brief(text: &str) -> String {
    let shown: String = shortened(text, BRIEF);
    shown.chars().map(|c| if is_invisible(c) { '·' } else { c }).collect()
}

/// A message of several lines: visible, and no line of it is very long.
pub fn message(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| visible(&shortened(line, LINE))).collect();
    lines.join("\n")
}

/// The beginning and the end, and how much is left out between them.
fn shortened(text: &str, longest: usize) -> String {
    let count = text.chars().count();
    if count <= longest {
        return text.to_owned();
    }
    let (head, tail) = (longest * 2 / 3, longest / 6);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}… ({} characters left out) …{end}", count - head - tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_very_long_text_says_how_much_of_it_is_missing() {
        let shown = brief(&"x".repeat(100_000));
        assert!(shown.contains("(99868 characters left out)"), "{shown}");
        assert!(shown.chars().count() < 200);
        let lines = message(&format!("short\n{}\nshort", "y".repeat(100_000)));
        assert!(lines.starts_with("short\n") && lines.ends_with("\nshort") && lines.len() < 1000);
    }

    proptest! {
        #[test]
        fn no_text_from_elsewhere_keeps_a_character_that_is_not_seen(
            text in "(.|\u{1b}|\r|\n|\u{7}|\u{202e}|\u{200b}|\u{9b}|\u{2066}|\u{feff}){0,300}"
        ) {
            prop_assert!(!brief(&text).chars().any(is_invisible));
            prop_assert!(!message(&text).chars().any(|c| is_invisible(c) && c != '\n' && c != '\t'));
            prop_assert_eq!(visible(&text).chars().count(), text.chars().count());
        }
    }
}
