use super::look_rule::{LookRule, Signal};
use crate::record::{Basis, HostHealth};

/// The Functions host of production.
pub(super) const HOST: LookRule = LookRule {
    id: "host",
    mode: |spec| spec.host,
    applies: |_| true,
    carries: Basis::Host,
    see: |tick| match &tick.host {
        HostHealth::Running => Signal::Good,
        HostHealth::Broken(detail) => Signal::Bad(format!("the Functions host of production is {detail}")),
        HostHealth::Starting(detail) => Signal::Neither(format!("the Functions host of production is {detail}")),
        HostHealth::AsBefore(detail) => {
            Signal::Neither(format!("the Functions host of production is {detail}, as it was before the swap"))
        }
        HostHealth::Unknown(detail) => Signal::Unmeasured(format!("the Functions host could not be asked ({detail})")),
    },
};
