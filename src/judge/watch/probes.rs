use super::look_rule::{LookRule, Signal};
use crate::record::Basis;

/// The critical probes that are asked of production.
pub(super) const PROBES: LookRule = LookRule {
    id: "probes",
    mode: |spec| spec.probes,
    applies: |rules| rules.has_critical_probes,
    carries: Basis::Probes,
    see: |tick| match (tick.probes_failed.first(), tick.probes_unasked.first()) {
        (Some(failed), _) => Signal::Bad(failed.clone()),
        (None, Some(unasked)) => Signal::Unmeasured(format!("the probe `{unasked}` could not be asked")),
        (None, None) if tick.probes_passed > 0 && tick.probes_as_before.is_empty() => Signal::Good,
        (None, None) => match tick.probes_as_before.first() {
            Some(wrong) => Signal::Neither(format!("{wrong}; it was down before the swap as well")),
            None => Signal::Neither("no probe was asked".to_owned()),
        },
    },
};
