//! Before routing is switched, the platform asks each instance of the source for a path, and by default takes any status for
//! an answer: an app that answers 500 swaps fine. `WEBSITE_SWAP_WARMUP_PING_PATH` and `…_PING_STATUSES` make it stricter
//! (facts: swap-warm-up). By then the source has the target's sign-in settings (facts: swap-order), which answer before the app.

use super::{routes, site_auth};
use crate::state::Side;
use crate::state::settings::get;

const PATH: &str = "WEBSITE_SWAP_WARMUP_PING_PATH";
const STATUSES: &str = "WEBSITE_SWAP_WARMUP_PING_STATUSES";

/// Whether the platform takes the source for warm; what counts are the settings that it was restarted with.
pub fn is_warm(source: &Side, target: &Side, is_function_app: bool) -> bool {
    let settings = source.answering_settings();
    let setting = |name: &str| get(&settings, name).map(str::trim).filter(|value| !value.is_empty());
    let Some(statuses) = setting(STATUSES) else {
        return true;
    };
    let path = setting(PATH).unwrap_or("/");
    let path = format!("/{}", path.trim_start_matches('/'));
    let refused = site_auth::refuses(target, is_function_app, &path);
    let answered = refused.map_or_else(|| routes::status(source, is_function_app, &path), |refused| refused.status());
    let answered = answered.to_string();
    statuses.split(',').any(|status| status.trim() == answered)
}
