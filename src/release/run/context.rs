use std::ops::Deref;
use std::sync::Arc;

use crate::azure::{AzureError, Site};
use crate::config::{Configuration, parse_source};
use crate::preflight::{Survey, lowerable};
use crate::record::{AfterRelease, ProbeSource};
use crate::release::ground::{App, Setup, Sides, Stop};
use crate::release::memory::{OwnDeployment, Recorder};

/// The context of a run: what is asked for, the clock, the recorder. Its methods are the steps; each room adds its own. What
/// is known only later is a context of its own, so that the compiler sees which step needs what: [`RunOnApp`] once somebody is
/// signed in and the app is found, [`RunOnSides`] once both sides are.
///
/// Cheap to clone.
#[derive(Clone)]
pub struct Run {
    /// What is asked for, and with what.
    pub setup: Arc<Setup>,
    /// Where everything that happens is told.
    pub recorder: Recorder,
}

/// A run that is signed in and has found its app.
#[derive(Clone)]
pub struct RunOnApp {
    run: Run,
    /// The app.
    pub app: App,
}

/// A run that has read the hosts of both sides of its app.
pub struct RunOnSides {
    on_app: RunOnApp,
    /// The sides.
    pub sides: Sides,
}

impl Run {
    /// The context of a run that begins, or is gone on with.
    pub fn new(setup: &Setup, recorder: &Recorder) -> Self {
        Self { setup: Arc::new(setup.clone()), recorder: recorder.clone() }
    }

    /// The same, with what another run wrote down for the old version in the slot, where this one says nothing of it.
    pub fn ending_with(&self, written: Option<AfterRelease>) -> Self {
        let mut run = self.clone();
        if self.setup.options.after.is_none() && written.is_some() {
            let mut setup = (*self.setup).clone();
            setup.options.after = written;
            run.setup = Arc::new(setup);
        }
        run
    }

    /// The GitHub Deployment of this run.
    pub fn own_deployment(&self) -> &OwnDeployment {
        self.recorder.own_deployment()
    }

    /// The run on its app.
    pub fn on(&self, app: App) -> RunOnApp {
        RunOnApp { run: self.clone(), app }
    }
}

impl RunOnApp {
    /// The run on both sides, at the hosts that a survey read.
    pub fn surveyed(&self, survey: &Survey) -> Result<RunOnSides, Stop> {
        Ok(RunOnSides { on_app: self.clone(), sides: self.app.sides(survey)? })
    }

    /// The run on sides whose hosts are known.
    pub fn on_sides(&self, sides: &Sides) -> RunOnSides {
        RunOnSides { on_app: self.clone(), sides: sides.clone() }
    }

    /// The run on both sides, read anew.
    pub async fn read_sides(&self) -> Result<RunOnSides, AzureError> {
        Ok(self.read_sides_and_production().await?.0)
    }

    /// The same, and production's resource.
    pub async fn read_sides_and_production(&self) -> Result<(RunOnSides, Site), AzureError> {
        let (sides, production) = self.app.read_sides().await?;
        Ok((RunOnSides { on_app: self.clone(), sides }, production))
    }
}

impl RunOnSides {
    /// The same, with what another run wrote down for the old version in the slot, where this one says nothing of it.
    pub fn ending_with(mut self, written: Option<AfterRelease>) -> Self {
        self.on_app.run = self.on_app.run.ending_with(written);
        self
    }

    /// The same with the probes and watch rules that the release itself wrote down, where this job has none of its own.
    pub fn asking(mut self, written: Option<&ProbeSource>) -> Self {
        let Some(written) = written.filter(|_| self.setup.options.asks == ProbeSource::Nothing) else { return self };
        match parse_source(written, &lowerable()) {
            Ok(Some(Configuration { probes, watch, .. })) => {
                self.recorder.say("the probes and watch rules are those that the release wrote down");
                let mut setup = (*self.setup).clone();
                (setup.options.probes, setup.options.watch_rules) = (probes, watch);
                setup.options.asks = written.clone();
                self.on_app.run.setup = Arc::new(setup);
            }
            Ok(None) => {}
            Err(error) => {
                self.recorder.warn(&format!("the probes that the release wrote down cannot be understood: {error}"));
            }
        }
        self
    }
}

impl Deref for RunOnApp {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.run
    }
}

impl Deref for RunOnSides {
    type Target = RunOnApp;

    fn deref(&self) -> &RunOnApp {
        &self.on_app
    }
}
