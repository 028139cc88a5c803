use std::time::Duration;

use serde_json::json;

use super::bring::Bring;
use crate::deliver::{Build, Consignment, Receipt, Switch};
use crate::record::{Came, Change, DeliveryEntry, Deployed, FormerPackage, PackageSwitch, Phase, SwitchedBy, Tried};
use crate::release::ground::Stop;
use crate::release::lease::WATCH_SECONDS;
use crate::release::run::Run;
use crate::runner::RunKey;

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
        let switch = ready.switch().map(|switch| written(switch, self.recorder.key()));
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
                because: bring.because.to_owned(),
                package_url: receipt.trace.url().map(str::to_owned),
            });
        });
        self.recorder.end_phase(&receipt.trace.to_string());
        Ok(receipt)
    }
}

/// As the journal has it, so that it can be taken back.
pub(super) fn written(switch: Switch, key: &RunKey) -> PackageSwitch {
    match switch {
        Switch::Setting { from, to } => PackageSwitch { from: from.sealed(key), to, by: SwitchedBy::Setting },
        Switch::Name { from, to } => {
            let from = from.map_or(FormerPackage::Unset, |name| FormerPackage::Value(name.to_string()));
            PackageSwitch { from, to: to.to_string(), by: SwitchedBy::Name }
        }
    }
}
