use std::time::Duration;

/// Whether a request may be sent again when no usable answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Never: sending it twice could do something twice. The caller reads back what happened.
    Never,
    /// A read: repeating it changes nothing.
    Safe,
    /// A change that leaves the same state however often it arrives.
    Idempotent,
}

/// How a request is to be sent. The default is careful: never retried, redirects not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Time for all attempts and the waits between them, in paced time.
    pub deadline: Duration,
    /// Time for one attempt, from connecting to the last byte of the answer; real time.
    pub attempt_timeout: Duration,
    /// Whether it may be sent again.
    pub retry: Retry,
    /// Refusals that are final only when they come twice: rights and resources are known to a service's front ends at
    /// different times (facts: arm-errors: "if access was recently granted"), and one of them may say no for all.
    pub doubts: &'static [u16],
    /// A refusal that holds these words is final when it comes once: it knows what it speaks of.
    pub decided_by: Option<&'static str>,
    /// How many redirects are followed; credentials are dropped when the host changes.
    pub redirects: u8,
    /// Opens a connection of its own, so that no load balancer's affinity from an earlier request
    /// decides who answers.
    pub fresh_connection: bool,
    /// Answers longer than this many bytes are refused.
    pub body_limit: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(120),
            attempt_timeout: Duration::from_secs(60),
            retry: Retry::Never,
            doubts: &[],
            decided_by: None,
            redirects: 0,
            fresh_connection: false,
            body_limit: 16 * 1024 * 1024,
        }
    }
}

impl Policy {
    /// For reads: retried within two minutes.
    pub fn safe() -> Self {
        Self { retry: Retry::Safe, doubts: &[403, 404], ..Self::default() }
    }

    /// For token requests, which carry no token that could have expired.
    pub fn sign_in() -> Self {
        Self { doubts: &[401, 403, 404], ..Self::safe() }
    }

    /// For changes that may arrive twice: retried within two minutes.
    pub fn idempotent() -> Self {
        Self { retry: Retry::Idempotent, doubts: &[403, 404], ..Self::default() }
    }

    /// The same policy with another deadline for all attempts together.
    pub fn within(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// The same policy where no other refusals than these are asked about once more.
    pub fn doubting(self, doubts: &'static [u16]) -> Self {
        Self { doubts, ..self }
    }

    /// The same policy where a refusal with these words is not asked about once more.
    pub fn decided_by(self, words: &'static str) -> Self {
        Self { decided_by: Some(words), ..self }
    }

    /// The same policy for one answer that nothing waits for longer: sent once, and a refusal counts at once.
    pub fn glancing(self, patience: Duration) -> Self {
        Self {
            retry: Retry::Never,
            doubts: &[],
            deadline: self.deadline.min(patience),
            attempt_timeout: self.attempt_timeout.min(patience),
            ..self
        }
    }

    /// The same policy for one of several readings, none of which is worth a long wait: asked again as usual, within this limit.
    pub fn hurried(self, limit: Duration) -> Self {
        Self { deadline: self.deadline.min(limit), attempt_timeout: self.attempt_timeout.min(limit * 2 / 3), ..self }
    }

    /// The same policy with another limit for one attempt.
    pub fn attempt(self, attempt_timeout: Duration) -> Self {
        Self { attempt_timeout, ..self }
    }
}
