use super::wire::AuthSettings;
use super::{Arm, AzureError, SiteRef};

/// Whether the platform signs users in before the app sees them (`authsettingsV2`, `platform.enabled`; swagger WebApps.json
/// 2023-12-01).
pub async fn has_site_auth(arm: &Arm, side: &SiteRef) -> Result<bool, AzureError> {
    Ok(read(arm, side).await?.properties.platform.enabled)
}

/// Whether the platform refuses an anonymous request for `path`, which has no query, before the app sees it (facts:
/// sign-in-by-the-platform).
pub async fn asks_for_sign_in(arm: &Arm, side: &SiteRef, path: &str) -> Result<bool, AzureError> {
    let settings = read(arm, side).await?.properties;
    let validation = settings.global_validation.unwrap_or_default();
    let is_excluded = validation.excluded_paths.iter().flatten().any(|left_out| left_out.eq_ignore_ascii_case(path));
    let lets_in = validation.unauthenticated_client_action.as_deref() == Some("AllowAnonymous");
    Ok(settings.platform.enabled && validation.require_authentication == Some(true) && !lets_in && !is_excluded)
}

async fn read(arm: &Arm, side: &SiteRef) -> Result<AuthSettings, AzureError> {
    let doing = format!("read the sign-in settings of {side}");
    arm.get(&doing, &side.path().then("config/authsettingsV2")).await
}
