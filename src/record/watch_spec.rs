use serde::{Deserialize, Serialize};

/// The mode of a rule of the watch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleMode {
    /// A bad result makes production unhealthy.
    #[default]
    Enforce,
    /// Its result is reported and changes nothing.
    Observe,
    /// The rule is off.
    Off,
}

/// The rules of the watch with their thresholds; `watch:` in `slot-deploy.yml`.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchSpec {
    /// Critical probes.
    pub probes: RuleMode,
    /// The Functions host.
    pub host: RuleMode,
    /// What production runs.
    pub content: RuleMode,
    /// The set of functions.
    pub functions: RuleMode,
    /// The share of answers of 500 and more.
    pub errors: ErrorsRule,
    /// The time to an answer.
    pub latency: LatencyRule,
    /// Requests that stay away.
    pub silence: SilenceRule,
    /// Executions of functions that events start.
    pub executions: ExecutionsRule,
    /// How many bad measurements are tolerated.
    pub budgets: Budgets,
    /// Production that is already unhealthy before the swap: `enforce` stops the release there.
    pub unhealthy_before: RuleMode,
}

impl Default for WatchSpec {
    /// The default rules (facts: watch-rules, adapted until `tests/it/watch_quality` was met).
    fn default() -> Self {
        Self {
            probes: RuleMode::Enforce,
            host: RuleMode::Enforce,
            content: RuleMode::Enforce,
            functions: RuleMode::Enforce,
            errors: ErrorsRule::default(),
            latency: LatencyRule::default(),
            silence: SilenceRule::default(),
            executions: ExecutionsRule::default(),
            budgets: Budgets::default(),
            unhealthy_before: RuleMode::Enforce,
        }
    }
}

/// When answers of 500 and more are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErrorsRule {
    /// Its mode.
    pub mode: RuleMode,
    /// A smaller share is tolerated, from 0 to 1.
    pub rate: f64,
    /// Less than this multiple of the worst baseline is tolerated.
    pub times_baseline: f64,
    /// Fewer errors are tolerated.
    pub count: u64,
    /// Errors that come in no more consecutive readings, ten seconds apart, are a burst: in half as many where few requests fail.
    pub readings: u32,
}

impl Default for ErrorsRule {
    fn default() -> Self {
        Self { mode: RuleMode::Enforce, rate: 0.023, times_baseline: 1.5, count: 5, readings: 6 }
    }
}

/// When answers are too slow. The platform reports means only, which single requests can move, so by default this is reported
/// and not acted on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatencyRule {
    /// Its mode.
    pub mode: RuleMode,
    /// Less than this multiple of the slowest baseline is tolerated.
    pub times_baseline: f64,
    /// This many seconds more are tolerated.
    pub slower_by: f64,
    /// Fewer requests are not judged.
    pub requests: u64,
}

impl Default for LatencyRule {
    fn default() -> Self {
        Self { mode: RuleMode::Observe, times_baseline: 2.0, slower_by: 0.5, requests: 100 }
    }
}

/// When it is too quiet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceRule {
    /// Its mode.
    pub mode: RuleMode,
    /// An app with fewer requests a minute before the swap is not judged.
    pub per_minute: f64,
}

impl Default for SilenceRule {
    fn default() -> Self {
        Self { mode: RuleMode::Observe, per_minute: 10.0 }
    }
}

/// When functions that events start fail too often: each execution failed, and at enough times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExecutionsRule {
    /// Its mode.
    pub mode: RuleMode,
    /// At fewer different times nothing is concluded: one bad message is tried several times at once.
    pub times: u64,
}

impl Default for ExecutionsRule {
    fn default() -> Self {
        Self { mode: RuleMode::Enforce, times: 3 }
    }
}

/// How many bad measurements are tolerated, for each kind separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// This many consecutive measurements with a fault make production unhealthy.
    pub failures: u32,
    /// More consecutive measurements that are neither good nor bad make the watch inconclusive.
    pub inconclusive: u32,
    /// More consecutive measurements that failed make the watch an error.
    pub errors: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { failures: 3, inconclusive: 4, errors: 4 }
    }
}
