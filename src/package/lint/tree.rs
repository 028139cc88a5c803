//! Small trees that the tests of the rules pack.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Target;
use crate::package::{PackOptions, Package, pack};
use crate::record::{Code, Finding, Severity};

/// A tree of files.
#[derive(Clone)]
pub(super) struct Tree(Vec<(String, Vec<u8>)>);

impl Tree {
    /// A `host.json` and these files.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let host = ("host.json", "{\"version\": \"2.0\"}");
        let first = [host];
        let all = first.iter().chain(files).map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        Self(all.collect())
    }

    /// The same with one more file.
    pub(super) fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.push((name.to_owned(), bytes.into()));
        self
    }

    /// Writes it. A name that begins with `+` is that of an executable.
    pub(super) fn write(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            let path = folder.join(name.trim_start_matches('+'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
            if name.starts_with('+') {
                std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
            }
        }
    }

    /// What is made of it.
    pub(super) fn pack(&self) -> Package {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("app");
        self.write(&folder);
        pack(&folder, &place.path().join("out.zip"), PackOptions::default()).unwrap()
    }

    /// What one rule says.
    pub(super) fn said_by(&self, rule: Code, target: &Target) -> String {
        let findings = self.pack().look(target);
        told(&findings.into_iter().filter(|finding| finding.check == rule).collect::<Vec<_>>())
    }
}

/// Findings as a snapshot shows them.
pub(super) fn told(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        let mark = match finding.severity {
            Severity::Error => "error",
            _ => "warning",
        };
        let place = finding.place().unwrap_or_default();
        format!("{mark} {} {place}\n  {}\n  fix: {}\n", finding.check, finding.says, finding.fix)
    };
    findings.iter().map(one).collect()
}

/// A side on this stack.
pub(super) fn on(stack: &str) -> Target {
    Target { stack: Some(stack.to_owned()), os: Some(super::Os::Linux), ..Target::default() }
}
