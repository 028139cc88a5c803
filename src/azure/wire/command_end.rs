use serde::Deserialize;

use super::number::Integer;

/// The answer of `POST /api/command` (`CommandResult` in the source of Kudu), whatever became of the command.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CommandEnd {
    pub output: Option<String>,
    pub error: Option<String>,
    pub exit_code: Integer,
}
