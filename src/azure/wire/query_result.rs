use serde::Deserialize;
use serde_json::Value;

/// What a query of logs answers (Microsoft Learn, "Azure Monitor Log Analytics API response format").
#[derive(Debug, Deserialize)]
pub(crate) struct QueryResult {
    pub tables: Vec<Table>,
    /// Only part of the rows could be read.
    pub error: Option<Value>,
    /// Only when `Prefer` asks for it.
    pub permissions: Option<Permissions>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Column {
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permissions {
    /// Optional by definition.
    #[serde(default)]
    pub data_sources: Vec<DataSource>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataSource {
    /// Optional by definition.
    #[serde(default)]
    pub deny_tables: Vec<String>,
}
