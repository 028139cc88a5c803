use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::{Place, Recent};

/// What apps say of themselves to Application Insights.
#[derive(Debug, Clone, Default)]
pub struct Telemetry {
    /// Components by name, in lower case.
    pub components: BTreeMap<String, Component>,
    /// Log Analytics workspaces by name, in lower case.
    pub workspaces: BTreeMap<String, Workspace>,
    records: BTreeMap<String, Recent<Record>>,
}

/// An Application Insights component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub group: String,
    /// The id that queries name.
    pub app_id: String,
    /// The instrumentation key, by which apps send.
    pub key: String,
    /// The name of the workspace that keeps its tables.
    pub workspace: Option<String>,
}

/// A Log Analytics workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub group: String,
    /// The id that queries name.
    pub customer_id: String,
}

/// One thing that an app sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// When it happened.
    pub at: OffsetDateTime,
    /// The side that the process took itself for.
    pub place: Place,
    /// On which instance.
    pub instance: String,
    /// What.
    pub what: Recorded,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// A function was called, by a request or by something else.
    Request {
        /// The function.
        name: String,
        /// The URL, when a request called it.
        url: Option<String>,
        /// The status, or `0`.
        code: String,
        /// Whether the function ended well.
        success: bool,
        /// How long it took.
        took: Duration,
    },
    /// A line of a log.
    Trace {
        /// The line.
        message: String,
        /// 1 is information, 2 a warning, 3 an error.
        severity: i64,
    },
    /// Something was thrown.
    Exception {
        /// Its type.
        kind: String,
        /// Its words.
        message: String,
        /// The category that logged it.
        category: String,
    },
}

impl Component {
    /// The connection string that apps are given.
    pub fn connection(&self) -> String {
        format!(
            "InstrumentationKey={};IngestionEndpoint=https://westeurope-5.in.sim.test/;ApplicationId={}",
            self.key, self.app_id
        )
    }
}

impl Telemetry {
    /// Keeps a record for the component of this instrumentation key.
    pub fn keep(&mut self, key: &str, record: Record) {
        self.records.entry(key.to_lowercase()).or_default().keep(record);
    }

    /// All that a component has.
    pub fn records(&self, component: &Component) -> impl Iterator<Item = &Record> {
        self.records.get(&component.key.to_lowercase()).into_iter().flat_map(Recent::iter)
    }
}
