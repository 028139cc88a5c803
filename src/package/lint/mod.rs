//! Faults of a package that show before it is sent: one file per rule.
//!
//! [`Lint::read`] looks at the files once, and the rules judge what was read. A new rule is a file with a `look` in it, a line in
//! [`LOOKS`] and an entry in `record/codes/lint.rs`, which says what `slot-deploy explain` and the page of codes say of it. A rule
//! that needs to know the app says nothing where the [`Target`] does not tell. An error is what the host, or the worker with the
//! app's functions, would not start with; all else is a warning.

mod contents;
mod files;
mod function_timeout;
mod lines;
mod local_settings;
mod subject;
mod target;
mod time_span;
#[cfg(test)]
mod tree;

use std::sync::Arc;

use super::content::Entry;
use crate::record::Finding;
use contents::Contents;
use files::Files;
pub(super) use files::{InFolder, InZip};
use subject::Subject;
pub use target::{Os, PlanKind, Target};

/// All rules, in the order in which their findings are shown.
const LOOKS: &[fn(&Subject<'_>) -> Vec<Finding>] = &[function_timeout::look, local_settings::look];

/// What the rules look at.
#[derive(Debug, Clone, Default)]
pub struct Lint(Arc<Contents>);

impl Lint {
    /// Reads what the rules need of these files. One that cannot be read is one that nothing is said of.
    pub(super) fn read(entries: &[Entry], files: &mut dyn Files) -> Self {
        Self(Arc::new(Contents::read(entries, files)))
    }

    /// The findings, for a package of so many bytes.
    pub(super) fn look(&self, bytes: u64, target: &Target) -> Vec<Finding> {
        let subject = Subject { contents: &self.0, bytes, target };
        LOOKS.iter().flat_map(|look| look(&subject)).collect()
    }
}
