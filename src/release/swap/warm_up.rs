use std::time::Duration;

use url::Url;

use crate::azure::{PingStatuses, Side, SlotConfigNames, WarmUpPing, asks_for_sign_in, warm_up_ping};
use crate::http::{Policy, Request};
use crate::judge::{PingAnswer, WarmUpFacts, diagnose_warm_up};
use crate::preflight::Survey;
use crate::release::ground::Sides;
use crate::release::run::RunOnSides;

/// A short limit, since the platform itself waits longer.
const GLANCE: Duration = Duration::from_secs(5);
/// The platform waits longer; an app that answers later than this has a problem anyway.
const PATIENCE: Duration = Duration::from_secs(60);

impl RunOnSides {
    /// Sends the slot the platform's warm-up request, as far as possible from outside, and reports the answer: the platform's
    /// message after a failed swap names neither path nor status. It has no influence on the release, since the answer from
    /// inside may differ.
    pub async fn foresee_warm_up(&self, survey: &Survey) {
        let Some(ping) = surveyed_ping(survey) else {
            self.recorder
                .say("the settings of the platform's warm-up could not be read, so its result is not foreseen");
            return;
        };
        let (http, https) = imitate(&self.sides.slot, &ping.path, GLANCE).await;
        if let PingStatuses::Unreadable { part } = &ping.statuses {
            self.recorder.warn(&format!(
                "WEBSITE_SWAP_WARMUP_PING_STATUSES is not a list of statuses (`{part}`): which answers to its warm-up the \
                 platform accepts is unknown"
            ));
        }
        let (answer, accepted) = (https.as_ref().unwrap_or(&http), ping.statuses.known());
        match answer {
            PingAnswer::Answered { status, .. } if !accepted.is_empty() && !accepted.contains(status) => {
                let accepted: Vec<String> = accepted.iter().map(u16::to_string).collect();
                self.recorder.warn(&format!(
                    "the platform's warm-up will likely fail: `GET {}` in the slot answers {status}, and only {} count",
                    ping.path,
                    accepted.join(", ")
                ));
            }
            PingAnswer::Answered { status, .. } => {
                self.recorder.say(&format!(
                    "the platform will warm the slot up by `GET {}`, which answers {status} now",
                    ping.path
                ));
            }
            PingAnswer::None(reason) => {
                self.recorder
                    .say(&format!("the platform will warm the slot up by `GET {}`; from here: {reason}", ping.path));
            }
        }
    }

    /// The possible causes of a failed warm-up, each with its fix.
    pub async fn explain_warm_up(&self) -> Vec<String> {
        let read = ping(&self.sides).await;
        let is_assumed = read.is_none();
        let ping = read.unwrap_or(WarmUpPing { path: "/".to_owned(), statuses: PingStatuses::Any });
        // It has just been restarted: Azure gave it its own settings back.
        self.setup.pace.sleep(Duration::from_secs(30)).await;
        let site = self.sides.slot.site().await;
        let (http, https) = imitate(&self.sides.slot, &ping.path, PATIENCE).await;
        let facts = WarmUpFacts {
            slot_runs: site.as_ref().ok().map(|site| site.is_running()),
            host: self.sides.slot.host.health().await,
            site_auth: self.warm_up_meets_sign_in(&ping.path).await,
            https_only: site.ok().and_then(|site| site.https_only),
            path: ping.path,
            statuses: ping.statuses.known().to_vec(),
            http,
            https,
        };
        let causes = diagnose_warm_up(&facts);
        let mut said: Vec<String> = causes.into_iter().map(|cause| cause.says).collect();
        if said.is_empty() {
            said.push(format!(
                "from outside the slot answers `GET {}`: look at its log while Azure warms it up, and set \
                 `WEBSITE_SWAP_WARMUP_PING_PATH` to a function that answers without the rest of the app",
                facts.path
            ));
        }
        if is_assumed {
            said.push("the settings could not be read, so whether the platform requests `/` is unknown".to_owned());
        }
        said
    }

    /// Whether the sign-in settings of one of the sides refuse the request, as far as they can be read.
    async fn warm_up_meets_sign_in(&self, path: &str) -> Option<bool> {
        let (arm, sides) = (&self.sides.arm, &self.sides);
        let of = async |side: &Side| asks_for_sign_in(arm, side.at(), path).await;
        match tokio::join!(of(&sides.slot), of(&sides.production)) {
            (Ok(true), _) | (_, Ok(true)) => Some(true),
            (Ok(false), Ok(false)) => Some(false),
            _ => None,
        }
    }
}

/// As the settings were when the release looked at them first.
fn surveyed_ping(survey: &Survey) -> Option<WarmUpPing> {
    let slot = survey.slot.as_ref()?.settings.as_ref().ok()?;
    Some(warm_up_ping(survey.production.settings.as_ref().ok()?, slot, survey.sticky.as_ref().ok()?))
}

/// `None` when the settings cannot be read.
async fn ping(sides: &Sides) -> Option<WarmUpPing> {
    let (production, slot, sticky) = tokio::try_join!(
        sides.production.settings(),
        sides.slot.settings(),
        SlotConfigNames::read(&sides.arm, &sides.slot.at().app)
    )
    .ok()?;
    Some(warm_up_ping(&production, &slot, &sticky))
}

/// Over plain HTTP, as the platform asks; without any credential. Where that leads to HTTPS, there as well.
async fn imitate(slot: &Side, path: &str, patience: Duration) -> (PingAnswer, Option<PingAnswer>) {
    let secure = format!("{}{path}", slot.url());
    let http = ask(slot, &secure.replacen("https:", "http:", 1), patience).await;
    let https = if http.leads_to_https() || matches!(http, PingAnswer::None(_)) {
        Some(ask(slot, &secure, patience).await)
    } else {
        None
    };
    (http, https)
}

async fn ask(slot: &Side, url: &str, patience: Duration) -> PingAnswer {
    let Ok(url) = url.parse::<Url>() else { return PingAnswer::None(format!("`{url}` is not a URL")) };
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
