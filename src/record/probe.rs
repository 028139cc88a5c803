use serde::{Deserialize, Serialize};

use super::Severity;

/// The side and time of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbePhase {
    /// On the slot, before the swap.
    Stage,
    /// On production, after it.
    Production,
    /// On production, after a rollback.
    Rollback,
}

/// The result of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeVerdict {
    /// Every expectation held.
    Passed,
    /// Every expectation held, but it was slower than the warning limit.
    Slow,
    /// The answer was wrong.
    Failed,
    /// No answer was received (DNS, network, TLS, token, key). That says nothing about the app.
    CouldNotAsk,
}

/// One expectation and the answer's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// What was looked at: `status`, `header content-type`, `json $.commit`.
    pub subject: String,
    /// What it should be: `is 200`, `matches ^application/json`.
    pub expected: String,
    /// What it was, with its type: `number 500`, `string "abc"`, `nothing`.
    pub actual: String,
    /// Whether actual and expected are of different types, so that they could never be equal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub type_mismatch: bool,
    /// Whether it held.
    pub held: bool,
}

/// A probe with its result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeResult {
    /// Its name in the configuration.
    pub name: String,
    /// Where it was asked.
    pub phase: ProbePhase,
    /// `error` for critical probes, `warning` for the others.
    pub severity: Severity,
    /// Its result.
    pub verdict: ProbeVerdict,
    /// Method and path.
    pub request: String,
    /// The number of requests until this result.
    pub attempts: u32,
    /// From sending to the last byte, in milliseconds; absent without an answer.
    pub latency_ms: Option<u64>,
    /// The expectations, in the order of the configuration.
    pub assertions: Vec<Assertion>,
    /// Why it could not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl ProbeResult {
    /// A probe that could not be asked.
    pub fn not_asked(name: &str, phase: ProbePhase, severity: Severity, error: String) -> Self {
        Self {
            name: name.to_owned(),
            phase,
            severity,
            verdict: ProbeVerdict::CouldNotAsk,
            request: format!("the probe `{name}`"),
            attempts: 1,
            latency_ms: None,
            assertions: Vec::new(),
            error: Some(error),
        }
    }

    /// Whether the release may continue.
    pub fn is_good(&self) -> bool {
        matches!(self.verdict, ProbeVerdict::Passed | ProbeVerdict::Slow)
    }

    /// Whether the release depends on it.
    pub fn is_critical(&self) -> bool {
        self.severity == Severity::Error
    }

    /// One sentence: what was wrong.
    pub fn explanation(&self) -> String {
        match (&self.error, self.assertions.iter().find(|assertion| !assertion.held)) {
            (Some(error), _) => format!("{} could not be asked: {error}", self.request),
            (None, Some(wrong)) => format!(
                "{} answered wrongly: {} {}, but was {}",
                self.request, wrong.subject, wrong.expected, wrong.actual
            ),
            (None, None) => format!("{} answered as expected", self.request),
        }
    }
}
