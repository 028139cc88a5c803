use time::OffsetDateTime;

/// A pull request of this repository.
#[derive(Debug, Clone)]
pub struct PullRequest {
    /// Its number, which it shares a sequence with issues for.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Who opened it.
    pub author: String,
    /// The branch it comes from.
    pub head: String,
    /// The newest commit of that branch.
    pub head_sha: String,
    /// The branch it goes to.
    pub base: String,
    /// All its commits.
    pub commits: Vec<String>,
    /// The commit that merging it made.
    pub merged_as: Option<String>,
    /// Whether it is open.
    pub open: bool,
    /// Whether nobody but collaborators may comment.
    pub locked: bool,
    /// When it was opened.
    pub created: OffsetDateTime,
}

impl PullRequest {
    /// Whether a commit belongs to it.
    pub fn has(&self, sha: &str) -> bool {
        self.head_sha == sha
            || self.merged_as.as_deref() == Some(sha)
            || self.commits.iter().any(|commit| commit == sha)
    }
}
