//! App settings as the SCM site has them: after a write the old ones for a while, until it was restarted, and over them what was
//! set in the SCM site itself (facts: scm-endpoints; facts: settings-restart). Whoever deploys at once is served by the old ones (facts: run-from-package).

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::state::Side;

/// The settings at this time.
pub fn of(side: &Side, at: OffsetDateTime) -> BTreeMap<String, String> {
    let mut shown = match &side.scm_restart {
        Some((old, _, back)) if at < *back => old.clone(),
        _ => side.settings.clone(),
    };
    shown.extend(side.moving.kudu.settings.clone());
    shown
}
