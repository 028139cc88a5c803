use super::keys::LOWERED;
use super::node::Node;
use super::problems::Report;
use super::read::{Keys, unknown};
use crate::record::{Lowerable, Lowered, Lowering, Lowerings};

const SEVERITIES: [(&str, Lowered); 3] =
    [("warning", Lowered::Warning), ("note", Lowered::Note), ("off", Lowered::Off)];

/// A section that lowers what it names.
pub(super) struct Section<'a> {
    /// Its key.
    pub key: &'static str,
    /// What it names.
    pub what: &'static str,
    /// All there are of these.
    pub known: &'a [Lowerable],
}

/// `lint:` and `checks:`. A rule or a check is lowered by its name, and with a reason.
pub(super) fn read(section: &Section<'_>, node: &Node, report: &mut Report) -> Lowerings {
    let mut lowerings = Lowerings::default();
    for (key, node) in report.entries(node, &format!("`{}`", section.key)) {
        if key.text.starts_with("x-") {
            continue;
        }
        let what = format!("`{}`", key.text);
        match section.known.iter().find(|known| known.name == key.text) {
            None => {
                let names: Vec<&str> = section.known.iter().map(|known| known.name).collect();
                report.wrong(key.place, unknown(&key.text, section.what, &names));
                continue;
            }
            Some(Lowerable { never: Some(why), .. }) => {
                report.wrong(key.place, format!("{what} cannot be lowered: {why}"));
                continue;
            }
            Some(_) => {}
        }
        let keys = Keys::of(node, &what, &LOWERED.names(), report);
        let severity = keys.required("severity", &what, report);
        let to = severity.and_then(|node| report.choice(node, "`severity`", &SEVERITIES));
        let reason = keys.required("reason", &what, report);
        let text = reason.and_then(|node| report.text(node, "`reason`")).map(str::trim);
        if let (Some(node), Some("")) = (reason, text) {
            report.wrong(node.place, format!("`reason` of {what} is empty: say why it does not hold here"));
            continue;
        }
        if let (Some(to), Some(reason)) = (to, text) {
            lowerings.lowered.insert(key.text.clone(), Lowering { to, reason: reason.to_owned() });
        }
    }
    lowerings
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    const CHECKS: [Lowerable; 2] = [
        Lowerable { name: "way-back", never: None },
        Lowerable { name: "slot-exists", never: Some("without a slot there is nothing to deploy to") },
    ];

    #[test]
    fn a_rule_is_lowered_by_its_name_with_a_reason() {
        let yaml = "lint:\n  function-timeout: { severity: off, reason: the plan is moved tonight }\n  local-settings:\n    \
                    severity: warning\n    reason: it holds no secret\n";
        let spec = parse_file(yaml, &CHECKS).unwrap().lint;
        let timeout = &spec.lowered["function-timeout"];
        assert_eq!((timeout.to, timeout.reason.as_str()), (Lowered::Off, "the plan is moved tonight"));
        assert_eq!(spec.lowered["local-settings"].to, Lowered::Warning);
        assert_eq!(parse_file("probes: {}", &CHECKS).unwrap().lint, Lowerings::default());
    }

    #[test]
    fn a_check_is_lowered_in_the_same_way() {
        let yaml = "checks: { way-back: { severity: note, reason: it is the first release } }\n";
        let spec = parse_file(yaml, &CHECKS).unwrap().checks;
        assert_eq!((spec.lowered["way-back"].to, spec.lowered.len()), (Lowered::Note, 1));
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
            ("checks:\n  way-bakc: { severity: off, reason: x }\n", "line 2, column 3", "did you mean `way-back`?"),
            ("checks:\n  way-back: { severity: note }\n", "line 2, column 13", "has no `reason`"),
            (
                "checks:\n  slot-exists: { severity: off, reason: x }\n",
                "line 2, column 3",
                "`slot-exists` cannot be lowered: without a slot there is nothing to deploy to",
            ),
            ("lint: [function-timeout]\n", "line 1, column 7", "`lint` is a mapping"),
        ] {
            let text = parse_file(yaml, &CHECKS).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }
}
