//! The keys of a rule or check that is lowered.

use super::super::shape::{Mapping, Shape, key, mapping};
use super::forms::SAID;

/// One lowered rule or check. A severity without its own reason means nothing, so another layer replaces both.
pub(in crate::config) const LOWERED: Mapping = mapping(
    "what is lowered",
    &[&[
        key("severity", Shape::Choice(&["warning", "note", "off"]), "to what").required(),
        key("reason", Shape::Form(&SAID), "why it does not hold for this app; log and summary repeat it").required(),
    ]],
)
.whole();
