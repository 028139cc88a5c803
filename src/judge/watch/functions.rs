use super::look::{LookRule, Signal};
use crate::record::{Basis, RuleMode, Tick, WatchSpec};

/// No function of the release got lost.
pub struct Functions;

impl LookRule for Functions {
    fn id(&self) -> &'static str {
        "functions"
    }

    fn mode(&self, spec: &WatchSpec) -> RuleMode {
        spec.functions
    }

    fn carries(&self, basis: Basis) -> bool {
        basis == Basis::Host
    }

    fn see(&self, tick: &Tick) -> Signal {
        match &tick.functions_lost {
            Some(lost) if lost.is_empty() => Signal::Good,
            Some(lost) => Signal::Bad(format!("production lost the functions {}", lost.join(", "))),
            None => Signal::Unmeasured("the functions of production could not be listed".to_owned()),
        }
    }
}
