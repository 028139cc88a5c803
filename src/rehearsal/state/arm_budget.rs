use time::OffsetDateTime;

/// What is left of a limit on requests to the control plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// So many requests are left; parts of one, too.
    pub left: f64,
    /// It was so at this time.
    pub at: OffsetDateTime,
}

/// The kinds of requests that have limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestKind {
    /// GET and HEAD.
    Read,
    /// DELETE.
    Delete,
    /// All others.
    Write,
}
