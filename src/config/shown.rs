//! A configuration as it is shown: each value with the place that it came from.

use serde_json::{Map, Value};

use super::node::{Content, Node, parse};
use super::problems::Report;
use super::read::core_value;
use super::source_line::is_secret;

/// Keys whose values name or describe something, and hold no secret even below a key that names one.
const PLAIN: [&str; 8] =
    ["variable", "vault", "app-configuration", "label", "sticky", "severity", "reason", "function_key"];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueFrom {
    /// This line of the file.
    Line(usize),
    /// An input of the Action; with what the file says instead, and where, when that differs.
    Input(Option<(String, usize)>),
    /// Nobody gave it.
    Default,
    /// The name of the chosen environment.
    Environment,
}

/// A value with where it came from.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A scalar; `is_plain` when it is not quoted.
    Scalar {
        /// Its text.
        text: String,
        /// Whether it is not quoted.
        is_plain: bool,
        /// Where it came from.
        from: ValueFrom,
    },
    /// A list.
    List(Vec<Shown>, ValueFrom),
    /// A mapping.
    Map(Vec<(String, Shown)>, ValueFrom),
}

impl Shown {
    /// A text that was not quoted.
    pub fn text(text: &str, from: ValueFrom) -> Self {
        Self::Scalar { text: text.to_owned(), is_plain: true, from }
    }

    /// A text of YAML; `None`: it is not YAML, or holds nothing.
    pub fn read(source: &str) -> Option<Self> {
        parse(source, &mut Report::default()).map(|root| Self::of(&root))
    }

    /// The line of the value that these keys and indices lead to, or of the last one that is there.
    pub fn line_of(&self, path: &[&str]) -> Option<usize> {
        let inside = match (self, path) {
            (Self::Map(entries, _), [key, rest @ ..]) => {
                entries.iter().find(|(known, _)| known == key).and_then(|(_, one)| one.line_of(rest))
            }
            (Self::List(list, _), [index, rest @ ..]) => {
                index.parse::<usize>().ok().and_then(|index| list.get(index)).and_then(|one| one.line_of(rest))
            }
            _ => None,
        };
        let own = if let ValueFrom::Line(line) = self.from() { Some(*line) } else { None };
        inside.or(own)
    }

    pub(super) fn of(node: &Node) -> Self {
        let from = ValueFrom::Line(node.place.line);
        match &node.content {
            Content::Scalar { text, plain } => Self::Scalar { text: text.clone(), is_plain: *plain, from },
            Content::List(list) => Self::List(list.iter().map(|node| Self::of(node)).collect(), from),
            Content::Map(entries) => {
                Self::Map(entries.iter().map(|(key, node)| (key.text.clone(), Self::of(node))).collect(), from)
            }
        }
    }

    /// The same, as if all of it came from there.
    pub fn all_from(self, from: &ValueFrom) -> Self {
        match self {
            Self::Scalar { text, is_plain, .. } => Self::Scalar { text, is_plain, from: from.clone() },
            Self::List(list, _) => Self::List(list.into_iter().map(|one| one.all_from(from)).collect(), from.clone()),
            Self::Map(entries, _) => {
                let entries = entries.into_iter().map(|(key, one)| (key, one.all_from(from)));
                Self::Map(entries.collect(), from.clone())
            }
        }
    }

    /// The same with what looks like a secret as `***`.
    pub fn without_secrets(self) -> Self {
        self.masked("", false)
    }

    fn masked(self, key: &str, is_below_one: bool) -> Self {
        match self {
            Self::Scalar { text, is_plain, from } => {
                let is_hidden = !PLAIN.contains(&key) && (is_below_one || is_secret("", &text));
                if is_hidden && !text.is_empty() {
                    return Self::Scalar { text: "***".to_owned(), is_plain: false, from };
                }
                Self::Scalar { text, is_plain, from }
            }
            Self::List(list, from) => {
                Self::List(list.into_iter().map(|one| one.masked(key, is_below_one)).collect(), from)
            }
            Self::Map(entries, from) => {
                let below = |name: &str| !PLAIN.contains(&name) && (is_below_one || is_secret(name, ""));
                let entries = entries.into_iter().map(|(name, one)| {
                    let below = below(&name);
                    let one = one.masked(&name, below);
                    (name, one)
                });
                Self::Map(entries.collect(), from)
            }
        }
    }

    /// The value as JSON has it.
    pub fn json(&self) -> Value {
        match self {
            Self::Scalar { text, is_plain: true, .. } => match core_value(text) {
                // A number that would be written in another way is shown as it was written.
                Value::Number(number) if number.to_string() != *text => Value::String(text.clone()),
                value => value,
            },
            Self::Scalar { text, .. } => Value::String(text.clone()),
            Self::List(list, _) => Value::Array(list.iter().map(Self::json).collect()),
            Self::Map(entries, _) => {
                Value::Object(entries.iter().map(|(key, one)| (key.clone(), one.json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Where it came from.
    pub fn from(&self) -> &ValueFrom {
        match self {
            Self::Scalar { from, .. } | Self::List(_, from) | Self::Map(_, from) => from,
        }
    }

    /// Its values that are no mappings, each with the keys that lead to it.
    pub fn leaves(&self) -> Vec<(Vec<String>, &Self)> {
        match self {
            Self::Map(entries, _) if !entries.is_empty() => entries
                .iter()
                .flat_map(|(key, one)| {
                    one.leaves().into_iter().map(move |(mut path, leaf)| {
                        path.insert(0, key.clone());
                        (path, leaf)
                    })
                })
                .collect(),
            _ => vec![(Vec::new(), self)],
        }
    }
}
