use super::look::{LookRule, Signal};
use crate::record::{Basis, HostHealth, RuleMode, Tick, WatchSpec};

/// The Functions host of production.
pub struct Host;

impl LookRule for Host {
    fn id(&self) -> &'static str {
        "host"
    }

    fn mode(&self, spec: &WatchSpec) -> RuleMode {
        spec.host
    }

    fn carries(&self, basis: Basis) -> bool {
        basis == Basis::Host
    }

    fn see(&self, tick: &Tick) -> Signal {
        match &tick.host {
            HostHealth::Running => Signal::Good,
            HostHealth::Broken(detail) => Signal::Bad(format!("the Functions host of production is {detail}")),
            HostHealth::Starting(detail) => Signal::Neither(format!("the Functions host of production is {detail}")),
            HostHealth::Unknown(detail) => {
                Signal::Unmeasured(format!("the Functions host could not be asked ({detail})"))
            }
        }
    }
}
