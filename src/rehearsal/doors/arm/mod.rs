//! The control plane (facts: arm-calls).

mod activity_log;
mod api_version;
mod auth_settings;
mod config;
mod config_references;
mod content;
mod cosmos;
mod data_roles;
mod deployment_status;
mod differences;
mod envelope;
mod errors;
mod function_keys;
mod functions;
mod groups;
mod headers;
mod host_keys;
mod host_name_bindings;
mod hostruntime;
mod identities;
mod instances;
mod limits;
mod list_options;
mod listed;
mod lists;
mod locations;
mod locks;
mod logs_config;
mod metric_definitions;
mod metrics;
mod one_deploy;
mod page;
mod path;
mod permissions;
mod place;
mod plan;
mod power;
mod preview;
mod providers;
mod publish_profile;
mod publishing;
mod resource_roles;
mod resources;
mod rights;
mod role_assignment;
mod roles;
mod shown;
mod site_json;
mod sites;
mod slots;
mod stacks;
mod swap;
mod telemetry;
mod usages;
mod web_config;

use time::OffsetDateTime;

use super::bearer::{CLASSIC, NotTaken, may, principal};
use super::{Incoming, Reply};
use crate::World;
use crate::latency;
use crate::laws::arm_limits::Left;
use crate::laws::swap_preview;
use crate::state::{Place, Principal, State};
use path::{Resource, SitePath};
use place::{find, not_found};

/// Answers a request to the control plane.
pub(super) async fn answer(world: &World, incoming: &Incoming) -> Reply {
    let resource = Resource::of(incoming);
    let (left, reply) = match admit(world, incoming, &resource) {
        Ok((principal, left)) => (Some(left), admitted(world, incoming, &resource, &principal).await),
        Err(refused) => (None, refused),
    };
    let writes = !incoming.method.is_safe() && !matches!(resource, Resource::Telemetry(_)) && !is_passed_on(&resource);
    let reply = if writes { reply.later(latency::ARM_WRITE) } else { reply };
    headers::add(world, incoming, &resource, left, reply)
}

async fn admitted(world: &World, incoming: &Incoming, resource: &Resource, principal: &Principal) -> Reply {
    if let (Resource::Site(path), true) = (resource, is_passed_on(resource)) {
        return hostruntime::answer(world, incoming, path).await;
    }
    if let Some(refused) = list_options::refused(incoming, resource) {
        return refused;
    }
    match resource {
        Resource::Telemetry(below) => telemetry::answer(world, incoming, below, principal),
        _ if permissions::is_asked(&incoming.method, resource) => permissions::list(&world.state(), principal),
        _ => route(world, incoming, resource),
    }
}

/// The one thing that the control plane passes on to the app itself.
fn is_passed_on(resource: &Resource) -> bool {
    matches!(resource, Resource::Site(path) if path.rest.first().is_some_and(|first| first.eq_ignore_ascii_case("hostruntime")))
}

/// What is said to each request before it is looked at any further: who asks, within which limits, and whether he may.
fn admit(world: &World, incoming: &Incoming, resource: &Resource) -> Result<(Principal, Left), Reply> {
    let principal = identify(world, incoming)?;
    let left = limits::take(world, incoming, &principal)?;
    authorize(world, incoming, resource, &principal)?;
    Ok((principal, left))
}

fn identify(world: &World, incoming: &Incoming) -> Result<Principal, Reply> {
    let now = world.clock().now();
    let audiences = [world.origin(), CLASSIC.to_owned()];
    principal(incoming, &audiences, now).map_err(|why| {
        let (code, message) = match why {
            NotTaken::Missing => {
                ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.".to_owned())
            }
            NotTaken::Invalid => ("InvalidAuthenticationToken", "The access token is invalid.".to_owned()),
            // Azure-Samples/active-directory-dotnetcore-daemon-v2#145.
            NotTaken::OtherAudience(audience) => {
                let allowed: Vec<String> = audiences.iter().map(|allowed| format!("'{allowed}'")).collect();
                let message = format!(
                    "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with \
                     one of the allowed audiences {}.",
                    allowed.join(",")
                );
                ("InvalidAuthenticationTokenAudience", message)
            }
            NotTaken::Expired => (
                "ExpiredAuthenticationToken",
                "The access token expiry UTC time is earlier than current UTC time.".to_owned(),
            ),
        };
        errors::gateway(401, code, message)
            .header("www-authenticate", "Bearer authorization_uri=\"https://login.microsoftonline.com/\"")
    })
}

/// API version, provider and rights, in the gateway's order.
fn authorize(world: &World, incoming: &Incoming, resource: &Resource, principal: &Principal) -> Result<(), Reply> {
    let refused = {
        let state = world.state();
        api_version::refused(&state, incoming).or_else(|| providers::refused(&state, incoming))
    };
    if let Some(refused) = refused {
        return Err(refused);
    }
    let action = match resource {
        Resource::Subscriptions | Resource::Subscription(_) => return Ok(()),
        Resource::List(listed) => listed.action().to_owned(),
        Resource::Plan { .. } => "Microsoft.Web/serverfarms/Read".to_owned(),
        Resource::Site(path) => rights::action(&incoming.method, path),
        Resource::Telemetry(below) => match telemetry::action(incoming, below) {
            Some(action) => action,
            None => return Ok(()),
        },
        Resource::ActivityLog => "Microsoft.Insights/eventtypes/values/read".to_owned(),
        Resource::Stacks => return Ok(()),
        Resource::Locks { .. } => match incoming.method.as_str() {
            "GET" => "Microsoft.Authorization/locks/read".to_owned(),
            "DELETE" => "Microsoft.Authorization/locks/delete".to_owned(),
            _ => "Microsoft.Authorization/locks/write".to_owned(),
        },
        Resource::Roles { kind, .. } => roles::action(&incoming.method, kind),
        Resource::Identity { rest, .. } => identities::action(&incoming.method, rest),
        Resource::Cosmos { rest, .. } => cosmos::action(&incoming.method, rest),
        Resource::Group(_) => "Microsoft.Resources/subscriptions/resourceGroups/read".to_owned(),
        Resource::Provider(name) => match incoming.method.as_str() {
            "GET" => format!("{name}/read"),
            _ => format!("{name}/register/action"),
        },
        Resource::Unknown => return Ok(()),
    };
    let state = world.state();
    if may(&state, principal, &action) {
        Ok(())
    } else {
        Err(errors::gateway(
            403,
            "AuthorizationFailed",
            format!(
                "The client '{}' with object id '{}' does not have authorization to perform action '{action}' over scope \
             '{}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
                principal.client_id, principal.object_id, incoming.path
            ),
        ))
    }
}

fn route(world: &World, incoming: &Incoming, resource: &Resource) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    if let Some(refused) = content::refused(incoming, resource) {
        return refused;
    }
    match resource {
        Resource::Subscriptions | Resource::Subscription(_) => resources::answer(&state, resource),
        Resource::List(listed) if incoming.method == "GET" => lists::answer(world, &state, incoming, listed),
        Resource::ActivityLog => activity_log::answer(&state, incoming, world.clock(), now),
        Resource::Roles { kind, id } => roles::answer(&mut state, incoming, kind, id.as_deref()),
        Resource::Identity { group, name, rest } => identities::answer(&mut state, incoming, [group, name], rest),
        Resource::Cosmos { group, name, rest } => cosmos::answer(&state, incoming, [group, name], rest),
        Resource::Stacks if incoming.method == "GET" => Reply::json(200, &stacks::list()),
        Resource::Locks { scope, name } => locks::answer(&mut state, incoming, scope, name.as_deref()),
        Resource::Group(name) => groups::answer(&state, incoming, name),
        Resource::Provider(name) => providers::answer(&mut state, incoming, name),
        Resource::Plan { group, name, .. } => plan::answer(&state, incoming, group, name),
        Resource::Site(path) => {
            // A lock on an app holds for slots that are not there yet, too.
            let parent = find(&state, &SitePath { slot: None, ..path.clone() });
            let locked = parent.and_then(|Place { app, .. }| {
                locks::refused(&state, incoming, &Place { app, slot: path.slot.clone() })
            });
            match (locked, incoming.method.as_str(), path.slot.is_some() && path.rest.is_empty()) {
                (Some(refused), ..) => refused,
                (None, "PUT", true) => slots::put(world, &mut state, incoming, path, now),
                (None, "DELETE", true) => slots::delete(&mut state, path, now),
                _ => match find(&state, path) {
                    Some(place) => site(world, &mut state, incoming, path, &place, now),
                    None if incoming.method == "PUT" && path.rest.is_empty() => {
                        errors::not_simulated("creating an app; the apps of this world are in its world file")
                    }
                    None => not_found(path),
                },
            }
        }
        Resource::List(_) | Resource::Stacks | Resource::Telemetry(_) | Resource::Unknown => errors::unknown(incoming),
    }
}

fn site(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    path: &SitePath,
    place: &Place,
    now: OffsetDateTime,
) -> Reply {
    let action = path.action();
    let parts: Vec<&str> = action.split('/').filter(|part| !part.is_empty()).collect();
    match (incoming.method.as_str(), &parts[..]) {
        ("GET", []) => sites::get(state, place),
        ("PUT" | "PATCH", []) => sites::write(world, state, incoming, place, now),
        ("GET", ["slots"]) => slots::list(state, place),
        ("POST", [how @ ("restart" | "start" | "stop")]) => power::answer(world, state, place, how, now),
        ("PUT" | "PATCH", ["config", _]) if swap_preview::is_prepared(state, place) => {
            swap::refused(state, place, swap::Refused::Prepared, now)
        }
        (_, ["config", ..]) => config::answer(world, state, incoming, place, &parts[1..], now),
        ("GET", ["deploymentstatus"]) => deployment_status::list(world, state, place, now),
        ("GET", ["deploymentstatus", id]) => deployment_status::answer(world, state, incoming, place, id, now),
        ("PUT", ["extensions", "onedeploy"]) => one_deploy::put(world, state, incoming, place, now),
        ("GET", ["deployments"]) => one_deploy::view(world, state, place, None, now),
        ("GET", ["deployments", id]) => one_deploy::view(world, state, place, Some(id), now),
        ("GET", ["deployments", _, "log"]) => one_deploy::log(world, state, place, &path.rest[1], now),
        ("GET", ["instances"]) => instances::answer(state, place, None),
        ("GET", ["instances", id]) => instances::answer(state, place, Some(id)),
        ("GET", ["usages"]) => usages::list(state, place),
        ("GET", ["hostnamebindings"]) => host_name_bindings::answer(state, place, None),
        ("GET", ["hostnamebindings", ..]) => host_name_bindings::answer(state, place, Some(&path.rest[1..].join("/"))),
        ("PUT" | "DELETE", ["functions", _, "keys", _]) => {
            function_keys::answer(state, incoming, place, &path.rest[1], &path.rest[3])
        }
        ("PUT" | "DELETE", ["host", "default", kind @ ("functionkeys" | "systemkeys" | "masterkey"), _]) => {
            host_keys::answer(state, incoming, place, kind, &path.rest[3])
        }
        ("GET" | "POST", ["functions" | "syncfunctiontriggers" | "host", ..]) => {
            functions::answer(state, incoming, path, place, now)
        }
        ("GET", ["providers", "microsoft.insights", "metricdefinitions"]) => metric_definitions::list(state, place),
        ("GET", ["providers", "microsoft.insights", "metrics"]) => metrics::answer(world, state, incoming, place, now),
        ("POST", ["publishxml"]) => publish_profile::answer(state, incoming, place),
        ("GET" | "PUT", ["basicpublishingcredentialspolicies", what]) => {
            publishing::policy(state, incoming, place, what)
        }
        ("GET", ["providers", "microsoft.authorization", "roleassignments"]) => {
            roles::answer(state, incoming, "roleassignments", None)
        }
        ("POST", ["slotsdiffs"]) => differences::answer(state, incoming, place, now),
        ("POST", ["slotsswap"]) => swap::ask(world, state, incoming, place, now),
        ("POST", ["applyslotconfig"]) => preview::apply(world, state, incoming, place, now),
        ("POST", ["resetslotconfig"]) => preview::reset(world, state, place, now),
        ("GET", ["operationresults", id]) => swap::poll(world, state, incoming, place, id, now),
        _ => errors::unknown(incoming),
    }
}
