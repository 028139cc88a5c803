use time::OffsetDateTime;

/// A comment on an issue or a pull request.
#[derive(Debug, Clone)]
pub struct Comment {
    /// Its id.
    pub id: u64,
    /// The number of the issue or pull request.
    pub issue: u64,
    /// Who wrote it.
    pub author: Commenter,
    /// The text.
    pub body: String,
    /// When it was written.
    pub created: OffsetDateTime,
    /// When it was changed last.
    pub updated: OffsetDateTime,
}

/// Who writes comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commenter {
    /// A job, with its token.
    Job,
    /// A person of this login.
    Person(String),
}
