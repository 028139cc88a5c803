use std::time::Duration;

use serde_json::Value;

use super::lines::line_of;
use super::subject::Subject;
use super::target::{Os, PlanKind};
use super::time_span::parse_time_span;
use crate::record::{Code, Finding, brief};

/// The longest on the Consumption plan, and the shortest (source: `ScriptJobHostOptionsSetup` of azure-functions-host).
const LONGEST_ON_CONSUMPTION: Duration = Duration::from_secs(600);
const SHORTEST: Duration = Duration::from_secs(1);

/// `functionTimeout` against the plan. The host itself refuses it on Windows only; on Linux the platform ends the execution.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let text = match contents.host.get("functionTimeout") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Vec::new(),
    };
    let is_consumption = subject.target.plan == Some(PlanKind::Consumption);
    let is_windows = subject.target.os == Some(Os::Windows);
    let is_unlimited = text.trim() == "-1";
    let time = parse_time_span(&text);
    let (stops, says) = match time {
        None if is_unlimited && !is_consumption => return Vec::new(),
        None if is_unlimited => (is_windows, "`functionTimeout` is `-1`, without an end".to_owned()),
        None => (true, format!("`functionTimeout` is `{}`, which is not a time", brief(&text))),
        Some(time) if time < SHORTEST => (true, format!("`functionTimeout` is `{text}`, less than a second")),
        Some(time) if time > LONGEST_ON_CONSUMPTION && is_consumption => {
            (is_windows, format!("`functionTimeout` is `{text}`"))
        }
        Some(_) => return Vec::new(),
    };
    let is_too_long = is_unlimited || time.is_some_and(|time| time >= SHORTEST);
    let (why, fix) = if is_too_long {
        (
            "on the Consumption plan an execution lasts 10 minutes at most",
            "write `\"functionTimeout\": \"00:10:00\"` or less",
        )
    } else {
        ("the host does not start with it", "write it as `hh:mm:ss`, such as `00:30:00`")
    };
    let says = format!("{says}: {why}");
    let finding = if stops {
        Finding::error(Code::FUNCTION_TIMEOUT, says, fix)
    } else {
        Finding::warning(Code::FUNCTION_TIMEOUT, says, fix)
    };
    vec![finding.at("host.json", line_of(&contents.host_text, "functionTimeout"))]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(timeout: &str, plan: Option<PlanKind>, os: Option<Os>) -> String {
        let host = format!("{{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"{timeout}\"\n}}");
        Tree::of(&[("host.json", &host)]).said_by(Code::FUNCTION_TIMEOUT, &Target { plan, os, ..Target::default() })
    }

    const CONSUMPTION: Option<PlanKind> = Some(PlanKind::Consumption);
    const WINDOWS: Option<Os> = Some(Os::Windows);

    #[test]
    fn a_longer_time_than_the_plan_allows_is_an_error_where_the_host_refuses_it() {
        insta::assert_snapshot!(said("00:30:00", CONSUMPTION, WINDOWS), @r##"
        error function-timeout host.json:3
          `functionTimeout` is `00:30:00`: on the Consumption plan an execution lasts 10 minutes at most
          fix: write `"functionTimeout": "00:10:00"` or less
        "##);
        assert!(said("00:30:00", CONSUMPTION, Some(Os::Linux)).starts_with("warning"));
        for plan in [Some(PlanKind::Premium), Some(PlanKind::Dedicated), None] {
            assert_eq!(said("00:30:00", plan, WINDOWS), "", "{plan:?}");
        }
        assert_eq!(said("00:10:00", CONSUMPTION, WINDOWS), "");
    }

    #[test]
    fn without_an_end_is_for_plans_that_allow_it() {
        assert!(said("-1", CONSUMPTION, WINDOWS).contains("without an end"));
        assert_eq!(said("-1", Some(PlanKind::Premium), None), "");
        assert_eq!(said("-1", None, None), "");
    }

    #[test]
    fn what_is_not_a_time_is_an_error_on_every_plan() {
        insta::assert_snapshot!(said("10m", None, None), @r##"
        error function-timeout host.json:3
          `functionTimeout` is `10m`, which is not a time: the host does not start with it
          fix: write it as `hh:mm:ss`, such as `00:30:00`
        "##);
        assert!(said("00:00:00", None, None).contains("less than a second"));
    }
}
