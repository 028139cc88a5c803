//! JSON as the Functions host reads its files: `File.ReadAllText` and `JObject.Parse` of Json.NET, which takes byte-order marks,
//! comments, commas at the end, single quotes and names without quotes (source: `HostJsonFileConfigurationSource` and
//! `HostFunctionMetadataProvider` of azure-functions-host, `JsonTextReader` of Json.NET).

use serde_json::{Map, Number, Value};
use thiserror::Error;

/// Json.NET reads no deeper.
const DEEPEST: usize = 64;

/// What makes a text none that the host reads.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} at line {line} column {column}")]
pub struct JsonNetError {
    what: String,
    line: usize,
    column: usize,
}

/// Reads one object, and nothing behind it but space and comments.
pub fn read_json_net(bytes: &[u8]) -> Result<Map<String, Value>, JsonNetError> {
    let text: Vec<char> = decode(bytes).chars().collect();
    let mut reader = Reader { text, at: 0 };
    reader.skip()?;
    if reader.peek() != Some('{') {
        return Err(reader.wrong("this is not an object"));
    }
    let value = reader.value(0)?;
    reader.skip()?;
    match (value, reader.peek()) {
        (Value::Object(object), None) => Ok(object),
        _ => Err(reader.wrong("there is more behind the end")),
    }
}

/// By the byte-order mark; without one it is UTF-8, in which what is none becomes U+FFFD.
fn decode(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> String {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, 0, 0, rest @ ..] => {
            let points = rest.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
            points.map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    fn takes(&mut self, wanted: char) -> bool {
        let is_it = self.peek() == Some(wanted);
        self.at += usize::from(is_it);
        is_it
    }

    fn wrong(&self, what: &str) -> JsonNetError {
        let before = &self.text[..self.at.min(self.text.len())];
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
        JsonNetError { what: what.to_owned(), line, column }
    }

    /// Space and comments.
    fn skip(&mut self) -> Result<(), JsonNetError> {
        loop {
            match self.peek() {
                Some(c) if c.is_whitespace() => self.at += 1,
                Some('/') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), JsonNetError> {
        let begin = self.at;
        self.at += 1;
        match self.next() {
            Some('/') => {
                while self.peek().is_some_and(|c| !matches!(c, '\n' | '\r')) {
                    self.at += 1;
                }
                Ok(())
            }
            Some('*') => loop {
                match self.next() {
                    Some('*') if self.takes('/') => return Ok(()),
                    Some(_) => {}
                    None => {
                        self.at = begin;
                        return Err(self.wrong("a comment does not end"));
                    }
                }
            },
            _ => {
                self.at = begin;
                Err(self.wrong("`/` does not begin a comment"))
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonNetError> {
        match self.peek() {
            Some('{' | '[') if depth >= DEEPEST => Err(self.wrong("it is nested too deep")),
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some(quote @ ('"' | '\'')) => Ok(Value::String(self.string(quote)?)),
            Some(_) => self.word(),
            None => Err(self.wrong("it ends in the middle")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonNetError> {
        self.at += 1;
        let mut object = Map::new();
        loop {
            self.skip()?;
            if self.takes('}') {
                return Ok(Value::Object(object));
            }
            let name = self.name()?;
            self.skip()?;
            if !self.takes(':') {
                return Err(self.wrong(&format!("`:` is missing behind `{name}`")));
            }
            self.skip()?;
            let value = self.value(depth + 1)?;
            object.insert(name, value);
            self.skip()?;
            if !self.takes(',') && self.peek() != Some('}') {
                return Err(self.wrong("`,` or `}` is missing"));
            }
        }
    }

    fn name(&mut self) -> Result<String, JsonNetError> {
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            return self.string(quote);
        }
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$')) {
            self.at += 1;
        }
        if begin == self.at {
            return Err(self.wrong("a name is missing"));
        }
        Ok(self.text[begin..self.at].iter().collect())
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonNetError> {
        self.at += 1;
        let mut array = Vec::new();
        loop {
            self.skip()?;
            if self.takes(']') {
                return Ok(Value::Array(array));
            }
            // Nothing between two commas stands for a value that is not defined.
            let value = if self.peek() == Some(',') { Value::Null } else { self.value(depth + 1)? };
            array.push(value);
            self.skip()?;
            if !self.takes(',') && self.peek() != Some(']') {
                return Err(self.wrong("`,` or `]` is missing"));
            }
        }
    }

    fn string(&mut self, quote: char) -> Result<String, JsonNetError> {
        let begin = self.at;
        self.at += 1;
        let mut units: Vec<u16> = Vec::new();
        loop {
            match self.next() {
                Some(c) if c == quote => return Ok(String::from_utf16_lossy(&units)),
                Some('\\') => units.extend(self.escape()?),
                Some(c) => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
                None => {
                    self.at = begin;
                    return Err(self.wrong("a text does not end"));
                }
            }
        }
    }

    /// What stands behind `\`, as the one unit of UTF-16 that it means.
    fn escape(&mut self) -> Result<Option<u16>, JsonNetError> {
        let meant = match self.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('"' | '\'' | '\\' | '/')) => c,
            Some('u') => {
                let digits: String = self.text.iter().skip(self.at).take(4).collect();
                let are_four = digits.len() == 4 && digits.chars().all(|c| c.is_ascii_hexdigit());
                let unit = u16::from_str_radix(&digits, 16).ok().filter(|_| are_four);
                self.at += digits.chars().count();
                return unit.map(Some).ok_or_else(|| self.wrong("`\\u` needs four hexadecimal digits"));
            }
            _ => return Err(self.wrong("`\\` does not begin an escape")),
        };
        Ok(u16::try_from(u32::from(meant)).ok())
    }

    /// A number, or one of the words that stand for a value.
    fn word(&mut self) -> Result<Value, JsonNetError> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
            self.at += 1;
        }
        let word: String = self.text[begin..self.at].iter().collect();
        match word.as_str() {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "null" | "undefined" | "NaN" | "Infinity" | "-Infinity" => return Ok(Value::Null),
            _ => {}
        }
        number(&word).map(Value::Number).ok_or_else(|| {
            self.at = begin;
            self.wrong("this is not a value")
        })
    }
}

fn number(word: &str) -> Option<Number> {
    if let Some(digits) = word.strip_prefix("0x").or(word.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.')) {
        return None;
    }
    match word.parse::<i64>() {
        Ok(whole) => Some(Number::from(whole)),
        Err(_) => Number::from_f64(word.parse().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, String> {
        read_json_net(text.as_bytes()).map(Value::Object).map_err(|error| error.to_string())
    }

    #[test]
    fn what_the_host_takes_is_taken() {
        let two = json!({"version": "2.0"});
        for text in [
            r#"{"version":"2.0"}"#,
            "{ // why\n \"version\": /* so */ \"2.0\", }",
            "{'version':'2.0'} // behind",
            "{version:\"2\\u002e0\"}",
            r#"{"version":"1.0","version":"2.0"}"#,
        ] {
            assert_eq!(read(text), Ok(two.clone()), "{text}");
        }
        let odd = json!({"a": [1, null, {"b": 255}], "c": "x\ny", "d": -1.5, "e": null, "f": "😀"});
        assert_eq!(read("{a:[1,,{b:0xff},],c:\"x\ny\",d:-1.5,e:undefined,f:\"\\ud83d\\ude00\"}"), Ok(odd));
    }

    #[test]
    fn byte_order_marks_say_how_a_file_is_written() {
        let text = r#"{"version":"2.0"}"#;
        let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), text.encode_utf16().flat_map(unit).collect()].concat()
        };
        let four = text.chars().flat_map(|c| u32::from(c).to_le_bytes());
        let files = [
            [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
            wide(b"\xff\xfe", u16::to_le_bytes),
            wide(b"\xfe\xff", u16::to_be_bytes),
            [0xff, 0xfe, 0, 0].into_iter().chain(four).collect(),
        ];
        for file in files {
            assert_eq!(read_json_net(&file).unwrap()["version"], "2.0");
        }
    }

    #[test]
    fn what_the_host_refuses_is_refused_with_its_place() {
        for (text, says) in [
            ("", "not an object at line 1 column 1"),
            ("[]", "not an object"),
            ("{\n \"a\" 1}", "`:` is missing behind `a` at line 2 column 6"),
            ("{\"a\":1} {}", "more behind the end"),
            ("{\"a\":tru}", "not a value at line 1 column 6"),
            ("{\"a\":\"b", "a text does not end at line 1 column 6"),
            ("{\"a\":1 /* x", "a comment does not end"),
            ("{\"a\":\"\\x\"}", "does not begin an escape"),
            ("{,}", "a name is missing"),
            ("{\"a\":1 \"b\":2}", "is missing"),
        ] {
            assert!(read(text).unwrap_err().contains(says), "{text}: {:?}", read(text));
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
        assert!(read(&deep).unwrap_err().contains("too deep"));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::String),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
                prop::collection::hash_map("\\PC{0,4}", inner, 0..3)
                    .prop_map(|all| Value::Object(all.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn strict_json_means_the_same(value in any_value()) {
            let text = json!({"a": value}).to_string();
            prop_assert_eq!(read(&text), Ok(json!({"a": value})));
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_json_net(&bytes);
            let _ = read_json_net(&[b"{\"a\":".as_slice(), &bytes].concat());
        }
    }
}
