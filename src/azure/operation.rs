use std::time::Duration;

use url::Url;

use super::wire::{self, ProviderRefusal, Resource};
use super::{Arm, ArmPolicy, AzureError, SiteRef, Unreadable};
use crate::http::{Growing, Response};

/// A long-running operation that Azure accepted, by the URL that is asked for its end: `Location`, which is signed anew in every
/// answer, and of which the newest counts (facts: long-running).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation(Url);

/// What Azure says of an operation.
#[derive(Debug)]
pub enum OperationWord {
    /// The provider says that it succeeded.
    Succeeded,
    /// The provider says that it failed; the poll itself carries the error (facts: long-running).
    Failed(AzureError),
    /// It goes on.
    GoesOn,
    /// The answer does not say: lost, throttled, refused, or given by a gateway or a front end. The operation may go on.
    Unsaid(AzureError),
}

/// How following an operation ended.
#[derive(Debug)]
pub enum OperationEnd {
    /// The provider says that it succeeded.
    Succeeded,
    /// The provider says that it failed.
    Failed(AzureError),
    /// The polls were lost, or the time ran out: it may go on, and only reading back shows the result.
    Lost(AzureError),
}

impl Operation {
    /// The operation that this answer accepted; `None` when it does not say where to ask.
    pub(super) fn accepted_by(response: &Response) -> Option<Self> {
        response.header("location")?.parse().ok().map(Self)
    }

    /// The operation at this URL, as it was noted down, if it is one of the app of `side`.
    pub fn noted(url: &str, side: &SiteRef) -> Option<Self> {
        let url: Url = url.parse().ok()?;
        let (of_app, path) = (side.app.path().to_string().to_lowercase(), url.path().to_lowercase());
        let (_, rest) = path.split_once(&of_app)?;
        (rest.starts_with('/') && rest.contains("/operationresults/")).then_some(Self(url))
    }

    /// The URL, to be noted down.
    pub fn url(&self) -> &str {
        self.0.as_str()
    }

    /// Asks once.
    pub async fn ask(&mut self, arm: &Arm, doing: &str) -> OperationWord {
        self.poll(arm, doing).await.0
    }

    async fn poll(&mut self, arm: &Arm, doing: &str) -> (OperationWord, Option<Duration>) {
        match arm.ask_url(doing, &self.0, ArmPolicy::Measurement).await {
            Ok(response) => {
                if response.status == 202
                    && let Some(newest) = Self::accepted_by(&response)
                {
                    *self = newest;
                }
                let asked = response.retry_after().filter(|asked| !asked.is_zero());
                (word(arm, doing, &response), asked)
            }
            Err(error) => (OperationWord::Unsaid(error), None),
        }
    }

    /// Follows it to its end, as far as Azure says it. Swaps send no `Retry-After`, so the wait between polls is ours.
    pub async fn follow(&mut self, arm: &Arm, doing: &str, limit: Duration) -> OperationEnd {
        const LONGEST_WAIT: Duration = Duration::from_secs(3);
        const LONGEST_ASKED: Duration = Duration::from_secs(15);
        // Where a poll is not answered for longer, reading back says sooner how the operation ended.
        const A_POLL: Duration = Duration::from_secs(30);
        let arm = &arm.hurried(A_POLL);
        let pace = arm.pace();
        let began = pace.now();
        let mut waits = Growing::to(LONGEST_WAIT);
        let mut asked_for = None;
        loop {
            if pace.now() - began > limit {
                return OperationEnd::Lost(AzureError::Unfinished {
                    doing: doing.to_owned(),
                    seconds: limit.as_secs(),
                });
            }
            pace.sleep(asked_for.unwrap_or_else(|| waits.wait())).await;
            let (said, asked) = self.poll(arm, doing).await;
            match said {
                OperationWord::GoesOn => {
                    asked_for = asked.map(|asked| asked.min(LONGEST_ASKED));
                    let seconds = (pace.now() - began).as_secs();
                    tracing::info!(target: crate::runner::PROGRESS, "waiting for Azure to {doing}: {seconds} s");
                }
                OperationWord::Succeeded => return OperationEnd::Succeeded,
                OperationWord::Failed(error) => return OperationEnd::Failed(error),
                OperationWord::Unsaid(error) => return OperationEnd::Lost(error),
            }
        }
    }
}

/// Only the provider's own form ends an operation: success is the resource itself, failure its refusal. That somebody may not
/// ask, or is asked to come again, is no end, whoever says it.
fn word(arm: &Arm, doing: &str, response: &Response) -> OperationWord {
    let refused = || arm.refused(doing, response);
    match response.status.as_u16() {
        202 => OperationWord::GoesOn,
        200 => match wire::read::<Resource>(doing, response) {
            Ok(_) => OperationWord::Succeeded,
            Err(error) => OperationWord::Unsaid(error),
        },
        401 | 403 | 404 | 408 | 429 | 500.. => OperationWord::Unsaid(refused()),
        400.. if wire::parse::<ProviderRefusal>(response.json_body()).is_ok() => OperationWord::Failed(refused()),
        400.. => OperationWord::Unsaid(refused()),
        _ => OperationWord::Unsaid(Unreadable::NotAnEnd.during(doing)),
    }
}
