//! What of two sides' named values is together once one of them has moved: sticky ones stay with their side, all others go along
//! (facts: what-moves; the target's sticky settings are applied to the source first; facts: swap-order).

use std::collections::BTreeMap;

/// What comes of `from` on a side that has `at`: of the one what moves, of the other what stays there.
pub fn moved<V: Clone>(
    from: &BTreeMap<String, V>,
    at: &BTreeMap<String, V>,
    is_sticky: impl Fn(&str) -> bool,
) -> BTreeMap<String, V> {
    let moves = from.iter().filter(|(name, _)| !is_sticky(name));
    let stays = at.iter().filter(|(name, _)| is_sticky(name));
    moves.chain(stays).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Both sides give what moves and keep what stays.
pub fn exchange<V: Clone>(a: &mut BTreeMap<String, V>, b: &mut BTreeMap<String, V>, is_sticky: impl Fn(&str) -> bool) {
    (*a, *b) = (moved(b, a, &is_sticky), moved(a, b, &is_sticky));
}
