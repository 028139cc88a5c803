use std::time::Duration;

use super::traffic::Traffic;
use crate::config::Check;
use crate::probe::Asker;
use crate::record::Blip;

/// Production is asked every second for so long.
const FIRST_MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);
/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks production every second in the first minute after a swap, and counts what a user would have noticed. Told, never
/// acted on.
pub async fn first_minute(asker: &Asker, critical: &[&Check], window: Duration, traffic: &Traffic) -> Blip {
    let pace = asker.pace();
    let check = question(asker, critical).await;
    let began = pace.now();
    let end = began + FIRST_MINUTE.min(window);
    let mut blip = Blip { asked: 0, failed: 0, longest_gap_ms: 0 };
    let (mut last_good, mut missed) = (began, false);
    while pace.now() < end {
        let sent = pace.now();
        let is_good = is_good(asker, &check).await;
        traffic.asked(pace.wall_at(sent), 1, u64::from(!is_good));
        blip.asked += 1;
        blip.failed += u32::from(!is_good);
        let now = pace.now();
        missed |= !is_good || now - sent > SECOND;
        if missed {
            let gap = (now - last_good).as_millis();
            blip.longest_gap_ms = blip.longest_gap_ms.max(u64::try_from(gap).unwrap_or(u64::MAX));
        }
        if is_good {
            (last_good, missed) = (now, false);
        }
        pace.sleep_until(sent + SECOND).await;
    }
    blip
}

async fn is_good(asker: &Asker, check: &Check) -> bool {
    asker.ask(check).await.is_ok_and(|response| response.status.as_u16() < 500)
}

/// The cheapest thing to ask: the first critical probe that only reads; else what the Functions host says to anyone; and where
/// that is not there, the front page.
async fn question(asker: &Asker, critical: &[&Check]) -> Check {
    let simple = critical.iter().find(|check| check.request.method == "GET" && check.request.auth.is_none());
    if let Some(check) = simple {
        return Check { timeout: check.timeout.min(PATIENCE), ..(*check).clone() };
    }
    let ping = Check::plain("/admin/host/ping", PATIENCE);
    match asker.ask(&ping).await {
        Ok(response) if response.status == 404 => Check::plain("/", PATIENCE),
        _ => ping,
    }
}
