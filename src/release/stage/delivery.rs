use std::time::Duration;

use serde_json::json;

use super::bring::Bring;
use crate::deliver::{Build, Consignment, Receipt};
use crate::record::{Came, Change, DeliveryEntry, Deployed, PackageSwitch, Phase, Tried};
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
        // What will be built has no digest yet.
        let what = if bring.build == Build::Remote { "sources" } else { "digest" };
        let (release, message) = self.recorder.read(|record| {
            let message = json!({
                "tool": "slot-deploy", "release": record.id, what: package.digest, "commit": record.commit,
                "repository": record.repository, "run": self.setup.run.run_id,
                WATCH_SECONDS: self.setup.options.watch.as_secs(),
            });
            (record.id.clone(), message.to_string())
        });
        let slot = side.at().slot_name().to_owned();
        let consignment = Consignment {
            package,
            message: &message,
            mark: &release,
            pace: self.setup.pace,
            redactor: self.setup.console.redactor(),
            limit: LIMIT,
            last_look: bring.last_look,
        };
        let ready = strategy.prepare(side, &consignment).await.map_err(|error| Stop::aborted(&error))?;
        let switch = ready
            .switch()
            .map(|switch| PackageSwitch { from: switch.from.sealed(self.recorder.key()), to: switch.to.clone() });
        self.recorder.intend(Change::Deploy { slot, digest: package.digest.clone(), switch }).await?;
        let receipt = ready.deliver(side, &consignment).await;
        let of = |receipt: &Receipt| receipt.trace.deployment().map(str::to_owned).unwrap_or_default();
        let deployed = receipt.as_ref().map(|receipt| Deployed { deployment: of(receipt) });
        self.recorder.did(Came::Deploy(Tried::of(&deployed, ToString::to_string))).await;
        let receipt = receipt.map_err(|error| {
            if !error.log().is_empty() {
                self.setup.console.foreign_block("the deployment's log:", &error.log().join("\n"));
            }
            Stop::aborted(&error)
        })?;
        self.recorder.note(|record| {
            record.deployment_id = receipt.trace.deployment().map(str::to_owned);
            record.package.uploaded_bytes = receipt.sent.bytes;
            record.package.reused_bytes = receipt.sent.reused;
            record.package.requests = receipt.sent.requests;
            record.package.delivery = Some(DeliveryEntry {
                strategy: strategy.name().to_owned(),
                because: self.setup.options.chosen_strategy().why.to_owned(),
                package_url: receipt.trace.url().map(str::to_owned),
            });
        });
        self.recorder.end_phase(&receipt.trace.to_string());
        Ok(receipt)
    }
}
