use std::time::Duration;

use super::markdown::text;
use crate::config::show_duration;
use crate::record::{Outcome, Phase, PhaseEntry, ReleaseRecord, clock};

/// How long users had a release that was taken back, and how production answers with its former one.
pub(super) fn exposure(record: &ReleaseRecord) -> String {
    let restored = record.restored.as_ref();
    let restored = restored.map(|how| format!("Production with its former release: {}.\n\n", text(how)));
    had_for(record) + &restored.unwrap_or_default()
}

fn had_for(record: &ReleaseRecord) -> String {
    let ended = |name: Phase| record.phases.iter().rfind(|phase| phase.name == name).map(PhaseEntry::ended);
    let (Some(from), Some(to)) = (ended(Phase::Swap), ended(Phase::RollBack)) else { return String::new() };
    let Ok(lasted) = Duration::try_from(to - from) else { return String::new() };
    if record.outcome != Some(Outcome::RolledBack) {
        return String::new();
    }
    let lasted = show_duration(Duration::from_secs(lasted.as_secs()));
    format!("Users had this release from about {} until {} UTC at the latest: {lasted}.\n\n", clock(from), clock(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::PhaseState;
    use crate::report::sample;

    #[test]
    fn a_release_that_was_taken_back_says_how_long_users_had_it() {
        let mut record = sample::record(Outcome::RolledBack);
        let started = record.started;
        let phase = |name, after: u64, seconds| PhaseEntry {
            name,
            started: started + Duration::from_secs(after),
            seconds,
            state: PhaseState::Done,
        };
        record.phases =
            vec![phase(Phase::Swap, 60, 30.0), phase(Phase::Watch, 95, 70.0), phase(Phase::RollBack, 165, 27.0)];
        assert_eq!(
            exposure(&record),
            "Users had this release from about 00:01:30 until 00:03:12 UTC at the latest: 102 s.\n\n"
        );
        record.outcome = Some(Outcome::NeedsPerson);
        assert_eq!(exposure(&record), "", "who still has it is not known");
    }
}
