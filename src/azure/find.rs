use super::path::ApiPath;
use super::wire::Resource;
use super::{AppId, Arm, AzureError, Unreadable};
use crate::names::{AppName, GroupName, SubscriptionId};

/// Finds the resource group of an app by its name. App names are globally unique except with the new regional host names, so
/// there can be several.
pub async fn find_app(arm: &Arm, subscription: &SubscriptionId, name: &AppName) -> Result<AppId, AzureError> {
    let path = ApiPath::new("subscriptions")
        .named(subscription)
        .then("resources")
        .with("$filter", format!("resourceType eq 'Microsoft.Web/sites' and name eq '{name}'"))
        .with("api-version", "2021-04-01");
    let doing = format!("look for the app {name}");
    let found: Vec<Resource> = arm.list(&doing, &path).await?;
    let mut groups: Vec<GroupName> = found
        .iter()
        .filter(|resource| resource.name.eq_ignore_ascii_case(name.as_str()))
        .map(|resource| group_of(&resource.id).map_err(|what| what.during(&doing)))
        .collect::<Result<_, _>>()?;
    groups.sort();
    groups.dedup();
    match groups.len() {
        0 => Err(AzureError::AppNotFound { name: name.to_string(), subscription: subscription.to_string() }),
        1 => Ok(AppId { subscription: subscription.clone(), group: groups.remove(0), name: name.clone() }),
        _ => Err(AzureError::AppAmbiguous {
            name: name.to_string(),
            groups: groups.iter().map(ToString::to_string).collect(),
        }),
    }
}

/// The function apps of a resource group, without their slots.
pub async fn list_function_apps(
    arm: &Arm,
    subscription: &SubscriptionId,
    group: &GroupName,
) -> Result<Vec<AppName>, AzureError> {
    let path = ApiPath::new("subscriptions")
        .named(subscription)
        .then("resources")
        .with("$filter", format!("resourceType eq 'Microsoft.Web/sites' and resourceGroup eq '{group}'"))
        .with("api-version", "2021-04-01");
    let doing = format!("list the apps of the resource group {group}");
    let found: Vec<Resource> = arm.list(&doing, &path).await?;
    let is_one = |one: &&Resource| one.kind.as_deref().is_some_and(|kind| kind.to_lowercase().contains("functionapp"));
    let names = found.iter().filter(is_one).map(|one| one.name.parse::<AppName>());
    names.collect::<Result<_, _>>().map_err(|error| Unreadable::from(error).during(&doing))
}

fn group_of(id: &str) -> Result<GroupName, Unreadable> {
    let parts: Vec<&str> = id.split('/').collect();
    let at = parts.iter().position(|part| part.eq_ignore_ascii_case("resourceGroups"));
    let group = at.and_then(|at| parts.get(at + 1)).ok_or_else(|| Unreadable::missing("resourceGroups"))?;
    Ok(group.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_found_in_ids_of_any_case() {
        let id = "/subscriptions/s/resourcegroups/My-Group/providers/microsoft.web/sites/a";
        assert_eq!(group_of(id).unwrap().as_str(), "My-Group");
        assert_eq!(group_of("/subscriptions/s"), Err(Unreadable::missing("resourceGroups")));
        assert!(matches!(group_of("/subscriptions/s/resourceGroups/.."), Err(Unreadable::Name(_))));
    }
}
