use serde::{Deserialize, Serialize};

/// How a run ended. Exit code, summary, outputs, deployment status and evidence all follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Production runs the content and was watched to the end of the window.
    Verified,
    /// The slot runs the content and was probed; production was not changed, as configured.
    Staged,
    /// Production ran this content already.
    Unchanged,
    /// A dry run, or a check after which a release would start: nothing was changed.
    Checked,
    /// Skipped: nothing was done.
    Skipped,
    /// Swapped and read back, but the watch was cut short or inconclusive.
    PromotedUnverified,
    /// Wrong inputs or configuration: no request was sent to Azure.
    Invalid,
    /// Production was not changed.
    Aborted,
    /// Slot, production or settings changed since this was staged; nothing was changed by this run.
    Stale,
    /// Cancelled during a swap; the outcome of the recovery replaces it.
    Interrupted,
    /// Production serves the former release again, after a release that went bad.
    RolledBack,
    /// Production serves the former release again, as it was asked for.
    RolledBackOnRequest,
    /// The state is unknown, or a person has to decide.
    NeedsPerson,
    /// An error in this program.
    Internal,
}

/// How an outcome is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done, and read back.
    Good,
    /// Done, with something to check.
    Caution,
    /// Not done.
    Bad,
}

/// One line of the outcome table.
#[derive(Debug)]
pub struct OutcomeRow {
    /// The outcome.
    pub outcome: Outcome,
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// The exit code without `strict`.
    pub exit: u8,
    /// How it is presented.
    pub tone: Tone,
    /// What it means, for tables.
    pub meaning: &'static str,
    /// What production's users have now, in one clause.
    pub headline: &'static str,
}

/// Every outcome there is. The exit code with `strict` differs only for `promoted-unverified`,
/// which is then 3.
pub const OUTCOMES: &[OutcomeRow] = &[
    OutcomeRow {
        outcome: Outcome::Verified,
        name: "verified",
        exit: 0,
        tone: Tone::Good,
        meaning: "production runs the release, read back and watched for the whole window",
        headline: "Production runs this release and stayed healthy",
    },
    OutcomeRow {
        outcome: Outcome::Staged,
        name: "staged",
        exit: 0,
        tone: Tone::Good,
        meaning: "the slot runs the release, proved and probed; production was not changed, as configured (`swap: none`)",
        headline: "The slot runs this release; production was not changed",
    },
    OutcomeRow {
        outcome: Outcome::Unchanged,
        name: "unchanged",
        exit: 0,
        tone: Tone::Good,
        meaning: "production ran this content already, or was rolled back already, and passed its critical probes; nothing was deployed or swapped",
        headline: "Production already ran this content; nothing was changed",
    },
    OutcomeRow {
        outcome: Outcome::Checked,
        name: "checked",
        exit: 0,
        tone: Tone::Good,
        meaning: "a `dry-run`, a `check` where a release would start, or a command that releases nothing, such as `layer` and `gc`: the slot and production were not changed",
        headline: "Nothing was changed: this is what would be done",
    },
    OutcomeRow {
        outcome: Outcome::Skipped,
        name: "skipped",
        exit: 0,
        tone: Tone::Good,
        meaning: "a pull request from a fork gets no OIDC token and no secrets, so nothing was done",
        headline: "Skipped: nothing was done",
    },
    OutcomeRow {
        outcome: Outcome::RolledBackOnRequest,
        name: "rolled-back-on-request",
        exit: 0,
        tone: Tone::Good,
        meaning: "`command: rollback`: production serves the former release again, read back and probed, as asked for",
        headline: "Production serves the former release again, as asked for",
    },
    OutcomeRow {
        outcome: Outcome::PromotedUnverified,
        name: "promoted-unverified",
        exit: 0,
        tone: Tone::Caution,
        meaning: "swapped and read back, but the watch was cut short or inconclusive; exit 3 with `strict`",
        headline: "Production runs this release, but the watch could not confirm that it is healthy",
    },
    OutcomeRow {
        outcome: Outcome::Invalid,
        name: "invalid",
        exit: 2,
        tone: Tone::Bad,
        meaning: "an input, the configuration or the package is wrong; no request was sent to Azure",
        headline: "Nothing was done: the inputs have to be fixed",
    },
    OutcomeRow {
        outcome: Outcome::Aborted,
        name: "aborted",
        exit: 10,
        tone: Tone::Bad,
        meaning: "stopped before the swap, or `check` found that a release would be; production was not changed",
        headline: "Production was not changed: the release stopped before the swap",
    },
    OutcomeRow {
        outcome: Outcome::Stale,
        name: "stale",
        exit: 11,
        tone: Tone::Bad,
        meaning: "slot, production or settings changed since this was staged, or the content is not verified where it has to be; production was not changed by this run",
        headline: "Production was not changed: the proof that this release needs is missing or out of date",
    },
    OutcomeRow {
        outcome: Outcome::Interrupted,
        name: "interrupted",
        exit: 12,
        tone: Tone::Bad,
        meaning: "cancelled while the swap was under way; the post-step reads back the result. Of `pack` and `check`: cancelled, and nothing was written",
        headline: "Cancelled during the swap",
    },
    OutcomeRow {
        outcome: Outcome::RolledBack,
        name: "rolled-back",
        exit: 20,
        tone: Tone::Bad,
        meaning: "the release went bad: production serves the former release again, read back and probed; the reason says why",
        headline: "Production serves the former release again",
    },
    OutcomeRow {
        outcome: Outcome::NeedsPerson,
        name: "needs-person",
        exit: 30,
        tone: Tone::Bad,
        meaning: "a person has to check: the summary says what, and gives the exact command",
        headline: "A person has to check production now",
    },
    OutcomeRow {
        outcome: Outcome::Internal,
        name: "internal",
        exit: 70,
        tone: Tone::Bad,
        meaning: "an error in slot-deploy itself; please report it",
        headline: "slot-deploy itself failed",
    },
];

impl Outcome {
    /// Its line in the table.
    pub fn row(self) -> &'static OutcomeRow {
        // Every variant has a line; the test below holds the two together.
        OUTCOMES.iter().find(|row| row.outcome == self).unwrap_or(&OUTCOMES[OUTCOMES.len() - 1])
    }

    /// The outcome of this name.
    pub fn named(name: &str) -> Option<Self> {
        OUTCOMES.iter().find(|row| row.name == name).map(|row| row.outcome)
    }

    /// Its name, in kebab-case.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether a release that swapped can end so.
    pub fn may_have_swapped(self) -> bool {
        match self {
            Self::Verified
            | Self::PromotedUnverified
            | Self::Interrupted
            | Self::RolledBack
            | Self::RolledBackOnRequest
            | Self::NeedsPerson
            | Self::Internal => true,
            Self::Staged
            | Self::Unchanged
            | Self::Checked
            | Self::Skipped
            | Self::Invalid
            | Self::Aborted
            | Self::Stale => false,
        }
    }

    /// Whether production was given its former release again.
    pub fn is_rollback(self) -> bool {
        matches!(self, Self::RolledBack | Self::RolledBackOnRequest)
    }

    /// The process's exit code.
    pub fn exit_code(self, strict: bool) -> u8 {
        match (self, strict) {
            (Self::PromotedUnverified, true) => 3,
            _ => self.row().exit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_own_line_and_serialises_to_its_name() {
        use Outcome::*;
        let all = [
            Verified,
            Staged,
            Unchanged,
            Checked,
            Skipped,
            PromotedUnverified,
            Invalid,
            Aborted,
            Stale,
            Interrupted,
            RolledBack,
            RolledBackOnRequest,
            NeedsPerson,
            Internal,
        ];
        assert_eq!(all.len(), OUTCOMES.len());
        for outcome in all {
            assert_eq!(outcome.row().outcome, outcome);
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        }
    }

    #[test]
    fn only_good_and_cautious_outcomes_exit_zero() {
        for row in OUTCOMES {
            assert_eq!(row.exit == 0, row.tone != Tone::Bad, "{}", row.name);
        }
        assert_eq!(Outcome::PromotedUnverified.exit_code(true), 3);
    }
}
