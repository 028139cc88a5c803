use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::Method;
use http::header::HeaderName;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use super::{Arm, ArmPolicy, AzureError, Refusal, SiteRef};
use crate::http::{Policy, Request, Response, Secret};
use crate::record::{HostHealth, Instance};

const KEY_HEADER: HeaderName = HeaderName::from_static("x-functions-key");

/// The Functions host of one side.
///
/// It is asked through ARM, which supplies the key; where ARM does not pass the question on,
/// directly with the master key (azure-wire §4, fast-deploys §7.1).
#[derive(Clone)]
pub struct Host {
    arm: Arm,
    side: SiteRef,
    site_host: String,
    directly: Arc<AtomicBool>,
}

/// What `/admin/host/status` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStatus {
    /// `Running` and so on.
    pub state: String,
    /// What went wrong at the last start.
    pub errors: Vec<String>,
    /// The instance that answered, when it says which and how long it has been up.
    pub instance: Option<Instance>,
}

impl HostStatus {
    /// What it means: the status answers 200 also in state Error, so state and errors decide
    /// (azure-wire §4).
    pub fn health(&self) -> HostHealth {
        match self.state.as_str() {
            "Running" if self.errors.is_empty() => HostHealth::Running,
            "Running" | "Error" => HostHealth::Broken(match self.errors.first() {
                Some(error) => format!("in state {}: {error}", self.state),
                None => format!("in state {}", self.state),
            }),
            "Stopping" | "Stopped" | "Offline" => HostHealth::Broken(format!("in state {}", self.state)),
            state => HostHealth::Starting(state.to_owned()),
        }
    }
}

impl Host {
    /// The host of `side`, which answers at `site_host`.
    pub(super) fn new(arm: Arm, side: SiteRef, site_host: String) -> Self {
        Self { arm, side, site_host, directly: Arc::default() }
    }

    /// Asks for the status once; `Unknown` when no answer can be had.
    pub async fn health(&self) -> HostHealth {
        match self.status().await {
            Ok(status) => status.health(),
            Err(error) if error.is_transient() => HostHealth::Starting(error.to_string()),
            Err(error) => HostHealth::Unknown(error.to_string()),
        }
    }

    /// Asks for the status.
    pub async fn status(&self) -> Result<HostStatus, AzureError> {
        let doing = format!("read the host status of {}", self.side);
        let response = self.get(&doing, "admin/host/status").await?;
        let arrived = self.arm.pace().wall();
        let value = response
            .json()
            .ok_or_else(|| AzureError::Unreadable { doing, detail: "the answer is no JSON".to_owned() })?;
        Ok(self.parse(&value, arrived))
    }

    /// A file below the script root, as the running app sees it; `None` when it is not there.
    pub async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, AzureError> {
        let doing = format!("read {path} through the host of {}", self.side);
        match self.get(&doing, &format!("admin/vfs/{path}?relativePath=1")).await {
            Ok(response) => Ok(Some(response.body.to_vec())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(&self, value: &Value, arrived: OffsetDateTime) -> HostStatus {
        let errors = value["errors"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let up = value["processUptime"].as_u64();
        let instance = up
            .zip(value["instanceId"].as_str())
            .map(|(up, id)| Instance { id: id.to_owned(), started: arrived - Duration::from_millis(up) });
        HostStatus {
            state: value["state"].as_str().unwrap_or_default().to_owned(),
            errors: errors.map(|error| self.arm.redactor().foreign(error).into_owned()).collect(),
            instance,
        }
    }

    /// Which side it is the host of.
    pub(super) fn side(&self) -> &SiteRef {
        &self.side
    }

    async fn get(&self, doing: &str, path: &str) -> Result<Response, AzureError> {
        self.ask(Method::GET, doing, path).await
    }

    /// Sends a question, or a POST that may arrive twice.
    pub(super) async fn ask(&self, method: Method, doing: &str, path: &str) -> Result<Response, AzureError> {
        if !self.directly.load(Ordering::Relaxed) {
            match self.through_arm(&method, doing, path).await {
                Err(error) if does_not_pass_on(&error) => {
                    tracing::debug!("ARM does not pass questions to the host on ({error}); asking it directly");
                    self.directly.store(true, Ordering::Relaxed);
                }
                result => return result,
            }
        }
        self.with_master_key(method, doing, path).await
    }

    async fn through_arm(&self, method: &Method, doing: &str, path: &str) -> Result<Response, AzureError> {
        let path = format!("{}/hostruntime/{path}", self.side.path());
        match *method {
            Method::POST => self.arm.post(doing, &path, None, ArmPolicy::Repeatable).await,
            _ => self.arm.get_raw(doing, &path).await,
        }
    }

    async fn with_master_key(&self, method: Method, doing: &str, path: &str) -> Result<Response, AzureError> {
        let keys_path = format!("{}/host/default/listkeys", self.side.path());
        let keys = self.arm.post(doing, &keys_path, None, ArmPolicy::Question).await?;
        let key = keys.json().and_then(|keys| keys["masterKey"].as_str().map(Secret::new));
        let url: Option<Url> = format!("https://{}/{path}", self.site_host).parse().ok();
        let (Some(key), Some(url)) = (key, url) else {
            return Err(AzureError::Unreadable {
                doing: doing.to_owned(),
                detail: "there is no master key".to_owned(),
            });
        };
        self.arm.redactor().learn(&key);
        let policy = match method.is_safe() {
            true => Policy::safe(),
            false => Policy::idempotent(),
        };
        let policy = policy.within(Duration::from_secs(60));
        let request = Request::new(method, url).secret_header(KEY_HEADER, &key).policy(policy);
        self.arm.send_elsewhere(doing, request).await
    }
}

/// 404 is no such sign: the file asked for may not be there.
fn does_not_pass_on(error: &AzureError) -> bool {
    matches!(error.refusal(), Some(Refusal::Forbidden { .. } | Refusal::Other))
}
