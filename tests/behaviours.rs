//! What the simulated Azure does and does not do, row by row of the facts about Azure's wire behaviour (azure-wire §2–§5) that
//! this program or another client touches. What is missing is named, so that nobody takes silence for truth.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

enum Here {
    /// By this file below `src/rehearsal/`.
    By(&'static str),
    /// Not at all, or not to the point: what does not happen.
    Not(&'static str),
}
use Here::{By, Not};

/// Section, behaviour, and where it is.
const BEHAVIOURS: &[(&str, &str, Here)] = &[
    ("2.1", "request, correlation and routing ids on each answer", By("doors/arm/headers.rs")),
    ("2.1", "two error dialects, HTML 503, gateway 504", By("doors/arm/errors.rs")),
    ("2.1", "429 as a lock, 504 while the write goes through", By("laws/site_write.rs")),
    ("2.1", "409 busy and prepared for swap", By("laws/swap.rs")),
    ("2.1", "ScopeLocked, for reading POSTs too", By("laws/locks.rs")),
    ("2.1", "403 that names the missing action", By("laws/rbac.rs")),
    ("2.1", "401 with a challenge, expired tokens", By("doors/bearer.rs")),
    ("2.1", "ids without regard to case", By("doors/arm/path.rs")),
    ("2.1", "unregistered provider", By("doors/arm/providers.rs")),
    ("2.2", "remaining-requests headers", By("doors/arm/limits.rs")),
    ("2.2", "throttling by principal, kind of request and subscription", By("laws/arm_limits.rs")),
    ("2.3", "swap by a Location that is signed anew at each poll", By("doors/arm/swap.rs")),
    ("2.3", "slot PUT answers 200 when it is through", By("doors/arm/slots.rs")),
    (
        "2.3",
        "ARM template deployments, deleting groups",
        Not("no templates and no groups are changed; neither this program nor a client here asks for it"),
    ),
    ("2.4", "site, slot and list, with their nulls and names", By("doors/arm/site_json.rs")),
    ("2.4", "creating and deleting slots", By("laws/slot_create.rs")),
    ("2.4", "start, stop, restart", By("doors/arm/power.rs")),
    ("2.4", "config/web", By("doors/arm/web_config.rs")),
    ("2.4", "app settings, connection strings, sticky names", By("doors/arm/config.rs")),
    ("2.4", "state of Key Vault references", By("laws/key_vault_reference.rs")),
    ("2.4", "slotsdiffs", By("laws/slot_differences.rs")),
    ("2.4", "preview: apply and reset", By("laws/swap_preview.rs")),
    ("2.4", "sign-in settings, with which Azure previews no swap", By("doors/arm/auth_settings.rs")),
    ("2.4", "functions, their keys, host keys", By("doors/arm/host_keys.rs")),
    ("2.4", "admin token", By("laws/admin_token.rs")),
    ("2.4", "sync of triggers answers 200", By("laws/trigger_sync.rs")),
    ("2.4", "publishing credentials, profile and policy", By("doors/arm/publishing.rs")),
    ("2.4", "plans by SKU", By("doors/arm/plan.rs")),
    ("2.4", "OneDeploy by a URL", By("doors/arm/one_deploy.rs")),
    ("2.4", "MSDeploy", Not("not answered; what becomes of its package is not known")),
    ("2.4", "instances", By("doors/arm/instances.rs")),
    ("2.4", "platform metrics, late and partial", By("laws/metrics.rs")),
    ("2.4", "Application Insights and Log Analytics, late and filtered", By("laws/telemetry_tables.rs")),
    ("2.4", "activity log, minutes late", By("doors/arm/activity_log.rs")),
    ("2.4", "locks are listed", By("doors/arm/locks.rs")),
    ("2.4", "role assignments are listed", By("doors/arm/roles.rs")),
    ("2.5", "deploymentStatus from build to start", By("laws/deployment_status.rs")),
    ("2.6", "the action that each request needs", By("doors/arm/rights.rs")),
    ("2.7", "how many slots a plan gives", By("state/app.rs")),
    ("3.1", "bearer tokens of both audiences", By("doors/scm.rs")),
    ("3.1", "basic authentication, where the policy allows it", By("laws/publishing.rs")),
    ("3.1", "access restrictions of app and SCM site", By("laws/access_rules.rs")),
    ("3.1", "closed to the public: app, SCM site, storage", By("laws/access_rules.rs")),
    ("3.1", "affinity cookies of the SCM site", By("doors/scm/headers.rs")),
    ("3.2", "zipdeploy, its headers and its lock", By("laws/zip_deploy.rs")),
    ("3.2", "zipdeploy from a URL", By("laws/package_source.rs")),
    ("3.2", "validate, on Windows", By("doors/scm/validate.rs")),
    ("3.3", "latest, temporary ids, status on Linux and Windows", By("doors/scm/deployment_json.rs")),
    ("3.3", "retention of the history", By("laws/deployment_history.rs")),
    ("3.3", "writing history by PUT", By("doors/scm/history.rs")),
    ("3.4", "OneDeploy, also on Flex Consumption", By("doors/scm/upload.rs")),
    ("3.5", "vfs: reading and writing, by tag", By("doors/scm/vfs.rs")),
    ("3.5", "zip: a folder out and in", By("doors/scm/zip.rs")),
    ("3.5", "command, without a shell", By("laws/command/mod.rs")),
    (
        "3.5",
        "log streams",
        Not("answers come whole, none is held open; neither this program nor a client here asks for it"),
    ),
    ("3.5", "settings of the SCM site", By("doors/scm/settings.rs")),
    ("3.6", "a settings write restarts app and SCM site", By("laws/settings.rs")),
    ("3.7", "KuduSync deletes what the former manifest names", By("laws/kudu_sync.rs")),
    ("3.7", "clean deployments", By("laws/kudu_sync.rs")),
    ("3.7", "remote builds", By("laws/remote_build.rs")),
    ("3.7", "run from package, in its three forms", By("laws/run_from_package.rs")),
    ("4", "host status, ping, synctriggers", By("doors/site.rs")),
    ("4", "a host drains, says how far, and resumes", By("laws/drain.rs")),
    ("4", "a host starts, fails to load, or serves", By("laws/host_start.rs")),
    ("4", "a request waits thirty seconds for a host", By("doors/site.rs")),
    ("4", "the home page answers with no function at all", By("laws/routes.rs")),
    ("4", "keys of functions and host", By("doors/site.rs")),
    ("4", "routing by cookie, ramp-up", By("laws/routing.rs")),
    ("4", "names of hosts, cut and unique", By("laws/slot_create.rs")),
    ("4", "collision of host ids", By("laws/host_id.rs")),
    ("4", "keys as files, which a swap exchanges", By("laws/swap.rs")),
    ("5.1", "the order of a swap", By("laws/swap.rs")),
    ("5.1", "executions in the former production are cut", By("laws/executions.rs")),
    ("5.2", "content identity moves, host names stay", By("laws/swap.rs")),
    ("5.3", "app settings and connection strings move unless sticky", By("laws/swap.rs")),
    ("5.3", "config/web, mounted storage, access rules move or stay", By("laws/site_config_swap.rs")),
    ("5.3", "a slot takes events of queues and timers by the connections it has", By("laws/listeners.rs")),
    ("5.4", "any status is warm, or those that settings name", By("laws/swap_warm_up.rs")),
    ("5.4", "417 and 400 as the poll's answer, silent revert, slow swaps", By("laws/swap.rs")),
    ("5.4", "a completed swap that Azure takes back", By("laws/swap_put_back.rs")),
    ("5.4", "auto-swap", By("laws/auto_swap.rs")),
    ("5.5", "Flex Consumption has no slots", By("state/app.rs")),
    ("5.5", "site update strategies", Not("they are shown only; Flex Consumption has no slots to release through")),
];

#[test]
fn each_behaviour_that_is_there_is_in_a_file_that_says_where_it_is_known_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rehearsal");
    for (section, behaviour, here) in BEHAVIOURS {
        let By(file) = here else { continue };
        let text =
            std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{behaviour}: {file} is not there"));
        assert!(
            ["azure-wire", "recorded", "release-safety"].iter().any(|source| text.contains(source)),
            "{section} {behaviour}: {file} names no source"
        );
    }
}

#[test]
fn what_is_missing_is_said_and_each_behaviour_is_named_once() {
    let names: BTreeSet<&str> = BEHAVIOURS.iter().map(|(_, behaviour, _)| *behaviour).collect();
    assert_eq!(names.len(), BEHAVIOURS.len());
    let missing: Vec<&str> =
        BEHAVIOURS.iter().filter_map(|row| if let Not(why) = row.2 { Some(why) } else { None }).collect();
    assert!(missing.iter().all(|why| !why.is_empty()));
    // A behaviour that is added takes its line out of this count; it may only fall.
    assert!(missing.len() <= 4, "{}", missing.len());
}
