use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;

use super::Site;
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::latency;
use crate::laws::zip_deploy::{self, Package, Sent};
use crate::laws::{home, package_source};
use crate::state::{Delivery, Place, Platform, State};

/// The kinds of artifacts that `api/publish` knows (facts: one-deploy).
const TYPES: &[&str] = &["zip", "war", "jar", "ear", "lib", "startup", "static", "script"];

/// `api/zipdeploy` and `api/publish` (facts: zip-deploy; facts: one-deploy; recorded on all three platforms).
pub(super) fn take(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let platform = state.platform(&place.app);
    let one_deploy = incoming.path.trim_end_matches('/').ends_with("/publish");
    let taken = package(incoming, one_deploy, platform).and_then(|package| {
        let sent = sent(incoming, one_deploy, platform)?;
        Ok((package, sent))
    });
    let (package, sent) = match taken {
        Ok(taken) => taken,
        Err((status, words)) => return Reply::text(status, &words),
    };
    // KuduLite reads the address before it answers; elsewhere the deployment fails later.
    if let (Package::Url(url), Platform::Linux) = (&package, platform)
        && let Err(words) = package_source::read(state, url, None, now)
    {
        return Reply::text(500, &words);
    }
    let deployer: String = url::form_urlencoded::byte_serialize(sent.deployer.as_bytes()).collect();
    let id = match zip_deploy::receive(state, world.clock(), place, package, sent, now) {
        Err(refused) => return Reply::text(409, refused.words()),
        Ok(id) => id,
    };
    let host = state.side(place).map(|side| side.hosts.scm.clone()).unwrap_or_default();
    let host = Site { host: &host, name: &place.app, platform, ahead: 0 }.in_location();
    let format = format_description!("[year]-[month]-[day]_[hour]-[minute]-[second]Z");
    let time = now.format(format).unwrap_or_default();
    let latest = format!("https://{host}/api/deployments/latest?deployer={deployer}&time={time}");
    let reply = match platform {
        Platform::Flex => {
            Reply::json(202, &json!(id)).header("location", format!("https://{host}/api/deployments/{id}"))
        }
        Platform::Windows => Reply::empty(202).header("location", latest),
        // Linux spells one header without its hyphen (recorded).
        Platform::Linux => {
            Reply::empty(202).header("location", latest).header("retryafter", "30").header("scm-deployment-id", id)
        }
    };
    reply.later(latency::UPLOAD)
}

/// Status and words of an answer to what is not taken.
type Refused = (u16, String);

fn refused<T>(words: impl Into<String>) -> Result<T, Refused> {
    Err((400, words.into()))
}

/// What OneDeploy does and this world does not.
fn not_simulated<T>(what: impl std::fmt::Display) -> Result<T, Refused> {
    Err((501, format!("The simulated SCM site of slot-deploy does not simulate this: /api/publish {what}.")))
}

/// The body, or the address in it.
fn package(incoming: &Incoming, one_deploy: bool, platform: Platform) -> Result<Package, Refused> {
    let is_json = incoming.header("content-type").is_some_and(|kind| kind.to_lowercase().contains("application/json"));
    // KuduLite's zipdeploy takes an address by PUT only (facts: zip-deploy).
    let by_put = !one_deploy && incoming.method == "PUT";
    if !by_put && !(is_json && (one_deploy || platform == Platform::Windows)) {
        return Ok(Package::Body(incoming.body.clone()));
    }
    let body = incoming.json().unwrap_or_default();
    match body["packageUri"].as_str().filter(|url| !url.is_empty()) {
        None => refused("Request body does not contain packageUri"),
        Some(url) if url::Url::parse(url).is_err() => refused("Malformed packageUri"),
        Some(url) => Ok(Package::Url(url.to_owned())),
    }
}

fn sent(incoming: &Incoming, one_deploy: bool, platform: Platform) -> Result<Sent, Refused> {
    let is_true = |name: &str| incoming.parameter(name).map(|value| value.eq_ignore_ascii_case("true"));
    let classic = one_deploy && platform != Platform::Flex;
    let kind = incoming.parameter("type").unwrap_or_default().to_lowercase();
    let path = incoming.parameter("path").filter(|path| !path.is_empty());
    match (kind.as_str(), &path) {
        _ if !classic => {}
        // A war is taken, too (recorded on a web app).
        ("zip" | "war", None) | ("static", _) => {}
        ("zip", Some(_)) => return not_simulated("with type=zip and path"),
        ("", _) => return not_simulated("without type"),
        (known, _) if TYPES.contains(&known) => return not_simulated(format_args!("with type={known}")),
        _ => return refused(format!("type='{kind}' not recognized")),
    }
    let usual = match (one_deploy, platform) {
        (true, _) => "OneDeploy",
        (false, Platform::Windows) => "ZipDeploy",
        (false, _) => "Push-Deployer",
    };
    let message = if one_deploy { "OneDeploy" } else { "Created via a push deployment" };
    let single = classic && kind == "static";
    let file = match path.filter(|_| single) {
        None if single => return refused("Path must be defined for this type of artifact"),
        None => None,
        Some(path) => {
            let below = path.strip_prefix("/home/site/wwwroot/").unwrap_or(&path);
            match home::path([below]).filter(|path| !path.is_empty()) {
                None => return refused(format!("path='{path}' is invalid.")),
                Some(_) if below.starts_with("/home/") => return not_simulated("with a path beside wwwroot"),
                inside => inside,
            }
        }
    };
    let delivery = match () {
        () if single => Delivery::Added,
        // A clean deployment is what OneDeploy does unless it is told otherwise, and zipdeploy only on Windows when it is asked.
        () if classic && is_true("clean") == Some(false) => Delivery::Added,
        () if classic => Delivery::Replaced,
        () if platform == Platform::Windows && is_true("clean") == Some(true) => Delivery::Replaced,
        () => Delivery::Synced,
    };
    Ok(Sent {
        deployer: incoming.parameter("deployer").unwrap_or_else(|| usual.to_owned()),
        message: incoming.parameter("message").unwrap_or_else(|| message.to_owned()),
        author: incoming.parameter("author").unwrap_or_else(|| "N/A".to_owned()),
        remote_build: is_true("remotebuild") == Some(true),
        delivery,
        file,
    })
}
