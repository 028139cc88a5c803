use super::{Arm, AzureError, SiteRef};

/// Whether the platform signs users in before the app sees them (`authsettingsV2`, `platform.enabled`; swagger WebApps.json
/// 2023-12-01).
pub async fn has_site_auth(arm: &Arm, side: &SiteRef) -> Result<bool, AzureError> {
    let doing = format!("read the sign-in settings of {side}");
    let value = arm.get(&doing, &format!("{}/config/authsettingsV2", side.path())).await?;
    Ok(value["properties"]["platform"]["enabled"].as_bool().unwrap_or_default())
}
