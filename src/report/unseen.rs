use crate::record::{FunctionSet, ReleaseRecord};

/// So many names of functions stand in a sentence.
const NAMED: usize = 3;

/// The functions of the release that events start, whose work neither a probe nor a look at the host shows, as a clause: host
/// and list look well also where every execution fails. `None` where requests start all of them.
pub fn unseen_work(record: &ReleaseRecord) -> Option<String> {
    let of_release = record.functions.after.iter().flat_map(FunctionSet::iter);
    let by_events: Vec<&str> =
        of_release.filter(|function| !function.is_http()).map(|function| function.name.as_str()).collect();
    let handle = match by_events.len() {
        0 => return None,
        1 => "handles",
        _ => "handle",
    };
    Some(format!("whether {} {handle} events was not seen", few(&by_events)))
}

/// A few of the names, and how many more there are.
pub(super) fn few(names: &[&str]) -> String {
    let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        n => format!("{named} and {n} more"),
    }
}
