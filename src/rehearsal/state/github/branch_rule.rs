/// An active rule of a branch, of a ruleset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BranchRule {
    /// The branch.
    pub branch: String,
    /// `required_status_checks`, `pull_request`, `deletion` …
    pub kind: String,
    /// The checks that it requires, where it is of that kind.
    pub checks: Vec<String>,
}
