use serde::Deserialize;

/// `GET …/providers/Microsoft.Insights/components/NAME` (`ApplicationInsightsComponent` in components_API.json, 2020-02-02).
#[derive(Debug, Deserialize)]
pub(crate) struct Component {
    pub id: String,
    pub name: String,
    pub properties: Properties,
}

/// Both are optional by definition.
#[derive(Debug, Deserialize)]
pub(crate) struct Properties {
    #[serde(rename = "InstrumentationKey")]
    pub key: Option<String>,
    #[serde(rename = "AppId")]
    pub app_id: Option<String>,
}
