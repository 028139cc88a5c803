use std::time::Duration;

use bytes::Bytes;
use http::Method;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use url::Url;

use super::arm::NO_SUCH_FILE;
use super::path::ApiPath;
use super::renewal::Renewal;
use super::wire::{self, FolderEntry, LogEntry};
use super::{Arm, AzureError, Deployment, Refusal, SiteRef, of_scm};
use crate::http::{Body, Pace, Policy, Reopen, Request, Response, Retry};
use crate::names::DeploymentId;
use crate::record::plausible_time;

/// The SCM site (Kudu) of one side, asked with a bearer token; publishing credentials are never
/// fetched.
#[derive(Clone)]
pub struct Scm {
    arm: Arm,
    side: SiteRef,
    host: String,
}

/// The parameters of an upload.
#[derive(Clone)]
pub struct ZipDeploy {
    /// The package, opened anew for each try.
    pub package: Reopen,
    /// What history shows, and what the deployment is found by when the answer got lost.
    pub message: String,
}

/// The SCM site accepted the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipAccepted {
    /// The deployment's id, where the answer names it.
    pub id: Option<DeploymentId>,
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
/// (facts: scm-access).
const UPLOAD_ANSWER: Duration = Duration::from_secs(15 * 60);

impl Scm {
    /// Time for a look at history, log or a file that nothing waits for.
    pub const ONE_LOOK: Duration = Duration::from_secs(60);

    pub(super) fn new(arm: Arm, side: SiteRef, host: String) -> Self {
        Self { arm, side, host }
    }

    /// The same, asked by way of `arm`.
    pub(super) fn by(&self, arm: &Arm) -> Self {
        Self { arm: arm.clone(), ..self.clone() }
    }

    /// Wakes the site up; a cold one answers late. Its answer is not used.
    pub async fn warm_up(&self) -> Result<(), AzureError> {
        let doing = format!("reach the SCM site of {}", self.side);
        let policy = Policy::safe().within(Duration::from_secs(240)).attempt(Duration::from_secs(90));
        self.get(&doing, ApiPath::new("api/deployments").with("warmup", "true"), policy).await?;
        Ok(())
    }

    /// Sends a package. Sent once: whether it arrived is read from the history when the answer was lost.
    pub async fn zip_deploy(&self, deploy: &ZipDeploy) -> Result<ZipAccepted, AzureError> {
        let doing = format!("send the package to {}", self.side);
        let path = ApiPath::new("api/zipdeploy")
            .with("isAsync", "true")
            .with("trackDeploymentProgress", "true")
            .with("Deployer", "slot-deploy")
            .with("message", deploy.message.as_str());
        let url = self.url(&path)?;
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
        // Without an id that can be asked for, the deployment is found by its message.
        let id = response.header("scm-deployment-id").and_then(|id| id.parse().ok());
        Ok(ZipAccepted { id, done: response.status == 200 })
    }

    /// One deployment; `None` when the history does not know it (yet, or any more).
    pub async fn deployment(&self, id: &DeploymentId) -> Result<Option<Deployment>, AzureError> {
        let doing = format!("follow the deployment to {}", self.side);
        let path = deployment_path(id);
        // It is asked for again and again, so that it is not there yet is not doubted.
        match self.get(&doing, path, Policy::safe().doubting(&[403])).await {
            Ok(response) => {
                let found = Deployment::of(wire::read(&doing, &response)?, server_time(&response));
                found.map(Some).map_err(|what| what.during(&doing))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The history, newest first.
    pub async fn deployments(&self, within: Duration) -> Result<Vec<Deployment>, AzureError> {
        let doing = format!("read the deployment history of {}", self.side);
        let response = self.get(&doing, ApiPath::new("api/deployments"), Policy::safe().within(within)).await?;
        let all: Vec<wire::Deployment> = wire::read(&doing, &response)?;
        let now = server_time(&response);
        let all = all.into_iter().map(|deployment| Deployment::of(deployment, now)).collect::<Result<_, _>>();
        all.map_err(|what| what.during(&doing))
    }

    /// The log of a deployment, details of its errors included.
    pub async fn log(&self, id: &DeploymentId) -> Result<Vec<LogLine>, AzureError> {
        const MOST_DETAILS: usize = 5;
        let mut lines = self.log_at(deployment_path(id).then("log")).await?;
        let details: Vec<String> = lines.iter().filter_map(|line| line.details.clone()).collect();
        for url in details.iter().rev().take(MOST_DETAILS) {
            // Only paths on this very site: the token goes nowhere else.
            if let Some(path) = details_path(url) {
                match self.log_at(path).await {
                    Ok(more) => lines.extend(more),
                    Err(error) => lines.push(LogLine::error(error.to_string())),
                }
            }
        }
        Ok(lines)
    }

    /// The lines of a log that may still be written, without details.
    pub async fn log_so_far(&self, id: &DeploymentId) -> Result<Vec<LogLine>, AzureError> {
        self.log_at(deployment_path(id).then("log")).await
    }

    /// A file below `/home`; `None` when it is not there.
    pub async fn file(&self, folder: &'static str, name: &'static str) -> Result<Option<Vec<u8>>, AzureError> {
        let doing = format!("read {folder}/{name} from the SCM site of {}", self.side);
        let found = self.get_if_there(&doing, ApiPath::new("api/vfs").then(folder).then(name)).await?;
        Ok(found.map(|bytes| bytes.to_vec()))
    }

    /// The bytes of a file; `None` when it is not there.
    pub(super) async fn bytes(&self, path: ApiPath) -> Result<Option<Bytes>, AzureError> {
        self.get_if_there(&format!("read a file of {}", self.side), path).await
    }

    async fn get_if_there(&self, doing: &str, path: ApiPath) -> Result<Option<Bytes>, AzureError> {
        match self.get(doing, path, Policy::safe().within(Self::ONE_LOOK).decided_by(NO_SUCH_FILE)).await {
            Ok(response) => Ok(Some(response.body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a folder holds, within this time.
    pub(super) async fn folder(&self, path: ApiPath, within: Duration) -> Result<Vec<FolderEntry>, AzureError> {
        let doing = format!("list the files of {}", self.side);
        // A folder is asked for with a slash at the end.
        let response = self.get(&doing, path.then(""), Policy::safe().within(within).attempt(within)).await?;
        wire::read(&doing, &response)
    }

    /// The clock.
    pub(super) fn pace(&self) -> Pace {
        self.arm.pace()
    }

    async fn log_at(&self, path: ApiPath) -> Result<Vec<LogLine>, AzureError> {
        let doing = format!("read the deployment log of {}", self.side);
        let response = self.get(&doing, path, Policy::safe().within(Self::ONE_LOOK)).await?;
        let entries: Vec<LogEntry> = wire::read(&doing, &response)?;
        Ok(entries.into_iter().map(LogLine::of).collect())
    }

    /// Which side it is of.
    pub(super) fn side(&self) -> &SiteRef {
        &self.side
    }

    pub(super) async fn get(&self, doing: &str, path: ApiPath, policy: Policy) -> Result<Response, AzureError> {
        let request = Request::get(self.url(&path)?).policy(policy);
        self.send(doing, request).await
    }

    pub(super) async fn send(&self, doing: &str, request: Request) -> Result<Response, AzureError> {
        let (credential, scope) = (self.arm.credential(), self.arm.scope());
        let mut renewal = Renewal::default();
        loop {
            let token = credential.token(&scope).await?;
            let answer = self.arm.send_elsewhere(doing, request.clone().bearer(&token)).await;
            let is_refused =
                answer.as_ref().is_err_and(|error| matches!(error.refusal(), Some(Refusal::Unauthenticated { .. })));
            if !is_refused || !renewal.again(&credential, &scope, &token).await {
                return answer.map_err(|error| error.needing(of_scm(self.side.slot.is_some())));
            }
        }
    }

    pub(super) fn url(&self, path: &ApiPath) -> Result<Url, AzureError> {
        let doing = format!("reach the SCM site of {}", self.side);
        path.at_host(&self.host).map_err(|what| what.during(&doing))
    }
}

fn deployment_path(id: &DeploymentId) -> ApiPath {
    ApiPath::new("api/deployments").named(id)
}

/// The path of `…/api/deployments/{id}/log/{entry}`, where details of a line stand.
fn details_path(url: &str) -> Option<ApiPath> {
    let (_, rest) = url.split_once("/api/deployments/")?;
    let (id, entry) = rest.split_once("/log/")?;
    let (id, entry): (DeploymentId, DeploymentId) = (id.parse().ok()?, entry.parse().ok()?);
    Some(deployment_path(&id).then("log").named(&entry))
}

impl LogLine {
    fn of(entry: LogEntry) -> Self {
        Self { is_error: entry.is_error(), message: entry.message.unwrap_or_default(), details: entry.details_url }
    }

    /// A line that says what could not be read.
    fn error(message: String) -> Self {
        Self { message, is_error: true, details: None }
    }
}

/// The server's clock when it answered, to the second.
fn server_time(response: &Response) -> Option<OffsetDateTime> {
    let date = response.header("date")?.replace("GMT", "+0000");
    OffsetDateTime::parse(&date, &Rfc2822).ok().and_then(plausible_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_of_a_log_are_read_only_where_they_belong() {
        for id in ["../../vfs", "..", "a?b", ""] {
            assert_eq!(details_path(&format!("https://x.test/api/deployments/{id}/log/1")), None, "{id}");
            assert_eq!(details_path(&format!("https://x.test/api/deployments/1/log/{id}")), None, "{id}");
        }
        assert!(details_path("https://x.test/api/deployments/1a/log/2b").is_some());
    }
}
