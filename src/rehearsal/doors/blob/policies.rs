//! Get and Set Container ACL: the stored access policies that signatures can refer to.

use std::collections::BTreeMap;

use super::call::Call;
use super::container::{existing, permit};
use super::headers::tagged;
use super::xml::{Xml, read_texts};
use crate::doors::Reply;
use crate::laws::blob::refusal::{INVALID_XML, PUBLIC_ACCESS, Refusal};
use crate::state::{State, StoredPolicy};

/// A container has no more policies than these.
const MOST: usize = 5;

/// Get Container ACL.
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let container = existing(state, call)?;
    let body = Xml::document()
        .element("SignedIdentifiers", |xml| {
            for (id, policy) in &container.policies {
                let given = |text: &'static str, value: &String| (!value.is_empty()).then(|| (text, value.clone()));
                xml.element("SignedIdentifier", |xml| {
                    xml.text("Id", id).element("AccessPolicy", |xml| {
                        let fields = [
                            given("Start", &policy.start),
                            given("Expiry", &policy.expiry),
                            given("Permission", &policy.permission),
                        ];
                        fields.into_iter().flatten().for_each(|(name, value)| {
                            xml.text(name, &value);
                        });
                    });
                });
            }
        })
        .done();
    Ok(tagged(Reply::body(200, "application/xml", body), &container.etag, container.modified))
}

/// Set Container ACL: all policies are replaced.
pub(super) fn set(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    if call.incoming.header("x-ms-blob-public-access").is_some() {
        return Err(PUBLIC_ACCESS);
    }
    let policies = if call.incoming.body.is_empty() { BTreeMap::new() } else { read(&call.incoming.body)? };
    let etag = state.new_etag();
    let container = existing(state, call)?;
    permit(container, call)?;
    (container.policies, container.etag, container.modified) = (policies, etag, call.now);
    Ok(tagged(Reply::empty(200), &container.etag, container.modified))
}

fn read(body: &[u8]) -> Result<BTreeMap<String, StoredPolicy>, Refusal> {
    let (mut policies, mut id) = (BTreeMap::<String, StoredPolicy>::new(), String::new());
    for (path, text) in read_texts(body)? {
        if path.last().is_some_and(|last| last == "Id") {
            policies.insert(text.clone(), StoredPolicy::default());
            id = text;
            continue;
        }
        let Some(policy) = policies.get_mut(&id) else {
            continue;
        };
        match path.last().map(String::as_str) {
            Some("Start") => policy.start = text,
            Some("Expiry") => policy.expiry = text,
            Some("Permission") => policy.permission = text,
            _ => {}
        }
    }
    if policies.len() > MOST || policies.keys().any(|id| id.chars().count() > 64) {
        Err(INVALID_XML)
    } else {
        Ok(policies)
    }
}
