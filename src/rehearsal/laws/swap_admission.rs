//! Whether a swap, or the preparation of one, is begun at all (facts: swap-order).

use crate::state::{Place, State};

/// A swap that is not begun.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// One of the sides has an operation already.
    Busy {
        /// The operation that goes on.
        operation: String,
    },
    /// A swap with preview waits.
    Prepared,
    /// There is no such slot.
    NoSlot(String),
    /// Both are the same side.
    SameSide,
    /// One of the sides signs its users in by itself, and this is a swap with preview.
    SiteAuth,
}

/// Whether these two sides can be swapped now; each may be prepared for the other and for no third.
pub fn admit(state: &State, source: &Place, target: &Place) -> Result<(), Refused> {
    if source.slot_name().eq_ignore_ascii_case(target.slot_name()) {
        return Err(Refused::SameSide);
    }
    for (place, other) in [(source, target), (target, source)] {
        let side = state.side(place).ok_or_else(|| Refused::NoSlot(place.slot_name().to_owned()))?;
        if let Some(operation) = &side.operation {
            return Err(Refused::Busy { operation: operation.clone() });
        }
        let with = side.prepared_with.as_ref();
        if with.is_some_and(|with| !with.eq_ignore_ascii_case(other.slot_name())) {
            return Err(Refused::Prepared);
        }
    }
    Ok(())
}
