//! Containers: create, read, change, delete.

use super::call::Call;
use super::headers::{tagged, with_metadata};
use super::terms::{conditions, metadata};
use crate::doors::Reply;
use crate::laws::blob::condition::Present;
use crate::laws::blob::refusal::{CONTAINER_EXISTS, CONTAINER_NOT_FOUND, PUBLIC_ACCESS, RESOURCE_NOT_FOUND, Refusal};
use crate::state::{Container, Effect, State};

/// Create Container.
pub(super) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    if call.incoming.header("x-ms-blob-public-access").is_some() {
        return Err(PUBLIC_ACCESS);
    }
    let mut container = Container::new(state.new_etag(), call.now);
    container.metadata = metadata(call.incoming)?;
    let account = state.storage.get_mut(call.account).ok_or(RESOURCE_NOT_FOUND)?;
    if account.containers.contains_key(call.container()) {
        return Err(CONTAINER_EXISTS);
    }
    let reply = tagged(Reply::empty(201), &container.etag, container.modified);
    account.containers.insert(call.container().to_owned(), container);
    note(state, call, "create");
    Ok(reply)
}

/// The container of a call.
pub(super) fn existing<'a>(state: &'a mut State, call: &Call<'_>) -> Result<&'a mut Container, Refusal> {
    let account = state.storage.get_mut(call.account).ok_or(RESOURCE_NOT_FOUND)?;
    account.containers.get_mut(call.container()).ok_or(CONTAINER_NOT_FOUND)
}

/// Get Container Properties, and its metadata.
pub(super) fn properties(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let container = existing(state, call)?;
    let reply = tagged(Reply::empty(200), &container.etag, container.modified)
        .header("x-ms-lease-status", "unlocked")
        .header("x-ms-lease-state", "available")
        .header("x-ms-has-immutability-policy", "false")
        .header("x-ms-has-legal-hold", "false")
        .header("x-ms-default-encryption-scope", "$account-encryption-key")
        .header("x-ms-deny-encryption-scope-override", "false");
    let reply = match &container.public {
        Some(level) => reply.header("x-ms-blob-public-access", level),
        None => reply,
    };
    Ok(with_metadata(reply, &container.metadata))
}

/// Set Container Metadata.
pub(super) fn set_metadata(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (metadata, etag) = (metadata(call.incoming)?, state.new_etag());
    let container = existing(state, call)?;
    permit(container, call)?;
    (container.metadata, container.etag, container.modified) = (metadata, etag, call.now);
    Ok(tagged(Reply::empty(200), &container.etag, container.modified))
}

/// Delete Container, with everything in it.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    permit(existing(state, call)?, call)?;
    if let Some(account) = state.storage.get_mut(call.account) {
        account.containers.remove(call.container());
    }
    note(state, call, "delete");
    Ok(Reply::empty(202))
}

/// Whether the conditions of a write are met.
pub(super) fn permit(container: &Container, call: &Call<'_>) -> Result<(), Refusal> {
    let present = Present { etag: &container.etag, modified: container.modified };
    conditions(&call.incoming.headers, "")?.write(Some(present))
}

fn note(state: &mut State, call: &Call<'_>, how: &str) {
    let (account, container) = (call.account.to_owned(), call.container().to_owned());
    state.note(call.now, Effect::ContainerChanged { account, container, how: how.to_owned() });
}
