use std::time::Duration;

use url::Url;

use super::{Arm, AzureError};
use crate::http::Response;

/// How a long-running operation ended.
#[derive(Debug)]
pub enum OperationEnd {
    /// The service says that it succeeded.
    Succeeded,
    /// The service says that it failed; the poll itself carries the error (azure-wire §2.3).
    Failed(AzureError),
    /// The polls got lost, or the time ran out: only reading back tells.
    Lost(AzureError),
}

/// Follows an operation by `Location`, which is signed anew in every answer: the newest counts.
/// Swaps send no `Retry-After`, so the wait between polls is ours.
pub async fn follow(arm: &Arm, doing: &str, accepted: &Response, limit: Duration) -> OperationEnd {
    const FIRST_WAIT: Duration = Duration::from_secs(5);
    const LONGEST_WAIT: Duration = Duration::from_secs(15);
    let pace = arm.pace();
    let began = pace.now();
    let mut wait = FIRST_WAIT;
    let mut location = location(accepted);
    loop {
        let Some(url) = &location else {
            return OperationEnd::Lost(AzureError::Unreadable {
                doing: doing.to_owned(),
                detail: "the answer names no Location to follow".to_owned(),
            });
        };
        if pace.now() - began > limit {
            return OperationEnd::Lost(AzureError::Unfinished { doing: doing.to_owned(), seconds: limit.as_secs() });
        }
        pace.sleep(wait).await;
        wait = (wait * 3 / 2).min(LONGEST_WAIT);
        match arm.get_url(doing, url).await {
            Ok(response) if response.status == 202 => {
                if let Some(newest) = self::location(&response) {
                    location = Some(newest);
                }
                if let Some(asked) = response.retry_after().filter(|asked| !asked.is_zero()) {
                    wait = asked.min(LONGEST_WAIT);
                }
                let seconds = (pace.now() - began).as_secs();
                tracing::info!(target: crate::runner::PROGRESS, "waiting for Azure to {doing}: {seconds} s");
            }
            Ok(_) => return OperationEnd::Succeeded,
            // A poll that is lost, throttled or answered by a front end says nothing about the
            // operation.
            Err(error) if error.refusal().is_none() || error.is_transient() && !is_verdict(&error) => {
                return OperationEnd::Lost(error);
            }
            Err(error) if error.is_not_found() => return OperationEnd::Lost(error),
            Err(error) => return OperationEnd::Failed(error),
        }
    }
}

/// A 409 on a poll is the operation's own end, not a busy front door.
fn is_verdict(error: &AzureError) -> bool {
    matches!(error, AzureError::Refused { answer, .. } if answer.status == Some(409))
}

fn location(response: &Response) -> Option<Url> {
    response.header("location")?.parse().ok()
}
