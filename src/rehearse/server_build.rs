//! A slot that builds what it is sent: the built-in world has it where `build: remote` is rehearsed.

use std::collections::BTreeMap;

use rehearsal::state::State;

/// What switches the build on (facts: packaging).
const SETTINGS: [&str; 2] = ["SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD"];

/// Switches the build on where these inputs of the release ask for one. The sentence that says so.
pub(super) fn switch_on(state: &mut State, inputs: &BTreeMap<String, String>) -> Option<String> {
    if inputs.get("build").is_none_or(|build| build != "remote") {
        return None;
    }
    let place = state.released();
    let side = state.side_mut(&place)?;
    for name in SETTINGS {
        side.settings.insert(name.to_owned(), "true".to_owned());
    }
    Some(format!(
        "the slot `{}` builds what it is sent: {} are `true` there",
        place.slot_name(),
        SETTINGS.join(" and ")
    ))
}
