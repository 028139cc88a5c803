use std::time::Duration;

use super::apply_settings::Applied;
use super::bring::{Bring, FunctionsBefore};
use super::choice::renaming;
use super::delivery::written;
use super::held::to_hold;
use super::overtaken::UnlessOvertaken;
use super::package_findings::target_of;
use super::stopped::known;
use crate::azure::PackageSetting;
use crate::deliver::{Chosen, PackageUrl, SitePackages, Strategy, Way, ZipDeploy};
use crate::package::{LayerUse, Package};
use crate::preflight::Survey;
use crate::record::{Code, FunctionSet, Outcome, PackageSwitch, Phase, SwitchedBy, Ticket};
use crate::release::ground::Stop;
use crate::release::lease::{About, Claim};
use crate::release::run::{Run, RunOnApp, RunOnSides};
use crate::store::ReleaseMeta;

/// The result of staging.
pub enum Staging {
    /// There is nothing to stage, or it was a dry run.
    Ended(Outcome),
    /// The slot runs it, proved and probed.
    Staged(Box<Staged>),
}

/// A staged release.
pub struct Staged {
    /// The run on both sides.
    pub both: RunOnSides,
    /// What was read before anything was changed.
    pub survey: Box<Survey>,
    /// The proved state, for the fence.
    pub ticket: Ticket,
}

impl RunOnApp {
    /// Deploys the package to the slot, proves that it runs there, and probes it.
    pub async fn stage(&self, package: &Package) -> Result<Staging, Stop> {
        match Box::pin(self.stage_at_last(package)).await {
            Err(stop) => Err(Box::pin(self.say_what_was_created(stop)).await),
            staged => staged,
        }
    }

    async fn stage_at_last(&self, package: &Package) -> Result<Staging, Stop> {
        self.recorder.begin_phase(Phase::Preflight);
        let limit = self.setup.options.timeout;
        // Whether this release holds the lease already.
        let mut is_ours = false;
        loop {
            let surveyed =
                self.setup.pace.within(limit, Box::pin(self.survey(self.setup.options.is_built_there()))).await;
            let survey = surveyed.ok_or_else(|| Stop::out_of_time(limit))??;
            let chosen = self.choose(&survey);
            let switch = self.foreseen_switch(package, &survey, chosen.way);
            let about = About {
                switch,
                holds: self.foreseen_hold(package, &survey),
                creates_slot: self.creates(&survey),
                ..About::of(&package.digest, &survey)
            };
            if !is_ours && Box::pin(self.look_for_others(&about, &survey)).await? == Claim::LookAgain {
                continue;
            }
            let known = known(package, &survey);
            self.judge_survey(&survey, self.look_at_package(package, target_of(&survey, package)), known)?;
            self.note_choice(&chosen);
            if self.setup.options.dry_run {
                return Ok(Staging::Ended(self.end_with_plan(Box::pin(self.plan(package, &survey)).await?)));
            }
            if !is_ours && Box::pin(self.claim(&about, &survey)).await? == Claim::LookAgain {
                continue;
            }
            if self.creates(&survey) {
                let created = self.setup.pace.within(self.time_before_the_swap(), Box::pin(self.create_slot(&survey)));
                created.await.ok_or_else(|| Stop::out_of_time(limit))??;
                is_ours = true;
                self.recorder.begin_phase(Phase::Preflight);
                continue;
            }
            let (survey, chosen) = Box::pin(self.with_a_running_slot(package, survey, chosen)).await?;
            match Box::pin(self.stage_surveyed(package, survey, &chosen)).await {
                Err(stop) if stop.problem.code == Code::BUSY => self.overtaken(stop).await?,
                staged => return staged,
            }
            is_ours = false;
            self.recorder.begin_phase(Phase::Preflight);
        }
    }

    async fn stage_surveyed(&self, package: &Package, survey: Box<Survey>, chosen: &Chosen) -> Result<Staging, Stop> {
        let limit = self.setup.options.timeout;
        let both = self.surveyed(&survey)?;
        if Box::pin(both.is_unchanged(&survey, package)).await {
            return both.confirm_unchanged().await.map(Staging::Ended);
        }
        let strategy = self.strategy(package, &survey, chosen.way);
        let last_look = UnlessOvertaken { sides: &both.sides, survey: &survey };
        let held = to_hold(self.holds_triggers(), Some(package), &survey);
        let bring = Bring {
            side: &both.sides.slot,
            package,
            build: self.setup.options.build,
            strategy: strategy.as_ref(),
            because: &chosen.why,
            last_look: &last_look,
            before: &FunctionsBefore {
                there: survey.slot.as_ref().and_then(|slot| slot.functions.as_ref().ok().cloned()),
                production: survey.production.functions.as_ref().ok().cloned(),
            },
            accept: &|functions: &FunctionSet| self.judge_functions(&survey, functions),
            held: held.as_deref(),
            probes: &self.setup.options.probes.checks,
        };
        let applied = Applied {
            planned: self.setup.options.settings.clone(),
            held: held.clone().unwrap_or_default(),
            through_scm: chosen.way != Way::PackageUrl,
            last_look: bring.last_look,
        };
        let brought = async {
            // Each on the heap, since one of them alone is about what a thread's stack should carry.
            Box::pin(both.apply_site(applied.last_look)).await?;
            Box::pin(both.apply_settings(&applied)).await?;
            let proof = Box::pin(self.bring(&bring)).await?;
            if let Some(migration) = self.note_migration(&survey) {
                Box::pin(both.verify_migrated_slot(&migration)).await?;
            }
            Ok::<_, Stop>(proof)
        };
        let proof = match self.setup.pace.within(self.time_before_the_swap(), Box::pin(brought)).await {
            Some(Ok(proof)) => proof,
            Some(Err(stop)) => return Err(Box::pin(both.put_settings_back(stop)).await),
            None => return Err(Box::pin(both.put_slot_back(Stop::out_of_time(limit))).await),
        };
        Box::pin(self.publish_layer(package, &survey)).await;
        let ticket = Box::pin(both.issue_ticket(&survey, &proof)).await;
        Ok(Staging::Staged(Box::new(Staged { both, survey, ticket })))
    }

    /// What is left of the time for everything before the swap.
    fn time_before_the_swap(&self) -> Duration {
        self.setup.options.timeout.saturating_sub(self.setup.pace.now().since_start())
    }

    /// How the package reaches the slot.
    fn strategy(&self, package: &Package, survey: &Survey, way: Way) -> Box<dyn Strategy> {
        if way == Way::SitePackage {
            return Box::new(SitePackages { renaming: renaming(survey.slot.as_ref().map(|slot| &slot.site)) });
        }
        let Some(store) = self.store_of_packages() else {
            return Box::new(ZipDeploy { build: self.setup.options.build });
        };
        let meta = self.recorder.read(|record| ReleaseMeta {
            digest: package.digest.clone(),
            commit: record.commit.clone().unwrap_or_default(),
            run: self.setup.run.run_id.clone().unwrap_or_default(),
            repository: record.repository.clone().unwrap_or_default(),
        });
        let of_slot = survey.slot.as_ref().and_then(|slot| slot.settings.as_ref().ok());
        let sides = of_slot.into_iter().chain(&survey.production.settings);
        let base = package.layer.as_ref().and_then(LayerUse::base).map(|base| base.release.clone());
        Box::new(PackageUrl { store, meta, base, likely: sides.map(PackageSetting::of).collect() })
    }

    /// What the slot runs from now and will run from, in the form that a release writes down for others.
    fn foreseen_switch(&self, package: &Package, survey: &Survey, way: Way) -> Option<PackageSwitch> {
        let slot = survey.slot.as_ref()?;
        if way == Way::SitePackage {
            let named = &slot.packages.as_ref().ok()?.as_ref()?.named;
            return SitePackages::switch(&named.package().ok()?, &package.release_id)
                .map(|switch| written(switch, self.recorder.key()));
        }
        let settings = slot.settings.as_ref().ok()?;
        let to = self.store_of_packages()?.release_url(&package.release_id).to_string();
        Some(PackageSwitch { from: PackageSetting::of(settings).open(), to, by: SwitchedBy::Setting })
    }

    /// What a release of this package would do.
    pub async fn plan(&self, package: &Package, survey: &Survey) -> Result<Vec<String>, Stop> {
        if survey.slot.is_some() {
            let both = self.surveyed(survey)?;
            if Box::pin(both.is_unchanged(survey, package)).await {
                return Ok(vec![
                    "production runs this content already: only its critical probes would be asked".into(),
                ]);
            }
            both.foresee_seal().await;
        }
        let mut plan: Vec<String> = self.plan_new_slot(survey).into_iter().collect();
        plan.extend(self.plan_slot(Some(package), survey));
        plan.extend(self.plan_site());
        plan.extend(self.plan_settings(&survey.to_write));
        plan.extend(self.plan_staging(package, &self.choose(survey)));
        plan.extend(self.plan_promotion(&survey.production.identity.content));
        Ok(plan)
    }
}

impl Run {
    /// Nothing is swapped here: the ticket goes to the job that promotes.
    pub fn hand_over(&self, ticket: &Ticket) -> Outcome {
        self.recorder.note(|record| record.ticket = Some(ticket.to_text()));
        Outcome::Staged
    }
}
