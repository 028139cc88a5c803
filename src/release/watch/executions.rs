use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use super::control::PATIENCE;
use crate::azure::{Component, ExecutionTimes, NoComponent, measured, read_executions, role_of};
use crate::http::Pace;
use crate::judge::executions_of_release;
use crate::preflight::Survey;
use crate::record::{EventExecutions, FunctionSet};
use crate::release::ground::Sides;
use crate::release::run::RunOnSides;

/// The executions of so much time before the swap are those to compare with.
const BEFORE: Duration = Duration::from_secs(60 * 60);
/// The time between two readings: rows are late anyway, and queries are limited (facts: telemetry-queries).
const RHYTHM: Duration = Duration::from_secs(30);

/// What is known before the swap of the functions that events start.
pub struct EventFunctions {
    names: Vec<String>,
    /// Before the swap was requested.
    known_at: OffsetDateTime,
    component: Result<Component, String>,
}

impl RunOnSides {
    /// Finds where the functions of the release report their executions; `None` where requests start all of them, and nothing
    /// is asked then. Nothing here stops a release: what is not known is said in the end.
    pub(super) async fn event_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<EventFunctions> {
        let names: Vec<String> = functions.by_events().map(|function| function.name.clone()).collect();
        if names.is_empty() {
            return None;
        }
        let known_at = self.setup.pace.wall();
        let production = self.sides.production.glancing(PATIENCE);
        let component = match &survey.production.settings {
            Ok(settings) => {
                let found = Component::find(production.arm(), production.at(), &survey.production.site, settings).await;
                found.map_err(|error| why(&error))
            }
            Err(error) => Err(format!("the settings of production are not known: {error}")),
        };
        if let Ok(component) = &component {
            let page = self.sides.arm.portal_page(&component.id);
            self.recorder.note(|record| record.urls.insights = page);
        }
        Some(EventFunctions { names, known_at, component })
    }
}

fn why(error: &NoComponent) -> String {
    match error {
        NoComponent::Azure(error) if error.is_forbidden() => {
            "it needs the right Microsoft.Insights/components/read on the Application Insights of production".to_owned()
        }
        error => error.to_string(),
    }
}

/// The executions during the watch, as they are known.
pub(super) struct Executions {
    known: Mutex<EventExecutions>,
}

impl Executions {
    /// Of these functions, of which nothing was read yet.
    pub(super) fn of(functions: &EventFunctions) -> Self {
        let mut known = EventExecutions::of(functions.names.iter().cloned());
        match &functions.component {
            Ok(component) => known.component = Some(component.name.clone()),
            Err(why) => known.not_asked = Some(why.clone()),
        }
        Self { known: Mutex::new(known) }
    }

    /// Reads without an end: the watch drops it.
    pub(super) async fn keep_reading(
        &self,
        pace: Pace,
        sides: &Sides,
        functions: &EventFunctions,
        swapped: OffsetDateTime,
    ) {
        let Ok(component) = &functions.component else { return };
        let role = role_of(sides.production.at());
        let times = ExecutionTimes { from: functions.known_at - BEFORE, swap: functions.known_at, swapped };
        loop {
            pace.sleep(RHYTHM).await;
            let counts = measured(read_executions(&sides.arm, component, &role, times)).await;
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            match counts {
                Ok(counts) => {
                    known.functions = executions_of_release(&counts, &role, functions.names.iter().cloned());
                    known.not_asked = None;
                }
                // What was seen before stays true.
                Err(error) => known.not_asked = (known.sum().0 == 0).then(|| error.to_string()),
            }
        }
    }

    /// What is known now.
    pub(super) fn known(&self) -> EventExecutions {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
