//! What users' requests say, as far as the platform counted them: one file per rule.
//!
//! Counts come one to three minutes late, and those of the newest minutes are "at least" (release-safety §3.1, §1.5): they
//! can prove that production is bad and never that it is good.

use super::traffic_rule::{Counts, TrafficRule};
use super::{Seen, WatchRules};
use super::{errors::ERRORS, latency::LATENCY, silence::SILENCE};
use crate::record::{RuleEntry, RuleMode, RuleSeen};

/// All of them.
pub const TRAFFIC_RULES: &[TrafficRule] = &[ERRORS, LATENCY, SILENCE];

/// What every traffic rule that is not off sees.
pub fn findings(rules: &WatchRules, seen: &Seen<'_>) -> Vec<RuleEntry> {
    let counts = Counts::newest(rules, seen);
    let asked = TRAFFIC_RULES.iter().filter(|rule| (rule.mode)(&rules.spec) != RuleMode::Off);
    asked
        .map(|rule| {
            let (what, says) = match &counts {
                Some(counts) => (rule.see)(rules, seen, counts),
                None => (RuleSeen::NotMeasured, "the platform's metrics could not be read".to_owned()),
            };
            RuleEntry { rule: rule.id.to_owned(), mode: (rule.mode)(&rules.spec), seen: what, says }
        })
        .collect()
}
