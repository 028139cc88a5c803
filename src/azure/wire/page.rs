use serde::Deserialize;

/// A page of a list. `value` is required in every collection of WebApps.json; `nextLink` is absent, null or empty on the last
/// page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<T> {
    pub value: Vec<T>,
    pub next_link: Option<String>,
}
