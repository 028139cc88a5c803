use std::fmt::Write;

use crate::record::{PhaseState, ReleaseRecord};

/// The phases as a mermaid gantt chart; labels have none of the characters that end a mermaid label
/// (facts: summary-rendering).
pub(super) fn timeline(record: &ReleaseRecord) -> String {
    let (Some(first), Some(last)) = (record.phases.first(), record.phases.last()) else {
        return String::new();
    };
    let whole = (last.started - first.started).as_seconds_f64() + last.seconds;
    // A phase of a moment would not be seen at all.
    let least = (whole / 150.0).max(0.001);
    let ms = |seconds: f64| (seconds * 1000.0) as i128;
    let mut chart = "```mermaid\ngantt\n    dateFormat x\n    axisFormat %H:%M:%S\n    todayMarker off\n".to_owned();
    for phase in &record.phases {
        let start = phase.started.unix_timestamp_nanos() / 1_000_000;
        let end = start + ms(phase.seconds.max(least));
        let state = match phase.state {
            PhaseState::Done => "done, ",
            PhaseState::Running => "active, ",
            PhaseState::Failed => "crit, ",
        };
        let _ = writeln!(chart, "    {} ({}) :{state}{start}, {end}", phase.name, seconds(phase.seconds));
    }
    let mut shown = chart + "```\n\n";
    if record.pace > 1 {
        let _ = writeln!(shown, "<sub>A rehearsal: its clock ran {} times faster than real time.</sub>\n", record.pace);
    }
    shown
}

fn seconds(seconds: f64) -> String {
    crate::config::show_duration(std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default())
}
