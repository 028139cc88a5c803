use std::fmt;

use super::Fact;
use crate::record::Explanation;

/// What is said of a check.
#[derive(Debug)]
pub struct About {
    /// Its name, what it looks for, why, and what to do about a finding.
    pub explanation: Explanation,
    /// What it looks at. Only this is read for it, so that a fact that is looked at and not declared is unknown.
    pub reads: &'static [Fact],
    /// What a finding does to the release.
    pub weight: Weight,
    /// Whether a configuration may lower it.
    pub lowers: Lowers,
}

/// Whether a configuration may lower the findings of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowers {
    /// With a reason.
    Yes,
    /// Never, since this follows without it.
    Never(&'static str),
}

/// What a finding of a check does to the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It stops.
    Stops,
    /// The release continues with a warning, and stops with `strict`.
    StopsWhenStrict,
    /// It stops, unless this holds.
    StopsUnless(&'static str),
    /// It is a warning, also with `strict`: releases do not make this check, so that it cannot stop one.
    Warns,
    /// Nothing: it is told, also with `strict`.
    Informs,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stops => f.write_str("stops the release"),
            Self::StopsWhenStrict => f.write_str("a warning; stops the release with `strict`"),
            Self::Warns => f.write_str("a warning of `check` and dry runs; never stops the release"),
            Self::Informs => f.write_str("a note; never stops the release"),
            Self::StopsUnless(condition) => write!(f, "stops the release, unless {condition}"),
        }
    }
}
