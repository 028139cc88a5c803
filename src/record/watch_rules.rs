use serde::{Deserialize, Serialize};

/// What a rule of the watch may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleMode {
    /// What it finds bad makes production unhealthy.
    #[default]
    Enforce,
    /// What it finds is told, and changes nothing.
    Observe,
    /// It is not asked.
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
    /// How much of what is not good is borne.
    pub budgets: Budgets,
    /// Production that is unhealthy before the swap: `enforce` stops the release there.
    pub unhealthy_before: RuleMode,
}

impl Default for WatchSpec {
    /// The default rules (release-safety §3.5, adapted until `tests/watch_quality.rs` was met).
    fn default() -> Self {
        Self {
            probes: RuleMode::Enforce,
            host: RuleMode::Enforce,
            content: RuleMode::Enforce,
            functions: RuleMode::Enforce,
            errors: ErrorsRule::default(),
            latency: LatencyRule::default(),
            silence: SilenceRule::default(),
            budgets: Budgets::default(),
            unhealthy_before: RuleMode::Enforce,
        }
    }
}

/// When answers of 500 and more are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErrorsRule {
    /// What it may do.
    pub mode: RuleMode,
    /// A smaller share is borne, from 0 to 1.
    pub rate: f64,
    /// Less than this many times the worst baseline is borne.
    pub times_baseline: f64,
    /// Fewer errors are borne.
    pub count: u64,
    /// So many readings in a row, ten seconds apart, have to bring bad news.
    pub readings: u32,
}

impl Default for ErrorsRule {
    fn default() -> Self {
        Self { mode: RuleMode::Enforce, rate: 0.023, times_baseline: 1.5, count: 5, readings: 6 }
    }
}

/// When answers are too slow. The platform knows means only, and means are easily moved: told, not acted on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatencyRule {
    /// What it may do.
    pub mode: RuleMode,
    /// Less than this many times the slowest baseline is borne.
    pub times_baseline: f64,
    /// So many seconds more are borne.
    pub slower_by: f64,
    /// With fewer requests nothing is said.
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
    /// What it may do.
    pub mode: RuleMode,
    /// Who had fewer requests a minute before may be silent.
    pub per_minute: f64,
}

impl Default for SilenceRule {
    fn default() -> Self {
        Self { mode: RuleMode::Observe, per_minute: 10.0 }
    }
}

/// How much of what is not good is borne, each kind by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// So many looks in a row that show a fault make production unhealthy.
    pub failures: u32,
    /// More looks in a row that are neither good nor bad make the watch inconclusive.
    pub inconclusive: u32,
    /// More looks in a row on which something could not be measured make it an error.
    pub errors: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { failures: 3, inconclusive: 4, errors: 4 }
    }
}
