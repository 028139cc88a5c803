//! The source of a copy: a blob of this world, named by its URL.

use bytes::Bytes;
use url::Url;

use super::authorize::{Gate, Requester};
use super::call::{Call, endpoint};
use super::operation::Operation;
use super::read::span;
use super::target::Target;
use super::terms::conditions;
use crate::laws::blob::refusal::{
    AUTHORIZATION_FAILURE, BLOB_ARCHIVED, BLOB_NOT_FOUND, CANNOT_VERIFY_SOURCE, INVALID_RANGE, NOT_AUTHENTICATED,
    Refusal,
};
use crate::laws::blob::sas::Sas;
use crate::laws::blob::write;
use crate::state::{Blob, State};

/// A source that may be read.
pub(super) struct Source {
    /// The blob as it is now.
    pub blob: Blob,
    /// Its URL without a signature.
    pub url: String,
}

impl Source {
    /// For operations that read the source on behalf of nobody: it needs a signature, or an identity of its own in
    /// `x-ms-copy-source-authorization` (REST reference, "Put Block From URL", "Copy Blob From URL").
    pub(super) fn authorized(state: &State, call: &Call<'_>) -> Result<Self, Refusal> {
        let source = Self::read(state, call, None)?;
        if source.blob.is_archived() { Err(unverified(BLOB_ARCHIVED)) } else { Ok(source) }
    }

    /// For Copy Blob, which may also read what the requester may read in the same account.
    pub(super) fn readable_by_requester(state: &State, call: &Call<'_>) -> Result<Self, Refusal> {
        Self::read(state, call, Some(&call.requester))
    }

    fn read(state: &State, call: &Call<'_>, requester: Option<&Requester>) -> Result<Self, Refusal> {
        let given = call.incoming.header("x-ms-copy-source").unwrap_or_default();
        let mut url = Url::parse(given).map_err(|_| Refusal::header("x-ms-copy-source", given))?;
        let origin = Url::parse(&call.world.origin()).map_err(|_| CANNOT_VERIFY_SOURCE)?;
        let path = url.path().strip_prefix("/blob/").filter(|_| url.origin() == origin.origin());
        let (name, path) = path.and_then(|path| path.split_once('/')).ok_or(CANNOT_VERIFY_SOURCE)?;
        let account = state.storage.get(name).ok_or(CANNOT_VERIFY_SOURCE)?;
        // Copy Blob within an account reads nothing by its URL.
        if account.network_rules.shut_to_urls && (requester.is_none() || name != call.account) {
            return Err(unverified(AUTHORIZATION_FAILURE));
        }
        let target = Target::read(path);
        let gate = Gate {
            account,
            directory: &state.directory,
            tenant: &state.tenant,
            endpoint: endpoint(call.world, name),
            target: &target,
            operation: Operation::GetBlob,
            now: call.now,
        };
        let token = call.incoming.header("x-ms-copy-source-authorization").and_then(|value| value.split_once(' '));
        let is_own = requester.is_some() && name == call.account;
        match (Sas::of(url.query().unwrap_or_default()), token, requester) {
            (Some(sas), ..) => gate.by_signature(&sas, &call.incoming.headers).map(drop),
            (None, Some((_, token)), _) => gate.by_token(token).map(drop),
            (None, None, Some(Requester::Key)) if is_own => Ok(()),
            (None, None, Some(Requester::Identity(object))) if is_own => gate.by_role(object),
            _ => Err(NOT_AUTHENTICATED),
        }
        .map_err(unverified)?;
        let (container, blob) = (target.container.unwrap_or_default(), target.blob.unwrap_or_default());
        let blob = account.blob(&container, &blob).ok_or(if name == call.account {
            BLOB_NOT_FOUND
        } else {
            CANNOT_VERIFY_SOURCE
        })?;
        conditions(&call.incoming.headers, "x-ms-source-")?.source(write::present(blob))?;
        url.set_query(None);
        Ok(Self { blob: blob.clone(), url: url.into() })
    }

    /// A range of its content, or all.
    pub(super) fn range(&self, range: Option<&str>) -> Result<Bytes, Refusal> {
        let length = self.blob.content.len();
        let Some(text) = range else {
            return Ok(self.blob.content.bytes());
        };
        match span(text) {
            Some((from, last)) if from < length => {
                let to = last.map_or(length, |last| last.saturating_add(1));
                Ok(self.blob.content.slice(from, to.min(length)))
            }
            Some(_) => Err(INVALID_RANGE),
            None => Err(Refusal::header("x-ms-source-range", text)),
        }
    }
}

/// The status of the source's refusal comes with a code of its own.
fn unverified(refusal: Refusal) -> Refusal {
    Refusal { code: CANNOT_VERIFY_SOURCE.code, ..refusal }
}
