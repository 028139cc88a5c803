use super::{Arm, ArmPolicy, AzureError, SiteRef};
use crate::http::Secret;

/// A key of one function, or of the host when `function` is `None`. Keys belong to their slot, so
/// each side is asked.
pub async fn function_key(arm: &Arm, side: &SiteRef, function: Option<&str>, name: &str) -> Result<Secret, AzureError> {
    let (doing, path) = match function {
        Some(function) => (
            format!("get the key `{name}` of the function {function} on {side}"),
            format!("{}/functions/{function}/listkeys", side.path()),
        ),
        None => (format!("get the host key `{name}` of {side}"), format!("{}/host/default/listkeys", side.path())),
    };
    let response = arm.post(&doing, &path, None, ArmPolicy::Question).await?;
    let keys = response.json().unwrap_or_default();
    let key = match function {
        Some(_) => &keys[name],
        None => &keys["functionKeys"][name],
    };
    match key.as_str().filter(|key| !key.is_empty()) {
        Some(key) => Ok(Secret::new(key)),
        None => Err(AzureError::Unreadable { doing, detail: "there is no key of that name".to_owned() }),
    }
}
