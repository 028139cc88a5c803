//! Reading values from the tree. What is wrong goes to the report, and reading continues.

use std::rc::Rc;
use std::time::Duration;

use serde_json::{Number, Value};

use super::Template;
use super::duration::parse_duration;
use super::node::{Content, Key, Node};
use super::problems::Report;
use crate::record::{brief, nearest};

/// Names less alike than this (Jaro-Winkler) are not offered.
const ALIKE: f64 = 0.7;
/// Longer names are not compared.
const LONGEST_NAME: usize = 64;

/// A mapping of known keys.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    node: Option<&'a Node>,
}

impl<'a> Keys<'a> {
    /// The mapping `what`. Unknown keys are reported; those that begin with `x-` are the team's own, for anchors.
    pub(super) fn of(node: &'a Node, what: &str, known: &[&str], report: &mut Report) -> Self {
        let Content::Map(entries) = &node.content else {
            report.wrong(node.place, format!("{what} is a mapping, with the keys {}", names(known)));
            return Self { node: None };
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.text.as_str())) {
            if key.text == "<<" {
                report.wrong(key.place, "`<<` is not read here; repeat the keys, or use an alias for the whole value");
            } else if !key.text.starts_with("x-") {
                report.wrong(key.place, unknown(&key.text, &format!("a key of {what}"), known));
            }
        }
        Self { node: Some(node) }
    }

    /// The value of a key; one without a value counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        self.given(name).filter(|node| !node.is_nothing())
    }

    /// The value of a key, also `null`.
    pub(super) fn given(&self, name: &str) -> Option<&'a Node> {
        self.node?.get(name)
    }

    /// Whether it is a mapping at all.
    pub(super) fn is_mapping(&self) -> bool {
        self.node.is_some()
    }

    /// The value of a key that has to be there.
    pub(super) fn required(&self, name: &str, what: &str, report: &mut Report) -> Option<&'a Node> {
        let found = self.get(name);
        if let (None, Some(node)) = (found, self.node) {
            report.wrong(node.place, format!("{what} has no `{name}`"));
        }
        found
    }
}

impl Report {
    /// A text. Numbers and booleans are texts as they are written.
    pub(super) fn text<'a>(&mut self, node: &'a Node, what: &str) -> Option<&'a str> {
        let Content::Scalar { text, .. } = &node.content else {
            self.wrong(node.place, format!("{what} is a text, and not a list or a mapping"));
            return None;
        };
        if text.contains("${{") {
            self.wrong(
                node.place,
                format!(
                    "`${{{{ … }}}}` in {what} is replaced in workflow files only; use `${{release.commit}}`, or write the \
                     probes in the input `probes` of the workflow"
                ),
            );
            return None;
        }
        Some(text)
    }

    pub(super) fn template(&mut self, node: &Node, what: &str) -> Option<Template> {
        let text = self.text(node, what)?;
        self.template_of(text, node, what)
    }

    /// The template in a text that was read from `node`.
    pub(super) fn template_of(&mut self, text: &str, node: &Node, what: &str) -> Option<Template> {
        Template::parse(text).map_err(|says| self.wrong(node.place, format!("{what}: {says}"))).ok()
    }

    /// A duration of more than nothing.
    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let text = self.text(node, what)?;
        match parse_duration(text) {
            Ok(Duration::ZERO) => {
                self.wrong(node.place, format!("{what} is `{}`: it would be over at once", brief(text)))
            }
            Ok(duration) => return Some(duration),
            Err(says) => self.wrong(node.place, format!("{what}: {says}")),
        }
        None
    }

    pub(super) fn flag(&mut self, node: &Node, what: &str) -> Option<bool> {
        let value = self.json(node, what)?;
        if !value.is_boolean() {
            self.wrong(node.place, format!("{what} is `true` or `false`"));
        }
        value.as_bool()
    }

    pub(super) fn number(&mut self, node: &Node, what: &str) -> Option<f64> {
        let number = self.json(node, what)?.as_f64();
        if number.is_none() {
            self.wrong(node.place, format!("{what} is a number"));
        }
        number
    }

    /// A whole number of at least `least`.
    pub(super) fn count(&mut self, node: &Node, what: &str, least: u32) -> Option<u32> {
        let number = self.json(node, what)?.as_u64().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| *number >= least);
        if number.is_none() {
            self.wrong(node.place, format!("{what} is a whole number: write {least} or more"));
        }
        number
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, node: &Node, what: &str, all: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = all.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            self.wrong(node.place, unknown(text, &format!("a value of {what}"), &known));
        }
        found
    }

    pub(super) fn list<'a>(&mut self, node: &'a Node, what: &str) -> &'a [Rc<Node>] {
        match &node.content {
            Content::List(list) => list,
            _ => {
                self.wrong(node.place, format!("{what} is a list: write `[…]`, or `- …` on lines of their own"));
                &[]
            }
        }
    }

    /// The entries of a mapping whose keys are free.
    pub(super) fn entries<'a>(&mut self, node: &'a Node, what: &str) -> &'a [(Key, Rc<Node>)] {
        match &node.content {
            Content::Map(entries) => entries,
            _ => {
                self.wrong(node.place, format!("{what} is a mapping: write `NAME: VALUE`"));
                &[]
            }
        }
    }

    /// Any value, as JSON has it; plain scalars are read by YAML 1.2's core schema.
    pub(super) fn json(&mut self, node: &Node, what: &str) -> Option<Value> {
        Some(match &node.content {
            Content::Scalar { plain, .. } => {
                let text = self.text(node, what)?;
                if *plain { core_value(text) } else { Value::String(text.to_owned()) }
            }
            Content::List(list) => {
                list.iter().map(|node| self.json(node, what)).collect::<Option<Vec<_>>>().map(Value::Array)?
            }
            Content::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| Some((key.text.clone(), self.json(node, what)?)));
                Value::Object(entries.collect::<Option<_>>()?)
            }
        })
    }
}

/// What a scalar without quotes is, by YAML 1.2's core schema.
pub(super) fn core_value(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.trim_start_matches(['-', '+']);
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(Number::from);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u64::from_str_radix(octal, 8).ok().map(Number::from);
    }
    // A text such as `007` or `+49 30`, and names such as `inf`, are no numbers.
    let mut first = digits.chars();
    let pads_with_zero = first.next() == Some('0') && first.next().is_some_and(|c| c.is_ascii_digit());
    let looks_like_one = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && !pads_with_zero
        && digits.chars().any(|c| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'));
    if !looks_like_one {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let whole = text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from)).ok();
    whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
}

/// `` `x` is not …; did you mean `y`? `` or the names there are.
pub(super) fn unknown(name: &str, what: &str, known: &[&str]) -> String {
    let near = if name.len() <= LONGEST_NAME { nearest(name, known.iter().copied(), ALIKE) } else { None };
    let fix = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names(known)),
    };
    format!("`{}` is not {what}; {fix}", brief(name))
}

/// `a`, `b`, `c`
pub(super) fn names(known: &[&str]) -> String {
    let quoted: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
