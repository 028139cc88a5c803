use std::time::Duration;

use url::Url;

use super::Setup;
use super::Story;
use super::app::Sides;
use crate::azure::{Side, SlotConfigNames, WarmUpPing, has_site_auth, warm_up_ping};
use crate::http::{Policy, Request};
use crate::judge::{PingAnswer, WarmUpFacts, diagnose_warm_up};

/// Before a swap nobody waits for a slow answer: the platform will.
const GLANCE: Duration = Duration::from_secs(5);
/// The platform waits longer; whoever answers later than this has a problem anyway.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks the slot what the platform is about to ask it, as far as that can be done from outside, and says what came of it: the
/// platform's own words after a failed swap name neither path nor status. It changes nothing, since from inside the answer
/// may be another.
pub async fn foresee(story: &Story, sides: &Sides) {
    let Some(ping) = ping(sides).await else { return };
    let (http, https) = imitate(&sides.slot, &ping.path, GLANCE).await;
    let answer = https.as_ref().unwrap_or(&http);
    match answer {
        PingAnswer::Answered { status, .. } if !ping.statuses.is_empty() && !ping.statuses.contains(status) => {
            let accepted: Vec<String> = ping.statuses.iter().map(u16::to_string).collect();
            story.warn(&format!(
                "the platform's warm-up will likely fail: `GET {}` in the slot answers {status}, and only {} count",
                ping.path,
                accepted.join(", ")
            ));
        }
        PingAnswer::Answered { status, .. } => {
            story
                .say(&format!("the platform will warm the slot up by `GET {}`, which answers {status} now", ping.path));
        }
        PingAnswer::None(reason) => {
            story.say(&format!("the platform will warm the slot up by `GET {}`; from here: {reason}", ping.path));
        }
    }
}

/// Why the slot may not have answered the platform's warm-up, each with what to do.
pub async fn explain(setup: &Setup, sides: &Sides) -> Vec<String> {
    let ping = ping(sides).await.unwrap_or(WarmUpPing { path: "/".to_owned(), statuses: Vec::new() });
    // It has just been restarted: Azure gave it its own settings back.
    setup.pace.sleep(Duration::from_secs(30)).await;
    let site = sides.slot.site().await;
    let (http, https) = imitate(&sides.slot, &ping.path, PATIENCE).await;
    let facts = WarmUpFacts {
        slot_runs: site.as_ref().ok().map(|site| site.is_running()),
        host: sides.slot.host.health().await,
        site_auth: has_site_auth(&sides.arm, sides.slot.at()).await.ok(),
        https_only: site.is_ok_and(|site| site.https_only),
        path: ping.path,
        statuses: ping.statuses,
        http,
        https,
    };
    let causes = diagnose_warm_up(&facts);
    match causes.is_empty() {
        false => causes.into_iter().map(|cause| cause.says).collect(),
        true => vec![format!(
            "from outside the slot answers `GET {}`: look at its log while Azure warms it up, and set \
             `WEBSITE_SWAP_WARMUP_PING_PATH` to a function that answers without the rest of the app",
            facts.path
        )],
    }
}

/// `None` when the settings cannot be read.
async fn ping(sides: &Sides) -> Option<WarmUpPing> {
    let (production, slot) = (sides.production.settings().await.ok()?, sides.slot.settings().await.ok()?);
    let sticky = SlotConfigNames::read(&sides.arm, &sides.slot.at().app).await.ok()?;
    Some(warm_up_ping(&production, &slot, &sticky))
}

/// Over plain HTTP, as the platform asks; without any credential. Where that leads to HTTPS, there as well.
async fn imitate(slot: &Side, path: &str, patience: Duration) -> (PingAnswer, Option<PingAnswer>) {
    let secure = format!("{}{path}", slot.url());
    let http = ask(slot, &secure.replacen("https:", "http:", 1), patience).await;
    let https = match http.leads_to_https() || matches!(http, PingAnswer::None(_)) {
        true => Some(ask(slot, &secure, patience).await),
        false => None,
    };
    (http, https)
}

async fn ask(slot: &Side, url: &str, patience: Duration) -> PingAnswer {
    let Ok(url) = url.parse::<Url>() else { return PingAnswer::None(format!("`{url}` is no URL")) };
    let policy = Policy::default().within(patience).attempt(patience);
    match slot.arm().http().send(Request::get(url).policy(policy)).await {
        Ok(response) => PingAnswer::Answered {
            status: response.status.as_u16(),
            location: response.header("location").map(str::to_owned),
            took: response.observed.total,
        },
        Err(error) => PingAnswer::None(error.to_string()),
    }
}
