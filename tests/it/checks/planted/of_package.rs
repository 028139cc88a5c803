//! Faults of the package, of where it lies, and of what a swap does with it.

use super::super::everything_right::{app, right_with};
use super::{Fault, fault, write};
use crate::support::{COMMIT, Rehearsal, TestApp, container};
use rehearsal::default_world::{APP, STORAGE};
use rehearsal::state::Side;
use serde_json::json;

const BY_URL: &str = "a package by its URL is released otherwise than one that is sent";
const OWN_WORLD: &str = "both sides run another app";
const PREVIEW: &str = "it is one of `swap: preview` only";
const EVENTS: (&str, &str) = ("preview-without-triggers", "the app takes events");

pub const FAULTS: &[Fault] = &[
    fault("function-timeout", |world| {
        let host = "{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"ten minutes\"\n}";
        write(world, "app/host.json", host)
    }),
    fault("extension-bundle", |world| {
        let host = r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "newest"}}"#;
        write(world, "app/host.json", host)
    })
    .alone("a package has one host.json"),
    fault("key-file", |world| write(world, "app/deploy/id_rsa", "of nothing")),
    fault("script-file", |world| {
        let function = json!({"scriptFile": "run.py", "bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]});
        write(world, "app/Refund/function.json", &function.to_string())
    })
    .with(&[("worker-runtime", "a script of Python is for another worker than the app's")]),
    fault("functions-kept", |world| {
        std::fs::remove_dir_all(world.temp.0.join("app/Nightly")).unwrap();
        world
    }),
    fault("package-setting-moves", |world| {
        world.input("storage-container", &container()).world(|state| {
            let names = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
            names.app_settings.push("WEBSITE_RUN_FROM_PACKAGE".to_owned());
        })
    })
    .alone(BY_URL),
    fault("package-store", |world| world.input("storage-container", &format!("{}x", container())))
        .alone(BY_URL),
    fault("package-readable", |world| {
        world
            .input("storage-container", &container())
            .world(|state| state.storage.get_mut(STORAGE).unwrap().assignments.truncate(1))
    })
    .with(&[("connection-roles", "the roles of the identities are gone")])
    .alone(BY_URL),
    fault("site-packages-possible", |world| world.input("strategy", "site-package"))
        .alone("it is one of `strategy: site-package` only"),
    fault("server-build", |world| world.input("build", "remote")).alone("it is one of `build: remote` only"),
    fault("own-task-hub", |world| {
        let function = json!({"bindings": [{"type": "orchestrationTrigger", "name": "context"}]});
        write(world, "app/Repay/function.json", &function.to_string())
    }),
    fault("running-orchestrations", |_| {
        let durable = |commit: &str| {
            let host = json!({"version": "2.0", "extensions": {"durableTask": {"hubName": "%TaskHub%"}}}).to_string();
            let trigger = json!({"type": "orchestrationTrigger", "name": "context"});
            app(commit).function("Refund", trigger).file("host.json", &host)
        };
        let hub = |name: &'static str| move |side: &mut Side| drop(side.settings.insert("TaskHub".into(), name.into()));
        right_with(&durable(COMMIT), &durable("former")).production(hub("shopproduction")).slot(hub("shopstaging")).world(
            |state| state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push("TaskHub".to_owned()),
        )
    })
    .with(&[("connection-roles", "Durable Functions need roles on queues and tables, which are not given")])
    .alone(OWN_WORLD),
    fault("preview-without-triggers", |world| world.input("swap", "preview")).alone(PREVIEW),
    fault("preview-without-site-auth", |world| {
        let asks = |side: &mut Side| {
            side.config.auth = Some(json!({
                "platform": {"enabled": true},
                "globalValidation": {"requireAuthentication": true, "unauthenticatedClientAction": "Return401"},
            }));
        };
        world.input("swap", "preview").production(asks).slot(asks)
    })
    .with(&[EVENTS])
    .alone(PREVIEW),
    fault("live-triggers", |world| world.slot(|slot| slot.settings.retain(|name, _| !name.ends_with(".Disabled")))),
    fault("host-ids-of-slots", |world| {
        const LONG: &str = "a-slot-with-a-very-long-name";
        let world = world.world(|state| {
            let app = state.app_mut(APP).unwrap();
            let staging = app.slots["staging"].clone();
            app.slots.extend([LONG, "a-slot-with-a-very-long-one"].map(|name| (name.to_owned(), staging.clone())));
        });
        world.input("slot", LONG)
    })
    .alone("another slot is released through"),
    fault("executions-end", |world| world.input("drain", "false")),
];

/// A package that has a probe only: both sides run it.
#[tokio::test(start_paused = true)]
async fn an_app_that_only_requests_start_is_right_without_a_drain_as_well() {
    let app = |commit: &str| TestApp::new(commit);
    let world: Rehearsal = right_with(&app(COMMIT), &app("former")).input("drain", "false");
    let told = super::check(world).await;
    assert_eq!(super::found(&told), Default::default(), "{}", told.log);
}
