use super::wire::{self, FunctionKeys, HostKeys};
use super::{Arm, ArmPolicy, AzureError, SiteRef, Unreadable};
use crate::http::Secret;
use crate::names::FunctionName;

/// The master key of the host of a side, which opens everything; known to the redactor before it is handed on.
pub(super) async fn master_key(arm: &Arm, side: &SiteRef, doing: &str) -> Result<Secret, AzureError> {
    let response = arm.post(doing, &side.path().then("host/default/listkeys"), None, ArmPolicy::Question).await?;
    let key = wire::read::<HostKeys>(doing, &response)?.master_key.filter(|key| !key.is_empty()).map(Secret::new);
    let key = key.ok_or_else(|| Unreadable::NoMasterKey.during(doing))?;
    arm.redactor().learn(&key);
    Ok(key)
}

/// A key of one function, or of the host when `function` is `None`. Keys belong to their slot, so
/// each side is asked.
pub async fn function_key(
    arm: &Arm,
    side: &SiteRef,
    function: Option<&FunctionName>,
    name: &str,
) -> Result<Secret, AzureError> {
    let (doing, path) = match function {
        Some(function) => (
            format!("get the key `{name}` of the function {function} on {side}"),
            side.path().then("functions").named(function).then("listkeys"),
        ),
        None => (format!("get the host key `{name}` of {side}"), side.path().then("host/default/listkeys")),
    };
    let response = arm.post(&doing, &path, None, ArmPolicy::Question).await?;
    let mut keys = match function {
        Some(_) => wire::read::<FunctionKeys>(&doing, &response)?.0,
        None => wire::read::<HostKeys>(&doing, &response)?.function_keys.unwrap_or_default(),
    };
    match keys.remove(name).flatten().filter(|key| !key.is_empty()) {
        Some(key) => Ok(Secret::new(key)),
        None => Err(Unreadable::NoSuchKey.during(&doing)),
    }
}
