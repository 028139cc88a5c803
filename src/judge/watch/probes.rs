use super::WatchRules;
use super::look::{LookRule, Signal};
use crate::record::{Basis, RuleMode, Tick, WatchSpec};

/// The critical probes that are asked of production.
pub struct Probes;

impl LookRule for Probes {
    fn id(&self) -> &'static str {
        "probes"
    }

    fn mode(&self, spec: &WatchSpec) -> RuleMode {
        spec.probes
    }

    fn applies(&self, rules: &WatchRules) -> bool {
        rules.has_critical_probes
    }

    fn carries(&self, basis: Basis) -> bool {
        basis == Basis::Probes
    }

    fn see(&self, tick: &Tick) -> Signal {
        match (tick.probes_failed.first(), tick.probes_unasked.first()) {
            (Some(failed), _) => Signal::Bad(failed.clone()),
            (None, Some(unasked)) => Signal::Unmeasured(format!("the probe `{unasked}` could not be asked")),
            (None, None) if tick.probes_passed > 0 => Signal::Good,
            (None, None) => Signal::Neither("no probe was asked".to_owned()),
        }
    }
}
