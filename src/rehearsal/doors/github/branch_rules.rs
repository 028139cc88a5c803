use serde_json::{Value, json};

use super::ask::Ask;
use super::page;
use crate::doors::Reply;
use crate::state::BranchRule;

/// The active rules of a branch (`repository-rule-detailed` of GitHub's description); also of one that is not there.
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let branch = ask.text(2).to_owned();
    let mut rules = ask.github().branch_rules.clone();
    rules.retain(|rule| rule.branch == branch);
    page::list(ask, &rules, |rule| shape(ask, rule))
}

fn shape(ask: &Ask<'_>, rule: &BranchRule) -> Value {
    let mut shape = json!({
        "type": rule.kind, "ruleset_source_type": "Repository", "ruleset_source": ask.github().full_name(), "ruleset_id": 42,
    });
    if !rule.checks.is_empty() {
        let checks: Vec<Value> = rule.checks.iter().map(|name| json!({"context": name})).collect();
        shape["parameters"] = json!({"required_status_checks": checks, "strict_required_status_checks_policy": true});
    }
    shape
}
