//! Everything that is wrong with a configuration, each at its place.

use super::ConfigError;
use super::place::Place;
use super::source_line::SourceLine;
use crate::record::message;

/// No more problems are shown.
const SHOWN: usize = 50;

/// Collects problems, so that all are reported at once.
#[derive(Default)]
pub(super) struct Report {
    /// The check that is read.
    pub check: Option<String>,
    /// How many regular expressions were compiled for the layer that is read.
    pub patterns: usize,
    /// Whether what is read is one of several layers, so that others may resolve what contradicts itself in it.
    pub is_layered: bool,
    patterns_before: usize,
    wrongs: Vec<Wrong>,
    more: usize,
}

#[derive(PartialEq)]
struct Wrong {
    place: Place,
    says: String,
    check: Option<String>,
    first: Option<Place>,
    contradicts: bool,
}

impl Report {
    /// A key or a value is wrong.
    pub(super) fn wrong(&mut self, place: Place, says: impl Into<String>) {
        self.add(Wrong { place, says: says.into(), check: self.check.clone(), first: None, contradicts: false });
    }

    /// Values that are right by themselves contradict each other.
    pub(super) fn contradiction(&mut self, place: Place, says: impl Into<String>) {
        self.add(Wrong { place, says: says.into(), check: self.check.clone(), first: None, contradicts: true });
    }

    /// Something is there a second time.
    pub(super) fn repeated(&mut self, place: Place, says: impl Into<String>, first: Place) {
        self.add(Wrong { place, says: says.into(), check: None, first: Some(first), contradicts: true });
    }

    /// A layer begins.
    pub(super) fn begin_layer(&mut self) {
        self.patterns_before += std::mem::take(&mut self.patterns);
    }

    /// How many regular expressions were compiled for all layers.
    pub(super) fn all_patterns(&self) -> usize {
        self.patterns_before + self.patterns
    }

    /// How many problems there are up to now.
    pub(super) fn len(&self) -> usize {
        self.wrongs.len() + self.more
    }

    fn add(&mut self, mut wrong: Wrong) {
        if self.wrongs.len() >= SHOWN {
            self.more += 1;
            return;
        }
        wrong.says = message(&wrong.says.replace(['\n', '\r'], "·"));
        // What an alias repeats is wrong once.
        if !self.wrongs.contains(&wrong) {
            self.wrongs.push(wrong);
        }
    }

    /// Nothing, or all problems with the lines they are about.
    pub(super) fn result(self, source: &str) -> Result<(), ConfigError> {
        let Self { mut wrongs, more, .. } = self;
        if wrongs.is_empty() {
            return Ok(());
        }
        wrongs.sort_by_key(|wrong| (wrong.place.line, wrong.place.column));
        let lines: Vec<&str> = source.lines().collect();
        let mut problems: Vec<String> = wrongs.iter().map(|wrong| wrong.text(&lines)).collect();
        if more > 0 {
            problems.push(format!("and {more} more problems"));
        }
        Err(if wrongs.iter().all(|wrong| wrong.contradicts) {
            ConfigError::Relations { problems }
        } else {
            ConfigError::Syntax { problems }
        })
    }
}

impl Wrong {
    fn text(&self, lines: &[&str]) -> String {
        let line = SourceLine::at(lines, self.place);
        let says = line.as_ref().map_or_else(|| self.says.clone(), |line| line.without_hidden(&self.says));
        let mut text = match &self.check {
            Some(check) => format!("{says} (check `{check}`, {})", self.place),
            None => format!("{says}, {}", self.place),
        };
        if let Some(first) = self.first {
            text += &format!("; the first is at {first}");
        }
        line.map(|line| format!("{text}\n{}", line.snippet())).unwrap_or(text)
    }
}
