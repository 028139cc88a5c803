//! Texts of a run that can be compared with those of the next.

use std::sync::LazyLock;

use regex::Regex;

use super::Told;

/// What differs from run to run, with what stands for it.
static VARIABLE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        // Masks of tokens, notes about repeated requests, and the chart of all times.
        (r"(?m)^::(add-mask|debug)::.*\n", ""),
        (r"(?s)```mermaid.*?```\n\n", ""),
        (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[GUID]"),
        (r"\b[0-9a-f]{8}-[0-9a-f]\b|\b[0-9a-f]{8}-[0-9a-f]{3}\b", "[ID]"),
        (r"\b(\d+ min )?\d+(\.\d+)? (ms|s|min)\b", "[TIME]"),
        (r"\b\d\d:\d\d:\d\d\b", "[CLOCK]"),
        (r"\b(\d+ of )?\d+ (looks|measurements|times)\b", "[COUNT]"),
    ];
    patterns.map(|(pattern, instead)| (Regex::new(pattern).unwrap(), instead)).to_vec()
});

/// A text of a run without what differs from run to run.
pub fn stable(text: &str, told: &Told) -> String {
    let text = text.replace(&told.temp.0.display().to_string(), "[TEMP]");
    VARIABLE.iter().fold(text, |text, (pattern, instead)| pattern.replace_all(&text, *instead).into_owned())
}
