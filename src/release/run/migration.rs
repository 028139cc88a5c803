//! A release that brings another version of the Functions host: what the hosts say of themselves is held against it, in the slot, in
//! production after the swap, and after a swap back.

use std::time::Duration;

use super::context::{RunOnApp, RunOnSides};
use crate::azure::{HostVersion, Side, measured};
use crate::judge::{HostFit, find_migration, judge_host};
use crate::preflight::Survey;
use crate::record::{Code, Migration, Outcome, Problem};
use crate::release::ground::Stop;

/// A host that restarts is asked again so often, and for so long.
const LOOK: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(180);

impl RunOnApp {
    /// Notes whether the swap will migrate production.
    pub fn note_migration(&self, survey: &Survey) -> Option<Migration> {
        let settings =
            |side: Option<&crate::preflight::SideSurvey>| side.and_then(|side| side.settings.as_ref().ok().cloned());
        let (production, slot) = (settings(Some(&survey.production))?, settings(survey.slot.as_ref())?);
        let named = |version: Option<HostVersion>| version.map(|version| version.to_string());
        let found = find_migration(
            named(production.host_version()).as_deref(),
            named(slot.host_version()).as_deref(),
            [production.moves_host_version(), slot.moves_host_version()],
        );
        if let Some(Migration { from, to }) = &found {
            self.recorder.say(&format!(
                "this release migrates the Functions host from {from} to {to}: in the slot first, and in production by the swap"
            ));
        }
        self.recorder.note(|record| record.migration = found.clone());
        found
    }
}

impl RunOnSides {
    /// The slot's own host runs the version that it migrates to; it is proved there already, so it answers.
    pub async fn verify_migrated_slot(&self, migration: &Migration) -> Result<(), Stop> {
        match self.host_says(&self.sides.slot, &migration.to).await {
            None => {
                self.recorder.say(&format!("the host of the slot runs version {}, as it says of itself", migration.to));
                Ok(())
            }
            Some(why) => Err(Stop::new(Outcome::Aborted, differs(why))),
        }
    }

    /// Ends when production's host, after the swap, is of another version than the release; otherwise it does not end.
    pub async fn host_differs_in_production(&self) -> String {
        if let Some(migration) = self.recorder.read(|record| record.migration.clone())
            && let Some(why) = self.host_says(&self.sides.production, &migration.to).await
        {
            return why;
        }
        std::future::pending().await
    }

    /// What is wrong with the version of production's host after a swap back; `None`: nothing, or nothing was migrated.
    pub async fn host_differs_after_rollback(&self) -> Option<String> {
        let migration = self.recorder.read(|record| record.migration.clone())?;
        self.host_says(&self.sides.production, &migration.from).await
    }

    /// Why a side's host is not of this version; `None`: it is. A host that does not say it in time is said.
    async fn host_says(&self, side: &Side, named: &str) -> Option<String> {
        let end = self.setup.pace.now() + self.setup.time_left().map_or(LONGEST, |left| left.min(LONGEST));
        let mut last;
        loop {
            let says = measured(side.host.status()).await.ok().and_then(|status| status.version);
            last = match judge_host(named, says.as_deref()) {
                HostFit::Fits => return None,
                HostFit::Differs => format!("is of version {}", says.unwrap_or_default()),
                HostFit::Unknown => "does not say its version".to_owned(),
            };
            if self.setup.pace.now() + LOOK > end {
                break;
            }
            self.setup.pace.sleep(LOOK).await;
        }
        Some(format!("the Functions host of {} {last}, and {named} is meant", side.at()))
    }
}

/// The problem with a host of another version.
fn differs(sentence: String) -> Problem {
    Problem::new(Code::HOST_VERSION_DIFFERS, sentence)
}
