use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::Method;
use http::header::HeaderName;
use time::OffsetDateTime;

use super::arm::NO_SUCH_FILE;
use super::keys::master_key;
use super::path::ApiPath;
use super::wire;
use super::{Arm, ArmPolicy, AzureError, Refusal, SiteRef, measured};
use crate::http::{Policy, Redactor, Request, Response};
use crate::record::{HostHealth, Instance, plausible_time};

const KEY_HEADER: HeaderName = HeaderName::from_static("x-functions-key");

/// The Functions host of one side.
///
/// It is reached through ARM, which supplies the key; when ARM does not forward the request, directly with the master key
/// (facts: functions-host).
#[derive(Clone)]
pub struct Host {
    arm: Arm,
    side: SiteRef,
    site_host: String,
    directly: Arc<AtomicBool>,
}

/// The answer of `/admin/host/status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStatus {
    /// `Running` and so on.
    pub state: String,
    /// Its version, when it says it.
    pub version: Option<String>,
    /// What went wrong at the last start.
    pub errors: Vec<String>,
    /// The instance that answered, when it says which and how long it has been up.
    pub instance: Option<Instance>,
}

impl HostStatus {
    /// Its process was that old at some moment between the question and the answer, which may have travelled for long.
    fn of(wire: wire::HostStatus, [asked, answered]: [OffsetDateTime; 2], redactor: &Redactor) -> Self {
        // A host that claims to have started in another age says nothing.
        let old = wire.process_uptime.and_then(|up| time::Duration::try_from(Duration::from_millis(up.0)).ok());
        let before = |moment: OffsetDateTime| old.and_then(|old| moment.checked_sub(old)).and_then(plausible_time);
        let started = before(asked);
        Self {
            state: wire.state,
            version: wire.version.filter(|version| !version.is_empty()),
            errors: wire.errors.into_iter().flatten().map(|error| redactor.foreign(&error).into_owned()).collect(),
            instance: wire.instance_id.zip(started).map(|(id, started)| Instance {
                id,
                started,
                started_latest: before(answered),
            }),
        }
    }

    /// What it means: the status answers 200 also in state Error, so state and errors decide
    /// (facts: functions-host).
    pub fn health(&self) -> HostHealth {
        match self.state.as_str() {
            "Running" if self.errors.is_empty() => HostHealth::Running,
            "Running" | "Error" => HostHealth::Broken(match self.errors.first() {
                Some(error) => format!("in state {}: {error}", self.state),
                None => format!("in state {}", self.state),
            }),
            "Stopping" | "Stopped" | "Offline" => HostHealth::Broken(format!("in state {}", self.state)),
            // The states before it runs (`ScriptHostState` in the source of the host).
            state @ ("Default" | "Starting" | "Initialized") => HostHealth::Starting(state.to_owned()),
            state => HostHealth::Unknown(format!("in state {state}, which is not known")),
        }
    }
}

impl Host {
    /// The host of `side`, which answers at `site_host`.
    pub(super) fn new(arm: Arm, side: SiteRef, site_host: String) -> Self {
        Self { arm, side, site_host, directly: Arc::default() }
    }

    /// The same, asked by way of `arm`.
    pub(super) fn by(&self, arm: &Arm) -> Self {
        Self { arm: arm.clone(), ..self.clone() }
    }

    /// Reads the status once; `Unknown` without an answer.
    pub async fn health(&self) -> HostHealth {
        match measured(self.status()).await {
            Ok(status) => status.health(),
            Err(error) if error.is_transient() => HostHealth::Starting(error.to_string()),
            Err(error) => HostHealth::Unknown(error.to_string()),
        }
    }

    /// Asks for the status.
    pub async fn status(&self) -> Result<HostStatus, AzureError> {
        let doing = format!("read the host status of {}", self.side);
        let asked = self.arm.pace().wall();
        let response = self.get(&doing, ApiPath::new("admin/host/status")).await?;
        let between = [asked, self.arm.pace().wall()];
        Ok(HostStatus::of(wire::read(&doing, &response)?, between, self.arm.redactor()))
    }

    /// A file below the script root, as the running app sees it; `None` when it is not there.
    pub async fn file(&self, path: &'static str) -> Result<Option<Vec<u8>>, AzureError> {
        let doing = format!("read {path} through the host of {}", self.side);
        match self.get(&doing, ApiPath::new("admin/vfs").then(path).with("relativePath", "1")).await {
            Ok(response) => Ok(Some(response.body.to_vec())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Which side it is the host of.
    pub(super) fn side(&self) -> &SiteRef {
        &self.side
    }

    async fn get(&self, doing: &str, path: ApiPath) -> Result<Response, AzureError> {
        self.ask(Method::GET, doing, path).await
    }

    /// Sends a read, or a POST that may arrive twice.
    pub(super) async fn ask(&self, method: Method, doing: &str, path: ApiPath) -> Result<Response, AzureError> {
        if !self.directly.load(Ordering::Relaxed) {
            match self.through_arm(&method, doing, &path).await {
                Err(error) if does_not_pass_on(&error) => {
                    tracing::debug!("ARM does not forward requests to the host ({error}); asking it directly");
                    self.directly.store(true, Ordering::Relaxed);
                }
                result => return result,
            }
        }
        self.with_master_key(method, doing, &path).await
    }

    async fn through_arm(&self, method: &Method, doing: &str, path: &ApiPath) -> Result<Response, AzureError> {
        let path = self.side.path().then("hostruntime").followed_by(path);
        match *method {
            Method::POST => self.arm.post(doing, &path, None, ArmPolicy::Repeatable).await,
            _ => self.arm.get_raw(doing, &path, ArmPolicy::File).await,
        }
    }

    async fn with_master_key(&self, method: Method, doing: &str, path: &ApiPath) -> Result<Response, AzureError> {
        let key = master_key(&self.arm, &self.side, doing).await?;
        let url = path.at_host(&self.site_host).map_err(|what| what.during(doing))?;
        let policy = if method.is_safe() { Policy::safe() } else { Policy::idempotent() };
        let policy = policy.within(Duration::from_secs(60)).decided_by(NO_SUCH_FILE);
        let request = Request::new(method, url).secret_header(KEY_HEADER, &key).policy(policy);
        self.arm.send_elsewhere(doing, request).await
    }
}

/// 404 is not such a sign: the requested file may not exist.
fn does_not_pass_on(error: &AzureError) -> bool {
    matches!(error.refusal(), Some(Refusal::Forbidden { .. } | Refusal::Other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::Unreadable;
    use serde_json::{Value, json};
    use time::macros::datetime;

    const AT: OffsetDateTime = datetime!(2026-11-29 07:00 UTC);

    fn health(answer: Value) -> Result<HostHealth, Unreadable> {
        let wire = wire::parse(answer.to_string().as_bytes())?;
        Ok(HostStatus::of(wire, [OffsetDateTime::UNIX_EPOCH; 2], &Redactor::default()).health())
    }

    #[test]
    fn a_host_with_a_missing_or_unknown_state_is_not_starting() {
        assert_eq!(health(json!({"state": "Running"})), Ok(HostHealth::Running));
        assert!(matches!(health(json!({"state": "Initialized"})), Ok(HostHealth::Starting(_))));
        assert!(matches!(health(json!({"state": "Dreaming"})), Ok(HostHealth::Unknown(_))));
        assert_eq!(health(json!({"id": "x"})), Err(Unreadable::missing("state")));
        assert!(health(json!({"state": "Running", "errors": [{"message": "x"}]})).is_err(), "an error is not dropped");
    }

    #[test]
    fn an_instance_needs_a_name_and_an_age() {
        let of = |answer: Value| {
            let wire = wire::parse(answer.to_string().as_bytes()).unwrap();
            HostStatus::of(wire, [AT + Duration::from_secs(60), AT + Duration::from_secs(61)], &Redactor::default())
                .instance
        };
        let instance = of(json!({"state": "Running", "instanceId": "i", "processUptime": "60000"})).unwrap();
        assert_eq!((instance.id.as_str(), instance.started), ("i", AT));
        assert_eq!(
            instance.started_latest,
            Some(AT + Duration::from_secs(1)),
            "the answer may have travelled for a second"
        );
        assert_eq!(of(json!({"state": "Running", "instanceId": "i"})), None);
        let months = 30_u64 * 24 * 3600 * 1000;
        for odd in [i64::MAX as u64, 100_000 * months, 400 * months] {
            assert_eq!(of(json!({"state": "Running", "instanceId": "i", "processUptime": odd})), None, "{odd}");
        }
    }
}
