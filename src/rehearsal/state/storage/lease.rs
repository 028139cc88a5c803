use time::OffsetDateTime;

/// A lease on a blob, as it was asked for; what it means at a moment is a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: String,
    /// For how many seconds; `None` is without end.
    pub seconds: Option<u32>,
    /// When it was acquired or renewed last.
    pub since: OffsetDateTime,
    /// From when on it counts as broken, once somebody breaks it.
    pub broken_from: Option<OffsetDateTime>,
}
