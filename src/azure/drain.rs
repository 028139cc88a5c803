use http::Method;

use super::path::ApiPath;
use super::{AzureError, Host, wire};

/// The drain status of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrainStatus {
    /// `Disabled`, `InProgress`, `Completed`.
    pub state: String,
    /// Executions in progress; `None` when the host does not say how many.
    pub outstanding: Option<u64>,
}

impl DrainStatus {
    /// Whether nothing runs and nothing new starts.
    pub fn is_complete(&self) -> bool {
        self.state == "Completed"
    }

    /// Whether it takes events as usual.
    pub fn is_off(&self) -> bool {
        self.state == "Disabled"
    }
}

/// One instance answers, and that one drains (facts: slots-are-live; azure-functions-host `HostController`).
impl Host {
    /// Stops taking new events; running executions finish.
    pub async fn drain(&self) -> Result<(), AzureError> {
        self.ask(Method::POST, &format!("drain {}", self.side()), ApiPath::new("admin/host/drain")).await?;
        Ok(())
    }

    /// The progress of the drain.
    pub async fn drain_status(&self) -> Result<DrainStatus, AzureError> {
        let doing = format!("read how far {} has drained", self.side());
        let answer = self.ask(Method::GET, &doing, ApiPath::new("admin/host/drain/status")).await?;
        let status: wire::DrainStatus = wire::read(&doing, &answer)?;
        Ok(DrainStatus { outstanding: status.outstanding(), state: status.state })
    }

    /// Resumes taking events.
    pub async fn resume(&self) -> Result<(), AzureError> {
        self.ask(Method::POST, &format!("resume {}", self.side()), ApiPath::new("admin/host/resume")).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::azure::wire;

    #[test]
    fn a_drain_status_without_a_count_is_not_complete() {
        let outstanding = |answer: &str| wire::parse::<wire::DrainStatus>(answer.as_bytes()).unwrap().outstanding();
        assert_eq!(outstanding(r#"{"state":"InProgress","outstandingInvocations":2,"outstandingRetries":1}"#), Some(3));
        assert_eq!(outstanding(r#"{"state":"InProgress"}"#), None);
        assert_eq!(outstanding(r#"{"state":"InProgress","outstandingInvocations":2}"#), None, "a part is not a number");
    }
}
