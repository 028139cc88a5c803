//! How the host reads `host.json` and `function.json`: `File.ReadAllText`, then Json.NET, which takes comments, commas at the
//! end, single quotes and bare names; then the rules of `HostJsonFileConfigurationSource` and `HostFunctionMetadataProvider` of
//! azure-functions-host. `functions.metadata` is read by the worker of .NET instead, whose reader is strict.

use serde_json::{Value, json};

use crate::state::Content;

/// Json.NET's `MaxDepth`.
const MAX_DEPTH: usize = 64;

/// `host.json` as the host has it in hand; `{"version": "2.0"}` where there is no file, or an empty object.
///
/// # Errors
/// The words with which the host goes into state Error.
pub fn host_json(content: &Content) -> Result<Value, String> {
    let default = json!({"version": "2.0"});
    let Some(file) = content.get("host.json") else { return Ok(default) };
    let host =
        object(&file.bytes).map_err(|error| format!("The host.json file content is invalid (AZFD0009): {error}"))?;
    if host.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(default);
    }
    let version = match &host["version"] {
        Value::Null => String::new(),
        Value::String(version) => version.clone(),
        // A number 2.0 is written as 2.
        other => other.as_f64().map_or_else(|| other.to_string(), |number| number.to_string()),
    };
    match version.as_str() {
        "2.0" => Ok(host),
        "" => Err(
            "The host.json file is missing the required 'version' property. See https://aka.ms/functions-hostjson for \
                   steps to migrate the configuration file."
                .to_owned(),
        ),
        other => Err(format!(
            "'{other}' is an invalid value for host.json 'version' property. We recommend you set the 'version' property to \
             '2.0'. See https://aka.ms/functions-hostjson for steps to migrate the configuration file."
        )),
    }
}

/// A `function.json` from which the host takes a function: an object with at least one binding.
pub fn function_json(bytes: &[u8]) -> Option<Value> {
    let function = object(bytes).ok()?;
    let bindings = function["bindings"].as_array()?;
    (!bindings.is_empty() && bindings.iter().all(Value::is_object)).then_some(function)
}

/// `functions.metadata`.
pub fn metadata(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes)).ok()
}

/// An object in the loose JSON of Json.NET.
///
/// # Errors
/// What is wrong with it.
pub fn object(bytes: &[u8]) -> Result<Value, String> {
    // Turned into strict JSON, piece by piece, and then read.
    let strict = strict(&pieces(&read_all_text(bytes))?)?;
    match serde_json::from_str(&strict) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("Error reading JObject from JsonReader. Current JsonReader item is not an object.".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn read_all_text(bytes: &[u8]) -> String {
    let wide = |little: bool| {
        let unit = |two: &[u8]| {
            if little { u16::from_le_bytes([two[0], two[1]]) } else { u16::from_be_bytes([two[0], two[1]]) }
        };
        String::from_utf16_lossy(&bytes[2..].chunks_exact(2).map(unit).collect::<Vec<_>>())
    };
    if let Some(points) = bytes.strip_prefix(&[0xff, 0xfe, 0, 0]) {
        let point = |four: &[u8]| char::from_u32(u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        return points.chunks_exact(4).map(|four| point(four).unwrap_or('\u{fffd}')).collect();
    }
    match bytes {
        [0xff, 0xfe, ..] => wide(true),
        [0xfe, 0xff, ..] => wide(false),
        _ => String::from_utf8_lossy(bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes)).into_owned(),
    }
}

#[derive(PartialEq)]
enum Piece {
    Mark(char),
    Text(String),
    Word(String),
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => {}
            '{' | '}' | '[' | ']' | ':' | ',' => found.push(Piece::Mark(c)),
            '"' | '\'' => found.push(Piece::Text(text_until(c, &mut rest)?)),
            '/' => skip_comment(&mut rest)?,
            c => {
                let mut word = c.to_string();
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || "_$+-.".contains(*c)) {
                    word.push(c);
                }
                found.push(Piece::Word(word));
            }
        }
    }
    Ok(found)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_comment(rest: &mut Chars<'_>) -> Result<(), String> {
    match rest.next() {
        Some('/') => while rest.next_if(|c| !matches!(c, '\n' | '\r')).is_some() {},
        Some('*') => loop {
            match rest.next() {
                Some('*') if rest.next_if_eq(&'/').is_some() => break,
                Some(_) => {}
                None => return Err("Unexpected end while parsing comment.".to_owned()),
            }
        },
        _ => return Err("Error parsing comment. Expected: *.".to_owned()),
    }
    Ok(())
}

/// The text as strict JSON writes it, in its quotes. Escapes stay as they are, for the strict reader to judge.
fn text_until(quote: char, rest: &mut Chars<'_>) -> Result<String, String> {
    let mut text = String::from('"');
    loop {
        match rest.next() {
            Some(c) if c == quote => return Ok(text + "\""),
            Some('\\') => match rest.next() {
                Some('\'') => text.push('\''),
                Some(c) => text.extend(['\\', c]),
                None => break,
            },
            Some('"') => text.push_str("\\\""),
            Some(c) if c.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            Some(c) => text.push(c),
            None => break,
        }
    }
    Err("Unterminated string.".to_owned())
}

fn strict(pieces: &[Piece]) -> Result<String, String> {
    let mut text = String::new();
    let mut depth = 0usize;
    for (index, piece) in pieces.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| &pieces[index]);
        let next = pieces.get(index + 1);
        match piece {
            // Nothing between two commas is a value that is not defined; the last comma means nothing.
            Piece::Mark(',') => {
                let is_last = matches!(next, Some(Piece::Mark('}' | ']'))) && before != Some(&Piece::Mark('{'));
                text.push_str(if is_open(before) { "null" } else { "" });
                text.push_str(if is_last { "" } else { "," });
            }
            Piece::Mark(c) => {
                match c {
                    '{' | '[' => depth += 1,
                    '}' | ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > MAX_DEPTH {
                    return Err(format!("The reader's MaxDepth of {MAX_DEPTH} has been exceeded."));
                }
                text.push(*c);
            }
            Piece::Text(quoted) => text.push_str(quoted),
            Piece::Word(word) if next == Some(&Piece::Mark(':')) && word.chars().all(is_of_a_name) => {
                text.push_str(&json!(word).to_string());
            }
            Piece::Word(word) => text.push_str(&meant(word)),
        }
        text.push(' ');
    }
    Ok(text)
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || "_$".contains(c)
}

/// Nothing stands between this and a comma.
fn is_open(before: Option<&Piece>) -> bool {
    matches!(before, Some(Piece::Mark('[' | ',')))
}

fn meant(word: &str) -> String {
    let hexadecimal = word.strip_prefix("0x").or(word.strip_prefix("0X"));
    match (word, hexadecimal.and_then(|digits| i64::from_str_radix(digits, 16).ok())) {
        (_, Some(number)) => number.to_string(),
        ("undefined" | "NaN" | "Infinity" | "-Infinity", _) => "null".to_owned(),
        (word, None) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::File;
    use bytes::Bytes;

    fn host(text: &[u8]) -> Result<Value, String> {
        let file = File { bytes: Bytes::copy_from_slice(text), executable: false, modified: 0 };
        host_json(&Content::of([("host.json".to_owned(), file)]))
    }

    #[test]
    fn the_host_takes_marks_comments_and_commas_at_the_end() {
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("{version:'2.0'}".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for text in [
            br#"{"version":"2.0"}"#.as_slice(),
            b"\xef\xbb\xbf{\"version\":\"2.0\"}",
            b"{ // a\n \"version\": \"2.0\", /* b */ \"x\": [1, 2,], }",
            &wide,
            b"{}",
        ] {
            assert_eq!(host(text).unwrap()["version"], "2.0", "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(host_json(&Content::default()).unwrap()["version"], "2.0");
    }

    #[test]
    fn it_refuses_every_other_version_and_what_is_no_object() {
        for text in [
            "{\"logging\":{}}",
            "{\"version\":\"4.0\"}",
            "{\"version\":2.0}",
            "[]",
            "",
            "{\"version\":\"2.0\"} x",
            "{\"a\" 1}",
        ] {
            assert!(host(text.as_bytes()).is_err(), "{text}");
        }
        assert!(host(b"{\"version\":null}").unwrap_err().contains("missing the required 'version' property"));
        let deep = format!("{{\"version\":\"2.0\",\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
        assert!(host(deep.as_bytes()).unwrap_err().contains("MaxDepth"));
    }

    #[test]
    fn a_function_has_a_binding_and_the_metadata_of_dotnet_no_comment() {
        assert!(function_json(b"// one\n{\"bindings\":[{\"type\":\"timerTrigger\"},]}").is_some());
        for text in ["{\"bindings\":[]}", "{}", "{\"bindings\":\"x\"}", "{\"bindings\":[1]}"] {
            assert!(function_json(text.as_bytes()).is_none(), "{text}");
        }
        assert!(metadata(b"\xef\xbb\xbf[]").is_some() && metadata(b"[] // x").is_none() && metadata(b"[1,]").is_none());
    }
}
