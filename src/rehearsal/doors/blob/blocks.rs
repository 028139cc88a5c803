//! Put Block, Put Block From URL, Put Block List, Get Block List.

use bytes::Bytes;

use super::call::Call;
use super::headers::tagged;
use super::source::Source;
use super::terms::{check_sums, content_headers, crc64_of, md5_of, metadata, terms, tier};
use super::write::written;
use super::xml::{Xml, read_texts};
use crate::doors::Reply;
use crate::laws::blob::blocks::{self, Which};
use crate::laws::blob::refusal::{BLOB_NOT_FOUND, CONTAINER_NOT_FOUND, INVALID_XML, Refusal};
use crate::laws::blob::{lease, write::NewBlob};
use crate::state::State;

/// Put Block.
pub(super) fn put_block(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let body = call.incoming.body.clone();
    check_sums(&call.incoming.headers, "content-md5", "x-ms-content-crc64", &body)?;
    stage(state, call, body)
}

/// Put Block From URL, of a blob in this world.
pub(super) fn put_block_from_url(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let source = Source::authorized(state, call)?;
    let bytes = source.range(call.incoming.header("x-ms-source-range"))?;
    check_sums(&call.incoming.headers, "x-ms-source-content-md5", "x-ms-source-content-crc64", &bytes)?;
    stage(state, call, bytes)
}

fn stage(state: &mut State, call: &Call<'_>, bytes: Bytes) -> Result<Reply, Refusal> {
    let id = call.incoming.parameter("blockid").unwrap_or_default();
    // The service names the checksum that the client knows too.
    let sum = match call.incoming.header("content-md5") {
        Some(_) => ("content-md5", md5_of(&bytes)),
        None => ("x-ms-content-crc64", crc64_of(&bytes)),
    };
    blocks::stage(state, &call.address(), &id, bytes, &terms(call.incoming)?, call.now)?;
    Ok(Reply::empty(201).header("x-ms-request-server-encrypted", "true").header(sum.0, sum.1))
}

/// Put Block List.
pub(super) fn put_block_list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let body = &call.incoming.body;
    check_sums(&call.incoming.headers, "content-md5", "x-ms-content-crc64", body)?;
    let mut list = Vec::new();
    for (path, id) in read_texts(body)? {
        let which = match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["BlockList", "Committed"] => Which::Committed,
            ["BlockList", "Uncommitted"] => Which::Uncommitted,
            ["BlockList", "Latest"] => Which::Latest,
            // A list without blocks makes an empty blob.
            ["BlockList"] if id.is_empty() => continue,
            _ => return Err(INVALID_XML),
        };
        list.push((which, id));
    }
    let new = NewBlob {
        headers: content_headers(call.incoming),
        metadata: metadata(call.incoming)?,
        tier: tier(call.incoming)?,
        ..NewBlob::default()
    };
    blocks::commit(state, &call.address(), &list, new, &terms(call.incoming)?, call.now)?;
    Ok(written(state, call, 201).header("x-ms-content-crc64", crc64_of(body)))
}

/// Get Block List: what is committed by default.
pub(super) fn get_block_list(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let kind = call.incoming.parameter("blocklisttype").unwrap_or_else(|| "committed".to_owned()).to_lowercase();
    if !["committed", "uncommitted", "all"].contains(&kind.as_str()) {
        return Err(Refusal::parameter("blocklisttype", &kind));
    }
    let account = state.storage.get(call.account).ok_or(CONTAINER_NOT_FOUND)?;
    let container = account.containers.get(call.container()).ok_or(CONTAINER_NOT_FOUND)?;
    let name = call.address().blob;
    let blob = container.blobs.get(&name);
    let waiting: Vec<(&String, usize)> =
        blocks::waiting(container, &name, call.now).map(|(id, block)| (id, block.bytes.len())).collect();
    if blob.is_none() && waiting.is_empty() {
        return Err(BLOB_NOT_FOUND);
    }
    let given = terms(call.incoming)?.lease;
    lease::permits_read(blob.and_then(|blob| blob.lease.as_ref()), given.as_deref(), call.now)?;
    let block = |xml: &mut Xml, id: &str, length: usize| {
        xml.element("Block", |block| {
            block.text("Name", id).text("Size", &length.to_string());
        });
    };
    let body = Xml::document()
        .element("BlockList", |lists| {
            if kind != "uncommitted" {
                lists.element("CommittedBlocks", |list| {
                    let blocks = blob.into_iter().flat_map(|blob| blob.content.blocks());
                    blocks.for_each(|(id, bytes)| block(list, id, bytes.len()));
                });
            }
            if kind != "committed" {
                lists.element("UncommittedBlocks", |list| {
                    waiting.iter().for_each(|(id, length)| block(list, id, *length));
                });
            }
        })
        .done();
    let reply = Reply::body(200, "application/xml", body);
    Ok(match blob {
        Some(blob) => {
            tagged(reply, &blob.etag, blob.modified).header("x-ms-blob-content-length", blob.content.len().to_string())
        }
        None => reply.header("x-ms-blob-content-length", "0"),
    })
}
