//! Queues: those of a storage account that is there, and those of a Service Bus.

use std::collections::BTreeSet;

use super::description::Description;
use super::sides::usual_settings;
use super::storage::StoragePart;
use super::well_formed::twice;
use crate::default_world::STORAGE;
use crate::laws::connection::part;
use crate::laws::queue_kind;

/// What of them cannot be.
pub(super) fn check(description: &Description, problems: &mut Vec<String>) {
    let accounts = accounts(description);
    for name in description.queues.0.keys() {
        if !queue_kind::is_name(name) {
            problems
                .push(format!("queues.{name}: a queue is named by its storage account and itself, `account/queue`"));
        } else if let Some(account) = account(name).filter(|account| !accounts.contains(account)) {
            problems.push(format!(
                "queues.{name}: there is no storage account `{account}`; those under `storage` are there, and those that settings name"
            ));
        }
    }
    twice("queues", description.queues.0.keys(), problems);
}

/// Says the accounts of queues that nothing else names any more, as when the setting was taken away.
pub(super) fn say_accounts(description: &mut Description) {
    let accounts = accounts(description);
    let missing = description.queues.0.keys().filter_map(|name| account(name));
    let missing: Vec<String> = missing.filter(|account| !accounts.contains(account)).collect();
    let storage = description.storage.get_or_insert_default();
    storage.0.extend(missing.into_iter().map(|account| (account, StoragePart::default())));
}

/// The storage account of a queue, in lower case; one of a Service Bus has none.
fn account(queue: &str) -> Option<String> {
    let owner = queue.split('/').find(|part| !part.is_empty())?;
    (!owner.contains('.')).then(|| owner.to_lowercase())
}

/// The accounts that are described, or named by a setting or a secret.
fn accounts(description: &Description) -> BTreeSet<String> {
    let mut accounts: BTreeSet<String> = match &description.storage {
        Some(storage) => storage.0.keys().map(|name| name.to_lowercase()).collect(),
        None => BTreeSet::from([STORAGE.to_owned()]),
    };
    let mut take = |name: &str, value: &str| {
        let by_name = name.ends_with("__accountName").then_some(value);
        let by_uri = value.strip_prefix("https://").and_then(|uri| uri.split('.').next());
        let account = part(value, "AccountName").or(by_name).or(by_uri);
        accounts.extend(account.map(str::to_lowercase));
    };
    for (app, site) in &description.apps.0 {
        for (name, value) in usual_settings(app) {
            take(&name, &value);
        }
        for side in std::iter::once(&site.production).chain(site.slots.0.values()) {
            for (name, value) in &side.settings.0 {
                take(name, value.0.as_deref().unwrap_or_default());
            }
        }
    }
    for secret in description.vaults.0.values().flat_map(|vault| vault.secrets.values().flatten()) {
        take("", secret);
    }
    accounts
}
