use crate::record::{InSwap, SwapRow};

/// A row where the sides differ.
pub(super) fn differing(
    what: &str,
    production: Option<&String>,
    slot: Option<&String>,
    in_swap: InSwap,
) -> Option<SwapRow> {
    let cell = |value: Option<&String>| value.cloned().unwrap_or_else(|| "–".to_owned());
    (production != slot).then(|| SwapRow::new(what, [cell(production), cell(slot)], in_swap))
}
