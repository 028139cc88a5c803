//! A configuration as YAML, in one way only: what is printed and read again is printed in the same way.

use serde_json::Value;

use super::read::core_value;
use super::shown::{Shown, ValueFrom};
use crate::record::is_invisible;

/// The remark behind a value; `None`: none.
pub type Remark<'a> = &'a dyn Fn(&ValueFrom) -> Option<String>;

/// The YAML of a mapping, one scalar a line, each with its remark.
pub fn yaml(shown: &Shown, remark: Remark<'_>) -> String {
    let mut printer = Printer { text: String::new(), remark };
    match shown {
        Shown::Map(entries, _) if !entries.is_empty() => printer.map(entries, 0, true),
        other => printer.inline(other),
    }
    printer.text
}

struct Printer<'a> {
    text: String,
    remark: Remark<'a>,
}

impl Printer<'_> {
    /// `is_at_start`: the cursor is at the begin of a line.
    fn map(&mut self, entries: &[(String, Shown)], indent: usize, is_at_start: bool) {
        let mut is_at_start = is_at_start;
        for (key, value) in entries {
            if is_at_start {
                self.text += &" ".repeat(indent);
            }
            self.text += &quoted(key, false);
            self.text.push(':');
            match value {
                Shown::Map(entries, _) if !entries.is_empty() => {
                    self.text.push('\n');
                    self.map(entries, indent + 2, true);
                }
                Shown::List(list, _) if !list.is_empty() => {
                    self.text.push('\n');
                    self.list(list, indent + 2);
                }
                other => {
                    self.text.push(' ');
                    self.inline(other);
                }
            }
            is_at_start = true;
        }
    }

    fn list(&mut self, list: &[Shown], indent: usize) {
        for value in list {
            self.text += &" ".repeat(indent);
            self.text.push('-');
            match value {
                Shown::Map(entries, _) if !entries.is_empty() => {
                    self.text.push(' ');
                    self.map(entries, indent + 2, false);
                }
                Shown::List(list, _) if !list.is_empty() => {
                    self.text.push('\n');
                    self.list(list, indent + 2);
                }
                other => {
                    self.text.push(' ');
                    self.inline(other);
                }
            }
        }
    }

    /// A scalar, or something empty, to the end of the line.
    fn inline(&mut self, value: &Shown) {
        self.text += &match value {
            Shown::Scalar { text, is_plain, .. } => quoted(text, *is_plain),
            Shown::List(..) => "[]".to_owned(),
            Shown::Map(..) => "{}".to_owned(),
        };
        if let Some(remark) = (self.remark)(value.from()) {
            self.text += "  # ";
            self.text += &remark;
        }
        self.text.push('\n');
    }
}

/// A scalar: without quotes where it means the same so.
fn quoted(text: &str, is_plain: bool) -> String {
    match core_value(text) {
        Value::Null if is_plain => return "null".to_owned(),
        Value::String(_) if is_word(text) => return text.to_owned(),
        Value::String(_) => {}
        _ if is_plain => return text.to_owned(),
        _ => {}
    }
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            c if is_invisible(c) || c == '\u{85}' => quoted += &format!("\\U{:08X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// Whether a text needs no quotes anywhere, and is never taken for something else by any reader of YAML.
fn is_word(text: &str) -> bool {
    const NOT_IN_YAML_1_1: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "<<", "="];
    let is_plain = |c: char| c.is_alphanumeric() || "_-./+@()^".contains(c);
    let is_start = |c: char| c.is_alphabetic() || "_/".contains(c);
    // `45m` is no number for any reader.
    let is_time = text.ends_with(['s', 'm', 'h']) && text.chars().all(|c| c.is_ascii_digit() || "msh".contains(c));
    (text.starts_with(is_start) || is_time)
        && text.chars().all(is_plain)
        && !NOT_IN_YAML_1_1.contains(&text.to_lowercase().as_str())
}
