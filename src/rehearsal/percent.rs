//! Percent signs in the parts of a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All that does not stand as it is in the paths of GitHub's links.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A part of a path as it is meant; `+` and `&` are themselves there and something else only in a query.
pub(crate) fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// A text as a part of a path.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_signs_that_separate_elsewhere() {
        assert_eq!(decoded("a%20b+c&d=e%2Ff"), "a b+c&d=e/f");
        assert_eq!(encoded("a b/c[bot].*"), "a%20b%2Fc%5Bbot%5D.*");
    }
}
