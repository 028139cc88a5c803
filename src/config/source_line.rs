//! The line that a problem is about, as it may be shown: a value under a key that names a secret is not, nor is anything else
//! that looks like one. Columns are those of the file.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::place::Place;
use crate::record::{brief, visible};

/// Characters of a line that are shown.
const WIDTH: usize = 140;
const MARK: &str = "***";
/// A shorter text is looked for between back-ticks only: it may be a part of a word.
const LONG: usize = 8;
/// Keys that hold the name of a key, and no key.
const NAMES_OF_KEYS: [&str; 2] = ["function_key", "host_key"];
/// What stands in a name under which secrets are kept.
const SECRET: &str = "key|token|secret|passw|pwd|credential|authorization|cookie|signature";
/// A key with what follows it: a quoted text, or the rest of the line.
const PAIR: &str = r#"(?<key>"[^"]*"|'[^']*'|[^\s,{}\[\]:"']+)\s*:(?:\s+|$)(?<value>"(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|[^\s{\[&*|>][^\n]*)?"#;
/// Values within a text: of a query, of a connection string, after the scheme of an authorization, tokens, the password in a URL, private
/// keys, and what is long and mixed.
const WITHIN: [&str; 7] = [
    r#"[?&][\w-]+=(?<value>[^&\s"'},\]#=][^&\s"'},\]#]*)"#,
    r#"(?i)(?:key|token|secret|passw\w*|pwd|sig)=(?<value>[^;&\s"']+)"#,
    r#"(?i)\b(?:bearer|basic|sharedaccesssignature|sharedkey)\s+(?<value>[^\s"']+)"#,
    r#"(?:^|[\s"':=,\[{(])(?<value>(?:gh[a-z]_|github_pat_|eyJ|xox|sk[-_])[\w.-]{8,})"#,
    r#"://[^/\s:@"']*:(?<value>[^@/\s"']+)@"#,
    "(?<value>-----BEGIN [A-Z ]*PRIVATE KEY-----.*)",
    r#"(?:^|[\s"':=,\[{(])(?<value>[A-Za-z0-9+_=.-][A-Za-z0-9+/_=.-]{19,})"#,
];
/// Those at which what stands around a value says that it is one; a text that is only long may be one.
const TOLD: std::ops::RangeInclusive<usize> = 1..=5;

/// A line of a configuration, and what of it is not shown.
pub(super) struct SourceLine<'a> {
    line: &'a str,
    place: Place,
    hidden: Vec<Range<usize>>,
}

impl<'a> SourceLine<'a> {
    /// The line at `place`; `None` where there is none.
    pub(super) fn at(lines: &[&'a str], place: Place) -> Option<Self> {
        let index = place.line.checked_sub(1)?;
        let line = lines.get(index)?;
        // Without its patterns nothing is known to be harmless.
        let hidden = hidden(line, lines.get(..index)?).unwrap_or_else(|| std::iter::once(0..line.len()).collect());
        Some(Self { line, place, hidden })
    }

    /// A sentence about the line, without what is hidden in it.
    pub(super) fn without_hidden(&self, sentence: &str) -> String {
        let hidden: Vec<&str> = self.hidden.iter().filter_map(|range| self.line.get(range.clone())).collect();
        let is_hidden = |quoted: &str| {
            let begin = quoted.split('…').next().unwrap_or_default();
            let is_part = |text: &str| begin.starts_with("${") && text.contains(begin);
            hidden.iter().any(|text| *text == quoted || brief(text) == quoted || is_part(text))
        };
        let parts = sentence.split('`').enumerate();
        let parts: Vec<&str> =
            parts.map(|(index, part)| if index % 2 == 1 && is_hidden(part) { MARK } else { part }).collect();
        let long = hidden.iter().filter(|text| text.len() >= LONG);
        long.fold(parts.join("`"), |told, text| told.replace(text, MARK))
    }

    /// The line, or the part of a long one around the column, with a caret below it.
    pub(super) fn snippet(&self) -> String {
        let (line, column) = self.masked();
        let characters: Vec<char> = line.chars().collect();
        let skipped = if column > WIDTH / 2 { column - WIDTH / 4 } else { 0 };
        let skipped = if skipped > 0 { start_of_word(&characters, skipped, column) } else { 0 };
        let shown = end_of_word(&characters, skipped + WIDTH, column);
        let shown: String = characters.iter().take(shown).skip(skipped).collect();
        let shown = visible(&shown).replace('\t', " ");
        let (cut, shift) = if skipped > 0 { ("…", 1) } else { ("", 0) };
        let number = self.place.line;
        format!("{number:>5} | {cut}{shown}\n      | {}^", " ".repeat(column - skipped + shift))
    }

    /// The line with marks, and where the place is in it, in characters from zero.
    fn masked(&self) -> (String, usize) {
        let column = self.place.column.saturating_sub(1);
        let at = self.line.char_indices().nth(column).map_or(self.line.len(), |(at, _)| at);
        let (mut shown, mut copied, mut caret) = (String::new(), 0, None);
        for range in &self.hidden {
            let before = self.line.get(copied..range.start).unwrap_or_default();
            if at < range.end && caret.is_none() {
                let before = self.line.get(copied..at.min(range.start)).unwrap_or_default();
                caret = Some(shown.chars().count() + before.chars().count());
            }
            shown += before;
            shown += MARK;
            copied = range.end;
        }
        // Behind the end of the line a caret stands where it was.
        let behind = column.saturating_sub(self.line.chars().count());
        let after = self.line.get(copied..at).unwrap_or_default().chars().count() + behind;
        let caret = caret.unwrap_or(shown.chars().count() + after);
        (shown + self.line.get(copied..).unwrap_or_default(), caret)
    }
}

/// The first word that begins between `from` and `column`: the rest of a secret would not be recognised later.
fn start_of_word(line: &[char], from: usize, column: usize) -> usize {
    let found = (from..column).find(|at| at.checked_sub(1).is_some_and(|before| line.get(before) == Some(&' ')));
    found.unwrap_or(from)
}

/// The last word that ends between `column` and `to`.
fn end_of_word(line: &[char], to: usize, column: usize) -> usize {
    if to >= line.len() {
        return line.len();
    }
    (column..to).rev().find(|at| line.get(*at) == Some(&' ')).unwrap_or(to)
}

/// What of the line is hidden, in order and without overlaps; `None`: a pattern could not be made.
fn hidden(line: &str, above: &[&str]) -> Option<Vec<Range<usize>>> {
    let secret = Regex::new(&format!("(?i)({SECRET})")).ok()?;
    let pair = Regex::new(PAIR).ok()?;
    let names_secret = |key: &str| {
        let key = key.trim_matches(['"', '\'']);
        !NAMES_OF_KEYS.contains(&key) && secret.is_match(key)
    };
    let mut is_under_one = is_below_a_secret(line, above, &names_secret, &pair);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(captures) = pair.captures_at(line, from) {
        let (Some(whole), Some(key)) = (captures.get(0), captures.name("key")) else { break };
        let is_secret = is_under_one || names_secret(key.as_str());
        from = whole.end();
        match captures.name("value") {
            Some(value) => {
                let range = scalar(line, value.range());
                // A plain value may be followed by more pairs.
                from = range.end.max(key.end() + 1);
                found.extend(Some(range).filter(|_| is_secret));
            }
            // What it holds follows.
            None => is_under_one = is_secret,
        }
    }
    if is_under_one && !pair.is_match(line) {
        let text = line.trim_start_matches([' ', '\t', '-']);
        found.push(line.len() - text.len()..line.trim_end().len());
    }
    for (index, pattern) in WITHIN.into_iter().enumerate() {
        let pattern = Regex::new(pattern).ok()?;
        let all = pattern.captures_iter(line).filter_map(|captures| captures.name("value"));
        found.extend(all.filter(|value| !is_harmless(index, value.as_str())).map(|value| value.range()));
    }
    found.retain(|range| !range.is_empty());
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => apart.push(range),
        }
    }
    Some(apart)
}

/// Whether a value looks like a secret, by the name of its key or by itself.
pub(super) fn is_secret(key: &str, value: &str) -> bool {
    static BY_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("(?i)({SECRET})")).ok());
    static BY_ITSELF: LazyLock<[Option<Regex>; 7]> = LazyLock::new(|| WITHIN.map(|pattern| Regex::new(pattern).ok()));
    // Without its patterns nothing is known to be harmless.
    let by_name = !NAMES_OF_KEYS.contains(&key) && BY_NAME.as_ref().is_none_or(|secret| secret.is_match(key));
    let looks_like_one = |(index, pattern): (usize, &Option<Regex>)| {
        let Some(pattern) = pattern else { return true };
        let mut found = pattern.captures_iter(value).filter_map(|captures| captures.name("value"));
        found.any(|part| !is_harmless(index, part.as_str()))
    };
    by_name || BY_ITSELF.iter().enumerate().any(looks_like_one)
}

/// A variable of ours, or a longer text without the mixture of a token, where nothing but its length speaks for one.
fn is_harmless(pattern: usize, value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_hex = value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_long = value.len() >= 20;
    value.starts_with("${release.") || !TOLD.contains(&pattern) && is_long && !is_mixed && !is_hex
}

/// The value without its quotes, or up to what ends a plain one.
fn scalar(line: &str, value: Range<usize>) -> Range<usize> {
    let text = line.get(value.clone()).unwrap_or_default();
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let closed = text.len() > 1 && text.ends_with(quote);
            value.start + 1..value.end - usize::from(closed)
        }
        _ => {
            let before = line.get(..value.start).unwrap_or_default();
            let count = |of: [char; 2]| before.matches(of).count();
            let is_flow = count(['{', '[']) > count(['}', ']']);
            let ends = [" #", ",", "}", "]"];
            let ends = ends.iter().take(if is_flow { ends.len() } else { 1 });
            let end = ends.filter_map(|end| text.find(end)).min().unwrap_or(text.len());
            value.start..value.start + text.get(..end).unwrap_or_default().trim_end().len()
        }
    }
}

/// Whether a key further out, which begins on a line above, names a secret.
fn is_below_a_secret(line: &str, above: &[&str], names_secret: &impl Fn(&str) -> bool, pair: &Regex) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut inner = indent(line);
    for outer in above.iter().rev().filter(|line| !line.trim().is_empty()) {
        if indent(outer) >= inner {
            continue;
        }
        inner = indent(outer);
        // The key is the last one that has no value on its own line.
        let last = pair.captures_iter(outer).last().and_then(|captures| captures.name("key"));
        if last.is_some_and(|key| names_secret(key.as_str())) {
            return true;
        }
        if inner == 0 {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str, line: usize, column: usize) -> (String, String) {
        let lines: Vec<&str> = source.lines().collect();
        let snippet = SourceLine::at(&lines, Place { line, column }).unwrap().snippet();
        let (text, caret) = snippet.split_once('\n').unwrap();
        let at = caret.chars().position(|c| c == '^').unwrap();
        (text.chars().skip(8).collect(), text.chars().skip(at).collect())
    }

    #[test]
    fn a_value_under_a_key_that_names_a_secret_is_not_shown_however_it_is_written() {
        for (line, expected) in [
            ("x-api-key: s3cr3t, of mine", "x-api-key: ***"),
            ("headers: { X-Api-Key: 's3cr3t', accept: text/html }", "headers: { X-Api-Key: '***', accept: text/html }"),
            (r#"headers: { "x-token": "s3\"cr3t" }"#, r#"headers: { "x-token": "***" }"#),
            (r#"headers: { authorization: "Bearer s3cr3t"#, r#"headers: { authorization: "***"#),
            ("headers: { cookie: { equlas: s3cr3t } }", "headers: { cookie: { equlas: *** } }"),
            ("password: s3cr3t # mine", "password: *** # mine"),
            ("path: /a?code=s3cr3t&x=y", "path: /a?code=***&x=***"),
            ("equals: Bearer s3cr3t", "equals: Bearer ***"),
            ("equals: 'AccountKey=s3cr3t;a=b'", "equals: 'AccountKey=***;a=b'"),
            ("equals: eyJ0eXAiOiJKV1QiLCJh", "equals: ***"),
            ("x: 4Xy7fT9aL2mQ8wZ1cV5b", "x: ***"),
            ("x: ghp_abcdefghijklmnopqrstuvwxyz0123456789", "x: ***"),
            ("x: 'AccountName=a;AccountKey=plantedplantedplantedplanted=='", "x: 'AccountName=a;AccountKey=***'"),
            ("x: postgres://u:pw@h.test/db", "x: postgres://u:***@h.test/db"),
            ("x: '-----BEGIN PRIVATE KEY-----'", "x: '***"),
        ] {
            assert_eq!(shown(line, 1, 1).0, expected);
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        for line in [
            "auth: { function_key: { function: version, name: default } }",
            "auth: { host_key: default }",
            "- { path: \"$.[?@.ok==false]\", equals: \"${release.commit}\" }",
            "request: { path: /api/v2/orders/for-a-long-time-2024 }",
            "path: /a?commit=${release.commit}",
        ] {
            assert_eq!(shown(line, 1, 1).0, line);
        }
    }

    #[test]
    fn lines_below_such_a_key_are_hidden_too() {
        assert_eq!(shown("headers:\n  x-key: |\n    s3cr3t\n", 3, 5).0, "    ***");
        assert_eq!(shown("headers:\n  x-key:\n    equlas: s3cr3t\n", 3, 5).0, "    equlas: ***");
        assert_eq!(shown("headers:\n  x-key: a\n  x-shop: orders\n", 3, 3).0, "  x-shop: orders");
    }

    #[test]
    fn the_caret_stays_below_what_it_is_about() {
        let line = "headers: { x-key: s3cr3t-of-mine, é-wrong: 1 }";
        let column = line.chars().position(|c| c == 'é').unwrap() + 1;
        assert_eq!(shown(line, 1, column).1, "é-wrong: 1 }");
        assert_eq!(shown(line, 1, 19).1, "***, é-wrong: 1 }");
        assert_eq!(shown(line, 1, 12).1, "x-key: ***, é-wrong: 1 }");
    }

    #[test]
    fn a_sentence_does_not_repeat_what_its_line_hides() {
        let lines = ["x-key: s3cr${t"];
        let line = SourceLine::at(&lines, Place { line: 1, column: 8 }).unwrap();
        assert_eq!(
            line.without_hidden("`s3cr${t` is wrong: `${t` is not closed"),
            "`***` is wrong: `***` is not closed"
        );
    }
}
