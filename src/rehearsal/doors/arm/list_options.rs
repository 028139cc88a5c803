//! Which of the options that begin with `$` a request may have. One that is not heard would be a list of other things than those that
//! were asked for.

use super::errors;
use super::listed::{Listed, What};
use super::path::Resource;
use crate::doors::{Incoming, Reply};

/// The refusal of the first option that is not simulated.
pub(super) fn refused(incoming: &Incoming, resource: &Resource) -> Option<Reply> {
    let known = known(resource);
    let names: Vec<String> = url::form_urlencoded::parse(incoming.query.as_bytes())
        .map(|(name, _)| name.to_lowercase())
        .filter(|name| name.starts_with('$'))
        .collect();
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
    // Only a page of some size has a next one.
    let alone = || names.iter().find(|name| *name == "$skiptoken" && !names.iter().any(|other| other == "$top"));
    let name = unknown.or_else(alone)?;
    Some(errors::not_simulated(format!("{name} in {} {}", incoming.method, incoming.path)))
}

fn known(resource: &Resource) -> &'static [&'static str] {
    match resource {
        Resource::List(Listed { what: What::Resources, .. }) => &["$filter", "$top", "$skiptoken", "$expand"],
        Resource::List(Listed { what: What::Groups | What::SitesOfPlan(_), .. }) => &["$filter", "$top", "$skiptoken"],
        Resource::List(_) => &["$top", "$skiptoken"],
        Resource::Roles { .. } | Resource::Locks { .. } => &["$filter"],
        // A selection of properties shows no other events.
        Resource::ActivityLog => &["$filter", "$select"],
        Resource::Site(path) if path.action() == "providers/microsoft.authorization/roleassignments" => &["$filter"],
        _ => &[],
    }
}
