use crate::doors::{Reply, affinity};
use crate::state::{Place, Platform, State};

/// What every answer of an SCM site carries: its server, and the cookie that keeps a client on one
/// instance (facts: scm-access; recorded).
pub(super) fn add(state: &mut State, place: &Place, reply: Reply) -> Reply {
    let platform = state.platform(&place.app);
    let Some(side) = state.side(place) else {
        return reply;
    };
    let reply = affinity::add(side, &side.hosts.scm, reply);
    match platform {
        Platform::Windows => reply
            .header("server", "Microsoft-IIS/10.0")
            .header("x-aspnet-version", "4.0.30319")
            .header("x-powered-by", "ASP.NET"),
        Platform::Linux => reply.header("server", "Kestrel"),
        Platform::Flex => {
            let correlation = state.new_guid();
            reply.header("server", "Kestrel").header("x-ms-correlation-id", correlation)
        }
    }
}
