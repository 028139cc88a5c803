//! A slot is deleted with everything in it (facts: arm-calls; recorded).

use crate::state::State;

/// Why a slot is not deleted.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is none of this name.
    Absent,
    /// An operation goes on with it.
    Busy,
}

/// Deletes the slot.
pub fn delete(state: &mut State, app: &str, slot: &str) -> Result<(), Refused> {
    let app = state.app_mut(app).ok_or(Refused::Absent)?;
    let name = app.slots.keys().find(|name| name.eq_ignore_ascii_case(slot)).cloned().ok_or(Refused::Absent)?;
    if app.slots.get(&name).is_some_and(|side| side.operation.is_some()) {
        return Err(Refused::Busy);
    }
    app.slots.remove(&name);
    Ok(())
}
