use super::look_rule::{LookRule, Signal};
use crate::record::Basis;

/// All functions of the release are still listed.
pub(super) const FUNCTIONS: LookRule = LookRule {
    id: "functions",
    mode: |spec| spec.functions,
    applies: |_| true,
    carries: Basis::Host,
    see: |tick| match &tick.functions_lost {
        Some(lost) if lost.is_empty() => Signal::Good,
        Some(lost) => Signal::Bad(format!("production lost the functions {}", lost.join(", "))),
        None => Signal::Unmeasured("the functions of production could not be listed".to_owned()),
    },
};
