use serde::Deserialize;
use serde_json::Value;

use crate::github::{GitHubDeployments, GitHubError};
use crate::record::{Digest, HistoryEntry, Memo, Outcome};
use crate::release::ground::{App, DeploymentChoice, GitHubSetup};
use crate::release::memory::not_up_to_date;
use crate::release::run::{Run, RunOnApp};

/// Of older releases only those with the content in question matter.
const NEWEST: usize = 3;
/// The beginning of the final description of a deployment whose release yielded.
pub(super) const YIELDED: &str = "yielded";
/// The same as earlier versions wrote it.
const STEPPED_BACK: &str = "stepped back";

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
        let github = self.setup.github.as_ref().filter(|github| github.choice != DeploymentChoice::No)?;
        let deployments = self.deployments()?;
        let report = |id: u64| {
            self.recorder.say(&format!(
                "what a release wrote into the GitHub Deployment {id} cannot be understood: whether that release holds the app \
                 is unknown"
            ));
        };
        match read(&deployments, github, &self.app, of, report).await {
            // The release that staged this one has ended, whether or not GitHub recorded it.
            Ok(known) => {
                let staged_by = self.recorder.read(|record| record.staged_by.clone());
                Some(known.into_iter().filter(|one| Some(&one.memo.release) != staged_by.as_ref()).collect())
            }
            Err(GitHubError::Refused { status: 403 | 404, .. }) => None,
            Err(error) => {
                self.recorder.say(&format!(
                    "the release history of this app cannot be read from GitHub ({error}); using Azure's state \
                        alone"
                ));
                None
            }
        }
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

/// Whether this final description is that of a release that yielded to another one.
fn has_yielded(description: &str) -> bool {
    description.starts_with(YIELDED) || description.starts_with(STEPPED_BACK)
}

async fn read(
    deployments: &GitHubDeployments,
    github: &GitHubSetup,
    app: &App,
    of: &[&Digest],
    report_unreadable: impl Fn(u64),
) -> Result<Vec<HistoryEntry>, GitHubError> {
    let target = app.named().target;
    let memos = deployments.recent(&github.environment).await?.into_iter().filter_map(|one| {
        let written = memo_in(&one.payload)?;
        // Another app's memo is none of ours, in whatever form.
        let named = written.pointer("/sites/target").and_then(|target| Digest::deserialize(target).ok());
        if named.is_some_and(|named| named != target) {
            return None;
        }
        match serde_json::from_value::<Memo>(written) {
            Ok(memo) => Some((one.id, memo)),
            Err(_) => {
                report_unreadable(one.id);
                None
            }
        }
    });
    let mut known = Vec::new();
    for (id, memo) in memos {
        if known.len() >= NEWEST && !memo.digest.as_ref().is_some_and(|digest| of.contains(&digest)) {
            continue;
        }
        let said = deployments.last_status(id).await?;
        // It yielded, so its end says nothing about a swap.
        if said.as_ref().is_some_and(|said| has_yielded(&said.description)) {
            continue;
        }
        let ended = said.filter(|said| !said.is_in_progress).map(|said| {
            let name = said.description.split(':').next().unwrap_or_default();
            // One that GitHub or a person made inactive has no status of ours; it is over nevertheless.
            (said.at, Outcome::named(name).unwrap_or(Outcome::Interrupted))
        });
        known.push(HistoryEntry { id, memo, ended });
    }
    Ok(known)
}

/// GitHub returns a payload as it was sent, or as a text that contains it.
fn memo_in(payload: &Value) -> Option<Value> {
    match payload {
        Value::String(text) => serde_json::from_str::<Value>(text).ok()?.get("memo").cloned(),
        value => value.get("memo").cloned(),
    }
}
