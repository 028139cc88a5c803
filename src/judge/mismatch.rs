use crate::record::Code;

/// One thing that is not as the ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What it is called.
    pub code: Code,
    /// In one clause.
    pub says: String,
}
