use std::time::Duration;

use super::traffic::Traffic;
use crate::config::Probe;
use crate::probe::Asker;
use crate::record::FirstMinute;
use crate::runner::contained;

/// Production gets a request every second for this long.
const FIRST_MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);
/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends production a request every second in the first minute after a swap, and counts what a user would have noticed.
/// Reported, never acted on.
pub(super) async fn first_minute(
    asker: &Asker,
    critical: &[&Probe],
    window: Duration,
    traffic: &Traffic,
) -> FirstMinute {
    let pace = asker.pace();
    let probe = question(asker, critical).await;
    let began = pace.now();
    let end = began + FIRST_MINUTE.min(window);
    let mut first_minute = FirstMinute { request: asker.shown(&probe), ..FirstMinute::default() };
    let (mut last_good, mut missed) = (began, false);
    while pace.now() < end {
        let sent = pace.now();
        let is_good = is_good(asker, &probe).await;
        traffic.asked(pace.wall_at(sent), 1, u64::from(!is_good));
        first_minute.asked += 1;
        first_minute.failed += u32::from(!is_good);
        let now = pace.now();
        missed |= !is_good || now - sent > SECOND;
        if missed {
            let gap = (now - last_good).as_millis();
            first_minute.longest_gap_ms = first_minute.longest_gap_ms.max(u64::try_from(gap).unwrap_or(u64::MAX));
        }
        if is_good {
            (last_good, missed) = (now, false);
        }
        pace.sleep_until(sent + SECOND).await;
    }
    first_minute
}

async fn is_good(asker: &Asker, probe: &Probe) -> bool {
    matches!(contained(asker.ask(probe)).await, Ok(Ok(response)) if response.status.as_u16() < 500)
}

/// The cheapest request: the first critical probe that only reads, else the public status of the Functions host, else the
/// front page.
async fn question(asker: &Asker, critical: &[&Probe]) -> Probe {
    let simple = critical.iter().find(|probe| probe.request.method == "GET" && probe.request.auth.is_none());
    if let Some(probe) = simple {
        return Probe { timeout: probe.timeout.min(PATIENCE), ..(*probe).clone() };
    }
    let ping = Probe::plain("/admin/host/ping", PATIENCE);
    match asker.ask(&ping).await {
        Ok(response) if response.status == 404 => Probe::plain("/", PATIENCE),
        _ => ping,
    }
}
