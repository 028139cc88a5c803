use serde::{Deserialize, Serialize};

/// What a verdict of `verified` rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Critical probes, asked on every tick.
    Probes,
    /// Host status, function set and content identity; no critical probe was configured.
    Host,
    /// The platform's metrics of users' requests. They can prove that production is unhealthy, never that it is healthy.
    Traffic,
    /// Executions of functions that events start, by Application Insights, besides what `Host` stands for: some were seen, and no
    /// critical probe was configured. Of an unhealthy production: they alone.
    Executions,
}
