use std::time::Duration;

use http::Method;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use url::Url;

use super::{Arm, AzureError, Refusal, SiteRef};
use crate::http::{Body, Policy, Reopen, Request, Response, Retry};

/// The SCM site (Kudu) of one side, asked with a bearer token; publishing credentials are never
/// fetched.
#[derive(Clone)]
pub struct Scm {
    arm: Arm,
    side: SiteRef,
    host: String,
}

/// The state of a deployment, as Kudu numbers it (azure-wire §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentStatus {
    /// 0, 1, 2: it goes on. Linux shows 0 nearly to the end.
    UnderWay,
    /// 3, and whatever is unknown at the end.
    Failed,
    /// 4.
    Success,
    /// -1.
    Cancelled,
    /// 5.
    Conflict,
    /// 6.
    PartialSuccess,
}

impl DeploymentStatus {
    fn of(number: i64, complete: bool) -> Self {
        match number {
            0..=2 => Self::UnderWay,
            4 => Self::Success,
            -1 => Self::Cancelled,
            5 => Self::Conflict,
            6 => Self::PartialSuccess,
            3 => Self::Failed,
            _ if complete => Self::Failed,
            _ => Self::UnderWay,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnderWay => "under way",
            Self::Failed => "failed",
            Self::Success => "succeeded",
            Self::Cancelled => "was cancelled",
            Self::Conflict => "ran into a conflict with another deployment",
            Self::PartialSuccess => "succeeded only in part",
        }
    }
}

/// One deployment in the history of the SCM site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Its id; ids that begin with `temp-` are replaced before it ends.
    pub id: String,
    /// How it stands.
    pub status: DeploymentStatus,
    /// Whether it is the one whose content is in place.
    pub active: bool,
    /// Whether it has ended.
    pub complete: bool,
    /// What was written into it when it was asked for.
    pub message: String,
    /// What it is doing.
    pub progress: String,
    /// How long ago it ended, by the server's own clock, so that no clocks have to agree.
    pub ended_ago: Option<Duration>,
}

/// What is asked for with a package.
#[derive(Clone)]
pub struct ZipDeploy {
    /// The package, opened anew for each try.
    pub package: Reopen,
    /// What history shows, and what the deployment is found by when the answer got lost.
    pub message: String,
}

/// The SCM site took the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipAccepted {
    /// The deployment's id, where the answer names it.
    pub id: Option<String>,
    /// Whether it is done already: a synchronous answer.
    pub done: bool,
}

/// A line of a deployment's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its text.
    pub message: String,
    /// Whether Kudu marks it as an error.
    pub is_error: bool,
    /// Where more of it stands.
    pub details: Option<String>,
}

/// The site answers uploads only when it has started, which took up to 80 s on cold Linux sites
/// (azure-wire §3.1).
const UPLOAD_ANSWER: Duration = Duration::from_secs(15 * 60);

impl Scm {
    pub(super) fn new(arm: Arm, side: SiteRef, host: String) -> Self {
        Self { arm, side, host }
    }

    /// Wakes the site up; a cold one answers late. Its answer is not looked at.
    pub async fn warm_up(&self) -> Result<(), AzureError> {
        let doing = format!("reach the SCM site of {}", self.side);
        let policy = Policy::safe().within(Duration::from_secs(240)).attempt(Duration::from_secs(90));
        self.get(&doing, "api/deployments?warmup=true", policy).await?;
        Ok(())
    }

    /// Sends a package. Sent once: whether it arrived is read from the history when the answer is
    /// lost.
    pub async fn zip_deploy(&self, deploy: &ZipDeploy) -> Result<ZipAccepted, AzureError> {
        let doing = format!("send the package to {}", self.side);
        let mut url = self.url("api/zipdeploy")?;
        url.query_pairs_mut()
            .append_pair("isAsync", "true")
            .append_pair("trackDeploymentProgress", "true")
            .append_pair("Deployer", "slot-deploy")
            .append_pair("message", &deploy.message);
        let policy = Policy {
            retry: Retry::Never,
            deadline: UPLOAD_ANSWER,
            attempt_timeout: UPLOAD_ANSWER,
            ..Policy::default()
        };
        let request = Request::new(Method::POST, url)
            .header(http::header::CONTENT_TYPE, "application/octet-stream")
            .body(Body::Reopen(deploy.package.clone()))
            .policy(policy);
        let response = self.send(&doing, request).await?;
        Ok(ZipAccepted { id: response.header("scm-deployment-id").map(str::to_owned), done: response.status == 200 })
    }

    /// One deployment; `None` when the history does not know it (yet, or any more).
    pub async fn deployment(&self, id: &str) -> Result<Option<Deployment>, AzureError> {
        let doing = format!("follow the deployment to {}", self.side);
        let path = format!("api/deployments/{id}");
        match self.get(&doing, &path, Policy::safe()).await {
            Ok(response) => match response.json() {
                Some(value) => Ok(deployment(&value, server_time(&response))),
                None => Err(unreadable(&doing)),
            },
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The history, newest first.
    pub async fn deployments(&self, within: Duration) -> Result<Vec<Deployment>, AzureError> {
        let doing = format!("read the deployment history of {}", self.side);
        let response = self.get(&doing, "api/deployments", Policy::safe().within(within)).await?;
        let value = response.json().ok_or_else(|| unreadable(&doing))?;
        let now = server_time(&response);
        let all = value.as_array().into_iter().flatten();
        Ok(all.filter_map(|value| deployment(value, now)).collect())
    }

    /// The log of a deployment, details of its errors included.
    pub async fn log(&self, id: &str) -> Result<Vec<LogLine>, AzureError> {
        const MOST_DETAILS: usize = 5;
        let mut lines = self.log_at(&format!("api/deployments/{id}/log")).await?;
        let details: Vec<String> = lines.iter().filter_map(|line| line.details.clone()).collect();
        for url in details.iter().rev().take(MOST_DETAILS) {
            // Only paths on this very site: the token goes nowhere else.
            if let Some((_, path)) = url.split_once("/api/deployments/") {
                lines.extend(self.log_at(&format!("api/deployments/{path}")).await.unwrap_or_default());
            }
        }
        Ok(lines)
    }

    /// A file below `/home`; `None` when it is not there.
    pub async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, AzureError> {
        let doing = format!("read {path} from the SCM site of {}", self.side);
        let policy = Policy::safe().within(Duration::from_secs(60));
        match self.get(&doing, &format!("api/vfs/{path}"), policy).await {
            Ok(response) => Ok(Some(response.body.to_vec())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn log_at(&self, path: &str) -> Result<Vec<LogLine>, AzureError> {
        let doing = format!("read the deployment log of {}", self.side);
        let response = self.get(&doing, path, Policy::safe().within(Duration::from_secs(60))).await?;
        let value = response.json().unwrap_or_default();
        let line = |value: &Value| LogLine {
            message: value["message"].as_str().unwrap_or_default().to_owned(),
            is_error: value["type"].as_i64() == Some(2),
            details: value["details_url"].as_str().map(str::to_owned),
        };
        Ok(value.as_array().into_iter().flatten().map(line).collect())
    }

    async fn get(&self, doing: &str, path: &str, policy: Policy) -> Result<Response, AzureError> {
        let request = Request::get(self.url(path)?).policy(policy);
        self.send(doing, request).await
    }

    async fn send(&self, doing: &str, request: Request) -> Result<Response, AzureError> {
        let (credential, scope) = (self.arm.credential(), self.arm.scope());
        let token = credential.token(&scope).await?;
        let first = self.arm.send_elsewhere(doing, request.clone().bearer(&token)).await;
        // A 401 had no effect, so even an upload may be sent again with a new token; once.
        match first {
            Err(error) if error.refusal() == Some(&Refusal::Unauthenticated) => {
                credential.forget(&scope).await;
                let token = credential.token(&scope).await?;
                self.arm.send_elsewhere(doing, request.bearer(&token)).await
            }
            result => result,
        }
    }

    fn url(&self, path: &str) -> Result<Url, AzureError> {
        format!("https://{}/{path}", self.host).parse().map_err(|_| AzureError::Unreadable {
            doing: format!("reach the SCM site of {}", self.side),
            detail: format!("`{}` is no host name", self.host),
        })
    }
}

fn unreadable(doing: &str) -> AzureError {
    AzureError::Unreadable { doing: doing.to_owned(), detail: "the answer is no JSON".to_owned() }
}

fn deployment(value: &Value, server_now: Option<OffsetDateTime>) -> Option<Deployment> {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let complete = value["complete"].as_bool().unwrap_or_default();
    let ended = value["end_time"].as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    Some(Deployment {
        id: value["id"].as_str()?.to_owned(),
        status: DeploymentStatus::of(value["status"].as_i64()?, complete),
        active: value["active"].as_bool().unwrap_or_default(),
        complete,
        message: text("message"),
        progress: text("progress"),
        ended_ago: ended.zip(server_now).map(|(ended, now)| Duration::try_from(now - ended).unwrap_or_default()),
    })
}

/// The server's clock when it answered, to the second.
fn server_time(response: &Response) -> Option<OffsetDateTime> {
    let date = response.header("date")?.replace("GMT", "+0000");
    OffsetDateTime::parse(&date, &Rfc2822).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_number_that_kudu_knows_is_honoured() {
        use DeploymentStatus::*;
        for (number, status) in [
            (0, UnderWay),
            (1, UnderWay),
            (2, UnderWay),
            (3, Failed),
            (4, Success),
            (-1, Cancelled),
            (5, Conflict),
            (6, PartialSuccess),
        ] {
            assert_eq!(DeploymentStatus::of(number, false), status);
        }
        assert_eq!(DeploymentStatus::of(99, true), Failed, "an unknown end is no success");
        assert_eq!(DeploymentStatus::of(99, false), UnderWay);
    }

    #[test]
    fn how_long_ago_it_ended_is_told_by_one_clock() {
        let value = json!({"id": "a", "status": 4, "complete": true, "end_time": "2026-04-10T16:35:20.385861Z"});
        let now = OffsetDateTime::parse("2026-04-10T16:35:25Z", &Rfc3339).unwrap();
        let ended = deployment(&value, Some(now)).unwrap().ended_ago.unwrap();
        assert_eq!(ended.as_millis(), 4614);
        assert_eq!(deployment(&value, None).unwrap().ended_ago, None);
    }
}
