use super::node::Node;
use super::problems::Report;
use super::read::{Keys, unknown};
use crate::record::{LintSpec, Lowered, Lowering, RULES};

const LOWERED: [(&str, Lowered); 2] = [("warning", Lowered::Warning), ("off", Lowered::Off)];

/// `lint:`. A rule is lowered by its name, and with a reason.
pub(super) fn read(node: &Node, report: &mut Report) -> LintSpec {
    let known: Vec<&str> = RULES.iter().map(|rule| rule.as_str()).collect();
    let mut spec = LintSpec::default();
    for (key, node) in report.entries(node, "`lint`") {
        if key.text.starts_with("x-") {
            continue;
        }
        if !known.contains(&key.text.as_str()) {
            report.wrong(key.place, unknown(&key.text, "a rule of the package", &known));
            continue;
        }
        let what = format!("`{}`", key.text);
        let keys = Keys::of(node, &what, &["severity", "reason"], report);
        let severity = keys.required("severity", &what, report);
        let to = severity.and_then(|node| report.choice(node, "`severity`", &LOWERED));
        let reason = keys.required("reason", &what, report);
        let text = reason.and_then(|node| report.text(node, "`reason`")).map(str::trim);
        if let (Some(node), Some("")) = (reason, text) {
            report.wrong(node.place, format!("`reason` of {what} is empty: say why the rule does not hold here"));
            continue;
        }
        if let (Some(to), Some(reason)) = (to, text) {
            spec.lowered.insert(key.text.clone(), Lowering { to, reason: reason.to_owned() });
        }
    }
    spec
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    #[test]
    fn a_rule_is_lowered_by_its_name_with_a_reason() {
        let yaml = "lint:\n  function-timeout: { severity: off, reason: the plan is moved tonight }\n  local-settings:\n    \
                    severity: warning\n    reason: it holds no secret\n";
        let spec = parse_file(yaml).unwrap().lint;
        let timeout = &spec.lowered["function-timeout"];
        assert_eq!((timeout.to, timeout.reason.as_str()), (Lowered::Off, "the plan is moved tonight"));
        assert_eq!(spec.lowered["local-settings"].to, Lowered::Warning);
        assert_eq!(parse_file("probes: {}").unwrap().lint, LintSpec::default());
    }

    #[test]
    fn an_unknown_rule_and_a_missing_reason_are_reported_at_their_places() {
        for (yaml, place, says) in [
            (
                "lint:\n  function-timeuot: { severity: off, reason: x }\n",
                "line 2, column 3",
                "did you mean `function-timeout`?",
            ),
            ("lint:\n  function-timeout: { severity: off }\n", "line 2, column 21", "has no `reason`"),
            (
                "lint:\n  function-timeout: { severity: off, reason: ' ' }\n",
                "line 2, column 46",
                "`reason` of `function-timeout` is empty",
            ),
            ("lint:\n  function-timeout: { reason: x }\n", "line 2, column 21", "has no `severity`"),
            ("lint:\n  function-timeout: { severity: of, reason: x }\n", "line 2, column 33", "did you mean `off`?"),
            ("lint:\n  function-timeout: off\n", "line 2, column 21", "`severity`, `reason`"),
            ("lint: [function-timeout]\n", "line 1, column 7", "`lint` is a mapping"),
        ] {
            let text = parse_file(yaml).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }
}
