use std::time::Duration;

use serde_json::json;

use super::history::task_of;
use super::word::{AT_WORK, YIELDED};
use crate::azure::{RoleFor, WebChange};
use crate::github::{DeploymentReport, GitHubDeployments, GitHubError};
use crate::preflight::Survey;
use crate::record::{AfterRelease, ContentIdentity, Digest, HistoryEntry, Memo, MemoryPlace, Outcome, PackageSwitch};
use crate::release::ground::{DeploymentChoice, GitHubSetup, Setup};
use crate::release::memory::{OpenDeployment, not_up_to_date};
use crate::release::run::{Run, RunOnApp};

/// A release without a recorded end is over when all its time limits have passed, and a margin.
const GRACE: Duration = Duration::from_secs(15 * 60);

/// What others have to know of a release while it is at work.
pub struct About<'a> {
    /// The content that is released, or taken back on request; `None`: content without a digest of ours is taken back.
    pub digest: Option<&'a Digest>,
    /// What production serves now.
    pub production: &'a ContentIdentity,
    /// What a rollback on request gives production back.
    pub restores: Option<&'a ContentIdentity>,
    /// When Azure last completed a swap.
    pub swap_stamp: Option<&'a str>,
    /// By which package the slot will run, where it is switched to one.
    pub switch: Option<PackageSwitch>,
    /// The settings that it may write to hold triggers in the slot.
    pub holds: Vec<String>,
    /// Whether it creates the slot.
    pub creates_slot: bool,
}

impl<'a> About<'a> {
    /// From a survey.
    pub fn of(digest: &'a Digest, survey: &'a Survey) -> Self {
        let production = &survey.production.identity.content;
        let swap_stamp = survey.production.site.swap.stamp.as_deref();
        Self {
            digest: Some(digest),
            production,
            restores: None,
            swap_stamp,
            switch: None,
            holds: Vec::new(),
            creates_slot: false,
        }
    }
}

impl RunOnApp {
    /// Makes the GitHub Deployment where that is wished and allowed, also beside the one that a job's environment makes, which
    /// holds no memo. It is the lease on the app: others who can read it wait.
    pub async fn open_deployment(&self, about: &About<'_>) {
        let github = match &self.setup.github {
            Some(github) if github.choice != DeploymentChoice::No => github,
            Some(_) => return self.say_without_memory("`deployment` is `false`"),
            None if self.setup.run.repository.is_some() => {
                return self.say_without_memory("there is no `github-token`");
            }
            None => return self.say_without_memory("there is no repository and no `github-token`"),
        };
        match self.create_deployment(github, about).await {
            Ok((deployments, id)) => {
                self.recorder.note(|record| record.github_deployment = Some(id));
                self.hold_deployment(deployments, id);
            }
            // It was not requested: a job without the permission creates none.
            Err(GitHubError::Refused { status: 403 | 404, .. }) if github.choice == DeploymentChoice::Auto => {
                self.say_without_memory("the job lacks `deployments: write`");
            }
            Err(error) => self.recorder.warn(&not_up_to_date(&error)),
        }
    }

    fn say_without_memory(&self, why: &str) {
        if self.app.store.is_some() {
            return self
                .recorder
                .say(&format!("no GitHub Deployment is made ({why}); the container of packages is the memory"));
        }
        self.recorder.say(&format!(
            "no GitHub Deployment is made, so this release has no memory ({why}): others know of it by Azure's state alone"
        ));
    }

    async fn create_deployment(
        &self,
        github: &GitHubSetup,
        about: &About<'_>,
    ) -> Result<(GitHubDeployments, u64), GitHubError> {
        let Setup { http, options, run, .. } = &*self.setup;
        let deployments =
            GitHubDeployments::new(http.clone(), &github.api_url, github.token.clone(), &github.repository)?;
        let memo = self.memo(about);
        let payload = json!({"tool": memo.tool, "release": memo.release, "digest": about.digest, "memo": memo});
        let commit = self.recorder.read(|record| record.commit.clone()).unwrap_or_else(|| github.commit.clone());
        let id = deployments.create(&commit, &github.environment, &task_of(&self.app), payload).await?;
        let report = DeploymentReport {
            description: format!("{AT_WORK} through the slot {}", options.slot),
            environment_url: None,
            log_url: run.url.clone(),
        };
        deployments.in_progress(id, report).await?;
        Ok((deployments, id))
    }

    /// Finds this release's own deployments in the release history and returns the others. A request that arrived twice
    /// created two: one is kept, and the rest are ended, or they would block other releases. The number of one whose answer
    /// was lost becomes known.
    pub async fn recognise_deployments(&self, known: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
        let release = self.recorder.read(|record| record.id.clone());
        if self.app.store.is_some() {
            // What is known is what the container has.
            if let Some(own) = known.iter().find(|one| one.memo.release == release)
                && self.recorder.own_stored().number().is_none()
            {
                self.recorder.note(|record| record.store_record = Some(own.id));
            }
            Box::pin(self.let_github_follow(&known)).await;
        }
        let (own, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|one| one.memo.release == release);
        let on_github: Vec<_> = own.into_iter().filter(|one| one.place == MemoryPlace::GitHub).collect();
        if let Some(deployments) = self.deployments().filter(|_| !on_github.is_empty()) {
            self.recognise_own(&deployments, &on_github).await;
        }
        others
    }

    /// What others have to know of this release.
    pub(super) fn memo(&self, about: &About<'_>) -> Memo {
        let Setup { options, run, pace, .. } = &*self.setup;
        let (tool, release) = self.recorder.read(|record| (record.tool.clone(), record.id.clone()));
        Memo {
            tool,
            release,
            run: run.run_id.clone(),
            sites: self.app.named(),
            digest: about.digest.cloned(),
            production: about.production.sealed(),
            restores: about.restores.map(ContentIdentity::sealed),
            asks: Some(options.asks.for_memory()),
            swap_stamp: about.swap_stamp.map(str::to_owned),
            groundwork: options.groundwork(),
            settings: match options.role_for {
                RoleFor::Release | RoleFor::Stage => options.settings.names(),
                _ => Vec::new(),
            },
            site: match options.role_for {
                RoleFor::Release | RoleFor::Stage => WebChange::of(&options.site).values().keys().cloned().collect(),
                _ => Vec::new(),
            },
            holds: about.holds.clone(),
            creates_slot: about.creates_slot,
            after: match options.role_for {
                RoleFor::Release | RoleFor::Promote => options.after.filter(|after| *after != AfterRelease::Keep),
                _ => None,
            },
            expires: pace.wall() + options.timeout + options.watch + GRACE,
        }
    }
}

impl Run {
    /// Goes on with the deployment that the release made before it was cut short.
    pub fn resume_deployment(&self) {
        if let Some((deployments, id)) = self.deployments().zip(self.recorder.read(|record| record.github_deployment)) {
            self.hold_deployment(deployments, id);
        }
    }

    /// Takes one of these for the deployment of this release, unless one is known, and ends the rest.
    pub(super) async fn recognise_own(&self, deployments: &GitHubDeployments, own: &[HistoryEntry]) {
        if self.own_deployment().id().is_none()
            && let Some(first) = own.iter().map(|one| one.id).min()
        {
            self.recorder.note(|record| record.github_deployment = Some(first));
            self.hold_deployment(deployments.clone(), first);
        }
        let kept = self.own_deployment().id();
        for twin in own.iter().filter(|one| Some(one.id) != kept) {
            self.end_as_yielded(deployments, twin.id, "the request that created it arrived twice").await;
        }
    }

    /// Yields: another release is in progress. A release that changed nothing is not a failure.
    pub async fn withdraw_deployment(&self) {
        self.withdraw_stored().await;
        if let Some(open) = self.own_deployment().take() {
            self.end_as_yielded(&open.deployments, open.id, "it waits for another release of the app").await;
        }
    }

    /// Production no longer runs what these deployments announced. GitHub keeps the newest status: it says by which run.
    pub async fn withdraw_announced(&self, ids: &[u64]) {
        let Some(deployments) = self.deployments().filter(|_| !ids.is_empty()) else { return };
        let by = self.setup.run.run_id.as_ref().map(|run| format!(" by run {run}")).unwrap_or_default();
        for id in ids.iter().filter(|id| Some(**id) != self.own_deployment().id()) {
            let description = format!("{}: on request{by}", Outcome::RolledBack.name());
            let report = DeploymentReport { description, environment_url: None, log_url: self.setup.run.url.clone() };
            if let Err(error) = deployments.inactive(*id, report).await {
                self.recorder.warn(&not_up_to_date(&error));
            }
        }
    }

    fn hold_deployment(&self, deployments: GitHubDeployments, id: u64) {
        self.own_deployment().set(OpenDeployment { deployments, id, run_url: self.setup.run.url.clone() });
    }

    async fn end_as_yielded(&self, deployments: &GitHubDeployments, id: u64, why: &str) {
        let description = format!("{YIELDED}: {why}");
        let report = DeploymentReport { description, environment_url: None, log_url: self.setup.run.url.clone() };
        if let Err(error) = deployments.inactive(id, report).await {
            self.recorder.warn(&not_up_to_date(&error));
        }
    }
}
