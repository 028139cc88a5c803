//! Which facts about Azure's wire behaviour the simulated Azure implements, row by row that
//! this program or another client touches. Missing behaviours are listed as well.

use std::collections::BTreeSet;
use std::path::Path;

enum Here {
    /// By this file below `src/rehearsal/`.
    By(&'static str),
    /// Not simulated, or only in part: what is missing.
    Not(&'static str),
}
use Here::{By, Not};

/// The section of `src/docs/facts.md`, the behaviour, and where it is.
const BEHAVIOURS: &[(&str, &str, Here)] = &[
    ("arm-errors", "request, correlation and routing ids on each answer", By("doors/arm/headers.rs")),
    ("arm-errors", "two error dialects, HTML 503, gateway 504", By("doors/arm/errors.rs")),
    ("arm-errors", "429 as a lock, 504 while the write goes through", By("laws/site_write.rs")),
    ("arm-errors", "409 busy and prepared for swap", By("laws/swap.rs")),
    ("arm-errors", "ScopeLocked, for reading POSTs too", By("laws/locks.rs")),
    ("arm-errors", "403 that names the missing action", By("laws/rbac.rs")),
    ("arm-errors", "401 with a challenge, expired tokens", By("doors/bearer.rs")),
    ("arm-errors", "ids without regard to case", By("doors/arm/path.rs")),
    ("arm-errors", "API versions that nobody has", By("doors/arm/api_version.rs")),
    ("arm-errors", "unregistered provider", By("doors/arm/providers.rs")),
    ("arm-limits", "remaining-requests headers", By("doors/arm/limits.rs")),
    ("arm-limits", "throttling by principal, kind of request and subscription", By("laws/arm_limits.rs")),
    ("long-running", "swap by a Location that is signed anew at each poll", By("doors/arm/swap.rs")),
    ("long-running", "slot PUT answers 200 when it is through", By("doors/arm/slots.rs")),
    (
        "long-running",
        "ARM template deployments, deleting groups",
        Not("no templates and no groups are changed; neither this program nor a client here asks for it"),
    ),
    ("arm-calls", "site, slot and list, with their nulls and names", By("doors/arm/site_json.rs")),
    ("arm-calls", "a site or slot keeps what is written to it", By("laws/site_change.rs")),
    ("arm-calls", "what of a site is only shown, kept, or refused by name", By("laws/site_body.rs")),
    ("arm-calls", "plans are changed", Not("refused with 501, as is everything that this world has no answer to")),
    ("arm-calls", "apps and groups are created and deleted", Not("refused with 501; they are in the world file")),
    ("arm-calls", "creating and deleting slots", By("laws/slot_create.rs")),
    ("arm-calls", "start, stop, restart", By("doors/arm/power.rs")),
    ("arm-calls", "config/web", By("doors/arm/web_config.rs")),
    ("arm-calls", "app settings, connection strings, sticky names", By("doors/arm/config.rs")),
    ("arm-calls", "state of Key Vault references", By("laws/key_vault_reference.rs")),
    ("arm-calls", "slotsdiffs", By("laws/slot_differences.rs")),
    ("arm-calls", "preview: apply and reset", By("laws/swap_preview.rs")),
    ("arm-calls", "sign-in settings are kept, and Azure previews no swap with them", By("doors/arm/auth_settings.rs")),
    ("sign-in-by-the-platform", "App Service authentication answers before the app", By("laws/site_auth.rs")),
    ("arm-calls", "functions, their keys, host keys", By("doors/arm/host_keys.rs")),
    ("arm-calls", "admin token", By("laws/admin_token.rs")),
    ("arm-calls", "sync of triggers answers 200", By("laws/trigger_sync.rs")),
    ("arm-calls", "publish profile with Web Deploy, FTP and Zip Deploy", By("doors/arm/publish_profile.rs")),
    ("arm-calls", "publishing credentials and policy", By("doors/arm/publishing.rs")),
    ("arm-calls", "plans by SKU", By("doors/arm/plan.rs")),
    ("arm-calls", "OneDeploy by a URL", By("doors/arm/one_deploy.rs")),
    ("arm-calls", "MSDeploy", Not("not answered; what becomes of its package is not known")),
    ("arm-calls", "instances", By("doors/arm/instances.rs")),
    ("arm-calls", "platform metrics, late and partial", By("laws/metrics.rs")),
    ("arm-calls", "Application Insights and Log Analytics, late and filtered", By("laws/telemetry_tables.rs")),
    ("telemetry", "failed executions as requests and exceptions", By("laws/telemetry.rs")),
    ("telemetry", "role names that a swap leaves stale", By("laws/telemetry.rs")),
    ("telemetry-queries", "components by id and by group", By("doors/arm/telemetry.rs")),
    ("telemetry-queries", "denied tables are named on request", By("doors/logs.rs")),
    ("failed-executions", "retries at once, then poison or dead letter", By("laws/queues.rs")),
    ("arm-calls", "activity log, minutes late", By("doors/arm/activity_log.rs")),
    ("arm-calls", "lists of apps, plans, groups and components", By("doors/arm/lists.rs")),
    ("arm-calls", "resources are listed by a filter", By("laws/odata.rs")),
    ("arm-calls", "providers name their types and API versions", By("doors/arm/providers.rs")),
    ("arm-calls", "locks of a group hold for its sites", By("doors/arm/locks.rs")),
    ("arm-calls", "log settings are kept", By("doors/arm/logs_config.rs")),
    ("arm-calls", "logs that these settings ask for", Not("no log is written, whatever the settings say")),
    ("arm-calls", "host names of a side", By("doors/arm/host_name_bindings.rs")),
    ("arm-calls", "keys of functions are written and deleted", By("doors/arm/function_keys.rs")),
    ("arm-calls", "languages and versions of Functions", By("doors/arm/stacks.rs")),
    ("arm-calls", "metrics are defined", By("doors/arm/metric_definitions.rs")),
    ("arm-calls", "usages of a side", By("doors/arm/usages.rs")),
    ("arm-calls", "role assignments are listed", By("doors/arm/roles.rs")),
    ("arm-calls", "roles on storage are given once, whatever is repeated", By("doors/arm/data_roles.rs")),
    ("deployment-status", "deploymentStatus from build to start", By("laws/deployment_status.rs")),
    ("rights", "the action that each request needs", By("doors/arm/rights.rs")),
    ("plans", "how many slots a plan gives", By("state/app.rs")),
    ("scm-access", "bearer tokens of both audiences", By("doors/scm.rs")),
    ("scm-access", "basic authentication, where the policy allows it", By("laws/publishing.rs")),
    ("scm-access", "access restrictions of app and SCM site", By("laws/access_rules.rs")),
    ("scm-access", "closed to the public: app, SCM site, storage", By("laws/access_rules.rs")),
    ("scm-access", "affinity cookies of the SCM site", By("doors/scm/headers.rs")),
    ("zip-deploy", "zipdeploy, its headers and its lock", By("laws/zip_deploy.rs")),
    ("zip-deploy", "zipdeploy from a URL", By("laws/package_source.rs")),
    ("zip-deploy", "validate, on Windows", By("doors/scm/validate.rs")),
    ("deployment-history", "latest, temporary ids, status on Linux and Windows", By("doors/scm/deployment_json.rs")),
    ("deployment-history", "retention of the history", By("laws/deployment_history.rs")),
    ("deployment-history", "writing history by PUT", By("doors/scm/history.rs")),
    ("one-deploy", "OneDeploy, also on Flex Consumption", By("doors/scm/upload.rs")),
    ("scm-endpoints", "vfs: reading and writing, by tag", By("doors/scm/vfs.rs")),
    ("scm-endpoints", "zip: a folder out and in", By("doors/scm/zip.rs")),
    ("scm-endpoints", "command, without a shell", By("laws/command/mod.rs")),
    ("scm-endpoints", "dd, by ranges of bytes", By("laws/command/dd.rs")),
    (
        "scm-endpoints",
        "log streams",
        Not("answers come whole, none is held open; neither this program nor a client here asks for it"),
    ),
    ("scm-endpoints", "settings of the SCM site", By("doors/scm/settings.rs")),
    ("settings-restart", "a settings write restarts app and SCM site", By("laws/settings.rs")),
    ("wwwroot", "KuduSync deletes what the former manifest names", By("laws/kudu_sync.rs")),
    ("content-shares", "sides on one share see each other's files", By("laws/content_share.rs")),
    ("wwwroot", "the manifest of the active deployment", By("laws/manifest.rs")),
    ("wwwroot", "clean deployments", By("laws/kudu_sync.rs")),
    ("wwwroot", "remote builds", By("laws/remote_build.rs")),
    ("wwwroot", "run from package, in its three forms", By("laws/run_from_package.rs")),
    ("functions-host", "host status, ping, synctriggers", By("doors/site.rs")),
    ("functions-host", "a host drains, says how far, and resumes", By("laws/drain.rs")),
    ("functions-host", "a host starts, fails to load, or serves", By("laws/host_start.rs")),
    ("functions-host", "a request waits thirty seconds for a host", By("doors/site.rs")),
    ("functions-host", "the home page answers with no function at all", By("laws/routes.rs")),
    ("functions-host", "keys of functions and host", By("doors/site.rs")),
    (
        "functions-host",
        "instances take turns, and start one after the other where a world says so",
        By("laws/restart.rs"),
    ),
    ("functions-host", "the platform's own work overlaps where a world says so", By("state/races.rs")),
    ("functions-host", "routing by cookie, ramp-up", By("laws/routing.rs")),
    ("functions-host", "names of hosts, cut and unique", By("laws/slot_create.rs")),
    ("functions-host", "collision of host ids", By("laws/host_id.rs")),
    ("functions-host", "keys as files, which a swap exchanges", By("laws/swap.rs")),
    (
        "functions-in-code",
        "the worker that the settings name decides which functions there are",
        By("laws/functions.rs"),
    ),
    ("functions-in-code", "folders with a function.json and a script", By("laws/declared/folders.rs")),
    ("functions-in-code", "Python's decorators and blueprints", By("laws/declared/python.rs")),
    ("functions-in-code", "a module that Python does not find", By("laws/declared/python_imports.rs")),
    ("functions-in-code", "what the entry point of a Node app registers", By("laws/declared/node.rs")),
    ("functions-in-code", "a module that Node does not find", By("laws/declared/node_modules.rs")),
    ("functions-in-code", "metadata of isolated .NET, and its hidden folder", By("laws/declared/metadata.rs")),
    ("functions-in-code", "a function in error for want of an extension", By("laws/extension_bundle.rs")),
    ("functions-in-code", "a custom handler that cannot start", By("laws/custom_handler_file.rs")),
    ("swap-order", "the order of a swap", By("laws/swap.rs")),
    ("swap-order", "executions in the former production are cut", By("laws/executions.rs")),
    ("swap-effects", "content identity moves, host names stay", By("laws/swap.rs")),
    ("what-moves", "app settings and connection strings move unless sticky", By("laws/swap.rs")),
    ("what-moves", "config/web, mounted storage, access rules move or stay", By("laws/site_config_swap.rs")),
    ("what-moves", "a slot takes events of queues and timers by the connections it has", By("laws/listeners.rs")),
    ("swap-warm-up", "any status is warm, or those that settings name", By("laws/swap_warm_up.rs")),
    ("swap-warm-up", "417 and 400 as the poll's answer, silent revert, slow swaps", By("laws/swap.rs")),
    ("swap-warm-up", "a completed swap that Azure takes back", By("laws/swap_put_back.rs")),
    ("swap-warm-up", "auto-swap", By("laws/auto_swap.rs")),
    ("plans", "Flex Consumption has no slots", By("state/app.rs")),
    ("plans", "site update strategies", Not("they are shown only; Flex Consumption has no slots to release through")),
];

#[test]
fn each_simulated_behaviour_is_in_a_file_that_names_its_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rehearsal");
    for (section, behaviour, here) in BEHAVIOURS {
        let By(file) = here else { continue };
        let text =
            std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{behaviour}: {file} is not there"));
        assert!(
            ["facts: ", "recorded"].iter().any(|source| text.contains(source)),
            "{section} {behaviour}: {file} names no source"
        );
    }
}

#[test]
fn missing_behaviours_are_listed_and_each_behaviour_is_listed_once() {
    let names: BTreeSet<&str> = BEHAVIOURS.iter().map(|(_, behaviour, _)| *behaviour).collect();
    assert_eq!(names.len(), BEHAVIOURS.len());
    let missing: Vec<&str> =
        BEHAVIOURS.iter().filter_map(|row| if let Not(why) = row.2 { Some(why) } else { None }).collect();
    assert!(missing.iter().all(|why| !why.is_empty()));
    // A behaviour that is added takes its line out of this count; it may only fall.
    assert!(missing.len() <= 7, "{}", missing.len());
}
