//! The rules over the platform's metrics of users' requests: one file per rule.
//!
//! Counts come one to three minutes late, and those of the newest minutes are "at least" (facts: platform-metrics; facts: before-and-after): they
//! can prove that production is unhealthy and never that it is healthy.

use super::traffic_rule::{Counts, TrafficRule};
use super::{Observations, WatchRules};
use super::{errors::ERRORS, latency::LATENCY, silence::SILENCE};
use crate::record::{RuleEntry, RuleMode, RuleSeen};

/// All of them.
pub(super) const TRAFFIC_RULES: &[TrafficRule] = &[ERRORS, LATENCY, SILENCE];

/// The results of every traffic rule that is not off.
pub(super) fn findings(rules: &WatchRules, seen: &Observations<'_>) -> Vec<RuleEntry> {
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
