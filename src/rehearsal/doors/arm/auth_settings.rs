//! `config/authsettingsV2`: whether the platform signs users in before the app sees them. As far as `platform.enabled` goes
//! (swagger WebApps.json 2023-12-01, `SiteAuthSettingsV2`); nothing was recorded.

use serde_json::json;

use super::envelope::envelope;
use crate::doors::Reply;
use crate::state::{Place, State};

/// The settings.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    let enabled = state.side(place).is_some_and(|side| side.config.site_auth);
    let properties = json!({
        "platform": {"enabled": enabled, "runtimeVersion": "~1"},
        "globalValidation": {"requireAuthentication": enabled, "unauthenticatedClientAction": "RedirectToLoginPage"},
    });
    Reply::json(200, &envelope(state, place, "authsettingsV2", properties))
}
