use thiserror::Error;

use super::connection::endpoint::{is_reference, parts};
use super::path::ApiPath;
use super::{AppSettings, Arm, AzureError, Site, SiteRef, wire};

/// The stable version of the components API (facts: telemetry-queries).
const COMPONENTS_API: &str = "2020-02-02";
const CONNECTION: &str = "APPLICATIONINSIGHTS_CONNECTION_STRING";
const KEY: &str = "APPINSIGHTS_INSTRUMENTATIONKEY";
const ROLE: &str = "WEBSITE_CLOUD_ROLENAME";

/// The Application Insights component that a side sends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Its resource id.
    pub id: String,
    path: ApiPath,
}

/// Why it is not known.
#[derive(Debug, Clone, Error)]
pub enum NoComponent {
    /// No setting names one.
    #[error("production sends to no Application Insights: neither {CONNECTION} nor {KEY} is set")]
    NotSet,
    /// The setting is a reference, whose value is not seen from here.
    #[error("{setting} is a reference, which does not show where production sends")]
    Reference {
        /// Which.
        setting: &'static str,
    },
    /// The sides cannot be told apart.
    #[error("{ROLE} is set, so that telemetry does not name the side")]
    RoleIsSet,
    /// None was found by what the setting names.
    #[error(
        "no component in resource group {group} and none that production is linked with is the one that it sends to; the tag \
         `hidden-link: /app-insights-resource-id` links another one"
    )]
    NotFound {
        /// Where it was looked for.
        group: String,
    },
    /// Azure could not be asked.
    #[error(transparent)]
    Azure(#[from] AzureError),
}

/// What a side names its component by. Neither is a secret, and a host that the setting names is never asked.
struct Sends {
    key: Option<String>,
    app_id: Option<String>,
}

impl Component {
    /// Finds the component that this side sends to: the one that the portal links with it, or else one of the app's group.
    /// Needs Microsoft.Insights/components/read.
    pub async fn find(arm: &Arm, at: &SiteRef, site: &Site, settings: &AppSettings) -> Result<Self, NoComponent> {
        let sends = Sends::of(settings)?;
        if let Some(path) = site.insights_id.as_deref().and_then(component_path) {
            let doing = "read the Application Insights component";
            let found: Result<wire::Component, AzureError> =
                arm.measure(doing, &path.clone().with("api-version", COMPONENTS_API)).await;
            match found {
                Ok(found) if sends.is(&found) && path.is(&found.id) => return Ok(Self::of(found, path)),
                Err(error) if !error.is_not_found() => return Err(error.into()),
                Ok(_) | Err(_) => {}
            }
        }
        let group =
            ApiPath::new("subscriptions").named(&at.app.subscription).then("resourceGroups").named(&at.app.group);
        let path = group.then("providers/Microsoft.Insights/components").with("api-version", COMPONENTS_API);
        let all: Vec<wire::Component> = arm.list("list the Application Insights components", &path).await?;
        let found = all.into_iter().filter(|one| sends.is(one)).find_map(|one| Some((component_path(&one.id)?, one)));
        let (path, found) = found.ok_or_else(|| NoComponent::NotFound { group: at.app.group.to_string() })?;
        Ok(Self::of(found, path))
    }

    fn of(found: wire::Component, path: ApiPath) -> Self {
        Self { name: found.name, id: found.id, path }
    }

    /// Where its logs are queried with the token of the control plane.
    pub(super) fn logs(&self) -> ApiPath {
        self.path.clone().then("providers/microsoft.insights/logs")
    }
}

/// The path of an id that names a component and nothing else: a tag is written by people.
fn component_path(id: &str) -> Option<ApiPath> {
    let segments: Vec<String> = id.split('/').map(str::to_lowercase).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments[..] {
        ["", "subscriptions", _, "resourcegroups", _, "providers", "microsoft.insights", "components", _] => {
            ApiPath::of_resource(id).ok()
        }
        _ => None,
    }
}

impl Sends {
    fn of(settings: &AppSettings) -> Result<Self, NoComponent> {
        let value = |name| settings.value(name).map(str::trim).filter(|value| !value.is_empty());
        if value(ROLE).is_some() {
            return Err(NoComponent::RoleIsSet);
        }
        let (setting, value) =
            [CONNECTION, KEY].into_iter().find_map(|name| Some((name, value(name)?))).ok_or(NoComponent::NotSet)?;
        if is_reference(value) {
            return Err(NoComponent::Reference { setting });
        }
        if setting == KEY {
            return Ok(Self { key: Some(value.to_owned()), app_id: None });
        }
        let mut parts = parts(value);
        let mut part = |name: &str| parts.remove(name).filter(|part| !part.is_empty());
        Ok(Self { key: part("instrumentationkey"), app_id: part("applicationid") })
    }

    fn is(&self, found: &wire::Component) -> bool {
        let same = |mine: &Option<String>, its: &Option<String>| {
            mine.as_ref().zip(its.as_ref()).is_some_and(|(mine, its)| mine.eq_ignore_ascii_case(its))
        };
        same(&self.key, &found.properties.key) || same(&self.app_id, &found.properties.app_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn component(key: &str, app_id: &str) -> wire::Component {
        let answer = json!({"id": "/c", "name": "c", "properties": {"InstrumentationKey": key, "AppId": app_id}});
        wire::parse(answer.to_string().as_bytes()).unwrap()
    }

    fn sends(settings: &[(&str, &str)]) -> Result<Sends, String> {
        Sends::of(&AppSettings::of_pairs(settings.iter().copied())).map_err(|error| error.to_string())
    }

    #[test]
    fn a_component_is_recognised_by_its_key_or_its_application_id() {
        let by_string =
            sends(&[(CONNECTION, "InstrumentationKey=AB-1;IngestionEndpoint=https://evil.test/;ApplicationId=cd")]);
        let by_string = by_string.ok().unwrap();
        assert!(by_string.is(&component("ab-1", "other")) && by_string.is(&component("other", "CD")));
        assert!(!by_string.is(&component("other", "other")) && !by_string.is(&component("", "")));
        let by_key = sends(&[(KEY, "ab-1")]).ok().unwrap();
        assert!(by_key.is(&component("AB-1", "x")) && !by_key.is(&component("x", "ab-1")));
        let both = sends(&[(KEY, "old"), (CONNECTION, "InstrumentationKey=new")]).ok().unwrap();
        assert!(both.is(&component("new", "")) && !both.is(&component("old", "")), "the connection string counts");
    }

    #[test]
    fn what_does_not_show_where_it_sends_is_said() {
        let says = |settings: &[(&str, &str)]| sends(settings).err().unwrap();
        assert!(says(&[]).contains("sends to no Application Insights"));
        assert!(says(&[(CONNECTION, "@Microsoft.KeyVault(SecretUri=https://v.test/s)")]).contains("is a reference"));
        assert!(says(&[(KEY, "k"), (ROLE, "shop")]).contains("does not name the side"));
    }

    #[test]
    fn a_tag_that_names_another_resource_is_not_asked() {
        let id = "/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/c";
        assert!(component_path(id).is_some());
        for other in [
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/c",
            "/subscriptions/s/resourceGroups/../providers/microsoft.insights/components/c",
            "/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/c/x",
            "https://evil.test/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/c",
        ] {
            assert!(component_path(other).is_none(), "{other}");
        }
    }
}
