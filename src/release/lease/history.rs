use super::word::{Word, newest_word};
use crate::github::{GitHubDeployments, GitHubError, RecentDeployment};
use crate::judge::may_be_at_work;
use crate::record::{Digest, HistoryEntry, Memo, MemoryPlace};
use crate::release::ground::{App, DeploymentChoice};
use crate::release::memory::not_up_to_date;
use crate::release::run::{Run, RunOnApp};
use crate::store::StoreError;
use serde::Deserialize;
use serde_json::Value;

/// Of releases that cannot be at work any more only so many matter, and those with the content in question.
const NEWEST: usize = 3;

impl RunOnApp {
    /// The release history of the app without this release, newest first; `None` without one, or when it cannot be read. Of
    /// older releases only those with one of these contents are in it.
    pub async fn release_history(&self, of: &[&Digest]) -> Option<Vec<HistoryEntry>> {
        let own = self.recorder.read(|record| record.id.clone());
        let known = self.whole_history(of).await?;
        Some(known.into_iter().filter(|one| one.memo.release != own).collect())
    }

    /// The same, and this release's own.
    pub async fn whole_history(&self, of: &[&Digest]) -> Option<Vec<HistoryEntry>> {
        self.named_history(of).await.ok().flatten()
    }

    /// The same; an error for a container that was named and cannot be read, which is no release history without entries.
    pub async fn named_history(&self, of: &[&Digest]) -> Result<Option<Vec<HistoryEntry>>, StoreError> {
        // Where both exist, the container decides.
        match self.stored_history(of).await {
            Some(known) => known.map(Some),
            None => Ok(self.history_on_github(of).await),
        }
    }

    /// Whether there is a place where releases are remembered: the container of packages, or GitHub Deployments.
    pub(in crate::release) fn has_memory(&self) -> bool {
        let on_github = self.setup.github.as_ref().is_some_and(|github| github.choice != DeploymentChoice::No);
        self.app.store.is_some() || on_github
    }

    /// The same, as GitHub Deployments have it.
    pub(in crate::release) async fn history_on_github(&self, of: &[&Digest]) -> Option<Vec<HistoryEntry>> {
        let github = self.setup.github.as_ref().filter(|github| github.choice != DeploymentChoice::No)?;
        let deployments = self.deployments()?;
        let report = |one: &RecentDeployment| {
            let author = one.author.as_deref().unwrap_or("an unnamed account");
            self.recorder.say(&format!(
                "what {author} wrote into the GitHub Deployment {} cannot be understood: whether that release holds the app is \
                 unknown",
                one.id
            ));
        };
        let started = self.recorder.read(|record| record.started);
        let is_at_work = |one: &HistoryEntry| may_be_at_work(one, self.setup.pace.wall(), started);
        let known = async {
            let listed = self.listed(&deployments, &github.environment).await?;
            read(&deployments, &self.app, listed, of, is_at_work, report).await
        };
        match known.await {
            // The release that staged this one has ended, whether or not GitHub recorded it.
            Ok(known) => {
                let staged_by = self.recorder.read(|record| record.staged_by.clone());
                Some(known.into_iter().filter(|one| Some(&one.memo.release) != staged_by.as_ref()).collect())
            }
            Err(GitHubError::Refused { status: 403 | 404, .. }) => None,
            Err(error) => {
                let instead = match self.app.store {
                    Some(_) => "the container of packages decides, and a deployment may stay in progress there",
                    None => "using Azure's state alone",
                };
                self.recorder
                    .say(&format!("the release history of this app cannot be read from GitHub ({error}); {instead}"));
                None
            }
        }
    }

    async fn listed(
        &self,
        deployments: &GitHubDeployments,
        environment: &str,
    ) -> Result<Vec<RecentDeployment>, GitHubError> {
        let task = task_of(&self.app);
        // Earlier versions named no task. What changes nothing spares the request.
        if self.setup.options.changes_nothing() {
            return deployments.of_task(&task).await;
        }
        let (mut all, unnamed) = tokio::try_join!(deployments.of_task(&task), deployments.without_task(environment))?;
        all.extend(unnamed);
        Ok(all)
    }
}

impl Run {
    /// The deployments of the repository, when there is one.
    pub fn deployments(&self) -> Option<GitHubDeployments> {
        let github = self.setup.github.as_ref()?;
        let (http, token) = (self.setup.http.clone(), github.token.clone());
        let made = GitHubDeployments::new(http, &github.api_url, token, &github.repository);
        made.map_err(|error| self.recorder.warn(&not_up_to_date(&error))).ok()
    }
}

/// The task of the GitHub Deployments of one app: those of other apps and tools, however many there are, are not in its list.
pub(super) fn task_of(app: &App) -> String {
    format!("slot-deploy/{}", &app.named().target.as_str()[..16])
}

async fn read(
    deployments: &GitHubDeployments,
    app: &App,
    mut all: Vec<RecentDeployment>,
    of: &[&Digest],
    may_be_at_work: impl Fn(&HistoryEntry) -> bool,
    report_unreadable: impl Fn(&RecentDeployment),
) -> Result<Vec<HistoryEntry>, GitHubError> {
    let target = app.named().target;
    all.sort_by_key(|one| std::cmp::Reverse(one.id));
    let mut known: Vec<HistoryEntry> = Vec::new();
    for one in all {
        let Some(written) = memo_in(&one.payload) else { continue };
        // Another app's memo is none of ours, in whatever form.
        let named = written.pointer("/sites/target").and_then(|target| Digest::deserialize(target).ok());
        if named.is_some_and(|named| named != target) {
            continue;
        }
        let Ok(memo) = serde_json::from_value::<Memo>(written) else {
            report_unreadable(&one);
            continue;
        };
        let entry = entry(one, memo);
        let is_of_content = entry.memo.digest.as_ref().is_some_and(|digest| of.contains(&digest));
        // Each costs a request.
        if known.len() >= NEWEST && !may_be_at_work(&entry) && !is_of_content {
            continue;
        }
        known.extend(with_its_end(deployments, entry).await?);
    }
    Ok(known)
}

/// A release as its GitHub Deployment has it, of whose end nothing is known yet.
pub(super) fn entry(one: RecentDeployment, memo: Memo) -> HistoryEntry {
    HistoryEntry {
        id: one.id,
        place: MemoryPlace::GitHub,
        created: one.created,
        author: one.author,
        commit: Some(one.commit),
        memo,
        switch: None,
        ended: None,
    }
}

/// The same with its end, as far as it said one; `None`: it yielded, so its end says nothing about a swap.
pub(super) async fn with_its_end(
    deployments: &GitHubDeployments,
    mut entry: HistoryEntry,
) -> Result<Option<HistoryEntry>, GitHubError> {
    match newest_word(&deployments.statuses(entry.id).await?) {
        Some(Word::Yielded) => return Ok(None),
        Some(Word::Ended(at, outcome)) => entry.ended = Some((at, outcome)),
        Some(Word::AtWork) | None => {}
    }
    Ok(Some(entry))
}

/// The memo of a release, where this is one's payload.
pub(super) fn memo_of(payload: &Value) -> Option<Memo> {
    serde_json::from_value(memo_in(payload)?).ok()
}

/// GitHub returns a payload as it was sent, or as a text that contains it.
fn memo_in(payload: &Value) -> Option<Value> {
    match payload {
        Value::String(text) => serde_json::from_str::<Value>(text).ok()?.get("memo").cloned(),
        value => value.get("memo").cloned(),
    }
}
