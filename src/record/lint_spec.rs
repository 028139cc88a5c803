use std::collections::BTreeMap;

use super::{Finding, Severity};

/// What a lowered rule still says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowered {
    /// Warnings at most.
    Warning,
    /// Nothing but that it was lowered, and why.
    Off,
}

/// How one rule was lowered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowering {
    /// To what.
    pub to: Lowered,
    /// Why, in the team's own words.
    pub reason: String,
}

/// `lint:` of the configuration: the rules of the package that were lowered, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LintSpec {
    /// Each with its reason.
    pub lowered: BTreeMap<String, Lowering>,
}

impl LintSpec {
    /// What remains of these findings. Of a rule that is off, one line says how much was not said.
    pub fn lower(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut hidden: BTreeMap<&str, (Finding, usize)> = BTreeMap::new();
        let mut kept = Vec::new();
        for mut finding in findings {
            match self.lowered.get_key_value(finding.check.as_str()) {
                None => kept.push(finding),
                Some((_, Lowering { to: Lowered::Warning, reason })) => {
                    finding.severity = finding.severity.min(Severity::Warning);
                    finding.says = format!("{} (a warning, since {reason})", finding.says);
                    kept.push(finding);
                }
                Some((name, Lowering { to: Lowered::Off, .. })) => {
                    hidden.entry(name).or_insert((finding, 0)).1 += 1;
                }
            }
        }
        let off = hidden.into_iter().map(|(name, (finding, count))| {
            let reason = &self.lowered[name].reason;
            Finding::fine(finding.check, format!("`{name}` is off for {count} of its findings: {reason}"))
        });
        kept.extend(off);
        kept
    }

    /// Whether a rule was lowered.
    pub fn lowers(&self, finding: &Finding) -> bool {
        self.lowered.contains_key(finding.check.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Code;

    fn lowered(to: Lowered) -> Vec<Finding> {
        let lowering = Lowering { to, reason: "it is a sample".to_owned() };
        let spec = LintSpec { lowered: [("function-timeout".to_owned(), lowering)].into() };
        let error = || Finding::error(Code::FUNCTION_TIMEOUT, "too long", "shorten it");
        spec.lower(vec![error(), error(), Finding::warning(Code::LOCAL_SETTINGS, "it is there", "")])
    }

    #[test]
    fn a_lowered_rule_warns_at_most_and_says_why() {
        let found = lowered(Lowered::Warning);
        let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Warning; 3]);
        assert_eq!(found[0].says, "too long (a warning, since it is a sample)");
    }

    #[test]
    fn a_rule_that_is_off_says_how_much_it_did_not_say_and_why() {
        let found = lowered(Lowered::Off);
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].severity, found[1].check.as_str()), (Severity::Fine, "function-timeout"));
        assert_eq!(found[1].says, "`function-timeout` is off for 2 of its findings: it is a sample");
    }
}
