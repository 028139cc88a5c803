use std::time::Duration;

use serde_json::{Value, json};

use super::app::App;
use super::ticket::sites;
use super::{DeploymentChoice, GitHubSetup, Setup, Story};
use crate::github::{DeploymentReport, GitHubDeployments, GitHubError};
use crate::preflight::Survey;
use crate::record::{ContentIdentity, Digest, Explain, Memo, Outcome, ReleaseRecord, Remembered, Tone};

/// A release that nobody ended is over when all its limits are, and a little more.
const GRACE: Duration = Duration::from_secs(15 * 60);
/// Of older releases only what concerns this very content matters.
const NEWEST: usize = 3;
/// How the last word of a deployment begins whose release was never at work.
const STEPPED_BACK: &str = "stepped back";

/// The GitHub Deployment of a release, which is also the memory that releases have of each other. Whatever goes wrong with
/// it is a warning and never changes the outcome.
#[derive(Default)]
pub struct GitHubReport {
    open: Option<(GitHubDeployments, u64)>,
}

/// What is needed to write a deployment, and to find it again.
pub struct About<'a> {
    /// The app.
    pub app: &'a App,
    /// The content that is released.
    pub digest: &'a Digest,
    /// What production serves now.
    pub production: &'a ContentIdentity,
    /// When Azure last completed a swap.
    pub swap_stamp: Option<&'a str>,
}

impl<'a> About<'a> {
    /// What a survey says.
    pub fn of(app: &'a App, digest: &'a Digest, survey: &'a Survey) -> Self {
        let production = &survey.production_identity.content;
        Self { app, digest, production, swap_stamp: survey.production.swap.stamp.as_deref() }
    }
}

impl GitHubReport {
    /// Makes the deployment, unless the job's environment makes one itself.
    pub async fn open(&mut self, setup: &Setup, story: &Story, about: &About<'_>) {
        let Some(github) = &setup.github else { return };
        let claims = about.app.arm.credential().claims();
        let wanted = match github.choice {
            DeploymentChoice::Yes => true,
            DeploymentChoice::No => false,
            DeploymentChoice::Auto => claims.is_some_and(|claims| claims.environment.is_none()),
        };
        if !wanted {
            return;
        }
        match create(setup, github, story, about).await {
            Ok((deployments, id)) => {
                story.note(|record| record.github_deployment = Some(id));
                self.open = Some((deployments, id));
            }
            // Nobody asked for it: a job without the right simply has none.
            Err(GitHubError::Refused { status: 403 | 404, .. }) if github.choice == DeploymentChoice::Auto => {
                story.say("no GitHub Deployment is made: the job lacks `deployments: write`");
            }
            Err(error) => warn(story, &error),
        }
    }

    /// Our own number in the memory.
    pub fn own(&self) -> Option<u64> {
        self.open.as_ref().map(|(_, id)| *id)
    }

    /// The deployment that the release made before it was cut short.
    pub fn resume(setup: &Setup, story: &Story) -> Self {
        let open = || Some((deployments(setup, story)?, story.snapshot().github_deployment?));
        Self { open: open() }
    }

    /// Finds this release's own deployments among what is remembered, and leaves the others. A request that arrived twice
    /// made two: one is kept, and the rest end here, or they would keep everybody out. Of one whose answer was lost the
    /// number is learnt.
    pub async fn recognise(&mut self, setup: &Setup, story: &Story, known: Vec<Remembered>) -> Vec<Remembered> {
        let record = story.snapshot();
        let (own, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|one| one.memo.release == record.id);
        let Some(deployments) = deployments(setup, story).filter(|_| !own.is_empty()) else { return others };
        if self.open.is_none()
            && let Some(first) = own.iter().map(|one| one.id).min()
        {
            story.note(|record| record.github_deployment = Some(first));
            self.open = Some((deployments.clone(), first));
        }
        for twin in own.iter().filter(|one| Some(one.id) != self.own()) {
            step_back(&deployments, twin.id, setup, story, "the request for it arrived twice").await;
        }
        others
    }

    /// Steps back: somebody else is at work. What was not begun is no failure.
    pub async fn withdraw(&mut self, setup: &Setup, story: &Story) {
        let Some((deployments, id)) = self.open.take() else { return };
        step_back(&deployments, id, setup, story, "it waits for another release of the app").await;
    }

    /// Says how it ended; while that is not the last word, that it goes on.
    pub async fn close(&self, setup: &Setup, story: &Story, record: &ReleaseRecord, is_final: bool) {
        let (Some((deployments, id)), Some(outcome)) = (&self.open, record.outcome) else {
            return;
        };
        let report = DeploymentReport {
            description: format!("{}: {}", outcome.name(), record.reason),
            environment_url: record.urls.app.clone(),
            log_url: setup.run.url.clone(),
        };
        let result = match (outcome, outcome.row().tone) {
            _ if !is_final => deployments.in_progress(*id, report).await,
            // The slot has it, production has not: neither a success of this environment nor a
            // failure.
            (Outcome::Staged, _) => deployments.inactive(*id, report).await,
            (_, Tone::Good | Tone::Caution) => deployments.success(*id, report).await,
            (_, Tone::Bad) => deployments.failure(*id, report).await,
        };
        if let Err(error) = result {
            warn(story, &error);
        }
    }
}

/// What is remembered of other releases of the app, newest first; `None` without a memory, or when it cannot be read.
pub async fn remember(setup: &Setup, story: &Story, app: &App, digest: Option<&Digest>) -> Option<Vec<Remembered>> {
    let own = story.snapshot().id;
    let known = recall(setup, story, app, digest).await?;
    Some(known.into_iter().filter(|one| one.memo.release != own).collect())
}

/// The same, and this release's own.
pub async fn recall(setup: &Setup, story: &Story, app: &App, digest: Option<&Digest>) -> Option<Vec<Remembered>> {
    let github = setup.github.as_ref().filter(|github| github.choice != DeploymentChoice::No)?;
    let deployments = deployments(setup, story)?;
    match read(&deployments, github, app, digest).await {
        // What staged this release has ended, whether or not GitHub could be told so.
        Ok(known) => {
            let staged_by = story.snapshot().staged_by;
            Some(known.into_iter().filter(|one| Some(&one.memo.release) != staged_by.as_ref()).collect())
        }
        Err(GitHubError::Refused { status: 403 | 404, .. }) => None,
        Err(error) => {
            story.say(&format!("what GitHub remembers of this app cannot be read ({error}); going by Azure alone"));
            None
        }
    }
}

async fn read(
    deployments: &GitHubDeployments,
    github: &GitHubSetup,
    app: &App,
    digest: Option<&Digest>,
) -> Result<Vec<Remembered>, GitHubError> {
    let sites = sites(app);
    let memos = deployments.recent(&github.environment).await?.into_iter().filter_map(|one| {
        let memo = serde_json::from_value::<Memo>(memo_in(&one.payload)?).ok()?;
        (memo.sites.target == sites.target).then_some((one.id, memo))
    });
    let mut known = Vec::new();
    for (id, memo) in memos {
        if known.len() >= NEWEST && digest != Some(&memo.digest) {
            continue;
        }
        let said = deployments.last_status(id).await?;
        // It was never at work, so its end says nothing.
        if said.as_ref().is_some_and(|said| said.description.starts_with(STEPPED_BACK)) {
            continue;
        }
        let ended = said.filter(|said| !said.goes_on).map(|said| {
            let name = said.description.split(':').next().unwrap_or_default();
            // One that GitHub itself, or a person, made inactive has no word of ours; it is over nevertheless.
            (said.at, Outcome::named(name).unwrap_or(Outcome::Interrupted))
        });
        known.push(Remembered { id, memo, ended });
    }
    Ok(known)
}

/// GitHub gives a payload back as it was given, or as a text that holds it.
fn memo_in(payload: &Value) -> Option<Value> {
    match payload {
        Value::String(text) => serde_json::from_str::<Value>(text).ok()?.get("memo").cloned(),
        value => value.get("memo").cloned(),
    }
}

fn deployments(setup: &Setup, story: &Story) -> Option<GitHubDeployments> {
    let github = setup.github.as_ref()?;
    let (http, token) = (setup.http.clone(), github.token.clone());
    let made = GitHubDeployments::new(http, &github.api_url, token, &github.repository);
    made.map_err(|error| warn(story, &error)).ok()
}

async fn create(
    setup: &Setup,
    github: &GitHubSetup,
    story: &Story,
    about: &About<'_>,
) -> Result<(GitHubDeployments, u64), GitHubError> {
    let (http, token) = (setup.http.clone(), github.token.clone());
    let deployments = GitHubDeployments::new(http, &github.api_url, token, &github.repository)?;
    let record = story.snapshot();
    let memo = Memo {
        tool: record.tool.clone(),
        release: record.id.clone(),
        run: setup.run.run_id.clone(),
        sites: sites(about.app),
        digest: about.digest.clone(),
        production: about.production.sealed(),
        swap_stamp: about.swap_stamp.map(str::to_owned),
        groundwork: setup.options.groundwork(),
        expires: setup.pace.wall() + setup.options.timeout + setup.options.watch + GRACE,
    };
    let payload = json!({"tool": record.tool, "release": record.id, "digest": about.digest, "memo": memo});
    let id = deployments.create(&github.commit, &github.environment, payload).await?;
    let report = DeploymentReport {
        description: format!("releasing through the slot {}", setup.options.slot),
        environment_url: None,
        log_url: setup.run.url.clone(),
    };
    deployments.in_progress(id, report).await?;
    Ok((deployments, id))
}

async fn step_back(deployments: &GitHubDeployments, id: u64, setup: &Setup, story: &Story, why: &str) {
    let description = format!("{STEPPED_BACK}: {why}");
    let report = DeploymentReport { description, environment_url: None, log_url: setup.run.url.clone() };
    if let Err(error) = deployments.inactive(id, report).await {
        warn(story, &error);
    }
}

fn warn(story: &Story, error: &GitHubError) {
    let hints = error.hints().join("; ");
    let hints = match hints.is_empty() {
        true => hints,
        false => format!(" ({hints})"),
    };
    story.warn(&format!("the GitHub Deployment is not up to date: {error}{hints}"));
}
