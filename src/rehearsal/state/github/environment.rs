use time::OffsetDateTime;

/// An environment of the repository.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Minutes that jobs wait before they may use it.
    pub wait_minutes: Option<u32>,
    /// Patterns of the branches that may use it; none means all.
    pub branch_patterns: Vec<String>,
    /// Whether protected branches may use it, and no others; then there are no patterns.
    pub protected_branches_only: bool,
    /// The people of whom one has to approve.
    pub reviewers: Vec<String>,
    /// Whether who started a run may not approve it.
    pub prevent_self_review: bool,
    /// Whether administrators may go past that; on unless it is switched off.
    pub admins_bypass: bool,
    /// When it was made, by hand or by the first deployment to it.
    pub created: OffsetDateTime,
}
