use std::collections::BTreeMap;

use crate::azure::{Configuration, HOST_STORAGE, Opening};
use crate::record::{Function, FunctionSet};

/// What stands behind the name of a connection to storage that an identity opens, for one service: the account, or the service's own
/// address (facts: identity-connections).
const BLOBS: &[&str] = &["accountName", "blobServiceUri"];
const QUEUES: &[&str] = &["accountName", "queueServiceUri"];
const TABLES: &[&str] = &["accountName", "tableServiceUri"];

/// A connection that the host or a trigger uses.
pub(in crate::preflight) struct UsedConnection {
    /// How it is opened.
    pub(in crate::preflight) opening: Opening,
    /// Of each of these an identity needs one setting behind its name.
    pub(in crate::preflight) needs: Vec<&'static [&'static str]>,
}

/// The connections that the host and these functions use, by the names that they are set by.
pub(in crate::preflight) fn used_connections(
    functions: &FunctionSet,
    after: Configuration<'_>,
) -> BTreeMap<String, UsedConnection> {
    let mut used: BTreeMap<String, UsedConnection> = BTreeMap::new();
    let mut add = |connection: &str, needs: &[&'static [&'static str]]| {
        let Some(opening) = after.opening(connection) else { return };
        let name = opening.name.clone();
        let entry = used.entry(name).or_insert_with(|| UsedConnection { opening, needs: Vec::new() });
        let new: Vec<_> = needs.iter().filter(|need| !entry.needs.contains(need)).copied().collect();
        entry.needs.extend(new);
    };
    add(HOST_STORAGE, &[BLOBS]);
    for function in functions.iter() {
        if function.is_durable() {
            add(HOST_STORAGE, &[QUEUES, TABLES]);
        }
        if is(function, "blobTrigger") {
            // It keeps its marks and its queue of work there.
            add(HOST_STORAGE, &[QUEUES]);
        }
        if let Some(connection) = &function.connection {
            add(connection, needs(function));
        }
    }
    used
}

fn needs(function: &Function) -> &'static [&'static [&'static str]] {
    match () {
        () if is(function, "blobTrigger") => &[BLOBS, QUEUES],
        () if is(function, "queueTrigger") => &[&["accountName", "queueServiceUri", "serviceUri"]],
        () if is(function, "serviceBusTrigger") || is(function, "eventHubTrigger") => &[&["fullyQualifiedNamespace"]],
        () if is(function, "cosmosDBTrigger") => &[&["accountEndpoint"]],
        () => &[],
    }
}

fn is(function: &Function, trigger: &str) -> bool {
    function.trigger.eq_ignore_ascii_case(trigger)
}
