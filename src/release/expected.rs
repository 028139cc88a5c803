use crate::record::{ContentIdentity, FunctionSet};

/// What production is to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The content.
    pub content: ContentIdentity,
    /// Its functions; empty where nobody knows them, and then none can be missed.
    pub functions: FunctionSet,
}
