use super::look_rule::{LookRule, Signal};
use crate::record::Basis;

/// Production still runs what was swapped in. Azure may take a swap back by itself, and others can deploy.
pub(super) const CONTENT: LookRule = LookRule {
    id: "content",
    mode: |spec| spec.content,
    applies: |_| true,
    carries: Basis::Host,
    see: |tick| match tick.content_is_ours {
        Some(true) => Signal::Good,
        Some(false) => Signal::Bad("production no longer runs this release".to_owned()),
        None => Signal::Unmeasured("what production runs could not be read".to_owned()),
    },
};
