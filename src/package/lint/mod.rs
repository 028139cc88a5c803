//! Faults of a package that show before it is sent: one file per rule.
//!
//! [`Lint::read`] looks at the files once, and the rules judge what was read. A new rule is a file with a `look` in it, a line in
//! [`LOOKS`] and an entry in `record/codes/lint.rs`, which says what `slot-deploy explain` and the page of codes say of it. A rule
//! that needs to know the app says nothing where the [`Target`] does not tell. An error is what the host, or the worker with the
//! app's functions, would not start with; all else is a warning.

mod absolute_path;
mod binary;
mod contents;
mod custom_handler;
mod dotnet_version;
mod editable_install;
mod extension_bundle;
mod files;
mod foreign_binary;
mod function_timeout;
mod glibc;
mod image;
mod isolated_files;
mod key_file;
mod lines;
mod local_settings;
mod module_index;
mod native;
mod no_function;
mod node_entry;
mod node_library;
mod package_size;
mod places;
mod python_file;
mod python_functions;
mod python_load;
mod python_module;
mod python_packages;
#[cfg(test)]
mod right_apps;
#[cfg(test)]
mod sample_binaries;
mod script_file;
mod secret;
mod secret_shapes;
mod standard_library;
mod subject;
mod target;
mod time_span;
#[cfg(test)]
mod tree;
mod version_range;
mod wheel;
mod wheel_tags;
mod worker_runtime;

use std::sync::Arc;

use super::content::Entry;
use crate::record::Finding;
use contents::Contents;
use files::Files;
pub(super) use files::{InFolder, InZip};
pub(super) use places::is_dependency;
use subject::Subject;
pub use target::{Os, PlanKind, Target};

/// All rules, in the order in which their findings are shown.
const LOOKS: &[fn(&Subject<'_>) -> Vec<Finding>] = &[
    function_timeout::look,
    extension_bundle::look,
    package_size::look,
    worker_runtime::look,
    no_function::look,
    script_file::look,
    isolated_files::look,
    dotnet_version::look,
    node_entry::look,
    node_library::look,
    custom_handler::look,
    python_packages::look,
    python_functions::look,
    python_module::look,
    wheel_tags::look,
    glibc::look,
    foreign_binary::look,
    editable_install::look,
    absolute_path::look,
    local_settings::look,
    key_file::look,
    secret::look,
];

/// No more findings of one rule are shown one by one.
const SHOWN: usize = 20;

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
        LOOKS.iter().flat_map(|look| shown(look(&subject))).collect()
    }
}

/// The findings of one rule; of many the last says how many more there are, with the weight of the worst of them.
fn shown(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() <= SHOWN {
        return findings;
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let more = findings.split_off(SHOWN - 1);
    findings.extend(more.first().map(|first| Finding {
        says: format!("{} more findings of this rule, such as {}", more.len(), first.place().unwrap_or_default()),
        ..first.clone()
    }));
    findings
}
