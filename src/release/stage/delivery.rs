use std::time::Duration;

use serde_json::json;

use super::bring::Bring;
use crate::deliver::{Consignment, Receipt};
use crate::record::{Came, Change, Deployed, Phase, Tried};
use crate::release::ground::Stop;
use crate::release::lease::WATCH_SECONDS;
use crate::release::run::Run;

/// A deployment may take this long; 8 minutes were recorded for a tiny one.
const LIMIT: Duration = Duration::from_secs(30 * 60);

impl Run {
    /// Sends the package to its side.
    pub async fn deliver(&self, bring: &Bring<'_>) -> Result<Receipt, Stop> {
        let Bring { side, package, strategy, .. } = bring;
        self.recorder.begin_phase(Phase::Deliver);
        let (release, message) = self.recorder.read(|record| {
            let message = json!({
                "tool": "slot-deploy", "release": record.id, "digest": package.digest, "commit": record.commit,
                "repository": record.repository, "run": self.setup.run.run_id,
                WATCH_SECONDS: self.setup.options.watch.as_secs(),
            });
            (record.id.clone(), message.to_string())
        });
        let slot = side.at().slot_name().to_owned();
        self.recorder.intend(Change::Deploy { slot, digest: package.digest.clone() }).await?;
        let consignment = Consignment {
            package: &package.path,
            bytes: package.bytes,
            digest: &package.package_digest,
            message: &message,
            mark: &release,
            pace: self.setup.pace,
            redactor: self.setup.console.redactor(),
            limit: LIMIT,
            last_look: bring.last_look,
        };
        let receipt = strategy.deliver(side, &consignment).await;
        let deployed = receipt.as_ref().map(|receipt| Deployed { deployment: receipt.trace.to_string() });
        self.recorder.did(Came::Deploy(Tried::of(&deployed, ToString::to_string))).await;
        let receipt = receipt.map_err(|error| {
            if !error.log().is_empty() {
                self.setup.console.foreign_block("the deployment's log:", &error.log().join("\n"));
            }
            Stop::aborted(&error)
        })?;
        self.recorder.note(|record| {
            record.deployment_id = Some(receipt.trace.to_string());
            record.package.uploaded_bytes = receipt.uploaded_bytes;
            record.package.requests = receipt.requests;
        });
        self.recorder.end_phase(&format!("deployment {} succeeded", receipt.trace));
        Ok(receipt)
    }
}
