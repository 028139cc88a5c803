/// A branch or tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The commit it is at.
    pub sha: String,
    /// How it stands to the default branch.
    pub standing: Standing,
}

/// How a branch stands to the default branch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// It has all that the default branch has.
    #[default]
    UpToDate,
    /// It lacks something, which could be merged.
    Behind,
    /// It lacks something, and merging it would conflict.
    Conflicting,
}

/// What was said of a commit: a status or the conclusion of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitStatus {
    /// Of which commit.
    pub sha: String,
    /// Who says it.
    pub context: String,
    /// `success`, `pending`, `failure`, `error`.
    pub state: String,
}
