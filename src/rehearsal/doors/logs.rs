//! Queries of telemetry (facts: telemetry-queries; facts: metrics-api): `/v1/apps/{id}/query` of api.applicationinsights.io,
//! `/v1/workspaces/{id}/query` and `/v1{resource id}/query` of api.loganalytics.io, and what the control plane passes on.
//!
//! Several answers look like health and are none: a POST without JSON or its content type is 200 with nothing, a workspace
//! without data 204, and rows that the caller may not see are simply not there. Limits per caller are not kept here.

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::bearer::{NotTaken, may, principal};
use super::{Incoming, Reply};
use crate::World;
use crate::laws::kql::{self, Wrong};
use crate::laws::telemetry_tables::{self as tables, Kept};
use crate::state::{Component, Principal, State};

/// What a query is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// A component, by its name in lower case.
    Component(String),
    /// A workspace, by its name in lower case.
    Workspace(String),
}

/// Answers at the two services' own hosts.
pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let segments = incoming.segments();
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let audiences: &[&str] = match lower.get(1) {
        Some(&"apps") => &["https://api.applicationinsights.io", "https://api.applicationinsights.azure.com"],
        _ => &["https://api.loganalytics.io", "https://api.loganalytics.azure.com"],
    };
    let audiences: Vec<String> = audiences.iter().map(|audience| (*audience).to_owned()).collect();
    let principal = match principal(incoming, &audiences, world.clock().now()) {
        Ok(principal) => principal,
        Err(NotTaken::Missing) => {
            return refused(401, "AuthorizationRequiredError", "Valid authentication was not provided");
        }
        Err(NotTaken::Invalid | NotTaken::OtherAudience(_) | NotTaken::Expired) => {
            return refused(401, "InvalidTokenError", "The provided authentication is not valid for this resource");
        }
    };
    let asked = {
        let state = world.state();
        let telemetry = &state.telemetry;
        match &lower[..] {
            ["v1", "apps", id, "query"] => {
                let found =
                    telemetry.components.iter().find(|(_, component)| component.app_id.eq_ignore_ascii_case(id));
                found.map(|(name, _)| Asked::Component(name.clone()))
            }
            ["v1", "workspaces", id, "query"] => {
                let found = telemetry.workspaces.iter().find(|(_, there)| there.customer_id.eq_ignore_ascii_case(id));
                found.map(|(name, _)| Asked::Workspace(name.clone()))
            }
            ["v1", "subscriptions", _, "resourcegroups", _, "providers", provider, kind, name, "query"] => {
                resource(&state, provider, kind, name)
            }
            _ => None,
        }
    };
    match asked {
        Some(asked) => query(world, incoming, &asked, &principal),
        None => refused(404, "PathNotFoundError", "The requested path does not exist"),
    }
}

/// What a resource id means here.
pub(super) fn resource(state: &State, provider: &str, kind: &str, name: &str) -> Option<Asked> {
    let name = name.to_lowercase();
    match (provider, kind) {
        ("microsoft.insights", "components") => {
            state.telemetry.components.contains_key(&name).then_some(Asked::Component(name))
        }
        ("microsoft.operationalinsights", "workspaces") => {
            state.telemetry.workspaces.contains_key(&name).then_some(Asked::Workspace(name))
        }
        _ => None,
    }
}

/// Answers a query for one who is known.
pub(super) fn query(world: &World, incoming: &Incoming, asked: &Asked, principal: &Principal) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    let is_json =
        incoming.header("content-type").is_some_and(|kind| kind.to_lowercase().starts_with("application/json"));
    let (text, span) = match (incoming.method.as_str(), incoming.json()) {
        ("GET", _) => (incoming.parameter("query"), incoming.parameter("timespan")),
        ("POST", Some(body)) if is_json && body.is_object() => {
            (body["query"].as_str().map(str::to_owned), body["timespan"].as_str().map(str::to_owned))
        }
        ("POST", _) => return Reply::empty(200),
        _ => return refused(404, "PathNotFoundError", "The requested path does not exist"),
    };
    let Some(text) = text else {
        return refused(400, "BadArgumentError", "The request had some invalid properties");
    };
    let span = match span.as_deref().map(|span| read_span(span, now)) {
        Some(None) => return refused(400, "BadArgumentError", "The request had some invalid properties"),
        span => span.flatten(),
    };
    let of = components(&state, asked);
    let in_workspace = matches!(asked, Asked::Workspace(_));
    if in_workspace && tables::is_empty(&state, &of, world.clock(), now) {
        return Reply::empty(204);
    }
    let table = |name: &str| {
        let kept = tables::named(name)?;
        let in_new_words = kept.workspace == name;
        // A workspace knows only its own names.
        if in_workspace && !in_new_words {
            return None;
        }
        let mut table = tables::table(&state, &of, kept, in_new_words, world.clock(), now);
        if !may_read(&state, principal, asked, kept) {
            table.rows.clear();
        }
        if let Some((from, to)) = span {
            table.rows.retain(|row| matches!(&row[0], kql::Value::Time(at) if *at >= from && *at <= to));
        }
        Some(table)
    };
    let permissions = incoming.header("prefer").is_some_and(|prefer| prefer.contains("include-permissions=true"));
    match kql::run(&text, now, table) {
        Ok(table) => {
            let columns: Vec<Value> =
                table.columns.iter().map(|(name, kind)| json!({"name": name, "type": kind})).collect();
            let rows: Vec<Value> = table.rows.iter().map(|row| row.iter().map(kql::Value::json).collect()).collect();
            let mut answer = json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": rows}]});
            if permissions {
                answer["permissions"] = denied(&state, principal, asked);
            }
            Reply::json(200, &answer)
        }
        Err(wrong) => {
            let correlation = state.new_guid();
            invalid(&correlation, &wrong)
        }
    }
}

/// The components whose rows are seen.
fn components(state: &State, asked: &Asked) -> Vec<Component> {
    let all = state.telemetry.components.iter();
    let seen = all.filter(|(name, component)| match asked {
        Asked::Component(one) => *name == one,
        Asked::Workspace(one) => {
            component.workspace.as_ref().is_some_and(|workspace| workspace.eq_ignore_ascii_case(one))
        }
    });
    seen.map(|(_, component)| component.clone()).collect()
}

/// Each table has a right of its own (Microsoft Learn, "Manage access to Log Analytics workspaces").
fn may_read(state: &State, principal: &Principal, asked: &Asked, table: &Kept) -> bool {
    let table = table.workspace;
    let action = match asked {
        Asked::Component(_) => format!("Microsoft.Insights/logs/{table}/read"),
        Asked::Workspace(_) => format!("Microsoft.OperationalInsights/workspaces/query/{table}/read"),
    };
    may(state, principal, &action)
}

fn denied(state: &State, principal: &Principal, asked: &Asked) -> Value {
    let denied: Vec<&str> = tables::TABLES
        .iter()
        .filter(|table| !may_read(state, principal, asked, table))
        .map(|table| table.workspace)
        .collect();
    let (Asked::Component(name) | Asked::Workspace(name)) = asked;
    json!({"dataSources": [{"resourceId": name, "denyTables": denied}]})
}

/// `P1D`, `PT15M`, or two times with a slash between.
fn read_span(text: &str, now: OffsetDateTime) -> Option<(OffsetDateTime, OffsetDateTime)> {
    if let Some((from, to)) = text.split_once('/') {
        return kql::moment(from).zip(kql::moment(to));
    }
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let (mut seconds, mut number) = (0_u64, String::new());
    for (units, part) in
        [([('D', 86_400), ('W', 604_800), ('-', 0)], days), ([('H', 3_600), ('M', 60), ('S', 1)], time)]
    {
        for c in part.chars() {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            let (_, unit) = units.iter().find(|(unit, _)| *unit == c)?;
            seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(*unit)?)?;
            number.clear();
        }
    }
    let span = Some(seconds).filter(|seconds| *seconds > 0 && number.is_empty())?;
    let from = now.checked_sub(time::Duration::try_from(Duration::from_secs(span)).ok()?)?;
    Some((from, now))
}

fn invalid(correlation: &str, wrong: &Wrong) -> Reply {
    let inner = match wrong {
        Wrong::Syntax { token, line, column } => json!({
            "code": "SyntaxError", "message": "A recognition error occurred in the query.",
            "innererror": {
                "code": "SYN0002", "message": format!("Query could not be parsed at '{token}' on line [{line},{column}]"),
                "line": line, "pos": column, "token": token,
            },
        }),
        Wrong::Semantic { code, message } => json!({
            "code": "SemanticError", "message": "A semantic error occurred.",
            "innererror": {"code": code, "message": message},
        }),
    };
    let answer = json!({"error": {
        "message": "The request had some invalid properties", "code": "BadArgumentError", "correlationId": correlation,
        "innererror": inner,
    }});
    Reply::json(400, &answer).header("x-rehearsal", "the simulated workspace knows a small part of the language")
}

fn refused(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"message": message, "code": code}}))
}
