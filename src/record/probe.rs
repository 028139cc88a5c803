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

/// What came back, whatever it was worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heard {
    /// Nothing was asked: no name, no connection, no TLS, no token, no key.
    #[default]
    Nothing,
    /// A connection was there, and gave no complete answer: none, half of one, one too late or too large.
    Silence,
    /// An answer with this status.
    Answer(u16),
}

impl Heard {
    fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// Whether the app, or what stands before it, is down as far as this says.
    pub fn is_down(self) -> bool {
        match self {
            Self::Silence => true,
            Self::Answer(status) => status >= 500,
            Self::Nothing => false,
        }
    }
}

/// One expectation and the answer's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// What was looked at: `status`, `header content-type`, `json $.commit`.
    pub subject: String,
    /// What it should be: `is 200`, `matches ^application/json`.
    pub expected: String,
    /// What it was, as JSON, so that its type shows: `500`, `"500"`, `nothing`.
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
    /// Why it could not be asked, or was not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What came back.
    #[serde(default, skip_serializing_if = "Heard::is_nothing")]
    pub heard: Heard,
    /// The beginning of a wrong answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<WrongAnswer>,
    /// Whether there was no answer to judge because it is longer than what is read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_large: bool,
}

/// A wrong answer, as far as a report shows it; without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongAnswer {
    /// The status line: `500 Internal Server Error`.
    pub status: String,
    /// The first 500 bytes of the body.
    pub body: String,
    /// Whether the body goes on.
    pub is_cut: bool,
    /// The id by which the logs of app and platform know the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
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
            heard: Heard::Nothing,
            answer: None,
            too_large: false,
        }
    }

    /// The same where others are answered: no complete answer is a wrong one.
    pub fn unanswered(self, while_others: &str) -> Self {
        let error = self.error.map(|error| format!("{error}, while {while_others}"));
        Self { verdict: ProbeVerdict::Failed, error, ..self }
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
            (Some(error), _) if self.verdict == ProbeVerdict::Failed => {
                format!("{} was not answered: {error}", self.request)
            }
            (Some(error), _) => format!("{} could not be asked: {error}", self.request),
            (None, Some(wrong)) => format!(
                "{} answered wrongly: {} was {}, expected: {}",
                self.request, wrong.subject, wrong.actual, wrong.expected
            ),
            (None, None) => format!("{} answered as expected", self.request),
        }
    }
}
