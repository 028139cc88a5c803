use super::value::Value;

/// Rows of named columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The columns: name and type.
    pub columns: Vec<(String, &'static str)>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Value>>,
}
