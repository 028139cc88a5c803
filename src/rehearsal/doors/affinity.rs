//! The cookies by which front ends keep a client on one instance (facts: scm-access; recorded).

use super::Reply;
use crate::state::Side;

/// Adds them; `host` is the host of the app or of its SCM site.
pub(super) fn add(side: &Side, host: &str, reply: Reply) -> Reply {
    let domain = host.split([':', '/']).next().unwrap_or_default();
    let instance = side.moving.host.instances.first().map(|instance| instance.shown_id()).unwrap_or("0".repeat(64));
    reply.header("set-cookie", format!("ARRAffinity={instance};Path=/;HttpOnly;Secure;Domain={domain}")).header(
        "set-cookie",
        format!("ARRAffinitySameSite={instance};Path=/;HttpOnly;SameSite=None;Secure;Domain={domain}"),
    )
}
