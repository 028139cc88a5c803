use std::collections::BTreeMap;

use super::{Finding, Origin, Severity};

/// A check, or a rule of the package, that a configuration may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lowerable {
    /// Its name.
    pub name: &'static str,
    /// Why it is never lowered; `None`: it may be.
    pub never: Option<&'static str>,
}

/// What a lowered check or rule still says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowered {
    /// Warnings at most.
    Warning,
    /// Notes at most.
    Note,
    /// Nothing but that it was lowered, and why.
    Off,
}

/// How one was lowered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowering {
    /// To what.
    pub to: Lowered,
    /// Why, in the team's own words.
    pub reason: String,
}

/// `lint:` or `checks:` of the configuration: the rules of the package, or the checks before anything is changed, that were
/// lowered, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lowerings {
    /// Each with its reason.
    pub lowered: BTreeMap<String, Lowering>,
}

impl Lowerings {
    /// What remains of these findings. Of what is off, one line says how much was not said.
    pub fn lower(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut hidden: BTreeMap<&str, (Finding, usize)> = BTreeMap::new();
        let mut kept = Vec::new();
        for mut finding in findings {
            let lowering = self.lowered.get_key_value(finding.check.as_str());
            let Some((name, Lowering { to, reason })) = lowering.filter(|_| finding.severity != Severity::Fine) else {
                kept.push(finding);
                continue;
            };
            let (most, what) = match to {
                Lowered::Warning => (Severity::Warning, "a warning"),
                Lowered::Note => (Severity::Note, "a note"),
                Lowered::Off => {
                    hidden.entry(name).or_insert((finding, 0)).1 += 1;
                    continue;
                }
            };
            finding.severity = finding.severity.min(most);
            finding.origin = Origin::Lowered;
            finding.says = format!("{} ({what}, since {reason})", finding.says);
            kept.push(finding);
        }
        let off = hidden.into_iter().map(|(name, (finding, count))| {
            let reason = &self.lowered[name].reason;
            let says = format!("`{name}` is off for {count} of its findings: {reason}");
            Finding::fine(finding.check, says).resting_on(Origin::Lowered)
        });
        kept.extend(off);
        kept
    }

    /// Whether that one was lowered.
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
        let spec = Lowerings { lowered: [("function-timeout".to_owned(), lowering)].into() };
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
    fn a_note_stays_one_and_what_is_in_order_is_not_touched() {
        let lowering = |to| Lowering { to, reason: "it is a sample".to_owned() };
        let spec = |to| Lowerings { lowered: [("function-timeout".to_owned(), lowering(to))].into() };
        let note = spec(Lowered::Warning).lower(vec![Finding::note(Code::FUNCTION_TIMEOUT, "long", "")]);
        assert_eq!(note[0].severity, Severity::Note);
        let error = spec(Lowered::Note).lower(vec![Finding::error(Code::FUNCTION_TIMEOUT, "long", "")]);
        assert_eq!(
            (error[0].severity, error[0].says.as_str()),
            (Severity::Note, "long (a note, since it is a sample)")
        );
        let fine = vec![Finding::fine(Code::FUNCTION_TIMEOUT, "short")];
        assert_eq!(spec(Lowered::Off).lower(fine.clone()), fine);
    }

    #[test]
    fn a_rule_that_is_off_says_how_much_it_did_not_say_and_why() {
        let found = lowered(Lowered::Off);
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].severity, found[1].check.as_str()), (Severity::Fine, "function-timeout"));
        assert_eq!(found[1].says, "`function-timeout` is off for 2 of its findings: it is a sample");
    }
}
