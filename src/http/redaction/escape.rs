/// A way to write a character of a text as several others.
#[derive(Debug, Clone, Copy)]
pub(super) enum Escape {
    /// `\"`, `\n`, `\u002b` (RFC 8259, section 7).
    Json,
    /// `%2F`, `%2f` (RFC 3986, section 2.1).
    Percent,
    /// `&amp;`, `&#43;`, `&#x2B;` (HTML Living Standard, 13.1.4).
    Html,
}

impl Escape {
    /// Every way.
    pub(super) const ALL: [Self; 3] = [Self::Json, Self::Percent, Self::Html];

    /// No escape is longer.
    pub(super) const LONGEST: usize = 12;

    /// Whether an escape of some kind begins with this byte.
    pub(super) fn is_sign(byte: u8) -> bool {
        Self::ALL.iter().any(|escape| escape.sign() == byte)
    }

    /// The byte that every escape of this kind begins with.
    pub(super) fn sign(self) -> u8 {
        match self {
            Self::Json => b'\\',
            Self::Percent => b'%',
            Self::Html => b'&',
        }
    }

    /// Appends what the escape at the start of `text` means to `meaning` and says how long the escape is; `None` where none
    /// begins.
    pub(super) fn read(self, text: &[u8], meaning: &mut Vec<u8>) -> Option<usize> {
        match self {
            Self::Json => json(text, meaning),
            Self::Percent => {
                let [b'%', high, low, ..] = text else { return None };
                meaning.push(hex_digit(*high)? << 4 | hex_digit(*low)?);
                Some(3)
            }
            Self::Html => html(text, meaning),
        }
    }
}

fn json(text: &[u8], meaning: &mut Vec<u8>) -> Option<usize> {
    let short = match text.get(1)? {
        b'u' => return unicode(text, meaning),
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        // JavaScript, shells and C# write `\'` too.
        same @ (b'"' | b'\'' | b'\\' | b'/') => *same,
        _ => return None,
    };
    meaning.push(short);
    Some(2)
}

/// `\uXXXX`, or two of them where a character needs two UTF-16 units.
fn unicode(text: &[u8], meaning: &mut Vec<u8>) -> Option<usize> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0_u16, |value, digit| Some(value << 4 | u16::from(hex_digit(*digit)?)))
    };
    let units = [unit(0)?, unit(6).unwrap_or(0)];
    let character = char::decode_utf16(units).next()?.ok()?;
    push(character, meaning);
    Some(6 * character.len_utf16())
}

fn html(text: &[u8], meaning: &mut Vec<u8>) -> Option<usize> {
    // The longest that counts here is `&#1114111;`; leading zeros are rare.
    let end = text.iter().take(Escape::LONGEST).position(|byte| *byte == b';')?;
    let character = match text.get(1..end)? {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    push(character, meaning);
    Some(end + 1)
}

fn number(digits: &[u8], base: u32) -> Option<char> {
    char::from_u32(u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()?)
}

fn hex_digit(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

fn push(character: char, meaning: &mut Vec<u8>) {
    meaning.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(escape: Escape, text: &str) -> Option<(String, usize)> {
        let mut meaning = Vec::new();
        let length = escape.read(text.as_bytes(), &mut meaning)?;
        Some((String::from_utf8(meaning).unwrap(), length))
    }

    #[test]
    fn every_escape_means_its_character_and_says_its_length() {
        let table = [
            (Escape::Json, r"\/x", "/", 2),
            (Escape::Json, r"\u002Bx", "+", 6),
            (Escape::Json, r"\ud83d\ude00x", "😀", 12),
            (Escape::Percent, "%2fx", "/", 3),
            (Escape::Html, "&amp;x", "&", 5),
            (Escape::Html, "&#x2B;x", "+", 6),
            (Escape::Html, "&#39;x", "'", 5),
        ];
        for (escape, text, meaning, length) in table {
            assert_eq!(read(escape, text), Some((meaning.to_owned(), length)), "{text}");
        }
    }

    #[test]
    fn what_is_cut_or_no_escape_means_nothing() {
        let none = [
            (Escape::Json, r"\"),
            (Escape::Json, r"\u00"),
            (Escape::Json, r"\ud83d"),
            (Escape::Json, r"\x"),
            (Escape::Percent, "%2"),
            (Escape::Percent, "%zz"),
            (Escape::Html, "&amp"),
            (Escape::Html, "&#x110000;"),
            (Escape::Html, "&;"),
        ];
        for (escape, text) in none {
            assert_eq!(read(escape, text), None, "{text}");
        }
    }
}
