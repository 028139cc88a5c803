use super::wire::AuthSettings;
use super::{Arm, AzureError, SiteRef};

/// Whether the platform signs users in before the app sees them (`authsettingsV2`, `platform.enabled`; swagger WebApps.json
/// 2023-12-01).
pub async fn has_site_auth(arm: &Arm, side: &SiteRef) -> Result<bool, AzureError> {
    let doing = format!("read the sign-in settings of {side}");
    let settings: AuthSettings = arm.get(&doing, &side.path().then("config/authsettingsV2")).await?;
    Ok(settings.properties.platform.enabled)
}
