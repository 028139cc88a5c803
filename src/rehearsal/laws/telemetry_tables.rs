//! The tables that queries of telemetry see: those of Application Insights under their classic names and under those of a
//! workspace (facts: telemetry). What was sent is there only after a while, and of more than twenty requests a second the
//! host keeps so many, each of which says in `itemCount` how many it stands for, so that rows must never be counted.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value as Json, json};
use time::OffsetDateTime;

use super::kql::{Table, Value};
use super::{host_id, metrics};
use crate::clock::Clock;
use crate::latency;
use crate::state::{Component, Record, Recorded, State};

/// The host's own limit (host.json reference: `maxTelemetryItemsPerSecond`).
const ITEMS_A_SECOND: u64 = 20;

/// A column: classic name, name in a workspace, type.
type Column = (&'static str, &'static str, &'static str);

const ALL: &[Column] = &[
    ("timestamp", "TimeGenerated", "datetime"),
    ("cloud_RoleName", "AppRoleName", "string"),
    ("cloud_RoleInstance", "AppRoleInstance", "string"),
    ("operation_Name", "OperationName", "string"),
    ("operation_Id", "OperationId", "string"),
    ("appName", "_ResourceId", "string"),
    ("customDimensions", "Properties", "dynamic"),
    ("itemType", "Type", "string"),
    ("itemCount", "ItemCount", "int"),
];
const OF_REQUESTS: &[Column] = &[
    ("id", "Id", "string"),
    ("name", "Name", "string"),
    ("url", "Url", "string"),
    ("success", "Success", "string"),
    ("resultCode", "ResultCode", "string"),
    ("duration", "DurationMs", "real"),
];
const OF_TRACES: &[Column] = &[("message", "Message", "string"), ("severityLevel", "SeverityLevel", "int")];
const OF_EXCEPTIONS: &[Column] = &[
    ("type", "ExceptionType", "string"),
    ("outerMessage", "OuterMessage", "string"),
    ("problemId", "ProblemId", "string"),
    ("severityLevel", "SeverityLevel", "int"),
];

/// A table that apps feed.
pub struct Kept {
    /// Its name in Application Insights.
    pub classic: &'static str,
    /// Its name in a workspace.
    pub workspace: &'static str,
    holds: fn(&Recorded) -> bool,
    own: &'static [Column],
}

/// All of them.
pub const TABLES: &[Kept] = &[
    Kept {
        classic: "requests",
        workspace: "AppRequests",
        holds: |what| matches!(what, Recorded::Request { .. }),
        own: OF_REQUESTS,
    },
    Kept {
        classic: "traces",
        workspace: "AppTraces",
        holds: |what| matches!(what, Recorded::Trace { .. }),
        own: OF_TRACES,
    },
    Kept {
        classic: "exceptions",
        workspace: "AppExceptions",
        holds: |what| matches!(what, Recorded::Exception { .. }),
        own: OF_EXCEPTIONS,
    },
];

/// The table of this name, which is either of its two.
pub fn named(name: &str) -> Option<&'static Kept> {
    TABLES.iter().find(|kept| kept.classic == name || kept.workspace == name)
}

/// Whether anything has arrived for these components.
pub fn is_empty(state: &State, of: &[Component], clock: &Clock, now: OffsetDateTime) -> bool {
    !of.iter().flat_map(|component| state.telemetry.records(component)).any(|record| has_arrived(record, clock, now))
}

/// A table of these components under one of its two names, as it is known at `now`.
pub fn table(
    state: &State,
    of: &[Component],
    kept: &Kept,
    in_workspace: bool,
    clock: &Clock,
    now: OffsetDateTime,
) -> Table {
    let columns: Vec<Column> = ALL.iter().chain(kept.own).copied().collect();
    let mut rows = Vec::new();
    for component in of {
        let arrived = |record: &&Record| (kept.holds)(&record.what) && has_arrived(record, clock, now);
        let records: Vec<&Record> = state.telemetry.records(component).filter(arrived).collect();
        for (record, stands_for) in sampled(&records) {
            let cells = cells(state, component, record, kept, in_workspace, stands_for);
            rows.push(columns.iter().map(|(name, ..)| cells.get(name).cloned().unwrap_or(Value::Null)).collect());
        }
    }
    let shown = |(classic, workspace, kind): &Column| {
        let kind = if in_workspace && *classic == "success" { "bool" } else { kind };
        ((if in_workspace { workspace } else { classic }).to_string(), kind)
    };
    Table { columns: columns.iter().map(shown).collect(), rows }
}

fn has_arrived(record: &Record, clock: &Clock, now: OffsetDateTime) -> bool {
    record.at + metrics::spread(clock, latency::TELEMETRY_LAG, record.at) <= now
}

/// Of each second the kept ones, evenly taken, and how many each of them stands for.
fn sampled<'a>(records: &[&'a Record]) -> Vec<(&'a Record, u64)> {
    let mut seconds: BTreeMap<i64, Vec<&Record>> = BTreeMap::new();
    for record in records {
        seconds.entry(record.at.unix_timestamp()).or_default().push(record);
    }
    let kept = seconds.into_values().flat_map(|all| {
        let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let stands_for = count.div_ceil(ITEMS_A_SECOND).max(1);
        let step = usize::try_from(stands_for).unwrap_or(usize::MAX);
        let last = count - (count.div_ceil(stands_for) - 1) * stands_for;
        let kept: Vec<&Record> = all.into_iter().step_by(step).collect();
        let end = kept.len();
        kept.into_iter().enumerate().map(move |(n, one)| (one, if n + 1 == end { last } else { stands_for }))
    });
    kept.collect()
}

fn cells(
    state: &State,
    component: &Component,
    record: &Record,
    table: &Kept,
    in_workspace: bool,
    stands_for: u64,
) -> BTreeMap<&'static str, Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let place = &record.place;
    let invocation = format!("{:032x}", record.at.unix_timestamp_nanos() ^ i128::from(stands_for));
    let resource = format!(
        "/subscriptions/{}/resourceGroups/{}/providers/microsoft.insights/components/{}",
        state.subscription, component.group, component.name
    );
    let kind = if in_workspace { table.workspace } else { table.classic.trim_end_matches('s') };
    let mut dimensions = json!({"HostInstanceId": record.instance, "ProcessId": "1"});
    let mut cells = BTreeMap::from([
        ("timestamp", Value::Time(record.at)),
        ("cloud_RoleName", text(&host_id::whole(place))),
        ("cloud_RoleInstance", text(&record.instance)),
        ("operation_Id", text(&invocation)),
        ("appName", text(&resource)),
        ("itemType", text(kind)),
        ("itemCount", Value::Long(i64::try_from(stands_for).unwrap_or(i64::MAX))),
    ]);
    match &record.what {
        Recorded::Request { name, url, code, success, took } => {
            dimensions["Category"] = json!("Host.Results");
            dimensions["FunctionExecutionTimeMs"] = json!(milliseconds(*took).to_string());
            dimensions["TriggerReason"] = json!(if url.is_some() { Json::Null } else { json!("Automatic") });
            cells.extend([
                ("operation_Name", text(name)),
                ("id", text(&invocation[16..])),
                ("name", text(name)),
                ("url", url.as_deref().map_or(Value::Null, text)),
                (
                    "success",
                    if in_workspace { Value::Bool(*success) } else { text(if *success { "True" } else { "False" }) },
                ),
                ("resultCode", text(code)),
                ("duration", Value::Real(milliseconds(*took))),
            ]);
        }
        Recorded::Trace { message, severity } => {
            dimensions["Category"] = json!("Host.Startup");
            cells.extend([("message", text(message)), ("severityLevel", Value::Long(*severity))]);
        }
        Recorded::Exception { kind, message, category } => {
            dimensions["Category"] = json!(category);
            cells.extend([
                ("type", text(kind)),
                ("outerMessage", text(message)),
                ("problemId", text(&format!("{kind} at Microsoft.Azure.WebJobs.Script"))),
                ("severityLevel", Value::Long(3)),
            ]);
        }
    }
    cells.insert("customDimensions", Value::Dynamic(dimensions));
    cells
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Place;

    #[test]
    fn a_busy_second_is_sampled_and_its_rows_still_stand_for_all() {
        let what = || Recorded::Trace { message: String::new(), severity: 1 };
        let record = |second: i64| Record {
            at: OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(second),
            place: Place::new("shop", None),
            instance: "i".to_owned(),
            what: what(),
        };
        let all: Vec<Record> = (0..50).map(|_| record(1)).chain((0..5).map(|_| record(2))).collect();
        let all: Vec<&Record> = all.iter().collect();
        let kept = sampled(&all);
        assert_eq!(kept.len(), 17 + 5);
        assert_eq!(kept.iter().map(|(_, stands_for)| stands_for).sum::<u64>(), 55);
    }
}
