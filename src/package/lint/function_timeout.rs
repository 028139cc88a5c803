use std::time::Duration;

use serde_json::Value;

use super::lines::line_of;
use super::subject::Subject;
use super::target::PlanKind;
use super::time_span::parse_time_span;
use crate::record::{Code, Finding, brief};

/// The longest on the Consumption plan, and the shortest (source: `ScriptJobHostOptionsSetup` of azure-functions-host).
const LONGEST_ON_CONSUMPTION: Duration = Duration::from_secs(600);
const SHORTEST: Duration = Duration::from_secs(1);

/// `functionTimeout` against the plan.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let text = match contents.host.get("functionTimeout") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Vec::new(),
    };
    let is_consumption = subject.target.plan == Some(PlanKind::Consumption);
    let unlimited = text.trim() == "-1";
    let says = match parse_time_span(&text) {
        None if unlimited && is_consumption => "`functionTimeout` is `-1`, without an end".to_owned(),
        None if unlimited => return Vec::new(),
        None => format!("`functionTimeout` is `{}`, which is not a time", brief(&text)),
        Some(time) if time < SHORTEST => format!("`functionTimeout` is `{text}`, less than a second"),
        Some(time) if time > LONGEST_ON_CONSUMPTION && is_consumption => format!("`functionTimeout` is `{text}`"),
        Some(_) => return Vec::new(),
    };
    let (why, fix) = if is_consumption {
        (
            "on the Consumption plan the host starts with 10 minutes at most",
            "write `\"functionTimeout\": \"00:10:00\"` or less",
        )
    } else {
        ("the host does not start with it", "write it as `hh:mm:ss`, such as `00:30:00`")
    };
    let says = format!("{says}: {why}");
    let line = line_of(&contents.host_text, "functionTimeout");
    vec![Finding::error(Code::FUNCTION_TIMEOUT, says, fix).at("host.json", line)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(host: &str, plan: Option<PlanKind>) -> String {
        let tree = Tree::of(&[("host.json", host)]);
        tree.said_by(Code::FUNCTION_TIMEOUT, &Target { plan, ..Target::default() })
    }

    #[test]
    fn a_longer_time_than_the_plan_allows_is_an_error_at_its_line() {
        let host = "{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"00:30:00\"\n}";
        insta::assert_snapshot!(said(host, Some(PlanKind::Consumption)), @r##"
        error function-timeout host.json:3
          `functionTimeout` is `00:30:00`: on the Consumption plan the host starts with 10 minutes at most
          fix: write `"functionTimeout": "00:10:00"` or less
        "##);
        for plan in [Some(PlanKind::Premium), Some(PlanKind::Dedicated), None] {
            assert_eq!(said(host, plan), "", "{plan:?}");
        }
        assert_eq!(said(&host.replace("30", "10"), Some(PlanKind::Consumption)), "");
    }

    #[test]
    fn without_an_end_is_for_plans_that_allow_it() {
        let host = "{\"version\": \"2.0\", \"functionTimeout\": \"-1\"}";
        assert!(said(host, Some(PlanKind::Consumption)).contains("without an end"));
        assert_eq!(said(host, Some(PlanKind::Premium)), "");
        assert_eq!(said(host, None), "");
    }

    #[test]
    fn what_is_not_a_time_is_an_error_on_every_plan() {
        insta::assert_snapshot!(said("{\"version\": \"2.0\", \"functionTimeout\": \"10m\"}", None), @r##"
        error function-timeout host.json:1
          `functionTimeout` is `10m`, which is not a time: the host does not start with it
          fix: write it as `hh:mm:ss`, such as `00:30:00`
        "##);
        assert!(said("{\"version\": \"2.0\", \"functionTimeout\": \"00:00:00\"}", None).contains("less than a second"));
    }
}
