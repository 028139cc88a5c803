//! How long things take in Azure: defaults, each with its source in the fact sheets. The world
//! multiplies them by its scale.

use std::time::Duration;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A read of the control plane answers after half a second (recorded: 530 ms; facts: arm-calls).
pub const ARM_READ: Duration = ms(400);
/// A write.
pub const ARM_WRITE: Duration = s(1);
/// Entra's token endpoint.
pub const TOKEN: Duration = ms(300);
/// GitHub's token service and REST API.
pub const GITHUB: Duration = ms(250);
/// The SCM site when it is warm (recorded: 720 ms).
pub const SCM_READ: Duration = ms(600);
/// The SCM site's first answer after a start. 65 and 80 s were recorded on cold Linux sites; a site
/// that was used recently answers sooner.
pub const SCM_COLD: Duration = s(20);
/// Receiving a small package, until the 202.
pub const UPLOAD: Duration = s(3);
/// From the upload to the end of a deployment without a build (recorded: 9 s and 8 min; facts: deployment-history).
pub const DEPLOYMENT: Duration = s(20);
/// From the upload until the real id replaces the temporary one …
pub const DEPLOYMENT_TEMPORARY: Duration = s(4);
/// … which is never later than this (recorded: 4.6 s of 12 and 8.6 s of 82; facts: deployment-history).
pub const DEPLOYMENT_TEMPORARY_AT_MOST: Duration = s(8);
/// Each of the two steps between that and the work itself (recorded: 1.6 to 2.6 s).
pub const DEPLOYMENT_STEP: Duration = s(2);
/// A remote build of a small app, besides that (recorded: 74.7 s in all; facts: one-deploy).
pub const REMOTE_BUILD: Duration = s(54);
/// From the restart that KuduLite asks for to the moment when the new site package is named; in between it syncs triggers
/// (facts: run-from-package). How long that takes is estimated.
pub const PACKAGE_NAMED: Duration = s(2);
/// A host that ended itself is started again; estimated.
pub const HOST_STARTED_AGAIN: Duration = s(10);
/// A host that restarts by itself in the second in which a deployment ends does so after this much of it; chosen.
pub const RESTART_BESIDES: Duration = ms(400);
/// The container of a site starts.
pub const CONTAINER_START: Duration = s(6);
/// From the start of the process until the host is Running.
pub const HOST_START: Duration = s(9);
/// Triggers are synced this long after a deployment unless somebody asks for it (facts: settings-restart).
pub const BACKGROUND_SYNC: Duration = s(60);
/// A request waits this long for a host that starts (facts: functions-host).
pub const HOST_HOLD: Duration = s(30);
/// A warm app answers a simple request.
pub const INVOCATION: Duration = ms(40);
/// A message in an idle queue is seen within a minute (host.json reference: `maxPollingInterval`);
/// this is the half of it.
pub const QUEUE_POLL: Duration = s(30);
/// A message whose function died is seen again (azure-webjobs-sdk, `QueueListener`: ten minutes,
/// renewed while the function runs).
pub const QUEUE_INVISIBLE: Duration = s(600);
/// A message of a Service Bus whose function died is locked this long ("Message transfers, locks, and settlement": a minute
/// unless the queue says otherwise).
pub const SERVICE_BUS_LOCK: Duration = s(60);
/// Swap: from the request until the source's settings are applied and its restart begins.
pub const SWAP_APPLY: Duration = s(8);
/// Swap: from the warm source until routing is switched (62 to 93 s in all were recorded;
/// facts: long-running).
pub const SWAP_WARM_UP: Duration = s(25);
/// Swap: from the switch until the operation is reported as done.
pub const SWAP_FINISH: Duration = s(14);
/// The source does not come up within this time, and Azure gives the swap up (facts: swap-warm-up: 90
/// s, five tries).
pub const SWAP_PATIENCE: Duration = s(450);
/// Platform metrics are known this much later, at least and at most (facts: platform-metrics: under a minute to a couple of
/// minutes, the newest points partial).
pub const METRICS_LAG: (Duration, Duration) = (s(60), s(180));
/// Telemetry can be queried this much later, at least and at most (facts: telemetry: clients send in batches, the service
/// takes seconds, the portal speaks of up to five minutes).
pub const TELEMETRY_LAG: (Duration, Duration) = (s(30), s(300));
/// A process that a swap moved names its former side for so long (facts: telemetry: for minutes; how many is estimated).
pub const ROLE_STALE: Duration = s(120);
/// The activity log tells this much later, at least and at most (facts: telemetry: three to twenty minutes).
pub const ACTIVITY_LOG_LAG: (Duration, Duration) = (s(180), s(1200));
/// The platform asks a source that is not warm again after this long (facts: swap-warm-up: 90 s a request, five tries).
pub const SWAP_PING: Duration = s(90);
/// After a swap that nobody asked for the SCM site takes no deployment this long (facts: swap-warm-up).
pub const AUTO_SWAP_LOCK: Duration = s(120);
/// A source whose instances are not up yet is looked at again after this long; estimated.
pub const SWAP_LOOK: Duration = s(5);
/// After a settings write, the SCM site shows the old settings this long …
pub const SETTINGS_SHOW_OLD: Duration = s(4);
/// … and is away this long (facts: settings-restart).
pub const SCM_RESTART: Duration = s(12);
/// From the end of a build until `deploymentStatus` speaks of the start (recorded: between 0 and 16
/// s; facts: deployment-status).
pub const START_NOTICED: Duration = s(10);
/// A site that has not started by then has failed, for `deploymentStatus` (recorded: 10 minutes).
pub const START_ALLOTTED: Duration = s(600);
/// `latest` shows the temporary entry once more when a deployment on Linux is over (recorded twice,
/// within 2 s of the end).
pub const DEPLOYMENT_FLIPS_BACK: Duration = s(2);
/// A site or slot is created or updated (recorded: a new slot answers after some 24 s).
pub const SITE_WRITE: Duration = s(20);
/// The gateway does not wait longer for the provider; how long it does is not known, only that it
/// gives up (facts: arm-errors).
pub const GATEWAY_PATIENCE: Duration = s(60);
/// The blob service answers a small request; estimated, nothing was recorded.
pub const BLOB: Duration = ms(20);
/// A copy within an account: one to five seconds are estimated for 140 MB (facts: packaging).
pub const BLOB_COPY: Duration = s(1);
