//! What a person can do now. Summary, annotations and log take it from here, so that none of them knows less than the others.

use crate::record::{Code, Outcome, ReleaseRecord, shell_line};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// In a sentence.
    pub says: String,
    /// A command or a snippet that belongs to it.
    pub block: Option<String>,
}

impl Step {
    /// A hint may carry a command or a snippet below its first line, or a command of the Azure CLI at its end.
    pub(super) fn of(hint: &str) -> Self {
        if let Some((says, block)) = hint.split_once('\n') {
            return Self { says: says.to_owned(), block: Some(block.to_owned()) };
        }
        match hint.split_once(": az ") {
            Some((says, command)) => Self { says: format!("{says}:"), block: Some(format!("az {command}")) },
            None => Self { says: hint.to_owned(), block: None },
        }
    }

    /// In lines of plain text.
    pub(super) fn plain(&self) -> String {
        match &self.block {
            Some(block) => format!("{}\n{block}", self.says),
            None => self.says.clone(),
        }
    }
}

/// The content is not verified where it has to be.
const BEFORE: [Code; 4] =
    [Code::NOT_VERIFIED_THERE, Code::NOT_RIPE, Code::VERIFIED_TOO_LONG_AGO, Code::VERIFIED_THERE_UNREAD];

/// What to do, the most useful first; empty where nothing is left to be done.
pub(super) fn next_steps(record: &ReleaseRecord) -> Vec<Step> {
    let mut hints = record.problem.as_ref().map(|problem| problem.steps()).unwrap_or_default();
    let watch_it = "look at production: nothing watches it any more";
    if record.outcome == Some(Outcome::PromotedUnverified) && hints.is_empty() {
        hints.push(watch_it.to_owned());
    }
    let may_swap_back = matches!(record.outcome, Some(Outcome::NeedsPerson | Outcome::PromotedUnverified));
    if let Some(command) = record.next_command.as_ref().filter(|_| may_swap_back)
        && !hints.iter().any(|hint| hint.contains(command.as_str()))
    {
        let certain = "once it is certain that production is bad and that the slot holds the former release";
        hints.push(format!("{certain}, this swaps back:\n{command}"));
    }
    let mut steps: Vec<Step> = hints.iter().map(|hint| Step::of(hint)).collect();
    steps.extend(by_a_workflow(record));
    steps
}

/// The same as an input of the step, where one of our commands does it.
fn by_a_workflow(record: &ReleaseRecord) -> Option<Step> {
    let (command, does) = match record.outcome? {
        Outcome::NeedsPerson | Outcome::PromotedUnverified => {
            record.next_command.as_ref()?;
            ("rollback", "swaps back from a workflow, only if production's former content is still in the slot")
        }
        Outcome::Staged => {
            ("promote", "brings it to production within 24 hours, with this run's output `ticket` as its input")
        }
        // Staging again would not change that.
        Outcome::Stale if record.problem.as_ref().is_some_and(|problem| BEFORE.contains(&problem.code)) => return None,
        Outcome::Stale => ("stage", "stages it again, and its ticket is to be approved anew"),
        // A check left nothing behind.
        Outcome::Interrupted if record.check.is_some() => return None,
        Outcome::Interrupted => ("reconcile", "finishes it from another job, where no post-step follows"),
        _ => return None,
    };
    let mut inputs = vec![("command", command), ("app-name", &record.app), ("slot", &record.slot)];
    if record.target_slot != "production" {
        inputs.push(("target-slot", &record.target_slot));
    }
    let mut lines: Vec<String> =
        inputs.iter().map(|(name, value)| format!("{name}: {}", shell_line([*value]))).collect();
    if command == "promote" {
        lines.push("ticket: ${{ needs.stage.outputs.ticket }}".to_owned());
    }
    Some(Step { says: format!("`command: {command}` {does}:"), block: Some(lines.join("\n")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_command_is_told_apart_from_its_purpose() {
        let step = Step::of("once it is certain, this swaps back:\naz a b\naz c");
        assert_eq!(
            (step.says.as_str(), step.block.as_deref()),
            ("once it is certain, this swaps back:", Some("az a b\naz c"))
        );
        let step = Step::of("make it stay: az functionapp config");
        assert_eq!((step.says.as_str(), step.block.as_deref()), ("make it stay:", Some("az functionapp config")));
        assert_eq!(Step::of("run it again").block, None);
    }

    #[test]
    fn every_red_end_says_what_to_do_also_without_a_hint_of_its_own() {
        for row in crate::record::OUTCOMES.iter().filter(|row| row.exit != 0) {
            let mut record = sample::record(row.outcome);
            record.problem.as_mut().unwrap().hints.clear();
            assert!(!next_steps(&record).is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn whoever_has_to_decide_gets_the_command_that_swaps_back_for_the_shell_and_for_a_workflow() {
        for outcome in [Outcome::NeedsPerson, Outcome::PromotedUnverified] {
            let mut record = sample::record(outcome);
            record.next_command = Some("az functionapp deployment slot swap --slot staging".to_owned());
            let steps = next_steps(&record);
            let blocks: Vec<&str> = steps.iter().filter_map(|step| step.block.as_deref()).collect();
            assert!(blocks.contains(&"az functionapp deployment slot swap --slot staging"), "{blocks:?}");
            assert!(blocks.contains(&"command: rollback\napp-name: shop-orders\nslot: staging"), "{blocks:?}");
        }
    }
}
