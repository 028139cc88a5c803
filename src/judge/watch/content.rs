use super::look::{LookRule, Signal};
use crate::record::{Basis, RuleMode, Tick, WatchSpec};

/// Production still runs what was swapped in. Azure may take a swap back by itself, and others can deploy.
pub struct Content;

impl LookRule for Content {
    fn id(&self) -> &'static str {
        "content"
    }

    fn mode(&self, spec: &WatchSpec) -> RuleMode {
        spec.content
    }

    fn carries(&self, basis: Basis) -> bool {
        basis == Basis::Host
    }

    fn see(&self, tick: &Tick) -> Signal {
        match tick.content_is_ours {
            Some(true) => Signal::Good,
            Some(false) => Signal::Bad("production no longer runs this release".to_owned()),
            None => Signal::Unmeasured("what production runs could not be read".to_owned()),
        }
    }
}
