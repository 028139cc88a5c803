use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What Application Insights has of the executions of functions that events start, in the record. Rows arrive late and may be
/// sampled, so that none is no proof of none (facts: telemetry).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventExecutions {
    /// The component that was asked; `None` where none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// Why it is not known what was executed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_asked: Option<String>,
    /// Each function of the release that events start.
    pub functions: Vec<FunctionExecutions>,
}

/// The executions of one function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionExecutions {
    /// Its name.
    pub function: String,
    /// How often the new version was executed since the swap.
    pub executions: u64,
    /// How many of these failed.
    pub failed: u64,
    /// In how many different spans of ten seconds.
    pub moments: u64,
    /// When the first of them began.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub first: Option<OffsetDateTime>,
    /// When the last of them began.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub last: Option<OffsetDateTime>,
    /// How often the former version was executed in the hour before the swap.
    pub before: u64,
    /// How many of these failed.
    pub failed_before: u64,
}

/// Executions of one function in one process of the Functions host, all before or all after the swap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionCount {
    /// The function.
    pub function: String,
    /// The side that the process takes itself for, which may be stale (facts: telemetry).
    pub role: String,
    /// The process; empty where the rows do not name it.
    pub process: String,
    /// Whether they began after the swap.
    pub after: bool,
    /// How many.
    pub executions: u64,
    /// How many of them failed.
    pub failed: u64,
    /// In how many different spans of ten seconds.
    pub moments: u64,
    /// When the first of them began.
    pub first: OffsetDateTime,
    /// When the last of them began.
    pub last: OffsetDateTime,
}

impl EventExecutions {
    /// Of functions of which nothing is known yet.
    pub fn of(functions: impl IntoIterator<Item = String>) -> Self {
        let none = |function| FunctionExecutions { function, ..FunctionExecutions::default() };
        Self { functions: functions.into_iter().map(none).collect(), ..Self::default() }
    }

    /// How many executions of the new version were seen, and how many of them failed.
    pub fn sum(&self) -> (u64, u64) {
        let add = |(all, failed): (u64, u64), one: &FunctionExecutions| {
            (all.saturating_add(one.executions), failed.saturating_add(one.failed))
        };
        self.functions.iter().fold((0, 0), add)
    }
}
