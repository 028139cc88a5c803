use super::Answer;

/// An answer on one place of the checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The file, from the root of the checkout, with `/`.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// What is said of it.
    pub answer: Answer,
}
