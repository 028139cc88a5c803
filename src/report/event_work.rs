use crate::record::{EventExecutions, FunctionSet, ReleaseRecord, some_of};

/// So many names of functions stand in a sentence.
const NAMED: usize = 3;

/// What is known of the work of the functions that events start, as a clause. Neither a probe nor a look at the host shows it:
/// host and list look well also where every execution fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventWork {
    /// No execution of the new version was seen.
    Unseen(String),
    /// Some were seen.
    Seen(String),
}

impl EventWork {
    /// Of the functions of the release; `None` where requests start all of them.
    pub fn of(record: &ReleaseRecord) -> Option<Self> {
        let by_events = record.functions.after.iter().flat_map(FunctionSet::by_events);
        let by_events: Vec<&str> = by_events.map(|function| function.name.as_str()).collect();
        if by_events.is_empty() {
            return None;
        }
        let executions = record.watch.as_ref().and_then(|watch| watch.executions.as_ref());
        let Some(known) = executions else { return Some(Self::Unseen(unseen(&by_events))) };
        Some(match (&known.not_asked, known.sum().0) {
            (Some(why), 0) => Self::Unseen(format!("{} ({why})", unseen(&by_events))),
            (None, 0) => Self::Unseen(format!("no event has arrived yet for {}", few(&by_events))),
            _ => Self::Seen(seen(known)),
        })
    }

    /// The clause.
    pub fn words(&self) -> &str {
        match self {
            Self::Unseen(words) | Self::Seen(words) => words,
        }
    }
}

fn unseen(functions: &[&str]) -> String {
    let handle = if functions.len() == 1 { "handles" } else { "handle" };
    format!("whether {} {handle} events was not seen", few(functions))
}

fn seen(known: &EventExecutions) -> String {
    let (all, failed) = known.sum();
    let executions = if all == 1 { "execution" } else { "executions" };
    let were = if all == 1 { "was" } else { "were" };
    let failed = match failed {
        0 => "none failed".to_owned(),
        failed => format!("{failed} failed"),
    };
    let idle: Vec<&str> = known
        .functions
        .iter()
        .filter(|function| function.executions == 0)
        .map(|function| function.function.as_str())
        .collect();
    let idle = if idle.is_empty() { String::new() } else { format!("; no event has arrived yet for {}", few(&idle)) };
    format!("{all} {executions} of the new version {were} seen, {failed}{idle}")
}

/// A few of the names, and how many more there are.
pub(super) fn few(names: &[&str]) -> String {
    some_of(names, NAMED)
}
