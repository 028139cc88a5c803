use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Digest;

/// Who built a package, as an attestation proves: the claims of the certificate that it was signed with (facts:
/// package-provenance).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// What was attested: SHA-256 of the given zip or of the package, or the content digest.
    pub digest: Digest,
    /// `owner/name` of the repository that it was built from.
    pub repository: String,
    /// GitHub's number of that repository, which stays when it is renamed.
    pub repository_id: Option<String>,
    /// The workflow that signed: `owner/name/.github/workflows/file.yml`.
    pub workflow: String,
    /// The ref that this workflow was taken from, such as `refs/heads/main`.
    pub workflow_reference: String,
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The ref that it was built from.
    pub reference: Option<String>,
    /// The page of the run that signed.
    pub run: Option<String>,
    /// `github-hosted` or `self-hosted`.
    pub runner: Option<String>,
    /// What kind of statement it is, as a URI.
    pub predicate: String,
    /// When it was signed, by a clock that signs as well.
    #[serde(with = "time::serde::rfc3339")]
    pub signed: OffsetDateTime,
}

impl Provenance {
    /// In one sentence.
    pub fn words(&self) -> String {
        let commit = self.commit.as_ref().map(|commit| format!(", commit {}", commit.get(..12).unwrap_or(commit)));
        let Self { repository, workflow, workflow_reference, .. } = self;
        format!("attested by {workflow}@{workflow_reference} for {repository}{}", commit.unwrap_or_default())
    }
}

/// Who has to have built a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredBuilder {
    /// Any workflow that signs for this repository.
    ThisRepository,
    /// This workflow.
    Workflow {
        /// `owner/name` of the repository that has it; `None`: this one.
        repository: Option<String>,
        /// Its file, `.github/workflows/…`.
        file: String,
        /// The ref that it was taken from; `None`: any.
        reference: Option<String>,
    },
}

/// Where files of workflows are.
const FOLDER: &str = ".github/workflows/";

impl RequiredBuilder {
    /// Reads `true`, `.github/workflows/FILE` or `OWNER/NAME/.github/workflows/FILE`, the latter two with `@REF` where that matters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "true" {
            return Some(Self::ThisRepository);
        }
        let (path, reference) = match text.split_once('@') {
            Some((path, reference)) => (path, Some(reference)),
            None => (text, None),
        };
        let at = path.find(FOLDER)?;
        let (repository, file) = path.split_at(at);
        let name = file.get(FOLDER.len()..)?;
        let is_file = !name.is_empty() && !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml"));
        let repository = match repository.strip_suffix('/') {
            None if repository.is_empty() => None,
            Some(named) => {
                let (owner, name) = named.split_once('/')?;
                let is_name = |part: &str| {
                    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
                };
                (is_name(owner) && is_name(name)).then(|| Some(named.to_owned()))?
            }
            None => return None,
        };
        let is_reference =
            |reference: &str| reference.starts_with("refs/heads/") || reference.starts_with("refs/tags/");
        (is_file && reference.is_none_or(is_reference)).then(|| Self::Workflow {
            repository,
            file: file.to_owned(),
            reference: reference.map(str::to_owned),
        })
    }
}

impl fmt::Display for RequiredBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ThisRepository => f.write_str("a workflow of this repository"),
            Self::Workflow { repository, file, reference } => {
                let repository = repository.as_ref().map(|name| format!("{name}/")).unwrap_or_default();
                let reference = reference.as_ref().map(|at| format!("@{at}")).unwrap_or_default();
                write!(f, "the workflow {repository}{file}{reference}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_any_workflow_or_one_by_its_file() {
        let workflow = |repository: Option<&str>, reference: Option<&str>| RequiredBuilder::Workflow {
            repository: repository.map(str::to_owned),
            file: ".github/workflows/build.yml".to_owned(),
            reference: reference.map(str::to_owned),
        };
        assert_eq!(RequiredBuilder::parse(" true "), Some(RequiredBuilder::ThisRepository));
        assert_eq!(RequiredBuilder::parse(".github/workflows/build.yml"), Some(workflow(None, None)));
        let whole = "contoso/builds/.github/workflows/build.yml@refs/heads/main";
        assert_eq!(RequiredBuilder::parse(whole), Some(workflow(Some("contoso/builds"), Some("refs/heads/main"))));
        for wrong in [
            "",
            "false",
            "yes",
            "build.yml",
            ".github/workflows/",
            ".github/workflows/a/b.yml",
            ".github/workflows/build.sh",
            "contoso/.github/workflows/build.yml",
            "a b/c/.github/workflows/build.yml",
            "/.github/workflows/build.yml",
            "contoso/builds/.github/workflows/build.yml@main",
        ] {
            assert_eq!(RequiredBuilder::parse(wrong), None, "{wrong}");
        }
    }
}
