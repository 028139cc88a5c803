use std::time::Duration;

use super::{Observer, Told};
use crate::config::show_duration;
use crate::record::{Event, PhaseState, Problem};
use crate::runner::Console;

/// The log that people watch: a group of lines for each phase.
pub(super) struct Log {
    console: Console,
}

impl Log {
    /// Writes to `console`.
    pub(super) fn new(console: Console) -> Self {
        Self { console }
    }
}

impl Observer for Log {
    fn on(&self, told: &Told<'_>) -> Result<(), Problem> {
        match told.event {
            Event::Began(phase) => self.console.begin_group(phase.title()),
            Event::PhaseEnded { state, line } => {
                self.console.end_group();
                let mark = if *state == PhaseState::Failed { "✗" } else { "✓" };
                if let Some((phase, seconds)) =
                    told.read(|record| Some((record.phases.last()?.name, record.phases.last()?.seconds)))
                {
                    let took = show_duration(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default());
                    self.console.line(&format!("{mark} {phase} ({took}): {line}"));
                }
            }
            Event::Warned(line) => self.console.line(&format!("warning: {line}")),
            Event::Opened(_)
            | Event::TookOver(_)
            | Event::Intended(_)
            | Event::Accepted { .. }
            | Event::Done(_)
            | Event::Ended { .. } => {}
        }
        Ok(())
    }
}
