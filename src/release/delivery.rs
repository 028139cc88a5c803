use std::time::Duration;

use serde_json::json;

use super::app::Sides;
use super::{Setup, Stop, Story};
use crate::azure::ZipDeploy;
use crate::deliver::{Delivered, zip_deploy};
use crate::http::Reopen;
use crate::package::Package;
use crate::record::Phase;

/// A deployment may take this long; 8 minutes were recorded for a tiny one.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Sends the package to the slot.
pub async fn deliver(setup: &Setup, story: &Story, sides: &Sides, package: &Package) -> Result<Delivered, Stop> {
    story.begin(Phase::Deliver);
    let record = story.snapshot();
    let message = json!({
        "tool": "slot-deploy", "release": record.id, "digest": package.digest, "commit": record.commit,
        "repository": record.repository, "run": setup.run.run_id,
    });
    let deploy = ZipDeploy { package: Reopen::file(package.path.clone(), package.bytes), message: message.to_string() };
    story.intend("deploy", json!({"slot": setup.options.slot, "digest": package.digest}))?;
    let (pace, redactor) = (setup.pace, setup.console.redactor());
    let delivered = zip_deploy(&sides.slot.scm, &deploy, &record.id, pace, redactor, LIMIT).await;
    let delivered = delivered.map_err(|error| {
        if !error.log().is_empty() {
            setup.console.foreign_block("the deployment's log:", &error.log().join("\n"));
        }
        Stop::aborted(&error)
    })?;
    story.did("deploy", json!({"deployment": delivered.deployment_id}));
    story.note(|record| {
        record.deployment_id = Some(delivered.deployment_id.clone());
        record.package.uploaded_bytes = delivered.uploaded_bytes;
        record.package.requests = delivered.requests;
    });
    story.finish(&format!("deployment {} succeeded", delivered.deployment_id));
    Ok(delivered)
}
