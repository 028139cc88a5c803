//! The blob service of storage accounts, as `https://…/blob/{account}/{container}/{blob}` (the REST reference; real clients
//! were asked: `azure-storage-blob` as it comes).

mod authorize;
mod blocks;
mod call;
mod container;
mod copy;
mod headers;
mod lease;
mod list;
mod operation;
mod policies;
mod read;
mod refuse;
mod service;
mod source;
mod target;
mod terms;
mod unsimulated;
mod write;
mod xml;

use time::OffsetDateTime;

use self::authorize::Gate;
use self::call::{Call, endpoint};
use self::operation::Operation;
use self::target::Target;
use super::{Incoming, Reply};
use crate::World;
use crate::laws::blob::Refusal;
use crate::laws::blob::refusal::{AUTHORIZATION_FAILURE, RESOURCE_NOT_FOUND};
use crate::state::State;

pub(super) use self::refuse::faulted;

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    let id = state.new_guid();
    let reply = route(world, &mut state, incoming, now)
        .unwrap_or_else(|refusal| refuse::reply(&refusal, incoming, &state.tenant, &id, now));
    with_usual_headers(reply, incoming, &id)
}

fn route(world: &World, state: &mut State, incoming: &Incoming, now: OffsetDateTime) -> Result<Reply, Refusal> {
    let target = Target::read(&incoming.path);
    unsimulated::check_version(incoming)?;
    let operation = Operation::asked(incoming, &target)?;
    unsimulated::check(incoming)?;
    let account = state.storage.get(&incoming.host).ok_or(RESOURCE_NOT_FOUND)?;
    if account.is_private || account.network_rules.shut_to_clients {
        return Err(AUTHORIZATION_FAILURE);
    }
    let gate = Gate {
        account,
        directory: &state.directory,
        tenant: &state.tenant,
        endpoint: endpoint(world, &account.name),
        target: &target,
        operation,
        now,
    };
    let requester = gate.admit(incoming)?;
    target.check()?;
    let call = Call { world, incoming, account: &incoming.host, target: &target, requester, now };
    match operation {
        Operation::ListContainers => service::list_containers(state, &call),
        Operation::ServiceProperties => Ok(service::properties()),
        Operation::AccountInformation => Ok(service::account_information()),
        Operation::DelegationKey => service::delegation_key(state, &call),
        Operation::CreateContainer => container::create(state, &call),
        Operation::ContainerProperties => container::properties(state, &call),
        Operation::SetContainerMetadata => container::set_metadata(state, &call),
        Operation::DeleteContainer => container::delete(state, &call),
        Operation::GetPolicies => policies::get(state, &call),
        Operation::SetPolicies => policies::set(state, &call),
        Operation::ListBlobs => list::list(state, &call),
        Operation::PutBlob => write::put_blob(state, &call),
        Operation::GetBlob => read::get(state, &call),
        Operation::BlobProperties => read::properties(state, &call),
        Operation::DeleteBlob => write::delete(state, &call),
        Operation::SetMetadata => write::set_metadata(state, &call),
        Operation::SetHeaders => write::set_headers(state, &call),
        Operation::SetTier => write::set_tier(state, &call),
        Operation::Lease => lease::act(state, &call),
        Operation::PutBlock => blocks::put_block(state, &call),
        Operation::PutBlockFromUrl => blocks::put_block_from_url(state, &call),
        Operation::PutBlockList => blocks::put_block_list(state, &call),
        Operation::GetBlockList => blocks::get_block_list(state, &call),
        Operation::PutBlobFromUrl => copy::put_blob_from_url(state, &call),
        Operation::Copy => copy::begin(state, &call),
        Operation::CopyFromUrl => copy::at_once(state, &call),
        Operation::AbortCopy => copy::abort(state, &call),
    }
}

fn with_usual_headers(reply: Reply, incoming: &Incoming, id: &str) -> Reply {
    let version = incoming.header("x-ms-version").unwrap_or(service::VERSION);
    let reply = reply
        .header("server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
        .header("x-ms-request-id", id)
        .header("x-ms-version", version);
    match incoming.header("x-ms-client-request-id") {
        Some(id) => reply.header("x-ms-client-request-id", id),
        None => reply,
    }
}
