//! Garbage collection of the container of packages, over all apps that use it.

use crate::azure::{AppSettings, PackageSetting, Side, SiteRef};
use crate::names::{AppName, GroupName};
use crate::record::{Code, Outcome, Problem};
use crate::release::ground::Stop;
use crate::release::run::{Run, RunOnApp};
use crate::store::{Collected, Keep, Live, Unneeded};

/// What is to be collected.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The apps that use the container, besides the one of the run.
    pub apps: Vec<OtherApp>,
    /// What is kept although nothing needs it.
    pub keep: Keep,
    /// Whether it is deleted; else it is only listed.
    pub delete: bool,
}

/// An app that uses the container as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherApp {
    /// Its resource group; looked for when not given.
    pub group: Option<GroupName>,
    /// Its name.
    pub name: AppName,
}

impl Run {
    /// Lists what no app needs of the container, and deletes it where that is asked for. What every side of every app runs from is
    /// read first: one that cannot be read ends it.
    pub async fn collect(&self, asked: &Collection) -> Result<Outcome, Stop> {
        let app = self.sign_in().await?;
        let Some(store) = app.app.store.clone() else {
            return Err(Stop::new(Outcome::Invalid, Problem::new(Code::STORE_URL, "no `storage-container` is given")));
        };
        let mut live = Live::default();
        app.see_what_runs(&mut live).await?;
        for other in &asked.apps {
            let found = self.find(app.app.arm.clone(), other.group.as_ref(), &other.name).await.map_err(|stop| {
                let hints = vec!["check `apps`: each is NAME, or RESOURCE_GROUP/NAME; nothing was deleted".to_owned()];
                Stop { problem: Problem { hints, ..stop.problem }, ..stop }
            })?;
            self.on(found).see_what_runs(&mut live).await?;
        }
        let collected = store.collect_garbage(&live, asked.keep, !asked.delete).await;
        let collected = collected.map_err(|error| Stop::aborted(&error))?;
        Ok(self.tell_collected(&collected, asked))
    }

    fn tell_collected(&self, collected: &Collected, asked: &Collection) -> Outcome {
        let is_deleted = |one: &&Unneeded| !asked.delete || collected.deleted.contains(&one.name);
        let all: Vec<_> = collected.unneeded.iter().filter(is_deleted).collect();
        let word = if asked.delete { "deleted" } else { "would be deleted" };
        let bytes: u64 = all.iter().map(|one| one.bytes).sum();
        let lines = all.iter().map(|one| format!("{}, {} bytes: {}", one.name, one.bytes, one.why)).collect();
        self.end_with_plan(lines);
        let changed = match collected.changed.len() {
            0 => String::new(),
            number => format!("; {number} changed since they were listed, and stay"),
        };
        let Keep { last, days } = asked.keep;
        let kept = format!(
            "what a side runs from, what a layer builds on, the {last} newest of each repository, and what is younger than {} days \
             stay",
            days.max(1)
        );
        let (deleted, seen) = (all.len(), collected.seen);
        self.recorder.note(|record| {
            record.reason = format!("{deleted} of {seen} blobs, {bytes} bytes, {word}{changed}: {kept}")
        });
        Outcome::Checked
    }
}

impl RunOnApp {
    /// What production and every slot of the app run from.
    async fn see_what_runs(&self, live: &mut Live) -> Result<(), Stop> {
        let arm = &self.app.arm;
        let production = SiteRef { app: self.app.target.app.clone(), slot: None };
        let mut sides = vec![production.clone()];
        for name in Side::slots(arm, &production).await? {
            match name.parse() {
                Ok(slot) => sides.push(SiteRef { slot: Some(slot), ..production.clone() }),
                Err(error) => live.unread(format!("a slot of {}: {error}", production.app.name)),
            }
        }
        for side in &sides {
            match AppSettings::read(arm, side).await {
                Ok(settings) => PackageSetting::of(&settings).show(|value| live.setting(value)),
                Err(error) => live.unread(error.to_string()),
            }
        }
        Ok(())
    }
}
