use std::fmt;

use regex::Regex;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::Template;

/// What is demanded of one thing. Negations are predicates of their own, so that each reads as it
/// is written.
#[derive(Debug, Clone)]
pub enum Predicate {
    /// Equal to this text, after the template is filled.
    EqualsText(Template),
    /// Equal to this number, boolean, null, list or object.
    Equals(Value),
    /// Contains this text.
    Contains(Template),
    /// Does not.
    NotContains(Template),
    /// Matches this regular expression somewhere.
    Matches(Regex),
    /// Does not.
    NotMatches(Regex),
    /// A number of at least this.
    AtLeast(f64),
    /// A number of at most this.
    AtMost(f64),
    /// Is there (`true`) or is not (`false`).
    Exists(bool),
    /// This many nodes are there.
    Count(usize),
}

impl Predicate {
    /// The text it compares with, if it is one that is filled for each release.
    pub fn template(&self) -> Option<&Template> {
        match self {
            Self::EqualsText(text) | Self::Contains(text) | Self::NotContains(text) => Some(text),
            _ => None,
        }
    }
}

/// A predicate as it stands in YAML; a bare scalar demands equality.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPredicate {
    /// `equals: null` is a demand and not its absence.
    #[serde(default, deserialize_with = "present")]
    equals: Option<RawExpected>,
    contains: Option<Template>,
    not_contains: Option<Template>,
    matches: Option<RawRegex>,
    not_matches: Option<RawRegex>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    exists: Option<bool>,
    absent: Option<bool>,
    count: Option<usize>,
}

impl RawPredicate {
    /// Everything that is demanded, in a fixed order; empty when nothing is.
    pub fn checked(self) -> Vec<Predicate> {
        [
            self.exists.map(Predicate::Exists),
            self.absent.map(|absent| Predicate::Exists(!absent)),
            self.equals.map(|expected| expected.0),
            self.contains.map(Predicate::Contains),
            self.not_contains.map(Predicate::NotContains),
            self.matches.map(|regex| Predicate::Matches(regex.0)),
            self.not_matches.map(|regex| Predicate::NotMatches(regex.0)),
            self.at_least.map(Predicate::AtLeast),
            self.at_most.map(Predicate::AtMost),
            self.count.map(Predicate::Count),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Equality with one text.
    pub fn equal_to(text: Template) -> Self {
        Self { equals: Some(RawExpected(Predicate::EqualsText(text))), ..Self::default() }
    }
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RawExpected>, D::Error> {
    RawExpected::deserialize(deserializer).map(Some)
}

#[derive(Debug, Clone)]
struct RawExpected(Predicate);

impl<'de> Deserialize<'de> for RawExpected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => {
                let template = Template::parse(&text).map_err(de::Error::custom)?;
                Ok(Self(Predicate::EqualsText(template)))
            }
            value => Ok(Self(Predicate::Equals(value))),
        }
    }
}

#[derive(Debug, Clone)]
struct RawRegex(Regex);

impl<'de> Deserialize<'de> for RawRegex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let regex = Regex::new(&text).map_err(|error| {
            // The regex crate draws a picture over several lines; its last one says what is wrong.
            let text = error.to_string();
            de::Error::custom(text.lines().last().unwrap_or("no regular expression").to_owned())
        })?;
        Ok(Self(regex))
    }
}

/// The bare form of a header's predicate: `content-type: application/json`.
#[derive(Debug, Clone)]
pub struct RawHeader(pub RawPredicate);

impl<'de> Deserialize<'de> for RawHeader {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = RawHeader;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a mapping such as `{ matches: … }`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawHeader, E> {
                let template = Template::parse(text).map_err(E::custom)?;
                Ok(RawHeader(RawPredicate::equal_to(template)))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<RawHeader, A::Error> {
                RawPredicate::deserialize(de::value::MapAccessDeserializer::new(map)).map(RawHeader)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
