use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;

use super::Site;
use crate::rehearsal::World;
use crate::rehearsal::doors::{Incoming, Reply};
use crate::rehearsal::latency;
use crate::rehearsal::laws::zip_deploy::{self, Sent};
use crate::rehearsal::state::{Place, Platform, State};

const IN_PROGRESS: &str = "There is a deployment currently in progress. Please try again when it completes.";

/// The kinds of artifacts that `api/publish` knows (azure-wire §3.4).
const TYPES: &[&str] = &["zip", "war", "jar", "ear", "lib", "startup", "static", "script"];

/// `api/zipdeploy` and `api/publish` (azure-wire §3.2, §3.4; recorded on all three platforms).
pub fn take(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let platform = state.platform(&place.app);
    let one_deploy = incoming.path.ends_with("/publish");
    if one_deploy && platform != Platform::Flex {
        let kind = incoming.parameter("type").unwrap_or_else(|| "zip".to_owned());
        if !TYPES.contains(&kind.to_lowercase().as_str()) {
            return Reply::text(400, &format!("type='{kind}' not recognized"));
        }
    }
    let usual = match (one_deploy, platform) {
        (true, _) => "OneDeploy",
        (false, Platform::Windows) => "ZipDeploy",
        (false, _) => "Push-Deployer",
    };
    let message = match one_deploy {
        true => "OneDeploy",
        false => "Created via a push deployment",
    };
    let sent = Sent {
        deployer: incoming.parameter("deployer").unwrap_or_else(|| usual.to_owned()),
        message: incoming.parameter("message").unwrap_or_else(|| message.to_owned()),
        author: incoming.parameter("author").unwrap_or_else(|| "N/A".to_owned()),
        remote_build: incoming.parameter("remotebuild").is_some_and(|wanted| wanted.eq_ignore_ascii_case("true")),
    };
    let deployer: String = url::form_urlencoded::byte_serialize(sent.deployer.as_bytes()).collect();
    let id = match zip_deploy::receive(state, world.clock(), place, &incoming.body, sent, now) {
        Err(zip_deploy::Conflict) => return Reply::text(409, IN_PROGRESS),
        Ok(id) => id,
    };
    let host = state.side(place).map(|side| side.hosts.scm.clone()).unwrap_or_default();
    let host = Site { host: &host, name: &place.app, platform }.in_location();
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
