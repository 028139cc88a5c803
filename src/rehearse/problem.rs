use crate::cli::InputProblem;
use rehearsal::serve::ServeError;

/// Why there is no rehearsal, in words.
pub(super) enum Problem {
    /// The world file cannot be used.
    World(InputProblem),
    /// There are no faults of these names.
    Faults(Vec<String>),
    /// The machine refuses something.
    Io(String),
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<ServeError> for Problem {
    fn from(error: ServeError) -> Self {
        Self::Io(error.to_string())
    }
}
