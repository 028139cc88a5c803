//! Faults in settings, and in the versions that they name.

use super::{Fault, fault};
use crate::support::Rehearsal;
use rehearsal::default_world::{APP, IDENTITIES};
use rehearsal::state::{KeyVault, SecretVersion, Side, State};
use serde_json::json;
use std::collections::BTreeMap;

const KEY: &str = "DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey=dGVzdA==";
const REFERENCE: &str = "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/PaymentKey/)";
const ELSEWHERE: &[(&str, &str)] = &[("connection-roles", "an account of another subscription is not seen")];

fn set(name: &'static str, value: &'static str) -> impl Fn(&mut Side) + Copy {
    move |side| drop(side.settings.insert(name.to_owned(), value.to_owned()))
}

fn on_both(world: Rehearsal, name: &'static str, value: &'static str) -> Rehearsal {
    world.production(set(name, value)).slot(set(name, value))
}

fn stays(state: &mut State, name: &str) {
    state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push(name.to_owned());
}

pub const FAULTS: &[Fault] = &[
    fault("key-storage", |world| on_both(world, "AzureWebJobsSecretStorageType", "Files")),
    fault("own-host-id", |world| on_both(world, "AzureFunctionsWebHost__hostid", "same")),
    fault("warm-up-tells", |world| {
        let any = |side: &mut Side| drop(side.settings.remove("WEBSITE_SWAP_WARMUP_PING_STATUSES"));
        world.production(any).slot(any)
    }),
    fault("slot-as-protected", |world| {
        world.slot(|slot| drop(slot.config.web.insert("cors".to_owned(), json!({"allowedOrigins": ["*"]}))))
    }),
    fault("content-moves", |world| {
        world.world(|state| stays(state, "FUNCTIONS_WORKER_RUNTIME")).slot(set("FUNCTIONS_WORKER_RUNTIME", "python"))
    })
    .alone("the package is of another language then"),
    fault("new-slot-settings", |world| world.input("slot", "blue").input("create-slot", "true"))
        .with(&[])
        .alone("without the slot there is little to look at"),
    fault("required-settings", |world| world.declares("required: { business: [REFUND_URL] }\n"))
        .alone("there is one configuration"),
    fault("site-properties", |world| world.declares("site: { minimum-tls: \"1.3\" }\n"))
        .alone("there is one configuration"),
    fault("no-server-build", |world| on_both(world, "SCM_DO_BUILD_DURING_DEPLOYMENT", "true")),
    fault("host-version", |world| world.production(set("FUNCTIONS_EXTENSION_VERSION", "~3")))
        .with(&[("end-of-support", "version 3 is out of support")]),
    fault("host-version-pinned", |world| world.slot(set("FUNCTIONS_EXTENSION_VERSION", "4.1044.0")))
        .alone("a side has one version of the host"),
    fault("stack-version", |world| {
        world
            .world(|state| state.app_mut(APP).unwrap().runtime = "PYTHON|3.12".to_owned())
            .slot(|slot| drop(slot.config.web.insert("linuxFxVersion".to_owned(), json!("PYTHON|3.13"))))
    })
    .alone("a side has one stack"),
    fault("end-of-support", |world| {
        world.world(|state| state.app_mut(APP).unwrap().runtime = "PYTHON|3.10".to_owned())
    }),
    fault("disabled-stays-in-slot", |world| world.world(|state| state.app_mut(APP).unwrap().sticky = None))
        .alone("every list of slot settings is gone"),
    fault("settings-kept", |world| world.production(set("WEBSITE_TIME_ZONE", "Europe/Berlin"))),
    fault("settings-gained", |world| world.slot(set("FEATURE_REFUNDS", "on"))),
    fault("connections-stay", |world| world.slot(set("OrdersStorage__accountName", "shoptest")))
        .with(ELSEWHERE)
        .alone("a queue has one connection"),
    fault("host-storage-stays", |world| world.slot(set("AzureWebJobsStorage__accountName", "shoptest")))
        .with(ELSEWHERE)
        .alone("host ids are compared in one storage account only"),
    fault("key-vault-references", |world| {
        let secret = vec![SecretVersion { id: "0".repeat(32), value: "s3cret".to_owned() }];
        let vault = KeyVault {
            name: "kv-shop".to_owned(),
            secrets: BTreeMap::from([("PaymentKey".to_owned(), secret)]),
            readers: vec![IDENTITIES[1].to_owned()],
        };
        on_both(world.world(|state| drop(state.vaults.insert("kv-shop".to_owned(), vault))), "MAIL_KEY", REFERENCE)
    }),
    fault("app-configuration-references", |world| {
        const REFERENCE: &str = "@Microsoft.AppConfiguration(Endpoint=https://nowhere.azconfig.io; Key=colour)";
        on_both(world, "COLOUR", REFERENCE)
    }),
    fault("old-build-settings", |world| on_both(world, "WEBSITE_RUN_FROM_ZIP", "1")),
    fault("connections-exist", |world| world.production(unset).slot(unset)).alone("a queue has one connection"),
    fault("scm-takes-packages", |world| on_both(world, "WEBSITE_RUN_FROM_PACKAGE", "https://example.test/package.zip"))
        .alone("what runs from a URL takes no package"),
    fault("secured-storage", |world| on_both(world, "WEBSITE_CONTENTOVERVNET", "1")),
    fault("overrides-agree", |world| {
        const NAME: &str = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS";
        world.production(set(NAME, "1")).slot(set(NAME, "0"))
    })
    .alone("which version of the host moves depends on it"),
    fault("connection-form", |world| on_both(world, "OrdersStorage", KEY))
        .with(&[("keys-in-connections", "the text that counts holds a key")])
        .alone("a queue has one connection"),
    fault("keys-in-connections", |world| {
        let by_key = |side: &mut Side| {
            side.settings.remove("AzureWebJobsStorage__accountName");
            side.settings.insert("AzureWebJobsStorage".to_owned(), KEY.to_owned());
        };
        world.production(by_key).slot(by_key)
    })
    .alone("what a key opens needs no role"),
];

/// The trigger's connection is gone.
fn unset(side: &mut Side) {
    side.settings.retain(|name, _| !name.starts_with("OrdersStorage"));
}
