use crate::record::{Problem, some_of};
use crate::release::ground::Stop;
use crate::release::memory::Recorder;

/// So many settings stand in a sentence; the command has them all.
const NAMED: usize = 10;

/// A release that does not succeed leaves triggers of the slot held, also where it was swapped and swapped back: given back, the slot would
/// take events with what was delivered to it. The command lifts what the release wrote, and nothing that was there before.
pub(in crate::release) fn say_what_stays_held(recorder: &Recorder, stop: Stop) -> Stop {
    let (slot, life) = recorder.read(|record| (record.slot.clone(), record.slot_life.clone()));
    let mut problem = stop.problem;
    if let Some(lift) = &life.lift {
        let says = format!(
            "the triggers of the slot `{slot}` stay held by slot settings, so that it takes no events ({}); the next release with `hold` \
             holds them as well. This lifts it",
            some_of(&life.held_by, NAMED)
        );
        problem = problem.command(&says, lift);
    }
    if !life.held_before.is_empty() {
        problem = held_before(problem, &slot, &some_of(&life.held_before, NAMED));
    }
    Stop { problem, ..stop }
}

fn held_before(problem: Problem, slot: &str, names: &str) -> Problem {
    problem.hint(format!(
        "triggers of the slot `{slot}` were held before this release, and stay so: {names}. An earlier release with `hold` set that, or a \
         person; delete those that are to be lifted"
    ))
}
