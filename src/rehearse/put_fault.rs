use std::ops::Range;

use rehearsal::faults::Fault;
use rehearsal::named::{NAMED, NamedFault};
use rehearsal::state::State;
use time::OffsetDateTime;

use super::problem::Problem;

/// A fault by name, and which faults of the world it put there; one that changes the world otherwise has none.
pub(super) struct PutFault {
    /// Its name.
    pub(super) name: String,
    places: Range<usize>,
}

impl PutFault {
    /// Whether nothing was asked for that it strikes.
    pub(super) fn is_missed(&self, state: &State) -> bool {
        let put = state.faults.get(self.places.clone()).unwrap_or_default();
        !put.is_empty() && !put.iter().any(Fault::has_struck)
    }
}

/// Puts all of them into a world, or none where one is not known.
pub(super) fn put_faults(names: &[String], state: &mut State, now: OffsetDateTime) -> Result<Vec<PutFault>, Problem> {
    let known = |name: &String| NAMED.iter().find(|fault| fault.name == name);
    let unknown: Vec<String> = names.iter().filter(|name| known(name).is_none()).cloned().collect();
    if !unknown.is_empty() {
        return Err(Problem::Faults(unknown));
    }
    let put = |fault: &NamedFault| {
        let before = state.faults.len();
        fault.apply(state, now);
        PutFault { name: fault.name.to_owned(), places: before..state.faults.len() }
    };
    Ok(names.iter().filter_map(known).map(put).collect())
}
