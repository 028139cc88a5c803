use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::Template;
use super::keys::PREDICATE;
use super::node::Node;
use super::problems::Report;
use super::read::{Keys, names};

/// The expectation for one value. Negations are predicates of their own, so that each reads as it
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
    fn least(&self) -> Option<f64> {
        if let Self::AtLeast(number) = self { Some(*number) } else { None }
    }

    fn most(&self) -> Option<f64> {
        if let Self::AtMost(number) = self { Some(*number) } else { None }
    }

    /// The text it compares with, if it is one that is filled for each release.
    pub fn template(&self) -> Option<&Template> {
        match self {
            Self::EqualsText(text) | Self::Contains(text) | Self::NotContains(text) => Some(text),
            _ => None,
        }
    }
}

/// More regular expressions than this no app has; each takes time to compile.
const MOST_PATTERNS: usize = 200;
/// More than this all apps and environments of a file do not have.
const MOST_IN_ALL: usize = 1000;
/// The memory that a compiled regular expression may take, in bytes.
const LARGEST_PATTERN: usize = 256 * 1024;

/// The predicates of `what`, in a fixed order; at least one, or the report says why not.
pub(super) fn read(node: &Node, what: &str, also: &[&str], report: &mut Report) -> Vec<Predicate> {
    let before = report.len();
    let predicates = PREDICATE.names();
    let known = [also, &predicates].concat();
    let keys = Keys::of(node, what, &known, report);
    let all: Vec<Predicate> = predicates.iter().filter_map(|name| read_one(keys, name, what, report)).collect();
    if all.is_empty() && report.len() == before && keys.is_mapping() {
        report
            .contradiction(node.place, format!("no expectation is given for {what}; there are {}", names(&predicates)));
    }
    if all.len() > 1 && all.iter().any(|predicate| matches!(predicate, Predicate::Exists(false))) {
        report.contradiction(node.place, format!("{what} is to be absent, and something else is expected of it"));
    }
    let limit = |of: fn(&Predicate) -> Option<f64>| all.iter().find_map(of);
    if let (Some(least), Some(most)) = (limit(Predicate::least), limit(Predicate::most))
        && least > most
    {
        let says = format!("no number of {what} is at least {least} and at most {most}");
        report.contradiction(node.place, says);
    }
    all
}

fn read_one(keys: Keys<'_>, name: &str, of: &str, report: &mut Report) -> Option<Predicate> {
    let node = keys.given(name)?;
    let what = format!("`{name}` of {of}");
    // `equals: null` is an expectation; any other key without a value is none.
    if node.is_nothing() && name != "equals" {
        report.wrong(node.place, format!("{what} has no value"));
        return None;
    }
    Some(match name {
        "equals" => match report.json(node, &what)? {
            Value::String(text) => Predicate::EqualsText(report.template_of(&text, node, &what)?),
            value => Predicate::Equals(value),
        },
        "contains" => Predicate::Contains(part(node, &what, report)?),
        "not_contains" => Predicate::NotContains(part(node, &what, report)?),
        "matches" => Predicate::Matches(pattern(node, &what, report)?),
        "not_matches" => Predicate::NotMatches(pattern(node, &what, report)?),
        "at_least" => Predicate::AtLeast(report.number(node, &what)?),
        "at_most" => Predicate::AtMost(report.number(node, &what)?),
        "exists" => Predicate::Exists(report.flag(node, &what)?),
        "absent" => Predicate::Exists(!report.flag(node, &what)?),
        _ => Predicate::Count(usize::try_from(report.count(node, &what, 0)?).ok()?),
    })
}

/// A part of a text; every text contains the empty one.
fn part(node: &Node, what: &str, report: &mut Report) -> Option<Template> {
    if report.text(node, what)?.is_empty() {
        report.wrong(node.place, format!("{what} is empty, and every text contains that"));
        return None;
    }
    report.template(node, what)
}

fn pattern(node: &Node, what: &str, report: &mut Report) -> Option<Regex> {
    let text = report.text(node, what)?;
    report.patterns += 1;
    if text.is_empty() {
        report.wrong(node.place, format!("{what} is empty, and every text matches that"));
        return None;
    }
    if report.patterns > MOST_PATTERNS || report.all_patterns() > MOST_IN_ALL {
        let most = if report.patterns > MOST_PATTERNS { MOST_PATTERNS } else { MOST_IN_ALL };
        report.wrong(node.place, format!("there are more than {most} regular expressions"));
        return None;
    }
    match RegexBuilder::new(text).size_limit(LARGEST_PATTERN).build() {
        Ok(regex) => Some(regex),
        Err(error) => {
            // The crate's message has several lines; the last one names the problem.
            let error = error.to_string();
            let says = error.lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned();
            report.wrong(node.place, format!("{what} is not a regular expression: {says}"));
            None
        }
    }
}
