//! The publish profile, as the portal's "Download publish profile" gives it: how to reach a side by Web Deploy, FTP and Zip Deploy
//! (facts: scm-access). Programs read one of the entries, most the first.

use std::fmt::Write;

use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::laws::publishing::{self, Credentials};
use crate::state::{Place, Side, State};

/// What stands for a user and a password where the policy does not let them be used.
const REDACTED: &str = "REDACTED";

/// One way to publish.
struct Way {
    name: &'static str,
    method: &'static str,
    /// `scm` or `ftp`, as the policy calls it.
    endpoint: &'static str,
}

const WAYS: [Way; 3] = [
    Way { name: "Web Deploy", method: "MSDeploy", endpoint: "scm" },
    Way { name: "FTP", method: "FTP", endpoint: "ftp" },
    Way { name: "Zip Deploy", method: "ZipDeploy", endpoint: "scm" },
];

/// `publishxml`. The formats `WebDeploy` and `Ftp` are one: programs that ask for `Ftp` take the entry of Web Deploy from it, too
/// (samples of the Azure SDK for .NET, `DeployByGit`).
pub(super) fn answer(state: &State, incoming: &Incoming, place: &Place) -> Reply {
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let body = incoming.json().unwrap_or_default();
    match body["format"].as_str().unwrap_or("WebDeploy").to_lowercase().as_str() {
        "webdeploy" | "ftp" => Reply::body(200, "application/xml", document(side, place)),
        "filezilla3" => errors::not_simulated("a publish profile in the format FileZilla3"),
        _ => errors::provider(400, "BadRequest", "51021", "The parameter format has an invalid value."),
    }
}

fn document(side: &Side, place: &Place) -> String {
    let mut xml = "<publishData>".to_owned();
    for way in &WAYS {
        entry(&mut xml, side, place, way);
    }
    xml + "</publishData>"
}

fn entry(xml: &mut String, side: &Side, place: &Place, way: &Way) {
    let shown = match &place.slot {
        Some(slot) => format!("{}-{slot}", place.app),
        None => place.app.clone(),
    };
    let Credentials { user, password } = Credentials::of(side, place);
    let site = user.trim_start_matches('$');
    let (url, extra, user) = match way.method {
        "FTP" => (site_json::FTPS.to_owned(), " ftpPassiveMode=\"True\"".to_owned(), format!("{site}\\{user}")),
        "MSDeploy" => (with_port(&side.hosts.scm), format!(" msdeploySite=\"{site}\""), user),
        _ => (with_port(&side.hosts.scm), String::new(), user),
    };
    let (user, password, database) = if publishing::is_allowed(side, way.endpoint) {
        (user.as_str(), password.as_str(), "")
    } else {
        (REDACTED, REDACTED, REDACTED)
    };
    // Writing to a string does not fail.
    let _ = write!(
        xml,
        "<publishProfile profileName=\"{shown} - {}\" publishMethod=\"{}\" publishUrl=\"{url}\"{extra} userName=\"{user}\" \
         userPWD=\"{password}\" destinationAppUrl=\"https://{}\" SQLServerDBConnectionString=\"{database}\" \
         mySQLDBConnectionString=\"\" hostingProviderForumLink=\"\" controlPanelLink=\"https://portal.azure.com\" \
         webSystem=\"WebSites\"><databases /></publishProfile>",
        way.name, way.method, side.hosts.site
    );
}

/// Azure writes the port; a host of this world may have another one already.
fn with_port(host: &str) -> String {
    if host.contains(':') { host.to_owned() } else { format!("{host}:443") }
}
