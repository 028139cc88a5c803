use std::fmt::Write;
use std::time::Duration;

use crate::config::show_duration;
use crate::record::{PhaseState, ReleaseRecord, clock, day_and_time};

/// Mermaid reads and shows times in the zone of the reader's browser: this day has no change of clocks in any.
const ZERO: &str = "2000-01-01";
/// About so many marks stand on the axis without touching each other.
const MARKS: f64 = 6.0;

/// When it began and ended, and the phases as a mermaid gantt chart from zero; labels have none of the characters that end a
/// mermaid label (facts: summary-rendering).
pub(super) fn timeline(record: &ReleaseRecord) -> String {
    let (Some(first), Some(last)) = (record.phases.first(), record.phases.last()) else {
        return String::new();
    };
    let whole = (last.started - first.started).as_seconds_f64() + last.seconds;
    // A phase of a moment would not be seen at all.
    let least = (whole / 150.0).max(0.001);
    let mut chart = format!(
        "```mermaid\ngantt\n    dateFormat YYYY-MM-DD HH:mm:ss.SSS\n    axisFormat {}\n    tickInterval {}\n    \
         todayMarker off\n",
        if whole < 3600.0 { "%M:%S" } else { "%H:%M:%S" },
        marks(whole)
    );
    for phase in &record.phases {
        let start = (phase.started - first.started).as_seconds_f64();
        let state = match phase.state {
            PhaseState::Done => "done, ",
            PhaseState::Running => "active, ",
            PhaseState::Failed => "crit, ",
        };
        let (from, to) = (since_zero(start), since_zero(start + phase.seconds.max(least)));
        let _ = writeln!(chart, "    {} ({}) :{state}{from}, {to}", phase.name, seconds(phase.seconds));
    }
    let mut shown =
        format!("From {} to {} UTC: {}\n\n", day_and_time(first.started), clock(last.ended()), seconds(whole))
            + &chart
            + "```\n\n";
    if record.rehearsed.is_some() {
        shown += "<sub>A rehearsal on a simulated Azure: its clock jumps over waits.</sub>\n\n";
    }
    shown
}

/// The interval between the marks of the axis.
fn marks(whole: f64) -> &'static str {
    let intervals = [
        (5.0, "5second"),
        (15.0, "15second"),
        (30.0, "30second"),
        (60.0, "1minute"),
        (120.0, "2minute"),
        (300.0, "5minute"),
        (600.0, "10minute"),
        (1800.0, "30minute"),
        (3600.0, "1hour"),
    ];
    intervals.into_iter().find(|(seconds, _)| whole / seconds <= MARKS).map_or("6hour", |(_, name)| name)
}

/// A moment of the chart's day.
fn since_zero(seconds: f64) -> String {
    let ms = (seconds.clamp(0.0, 86_399.0) * 1000.0) as u64;
    let (hours, minutes, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms % 60_000);
    format!("{ZERO} {hours:02}:{minutes:02}:{:02}.{:03}", rest / 1000, rest % 1000)
}

fn seconds(seconds: f64) -> String {
    show_duration(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Outcome, Phase, PhaseEntry};
    use crate::report::sample;

    #[test]
    fn the_chart_begins_at_zero_and_its_marks_do_not_touch() {
        let mut record = sample::record(Outcome::Verified);
        let began = record.started + Duration::from_secs(45);
        let phase = |name, after: u64, seconds| PhaseEntry {
            name,
            started: began + Duration::from_secs(after),
            seconds,
            state: PhaseState::Done,
        };
        record.phases = vec![phase(Phase::SignIn, 0, 12.5), phase(Phase::Watch, 75, 600.0)];
        let shown = timeline(&record);
        assert!(shown.starts_with("From 2024-10-04 00:00:45 to 00:12:00 UTC: 11 min"), "{shown}");
        assert!(shown.contains(":done, 2000-01-01 00:00:00.000, 2000-01-01 00:00:12.500"), "{shown}");
        assert!(shown.contains(":done, 2000-01-01 00:01:15.000, 2000-01-01 00:11:15.000"), "{shown}");
        assert!(shown.contains("axisFormat %M:%S\n    tickInterval 2minute"), "{shown}");
    }

    #[test]
    fn every_length_has_a_handful_of_marks() {
        for (whole, interval) in [(20.0, "5second"), (400.0, "2minute"), (7200.0, "30minute"), (80_000.0, "6hour")] {
            assert_eq!(marks(whole), interval);
        }
    }
}
