use super::{AppId, Arm, AzureError};

/// Finds the resource group of an app by its name. App names are unique in the world but for the
/// new regional host names, so there can be several.
pub async fn find_app(arm: &Arm, subscription: &str, name: &str) -> Result<AppId, AzureError> {
    let filter: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("$filter", &format!("resourceType eq 'Microsoft.Web/sites' and name eq '{name}'"))
        .append_pair("api-version", "2021-04-01")
        .finish();
    let path = format!("/subscriptions/{subscription}/resources?{filter}");
    let found = arm.list(&format!("look for the app {name}"), &path).await?;
    let mut groups: Vec<String> = found
        .iter()
        .filter(|resource| resource["name"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name)))
        .filter_map(|resource| group_of(resource["id"].as_str()?))
        .collect();
    groups.sort();
    groups.dedup();
    match groups.len() {
        0 => Err(AzureError::AppNotFound { name: name.to_owned(), subscription: subscription.to_owned() }),
        1 => Ok(AppId { subscription: subscription.to_owned(), group: groups.remove(0), name: name.to_owned() }),
        _ => Err(AzureError::AppAmbiguous { name: name.to_owned(), groups }),
    }
}

fn group_of(id: &str) -> Option<String> {
    let parts: Vec<&str> = id.split('/').collect();
    let at = parts.iter().position(|part| part.eq_ignore_ascii_case("resourceGroups"))?;
    parts.get(at + 1).map(|group| (*group).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_found_in_ids_of_any_case() {
        let id = "/subscriptions/s/resourcegroups/My-Group/providers/microsoft.web/sites/a";
        assert_eq!(group_of(id).as_deref(), Some("My-Group"));
        assert_eq!(group_of("/subscriptions/s"), None);
    }
}
