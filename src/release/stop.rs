use std::time::Duration;

use crate::azure::AzureError;
use crate::config::show_duration;
use crate::record::{Explain, Outcome, Problem};

/// The release ends here, and not well.
#[derive(Debug, Clone)]
pub struct Stop {
    /// How.
    pub outcome: Outcome,
    /// Why.
    pub problem: Problem,
}

impl Stop {
    /// Ends with this outcome.
    pub fn new(outcome: Outcome, problem: Problem) -> Self {
        Self { outcome, problem }
    }

    /// Production is untouched.
    pub fn aborted(error: &dyn Explain) -> Self {
        Self::new(Outcome::Aborted, error.problem())
    }

    /// The inputs are wrong.
    pub fn invalid(error: &dyn Explain) -> Self {
        Self::new(Outcome::Invalid, error.problem())
    }

    /// The time for everything before the swap is over.
    pub fn out_of_time(limit: Duration) -> Self {
        let sentence = format!("the slot was not ready for the swap within {}", show_duration(limit));
        let problem = Problem::new("timeout", sentence).hint("the input `timeout` gives it more time");
        Self::new(Outcome::Aborted, problem)
    }
}

impl From<AzureError> for Stop {
    /// Whatever Azure refuses before the swap leaves production untouched.
    fn from(error: AzureError) -> Self {
        Self::aborted(&error)
    }
}
