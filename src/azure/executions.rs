use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::component::Component;
use super::wire::{self, QueryResult, Table};
use super::{Arm, ArmPolicy, AzureError, SiteRef, Unreadable};
use crate::record::{ExecutionCount, plausible_time};

/// The form of queries that takes the control plane's token (facts: telemetry-queries).
const LOGS_API: &str = "2018-03-01-preview";
const TABLE: &str = "AppRequests";
/// More processes than an app has.
const MOST: usize = 5_000;
/// No app executes more in a watch; sums of less are exact.
const LARGEST: u64 = 1 << 40;

/// Of which times executions are counted.
#[derive(Debug, Clone, Copy)]
pub struct ExecutionTimes {
    /// From here to `swap` they are before the swap.
    pub from: OffsetDateTime,
    /// The swap had not been requested by then.
    pub swap: OffsetDateTime,
    /// From here on they are after it.
    pub swapped: OffsetDateTime,
}

/// The role that the hosts of a side name in telemetry.
pub fn role_of(side: &SiteRef) -> String {
    match &side.slot {
        Some(slot) => format!("{}-{slot}", side.app.name),
        None => side.app.name.to_string(),
    }
}

/// The executions of functions that no request started, as hosts of this role reported them to the component: by function, process
/// and time. Rows are sampled, so what they stand for is added, and none is counted (facts: telemetry). An answer with nothing is
/// an error: it says nothing about executions (facts: metrics-api). Needs Microsoft.Insights/logs/AppRequests/read.
pub async fn read_executions(
    arm: &Arm,
    component: &Component,
    role: &str,
    times: ExecutionTimes,
) -> Result<Vec<ExecutionCount>, AzureError> {
    let doing = format!("query executions in Application Insights {}", component.name);
    let path = component.logs().with("api-version", LOGS_API);
    let body = json!({"query": query(role, times)});
    let response = arm.post(&doing, &path, Some(body), ArmPolicy::Query).await?;
    if response.body.is_empty() {
        return Err(Unreadable::NoRows.during(&doing));
    }
    let result: QueryResult = wire::read(&doing, &response)?;
    counts(&result).map_err(|what| what.during(&doing))
}

/// Names of apps and slots are letters, digits and hyphens, so nothing in them ends a text of the query.
fn query(role: &str, times: ExecutionTimes) -> String {
    let [from, swap, swapped] = [times.from, times.swap, times.swapped].map(stamp);
    format!(
        "{TABLE} | where AppRoleName =~ '{role}' and isempty(Url) \
         | where TimeGenerated >= datetime({from}) \
         | where TimeGenerated < datetime({swap}) or TimeGenerated >= datetime({swapped}) \
         | extend Process = tostring(Properties.HostInstanceId), After = TimeGenerated >= datetime({swapped}) \
         | summarize Executions = sum(ItemCount), Failed = sumif(ItemCount, Success == false), \
         Moments = dcount(bin(TimeGenerated, 10s)), First = min(TimeGenerated), Last = max(TimeGenerated) \
         by Name, AppRoleName, Process, After | take {MOST}"
    )
}

fn counts(result: &QueryResult) -> Result<Vec<ExecutionCount>, Unreadable> {
    let denied = result.permissions.iter().flat_map(|permissions| &permissions.data_sources);
    if denied.flat_map(|source| &source.deny_tables).any(|table| table.eq_ignore_ascii_case(TABLE)) {
        return Err(Unreadable::TableDenied { table: TABLE.to_owned() });
    }
    if result.error.as_ref().is_some_and(|error| !error.is_null()) {
        return Err(Unreadable::NoRows);
    }
    let table = result.tables.first().ok_or(Unreadable::NoRows)?;
    table.rows.iter().map(|row| count(table, row)).collect()
}

fn count(table: &Table, row: &[Value]) -> Result<ExecutionCount, Unreadable> {
    let cell = |name: &str| {
        let at = table.columns.iter().position(|column| column.name == name);
        at.and_then(|at| row.get(at)).ok_or_else(|| Unreadable::missing(name))
    };
    let unexpected = |name: &str| Unreadable::Unexpected { field: name.to_owned() };
    let text = |name: &str| cell(name)?.as_str().map(str::to_owned).ok_or_else(|| unexpected(name));
    let number = |name: &str| {
        let number = cell(name)?.as_u64().filter(|number| *number <= LARGEST);
        number.ok_or_else(|| unexpected(name))
    };
    let time = |name: &str| {
        let at = OffsetDateTime::parse(&text(name)?, &Rfc3339).ok().and_then(plausible_time);
        at.ok_or_else(|| unexpected(name))
    };
    let after = match cell("After")? {
        Value::Bool(after) => *after,
        // A bool is a number in some answers.
        Value::Number(number) => number.as_u64().filter(|number| *number <= 1).ok_or_else(|| unexpected("After"))? == 1,
        _ => return Err(unexpected("After")),
    };
    Ok(ExecutionCount {
        function: text("Name")?,
        role: text("AppRoleName")?,
        process: cell("Process")?.as_str().unwrap_or_default().to_owned(),
        after,
        executions: number("Executions")?,
        failed: number("Failed")?,
        moments: number("Moments")?,
        first: time("First")?,
        last: time("Last")?,
    })
}

/// In milliseconds: the query language has no more than seven digits.
fn stamp(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    at.replace_nanosecond(u32::from(at.millisecond()) * 1_000_000).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_names_times_that_the_language_can_read() {
        let at = OffsetDateTime::UNIX_EPOCH + std::time::Duration::from_nanos(1_123_456_789);
        let query = query("shop", ExecutionTimes { from: at, swap: at, swapped: at });
        assert!(query.contains("TimeGenerated >= datetime(1970-01-01T00:00:01.123Z)"), "{query}");
        assert!(query.starts_with("AppRequests | where AppRoleName =~ 'shop' and isempty(Url) | where"), "{query}");
    }

    const COLUMNS: [&str; 9] =
        ["Name", "AppRoleName", "Process", "After", "Executions", "Failed", "Moments", "First", "Last"];

    fn answer(rows: &Value) -> Value {
        let columns: Vec<Value> = COLUMNS.iter().map(|name| json!({"name": name, "type": "x"})).collect();
        json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": rows}]})
    }

    fn read(answer: &Value) -> Result<Vec<ExecutionCount>, Unreadable> {
        counts(&wire::parse(answer.to_string().as_bytes())?)
    }

    fn row() -> Value {
        json!(["Take", "shop", "p", true, 12, 3, 4, "2026-11-18T10:00:00.1234567Z", "2026-11-18T10:05:00Z"])
    }

    #[test]
    fn a_row_counts_the_executions_of_a_process() {
        let counts = read(&answer(&json!([row()]))).unwrap();
        assert_eq!((counts[0].executions, counts[0].failed, counts[0].moments, counts[0].after), (12, 3, 4, true));
        assert_eq!(read(&answer(&json!([]))), Ok(Vec::new()), "no row of a table that may be read is no execution");
    }

    #[test]
    fn rows_that_may_not_be_seen_and_a_part_of_an_answer_are_no_counts() {
        let mut denied = answer(&json!([]));
        denied["permissions"] =
            json!({"dataSources": [{"resourceId": "c", "denyTables": ["AppTraces", "AppRequests"]}]});
        assert_eq!(read(&denied), Err(Unreadable::TableDenied { table: "AppRequests".to_owned() }));
        let mut partial = answer(&json!([row()]));
        partial["error"] = json!({"code": "PartialError"});
        assert_eq!(read(&partial), Err(Unreadable::NoRows));
        assert_eq!(read(&json!({"tables": []})), Err(Unreadable::NoRows));
    }

    #[test]
    fn a_cell_that_nobody_can_mean_makes_the_answer_unreadable() {
        for (at, odd) in [(0, json!(1)), (3, json!("x")), (4, json!(-1)), (5, json!(1e300)), (7, json!("yesterday"))] {
            let mut row = row();
            row[at] = odd;
            assert_eq!(read(&answer(&json!([row]))), Err(Unreadable::Unexpected { field: COLUMNS[at].to_owned() }));
        }
    }
}
