use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use time::OffsetDateTime;

use super::clock::Clock;
use super::custom_handler::{CustomHandlers, HandlerApp};
use super::laws::settle;
use super::resting::{Rest, Resting};
use super::state::{Effect, State};

/// How a world is run.
#[derive(Debug, Clone)]
pub struct WorldOptions {
    /// The wall time at its start.
    pub wall: OffsetDateTime,
    /// The factor on all its latencies.
    pub scale: f64,
    /// Host and port that it is reached at, as they stand in URLs.
    pub authority: String,
    /// Whether custom handlers of deployed apps are started; else their answers are scripted.
    pub run_apps: bool,
}

/// A simulated Azure and GitHub. Cheap to clone; all clones are the same world. How it answers a request is in `answering.rs`.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    authority: String,
    state: Mutex<State>,
    handlers: Option<CustomHandlers>,
    resting: Resting,
}

impl World {
    /// Starts a world.
    pub fn new(state: State, options: WorldOptions) -> Self {
        Self::telling(state, options, Resting::default())
    }

    /// The same, and tells of answers that wait.
    pub fn telling(state: State, options: WorldOptions, resting: Resting) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock: Clock::new(options.wall, options.scale),
                authority: options.authority,
                state: Mutex::new(state),
                handlers: options.run_apps.then(CustomHandlers::default),
                resting,
            }),
        }
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Where it is reached, as `https://…`.
    pub fn origin(&self) -> String {
        format!("https://{}", self.inner.authority)
    }

    /// The runner of custom handlers, where apps are really run.
    pub(crate) fn handlers(&self) -> Option<&CustomHandlers> {
        self.inner.handlers.as_ref()
    }

    /// Whether the app that serves production is really run; else its answers are scripted.
    pub fn runs_production(&self) -> bool {
        let state = self.state();
        let released = state.released();
        let side = state.app(&released.app).map(|app| &app.production);
        self.handlers().is_some() && side.is_some_and(|side| HandlerApp::of(side).is_some())
    }

    /// Ends the processes of all apps, which nothing else may do in time when this process ends.
    pub async fn end_apps(&self) {
        if let Some(handlers) = self.handlers() {
            handlers.keep_only(&[]).await;
        }
    }

    /// Its state, brought up to the present.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A panic in a door is a bug, but the world's plain data is still worth reading.
        let mut state = self.inner.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        settle(&mut state, &self.inner.clock, self.inner.clock.now());
        state
    }

    /// What really happened, from the beginning.
    pub fn effects(&self) -> Vec<Effect> {
        self.state().effects.iter().map(|entry| entry.effect.clone()).collect()
    }

    /// Lets a latency of the real services pass, shortened as all of them are.
    pub async fn pass(&self, duration: Duration) {
        self.pass_whole(self.inner.clock.latency(duration)).await;
    }

    /// Lets time pass.
    pub(crate) async fn pass_whole(&self, duration: Duration) {
        let _rest = self.rest();
        self.inner.clock.pass(duration).await;
    }

    /// An answer waits until the value is dropped.
    pub(crate) fn rest(&self) -> Rest {
        self.inner.resting.begin()
    }
}
