//! A side is stopped and started. Azure answers at once, so its state is read back (facts: arm-calls).

use std::time::Duration;

use super::{AzureError, Side, Site};

/// How often the state is read.
const LOOK: Duration = Duration::from_secs(3);
/// What Azure does in seconds is waited for so long.
const LIMIT: Duration = Duration::from_secs(180);

impl Side {
    /// Stops it, and reads back that it is stopped. Needs …/stop/Action.
    pub async fn stop_and_read_back(&self) -> Result<Site, AzureError> {
        self.stop().await?;
        self.becomes(&format!("see that {} is stopped", self.at()), |site| site.is_stopped()).await
    }

    /// Starts it, and reads back that it runs. Needs …/start/Action. Whether its host serves is another question.
    pub async fn start_and_read_back(&self) -> Result<Site, AzureError> {
        self.start().await?;
        self.becomes(&format!("see that {} runs", self.at()), Site::is_running).await
    }

    /// Reads its resource until it is so.
    async fn becomes(&self, doing: &str, is_so: impl Fn(&Site) -> bool) -> Result<Site, AzureError> {
        let pace = self.arm().pace();
        let end = pace.now() + LIMIT;
        loop {
            match self.site().await {
                Ok(site) if is_so(&site) => return Ok(site),
                Err(error) if !error.is_transient() => return Err(error),
                Ok(_) | Err(_) => {}
            }
            if pace.now() >= end {
                return Err(AzureError::Unfinished { doing: doing.to_owned(), seconds: LIMIT.as_secs() });
            }
            pace.sleep(LOOK).await;
        }
    }
}
