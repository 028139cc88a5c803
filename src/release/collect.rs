//! Garbage collection of the container of packages, over all apps that use it.

use crate::azure::{AppSettings, PackageSetting, Side, SiteRef};
use crate::names::{AppName, GroupName};
use crate::record::{Code, GarbageEntry, Outcome, Problem, number_of};
use crate::release::ground::{Stop, side_named};
use crate::release::run::{Run, RunOnApp};
use crate::report::garbage_in_words;
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
        let nothing = GarbageEntry { deletes: asked.delete, ..GarbageEntry::default() };
        self.recorder.note(|record| record.garbage = Some(nothing));
        let app = self.sign_in().await?;
        let Some(store) = app.app.store.clone() else {
            return Err(Stop::new(Outcome::Invalid, Problem::new(Code::STORE_URL, "no `storage-container` is given")));
        };
        let mut live = Live::default();
        app.see_what_runs(&mut live).await?;
        for other in &asked.apps {
            let found = self.find(app.app.arm.clone(), other.group.as_ref(), &other.name).await.map_err(of_apps)?;
            self.on(found).see_what_runs(&mut live).await.map_err(of_apps)?;
        }
        let collected = store.collect_garbage(&live, asked.keep, !asked.delete).await;
        let collected = collected.map_err(|error| Stop::aborted(&error))?;
        if collected.unnamed_apps > 0 {
            self.recorder.warn(&format!(
                "{} wrote down releases in this container and {} not named in `apps`: what each released last stays, and what else it \
                 runs from is unknown. Name every app that uses the container",
                number_of(collected.unnamed_apps, "other app"),
                if collected.unnamed_apps == 1 { "is" } else { "are" }
            ));
        }
        let outcome = self.tell_collected(&collected, asked);
        match &collected.stopped {
            None => Ok(outcome),
            Some(error) => Err(Stop::aborted(error)),
        }
    }

    fn tell_collected(&self, collected: &Collected, asked: &Collection) -> Outcome {
        let is_deleted = |one: &&Unneeded| !asked.delete || collected.deleted.contains(&one.name);
        let all: Vec<&Unneeded> = collected.unneeded.iter().filter(is_deleted).collect();
        let lines = all.iter().map(|one| format!("{}, {} bytes: {}", one.name, one.bytes, one.why)).collect();
        let mut garbage =
            GarbageEntry { deletes: asked.delete, stays: collected.stays.clone(), ..GarbageEntry::default() };
        for one in &all {
            GarbageEntry::add(&mut garbage.unneeded, one.kind, one.bytes, one.why);
        }
        for one in collected.unneeded.iter().filter(|one| !is_deleted(one)) {
            let why = if collected.gone.contains(&one.name) {
                "another client deleted it since then"
            } else if collected.changed.contains(&one.name) {
                "it changed after it was listed, or one that goes before it did"
            } else {
                "the deletion stopped before it"
            };
            GarbageEntry::add(&mut garbage.refused, one.kind, one.bytes, why);
        }
        let reason = garbage_in_words(&garbage);
        self.recorder.note(|record| {
            record.garbage = Some(garbage);
            record.reason = reason;
        });
        self.end_with_plan(lines)
    }
}

/// Why an app of `apps` could not be read, with the input that names it.
fn of_apps(stop: Stop) -> Stop {
    let hints = vec!["check `apps`: each is NAME, or RESOURCE_GROUP/NAME; nothing was deleted".to_owned()];
    Stop { problem: Problem { hints, ..stop.problem }, ..stop }
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
            live.knows(&side_named(side));
            match AppSettings::read(arm, side).await {
                Ok(settings) => PackageSetting::of(&settings).show(|value| live.setting(&side.to_string(), value)),
                Err(error) => live.unread(error.to_string()),
            }
        }
        Ok(())
    }
}
