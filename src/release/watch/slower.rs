use std::collections::BTreeMap;
use std::time::Duration;

use super::before::Before;
use crate::config::show_duration;
use crate::record::ProbeResult;

/// From this multiple of the time before the swap …
const TIMES: u64 = 10;
/// … and this much more on, an answer is far slower. Less is the matter of the probe's own limit.
const MORE: u64 = 2_000;
/// So many newest times of each probe are kept.
const KEPT: usize = 200;

/// How long production's answers to the critical probes take.
#[derive(Default)]
pub(super) struct Times(BTreeMap<String, Vec<u64>>);

impl Times {
    /// Notes an answer.
    pub(super) fn note(&mut self, result: &ProbeResult) {
        let Some(took) = result.latency_ms else { return };
        let times = self.0.entry(result.name.clone()).or_default();
        if times.len() == KEPT {
            times.remove(0);
        }
        times.push(took);
    }

    /// Which probes are mostly answered far slower than before the swap; one sentence.
    pub(super) fn slower(&self, before: &Before) -> Option<String> {
        let slower = self.0.iter().filter_map(|(name, times)| {
            let (was, is) = (before.latency(name)?, median(times)?);
            let limit = was.saturating_mul(TIMES).max(was.saturating_add(MORE));
            let show = |ms| show_duration(Duration::from_millis(ms));
            (is >= limit).then(|| format!("`{name}` takes {} and took {} before the swap", show(is), show(was)))
        });
        let slower: Vec<String> = slower.collect();
        (!slower.is_empty()).then(|| format!("production answers far slower than before: {}", slower.join("; ")))
    }
}

fn median(times: &[u64]) -> Option<u64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}
