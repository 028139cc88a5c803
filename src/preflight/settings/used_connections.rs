use std::collections::BTreeMap;

use super::asked_of::{Asks, BLOBS, QUEUES, TABLES, of_binding, of_trigger};
use crate::azure::{Configuration, HOST_STORAGE, Opening};
use crate::preflight::{DataUse, Part};
use crate::record::FunctionSet;

/// A connection that the host, a trigger or another binding uses.
pub(in crate::preflight) struct UsedConnection {
    /// How it is opened.
    pub(in crate::preflight) opening: Opening,
    /// Of each of these an identity needs one setting behind its name.
    pub(in crate::preflight) needs: Vec<&'static [&'static str]>,
    /// What is done there, and with which part.
    pub(in crate::preflight) uses: Vec<(DataUse, Part)>,
    /// The bindings by which something is done there that is not known here, by their types.
    pub(in crate::preflight) others: Vec<String>,
}

/// The connections that the host and these functions use, by the names that they are set by.
pub(in crate::preflight) fn used_connections(
    functions: &FunctionSet,
    after: Configuration<'_>,
) -> BTreeMap<String, UsedConnection> {
    let mut used = Used { after, by_name: BTreeMap::new() };
    let of_host = |needs, uses| Asks { needs, uses, whole: true };
    used.add(HOST_STORAGE, &of_host(&[BLOBS], &[DataUse::Blobs]), None);
    for function in functions.iter() {
        if function.is_durable() {
            used.add(HOST_STORAGE, &of_host(&[QUEUES, TABLES], &[DataUse::Queues, DataUse::Tables]), None);
        }
        if function.trigger.eq_ignore_ascii_case("blobTrigger") {
            // It keeps its marks and its queue of work there.
            used.add(HOST_STORAGE, &of_host(&[QUEUES], &[DataUse::Queues]), None);
        }
        if let Some(connection) = &function.connection {
            used.add_binding(connection, of_trigger(&function.trigger), function.entity.as_deref(), &function.trigger);
        }
        for binding in &function.bindings {
            let asks = of_binding(&binding.kind, binding.is_output);
            used.add_binding(&binding.connection, asks, binding.entity.as_deref(), &binding.kind);
        }
    }
    used.by_name
}

struct Used<'a> {
    after: Configuration<'a>,
    by_name: BTreeMap<String, UsedConnection>,
}

impl Used<'_> {
    fn add_binding(&mut self, connection: &str, asks: Option<Asks>, entity: Option<&str>, kind: &str) {
        match asks {
            Some(asks) => self.add(connection, &asks, entity),
            None => {
                if let Some(entry) = self.entry(connection) {
                    push(&mut entry.others, kind.to_owned());
                }
            }
        }
    }

    fn add(&mut self, connection: &str, asks: &Asks, entity: Option<&str>) {
        let part = if asks.whole { Part::Whole } else { self.part(entity) };
        let Some(entry) = self.entry(connection) else { return };
        asks.needs.iter().for_each(|need| push(&mut entry.needs, need));
        let part_of = |what: DataUse| match what {
            // Beside the container that it names, a blob trigger has a queue of its own there.
            DataUse::Queues if asks.has_own_queue() => Part::Whole,
            // Its roles are of databases too, and a trigger has a second container for its leases.
            DataUse::Items | DataUse::ReadItems => Part::Unseen,
            _ => part.clone(),
        };
        asks.uses.iter().for_each(|what| push(&mut entry.uses, (*what, part_of(*what))));
    }

    fn entry(&mut self, connection: &str) -> Option<&mut UsedConnection> {
        let opening = self.after.opening(connection)?;
        let new =
            || UsedConnection { needs: Vec::new(), uses: Vec::new(), others: Vec::new(), opening: opening.clone() };
        Some(self.by_name.entry(opening.name.clone()).or_insert_with(new))
    }

    /// Of a path, the first segment is the container.
    fn part(&self, entity: Option<&str>) -> Part {
        let name = entity.and_then(|entity| self.after.resolved(entity));
        let name = name.and_then(|name| Some(name.trim_start_matches('/').split('/').next()?.to_owned()));
        name.filter(|name| !name.is_empty() && !name.contains(['{', '%'])).map_or(Part::Unseen, Part::Named)
    }
}

fn push<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
