use http::Method;

use super::{AzureError, Host};

/// What a host says of its draining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrainStatus {
    /// `Disabled`, `InProgress`, `Completed`.
    pub state: String,
    /// Executions that go on.
    pub outstanding: u64,
}

impl DrainStatus {
    /// Whether nothing runs any more and nothing new begins.
    pub fn is_complete(&self) -> bool {
        self.state == "Completed"
    }

    /// Whether it takes events as ever.
    pub fn is_off(&self) -> bool {
        self.state == "Disabled"
    }
}

/// One instance answers, and that one drains (release-safety §1.7; azure-functions-host `HostController`).
impl Host {
    /// Takes no new events, and lets what runs come to its end.
    pub async fn drain(&self) -> Result<(), AzureError> {
        self.ask(Method::POST, &format!("drain {}", self.side()), "admin/host/drain").await?;
        Ok(())
    }

    /// How far that has come.
    pub async fn drain_status(&self) -> Result<DrainStatus, AzureError> {
        let doing = format!("read how far {} has drained", self.side());
        let answer = self.ask(Method::GET, &doing, "admin/host/drain/status").await?;
        let value = answer.json().unwrap_or_default();
        let Some(state) = value["state"].as_str() else {
            return Err(AzureError::Unreadable { doing, detail: "the answer names no state".to_owned() });
        };
        let count = |name: &str| value[name].as_u64().unwrap_or_default();
        Ok(DrainStatus {
            state: state.to_owned(),
            outstanding: count("outstandingInvocations") + count("outstandingRetries"),
        })
    }

    /// Takes events again.
    pub async fn resume(&self) -> Result<(), AzureError> {
        self.ask(Method::POST, &format!("resume {}", self.side()), "admin/host/resume").await?;
        Ok(())
    }
}
