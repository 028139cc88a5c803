use crate::record::{ContentIdentity, FunctionSet};

/// The expected state of production.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The content.
    pub content: ContentIdentity,
    /// Its functions; empty when unknown, and then none is missed.
    pub functions: FunctionSet,
}
