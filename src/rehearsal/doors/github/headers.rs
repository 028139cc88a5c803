use http::header::{CONTENT_TYPE, IF_NONE_MATCH};
use ring::digest::{SHA256, digest};

use super::ask::Ask;
use super::rate_limit;
use crate::doors::{Incoming, Reply};
use crate::laws::github_limits::refund;

/// The versions of the API; the first is meant when none is named. For what the world has they do not
/// differ.
const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];

/// The version that a request names; `None` when there is no such version.
pub(super) fn version(incoming: &Incoming) -> Option<&'static str> {
    match incoming.header("x-github-api-version") {
        None => Some(VERSIONS[0]),
        Some(named) => VERSIONS.into_iter().find(|version| *version == named),
    }
}

/// Puts on what every answer of GitHub has; a read that has not changed since is answered with 304
/// and costs nothing.
pub(super) fn finish(ask: &mut Ask<'_>, reply: Reply) -> Reply {
    let mut reply = reply;
    if ask.incoming.method == "GET"
        && reply.response.status() == 200
        && reply.response.headers().contains_key(CONTENT_TYPE)
    {
        let tag = format!("W/\"{}\"", hex(digest(&SHA256, reply.response.body()).as_ref()));
        let known = ask.incoming.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
            refund(&mut ask.state.github.limits);
            reply = Reply::empty(304);
        }
        reply = reply.header("etag", tag).header("cache-control", "private, max-age=60, s-maxage=60");
        reply = reply.header("vary", "Accept, Authorization, Cookie, X-GitHub-OTP");
    }
    let id = ask.state.new_guid().to_uppercase();
    reply = reply
        .header("server", "github.com")
        .header("x-github-request-id", id.replace('-', ":"))
        .header("x-github-media-type", "github.v3; format=json")
        .header("x-github-api-version-selected", version(ask.incoming).unwrap_or(VERSIONS[0]));
    if ask.state.github.server.is_enterprise_server() {
        return reply.header("x-github-enterprise-version", "3.18.0");
    }
    rate_limit::headers(ask, reply)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
