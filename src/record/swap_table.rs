use serde::{Deserialize, Serialize};

/// What a swap exchanges between the sides of this app and what it leaves, as far as they differ or it matters to the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapTable {
    /// One thing in each.
    pub rows: Vec<SwapRow>,
    /// What could not be read, so that no row says anything of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// One thing that the sides have, before the swap. It holds no value of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapRow {
    /// What it is.
    pub what: String,
    /// Production's.
    pub production: String,
    /// The slot's.
    pub slot: String,
    /// What becomes of it.
    pub in_swap: InSwap,
}

impl SwapRow {
    /// A row.
    pub fn new(what: &str, [production, slot]: [String; 2], in_swap: InSwap) -> Self {
        Self { what: what.to_owned(), production, slot, in_swap }
    }
}

/// What becomes of a thing in a swap (facts: what-moves).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InSwap {
    /// The sides exchange it.
    Moves,
    /// Each side keeps its own.
    Stays,
    /// One document of Microsoft says that it moves, another that it stays (facts: moves-unclear).
    Unclear,
}
