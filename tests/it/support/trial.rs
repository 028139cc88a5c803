//! A run of some commands against its own world, and the effects in that world.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::time::Duration;

use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::{Effect, EffectEntry, RequestEntry, Side, State};
use serde_json::Value;
use slot_deploy::record::Outcome;
use slot_deploy::release::{JournalPlace, MemoryJournal};
use time::OffsetDateTime;

use crate::support::schedule::{Route, Schedule};
use crate::support::{Rehearsal, Told};

/// Long enough for everything that is still under way in a world when a run has ended.
const AFTERWARDS: Duration = Duration::from_secs(3600);

/// What is run: how the world is set up, and the jobs.
#[derive(Clone, Copy)]
pub struct Play {
    pub name: &'static str,
    /// What it ends with when nothing is in its way.
    pub ends: Outcome,
    pub set: fn() -> Rehearsal,
    /// The jobs before the last.
    pub lead: fn(Rehearsal) -> Leading,
}

/// The jobs before the last, on their way.
pub type Leading = Pin<Box<dyn Future<Output = Led>>>;

/// What they told, and the last job, if there is to be one.
pub struct Led {
    pub said: Vec<Said>,
    pub last: Option<Rehearsal>,
}

/// What one command said.
pub struct Said {
    pub outcome: Outcome,
    /// The content it was about, as far as it came to know it.
    pub digest: Option<String>,
    pub exit_code: u8,
    pub reason: String,
    pub code: String,
    pub journal: Vec<Value>,
    pub github_deployment: Option<u64>,
    pub log: String,
}

/// What came of a play, as the world saw it.
pub struct Seen {
    pub said: Vec<Said>,
    pub effects: Vec<EffectEntry>,
    pub requests: Vec<RequestEntry>,
    pub ended: OffsetDateTime,
    /// What production held before, when the last command had ended, and an hour later.
    pub before: String,
    pub at_end: String,
    pub later: String,
    /// The app settings before, and an hour later.
    pub settings: [Settings; 2],
    /// What was set of the sites of production and slot before, and an hour later.
    pub sites: [[BTreeMap<String, Value>; 2]; 2],
    /// What still stands of what was done for a swap when the last command had ended.
    pub standing: Vec<&'static str>,
}

/// App settings as the world has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub production: BTreeMap<String, String>,
    pub slot: BTreeMap<String, String>,
    /// The names of sticky ones, sorted.
    pub sticky: Vec<String>,
}

impl Settings {
    /// What names a package is left out: deliveries write it.
    pub fn of(state: &State) -> Self {
        const OF_DELIVERIES: &str = "WEBSITE_RUN_FROM_PACKAGE";
        let app = state.app(APP).unwrap();
        let of = |settings: &BTreeMap<String, String>| {
            let kept = settings.iter().filter(|(name, _)| *name != OF_DELIVERIES);
            kept.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let mut sticky = app.sticky.as_ref().map(|sticky| sticky.app_settings.clone()).unwrap_or_default();
        sticky.sort();
        Self {
            production: of(&app.production.settings),
            slot: app.slots.get(SLOT).map(|slot| of(&slot.settings)).unwrap_or_default(),
            sticky,
        }
    }
}

impl Seen {
    /// The last word.
    pub fn outcome(&self) -> Outcome {
        self.said.last().unwrap().outcome
    }

    /// Whether some release has told others that it began: GitHub, or the container.
    pub fn others_know_the_release(&self) -> bool {
        let tells =
            |effect: &Effect| matches!(effect, Effect::GitHubDeploymentCreated { .. }) || is_record_written(effect);
        self.effects.iter().any(|entry| tells(&entry.effect))
    }

    /// Everything that was written to the console.
    pub fn log(&self) -> String {
        self.said.iter().map(|said| said.log.as_str()).collect()
    }

    /// How often routing was really switched.
    pub fn swaps(&self) -> usize {
        self.effects.iter().filter(|entry| matches!(entry.effect, Effect::Swapped { .. })).count()
    }

    /// The requests by route, each with how many of its route came before.
    pub fn numbered(&self) -> Vec<(Route, u32)> {
        let mut routes: Vec<Route> = Vec::new();
        for request in &self.requests {
            routes.push(Route::of(request));
        }
        let before = |i: usize| routes[..i].iter().filter(|route| **route == routes[i]).count() as u32;
        (0..routes.len()).map(|i| (routes[i].clone(), before(i))).collect()
    }
}

impl Play {
    /// Runs it in a world of its own with a clock of its own. An error: it panicked.
    pub fn under(&self, schedule: &Schedule) -> Result<Seen, String> {
        let set = || (self.set)().world(|state| schedule.put_into(state));
        observe(set, async |rehearsal| self.run(rehearsal).await)
    }

    /// Runs its jobs, and gives what each of them told.
    pub async fn run(&self, rehearsal: Rehearsal) -> Vec<Said> {
        let Led { mut said, last } = (self.lead)(rehearsal).await;
        if let Some(last) = last {
            said.push(Said::of(&never_killed(last).run().await));
        }
        said
    }

    /// Runs it with nothing in its way.
    pub fn undisturbed(&self) -> Seen {
        let seen = self.under(&Schedule(Vec::new())).unwrap();
        assert_eq!(seen.outcome(), self.ends, "{}", seen.said.last().unwrap().log);
        seen
    }
}

/// Its journal is kept in memory: nobody has to finish what it leaves.
pub fn never_killed(rehearsal: Rehearsal) -> Rehearsal {
    Rehearsal { journal: JournalPlace::Memory(MemoryJournal::default()), ..rehearsal }
}

/// Runs something in a world of its own with a clock of its own. An error: it panicked.
pub fn observe(set: impl FnOnce() -> Rehearsal, run: impl AsyncFnOnce(Rehearsal) -> Vec<Said>) -> Result<Seen, String> {
    catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(watched(set(), run))
    }))
    .map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
        format!("panicked: {text}")
    })
}

async fn watched(rehearsal: Rehearsal, run: impl AsyncFnOnce(Rehearsal) -> Vec<Said>) -> Seen {
    let world = rehearsal.world.clone();
    let before = production(&world.state());
    let settings_before = Settings::of(&world.state());
    let sites_before = sites(&world.state());
    let said = run(rehearsal).await;
    let at_end = production(&world.state());
    let standing = standing(&world.state());
    let ended = world.clock().now();
    tokio::time::sleep(AFTERWARDS).await;
    let state = world.state();
    Seen {
        said,
        effects: state.effects.clone(),
        requests: state.requests.iter().cloned().collect(),
        ended,
        before,
        at_end,
        later: production(&state),
        settings: [settings_before, Settings::of(&state)],
        sites: [sites_before, sites(&state)],
        standing,
    }
}

/// What is set of the sites of both sides; a property with the value that it has by itself counts as unset.
fn sites(state: &State) -> [BTreeMap<String, Value>; 2] {
    let app = state.app(APP).unwrap();
    let of = |side: &Side| {
        let mut web = side.config.web.clone();
        web.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)) && *value != "");
        // The runtime is told below; the platform itself sets the other with any write.
        ["linuxFxVersion", "remoteDebuggingVersion"].iter().for_each(|name| drop(web.remove(*name)));
        web.insert("stack".to_owned(), app.runtime_of(side));
        web.into_iter().collect()
    };
    [of(&app.production), app.slots.get(SLOT).map(of).unwrap_or_default()]
}

/// Whether a release has told GitHub how it ended.
pub fn is_recorded_end(effect: &Effect) -> bool {
    matches!(effect, Effect::GitHubStatusSet { state, .. } if state == "success" || state == "failure")
}

/// Whether a release has written down in the container how far it has come.
pub fn is_record_written(effect: &Effect) -> bool {
    matches!(effect, Effect::BlobWritten { blob, .. } if blob.starts_with("records/"))
}

/// What production serves.
pub fn production(state: &State) -> String {
    state.app(APP).unwrap().production.moving.wwwroot().mark()
}

/// What is done for a swap, and taken back when none follows.
fn standing(state: &State) -> Vec<&'static str> {
    let app = state.app(APP).unwrap();
    let mut sides = app.slots.values().chain([&app.production]);
    let was_prepared = state.effects.iter().any(|entry| matches!(entry.effect, Effect::SwapPrepared { .. }));
    let is_prepared = was_prepared && sides.any(|side| side.prepared_with.is_some());
    let mut instances = app.production.moving.host.instances.iter();
    let is_draining = instances.any(|instance| state.events.draining.contains(&instance.id));
    let all = [(is_prepared, "a swap is prepared"), (is_draining, "production takes no events")];
    all.into_iter().filter_map(|(stands, what)| stands.then_some(what)).collect()
}

impl Said {
    pub fn of(told: &Told) -> Self {
        Self {
            outcome: told.outcome(),
            digest: told.record.digest.as_ref().map(ToString::to_string),
            exit_code: told.ending.exit_code,
            reason: told.record.reason.clone(),
            code: told.code().to_owned(),
            journal: told.journal(),
            github_deployment: told.record.github_deployment,
            log: told.log.clone(),
        }
    }

    /// The changes that the journal announced.
    pub fn intended(&self, change: &str) -> usize {
        self.journal.iter().filter(|line| line["event"] == "intent" && line["data"]["change"] == change).count()
    }
}
