use super::markdown::words;
use crate::record::{InSwap, ReleaseRecord, SwapRow};

/// What the swap moves and what it leaves, for this app.
pub(super) fn swap_table(record: &ReleaseRecord) -> String {
    let Some(table) = &record.swap_table else { return String::new() };
    let mut shown = String::new();
    if !table.rows.is_empty() {
        shown +=
            "### What the swap moves\n\n| | Production now | Slot now | In the swap |\n| --- | --- | --- | --- |\n";
        shown.extend(table.rows.iter().map(row));
        shown += "\n";
    }
    if !table.unread.is_empty() {
        let unread: Vec<String> = table.unread.iter().map(|what| words(what)).collect();
        shown +=
            &format!("What becomes of these is not told, since they could not be read: {}.\n\n", unread.join("; "));
    }
    shown
}

fn row(row: &SwapRow) -> String {
    let becomes = match row.in_swap {
        InSwap::Moves => "moves",
        InSwap::Stays => "stays",
        InSwap::Unclear => "documents contradict each other: read back after the swap",
    };
    format!("| {} | {} | {} | {becomes} |\n", words(&row.what), words(&row.production), words(&row.slot))
}
