use serde_json::json;

use super::rewrite::Rewrite;
use super::{AppId, Arm, ArmPolicy, AzureError, SlotConfigNames};
use crate::record::some_of;

/// So many names stand in the words of an error.
const NAMED: usize = 4;

/// Makes app settings of these names sticky, on all sides of the app, and reads it back. Returns the names that were not so
/// before; without any nothing is written. Azure replaces the whole lists and restarts nothing (facts: arm-calls). When this
/// fails, names may have been added.
pub async fn make_sticky(arm: &Arm, app: &AppId, names: &[String]) -> Result<Vec<String>, AzureError> {
    let before = SlotConfigNames::read(arm, app).await?;
    let added: Vec<String> = once(names).into_iter().filter(|name| !before.is_sticky(name)).collect();
    if added.is_empty() {
        return Ok(added);
    }
    let wanted = |found: &SlotConfigNames| {
        let missing = added.iter().filter(|name| !found.is_sticky(name)).cloned();
        found.app_settings.iter().cloned().chain(missing).collect()
    };
    write(arm, app, ("make sticky", &added), wanted, SlotConfigNames::is_sticky).await?;
    Ok(added)
}

/// Takes names away from the sticky ones, and reads it back. Returns those that were among them.
pub async fn unmake_sticky(arm: &Arm, app: &AppId, names: &[String]) -> Result<Vec<String>, AzureError> {
    let before = SlotConfigNames::read(arm, app).await?;
    let removed: Vec<String> = once(names).into_iter().filter(|name| before.is_sticky(name)).collect();
    if removed.is_empty() {
        return Ok(removed);
    }
    let stays = |other: &&String| !removed.iter().any(|name| name.eq_ignore_ascii_case(other));
    let wanted = |found: &SlotConfigNames| found.app_settings.iter().filter(stays).cloned().collect();
    write(arm, app, ("make no longer sticky", &removed), wanted, |found, name| !found.is_sticky(name)).await?;
    Ok(removed)
}

/// Each name once, as it is spelled first.
fn once(names: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        if !all.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            all.push(name.clone());
        }
    }
    all
}

/// Writes the lists until every one of `names` is as it is wanted.
async fn write(
    arm: &Arm,
    app: &AppId,
    (verb, names): (&str, &[String]),
    wanted: impl Fn(&SlotConfigNames) -> Vec<String>,
    is_done: impl Fn(&SlotConfigNames, &str) -> bool,
) -> Result<(), AzureError> {
    let doing = format!("{verb} {} of {}", some_of(names, NAMED), app.name);
    let mut rewrite = Rewrite::new(arm.pace());
    loop {
        let found = SlotConfigNames::read(arm, app).await?;
        let left: Vec<String> = names.iter().filter(|name| !is_done(&found, name)).cloned().collect();
        if left.is_empty() {
            return Ok(());
        }
        if rewrite.is_over() {
            return Err(rewrite.failed(&doing, left));
        }
        // All three lists are replaced, so that the others are sent as they were found.
        let body = json!({"properties": {
            "appSettingNames": wanted(&found),
            "connectionStringNames": found.connection_strings,
            "azureStorageConfigNames": found.mounts,
        }});
        rewrite.sent(arm.put(&doing, &app.path().then("config/slotConfigNames"), body, ArmPolicy::Once).await).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_two_spellings_is_one_name() {
        let names = ["A".to_owned(), "b".to_owned(), "a".to_owned(), "B".to_owned()];
        assert_eq!(once(&names), ["A", "b"]);
    }
}
