use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

use super::view::plain;

/// Shorter values are not redacted: they occur in ordinary words.
const SHORTEST: usize = 8;

/// A text that gives a secret away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    /// The text as views have it.
    pub(super) text: Vec<u8>,
    /// How many bytes before it, and after it, hold a few bits of the secret.
    pub(super) beside: (usize, usize),
}

/// Every form of `value` that reading escapes does not uncover: itself, each of its lines, and both in base64.
pub(super) fn forms(value: &str) -> Vec<Form> {
    let mut all = Vec::new();
    for part in value.lines().chain([value]).map(str::trim) {
        let text = plain(part.as_bytes());
        if text.len() >= SHORTEST && text.iter().any(|byte| *byte != b' ') {
            all.push(Form { text, beside: (0, 0) });
            all.extend([&STANDARD, &URL_SAFE].iter().flat_map(|alphabet| base64(part.as_bytes(), alphabet)));
        }
    }
    all
}

/// The base64 text in which `part` begins at the first, second or third byte of a group: what of it depends on nothing else.
fn base64(part: &[u8], alphabet: &Alphabet) -> impl Iterator<Item = Form> {
    let engine = GeneralPurpose::new(alphabet, NO_PAD);
    (0..3_usize).filter_map(move |before| {
        let bytes = [&[0; 3][..before], part].concat();
        // A character holds six bits.
        let (first, end) = (before * 8, bytes.len() * 8);
        let text = engine.encode(&bytes);
        let whole = text.get(first.div_ceil(6)..end / 6)?;
        let beside = (usize::from(first % 6 != 0), usize::from(end % 6 != 0));
        Some(Form { text: plain(whole.as_bytes()), beside })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_or_blank_value_has_no_form() {
        assert_eq!(forms("seven77"), []);
        assert_eq!(forms("              "), []);
        assert_eq!(forms("a\nb\nc\nd\ne"), []);
    }

    #[test]
    fn each_long_line_is_a_form_and_so_is_the_whole() {
        let all: Vec<Vec<u8>> = forms("first-line\nno\nsecond-line").into_iter().map(|form| form.text).collect();
        for text in ["first-line", "second-line", "first-linenosecond-line"] {
            assert!(all.contains(&text.as_bytes().to_vec()), "{text}");
        }
    }
}
