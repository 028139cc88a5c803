//! Limits on requests, which each answer tells of (facts: arm-limits; recorded, but for the refusal: velero-io/velero#9171).

use super::errors;
use super::path::Resource;
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::arm_limits::{self, Left};
use crate::state::{Principal, RequestKind};

/// Counts a request, or refuses it.
pub(super) fn take(world: &World, incoming: &Incoming, principal: &Principal) -> Result<Left, Reply> {
    let (kind, word) = match incoming.method.as_str() {
        "GET" | "HEAD" => (RequestKind::Read, "read"),
        "DELETE" => (RequestKind::Delete, "delete"),
        _ => (RequestKind::Write, "write"),
    };
    let mut state = world.state();
    arm_limits::take(&mut state, world.clock(), &principal.client_id, kind, world.clock().now()).map_err(|seconds| {
        let message = format!(
            "Number of '{word}' requests for subscription '{}' actor '{}' exceeded. Please try again after '{seconds}' seconds \
             after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
            state.subscription, principal.object_id
        );
        errors::gateway(429, "SubscriptionRequestsThrottled", message).header("retry-after", seconds.to_string())
    })
}

/// What is left, as headers say it. Reading a collection of secrets and writing a site count against limits of the provider,
/// which nobody here reaches.
pub(super) fn headers(incoming: &Incoming, resource: &Resource, left: Left) -> Vec<(&'static str, String)> {
    let own = |left: u32| vec![("x-ms-ratelimit-remaining-subscription-resource-requests", left.to_string())];
    if let Resource::Site(path) = resource {
        let action = path.action();
        match incoming.method.as_str() {
            "POST" if action.starts_with("config/") && action.ends_with("/list") => return own(11_999),
            "PUT" if action.is_empty() => return own(499),
            _ => {}
        }
    }
    let (own, global) = match left.kind {
        RequestKind::Read => {
            ("x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-subscription-global-reads")
        }
        RequestKind::Delete => {
            ("x-ms-ratelimit-remaining-subscription-deletes", "x-ms-ratelimit-remaining-subscription-global-deletes")
        }
        RequestKind::Write => {
            ("x-ms-ratelimit-remaining-subscription-writes", "x-ms-ratelimit-remaining-subscription-global-writes")
        }
    };
    vec![(own, left.own.to_string()), (global, left.global.to_string())]
}
