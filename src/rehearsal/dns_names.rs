//! Host names with dots, as Azure's have: `shop-orders.azurewebsites.localhost`, `shop-orders.scm.azurewebsites.localhost`, and
//! `shopdata.blob.core.localhost`. Names below `localhost` are of the loopback (RFC 6761); browsers and curl know that, other
//! programs need them in their hosts file. Without this the sides of apps are paths below one name.

use super::state::{Hosts, State};

/// What stands behind the names of apps; with `scm.` in front behind those of their SCM sites.
const APPS: &str = ".azurewebsites.localhost";
const SCM: &str = ".scm.azurewebsites.localhost";
/// What stands behind the names of storage accounts.
const BLOBS: &str = ".blob.core.localhost";

/// The names that a certificate is made for.
pub(crate) const CERTIFIED: [&str; 3] =
    ["*.azurewebsites.localhost", "*.scm.azurewebsites.localhost", "*.blob.core.localhost"];

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// An app.
    App,
    /// An SCM site.
    Scm,
    /// A storage account.
    Blobs,
}

/// Gives all sides such names; `port` is where they are reached.
pub fn name_all(state: &mut State, port: u16) {
    let below = |host: &str, suffix: &str| {
        let label = host.rsplit('/').next().unwrap_or(host);
        format!("{label}{suffix}:{port}")
    };
    for app in state.apps.values_mut() {
        for side in std::iter::once(&mut app.production).chain(app.slots.values_mut()) {
            side.hosts = Hosts { site: below(&side.hosts.site, APPS), scm: below(&side.hosts.scm, SCM) };
        }
    }
}

/// What an authority is the name of, and what it is known by there.
pub(crate) fn named(authority: &str) -> Option<(Named, String)> {
    let authority = authority.to_lowercase();
    let host = authority.split(':').next().unwrap_or_default();
    if let Some(account) = host.strip_suffix(BLOBS) {
        return Some((Named::Blobs, account.to_owned()));
    }
    // A side is known by its whole authority, as its resource says it.
    match (host.ends_with(SCM), host.ends_with(APPS)) {
        (true, _) => Some((Named::Scm, authority)),
        (_, true) => Some((Named::App, authority)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::{APP, build};

    #[test]
    fn names_lead_to_the_side_that_says_them() {
        let mut state = build("localhost:8443", time::OffsetDateTime::UNIX_EPOCH);
        name_all(&mut state, 8443);
        let hosts = state.app(APP).unwrap().slots["staging"].hosts.clone();
        assert_eq!(hosts.site, "shop-orders-staging.azurewebsites.localhost:8443");
        assert_eq!(named(&hosts.site), Some((Named::App, hosts.site.clone())));
        assert_eq!(named(&hosts.scm.to_uppercase()), Some((Named::Scm, hosts.scm)));
        assert_eq!(named("shopdata.blob.core.localhost:8443"), Some((Named::Blobs, "shopdata".to_owned())));
        assert_eq!(named("localhost:8443"), None);
    }
}
