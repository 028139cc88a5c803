//! What is asked of an account: its containers, its properties, and keys for user delegation.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::authorize::Requester;
use super::call::{Call, endpoint};
use super::list::{Page, included};
use super::xml::{Xml, read_texts};
use crate::doors::{Reply, http_date};
use crate::laws::blob::Refusal;
use crate::laws::blob::delegation::DelegationKey;
use crate::laws::blob::refusal::{AUTHORIZATION_FAILURE, INVALID_XML};
use crate::state::State;

/// The newest version of the service that this one behaves like.
pub(super) const VERSION: &str = "2026-04-06";

/// List Containers.
pub(super) fn list_containers(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let page = Page::asked(call.incoming)?;
    let containers = state.storage.get(call.account).map(|account| &account.containers);
    let all = containers.into_iter().flatten();
    let mut found = all.filter(|(name, _)| name.starts_with(&page.prefix) && *name >= &page.from);
    let shown: Vec<_> = found.by_ref().take(page.most).collect();
    let next = found.next().map(|(name, _)| name.as_str());
    let with_metadata = included(call.incoming, &["metadata", "deleted", "system"])?.contains(&"metadata".to_owned());
    let body = Xml::document()
        .element_with("EnumerationResults", &[("ServiceEndpoint", &endpoint(call.world, call.account))], |xml| {
            page.write_asked(xml);
            xml.element("Containers", |xml| {
                for (name, container) in shown {
                    xml.element("Container", |xml| {
                        xml.text("Name", name).element("Properties", |xml| {
                            xml.text("Last-Modified", &http_date(container.modified)).text("Etag", &container.etag);
                            xml.text("LeaseStatus", "unlocked").text("LeaseState", "available");
                            xml.text("DefaultEncryptionScope", "$account-encryption-key");
                            xml.text("DenyEncryptionScopeOverride", "false").text("HasImmutabilityPolicy", "false");
                            xml.text("HasLegalHold", "false");
                        });
                        if with_metadata && !container.metadata.is_empty() {
                            xml.element("Metadata", |xml| {
                                container.metadata.iter().for_each(|(name, value)| {
                                    xml.text(name, value);
                                });
                            });
                        }
                    });
                }
            });
            page.write_next(xml, next);
        })
        .done();
    Ok(Reply::body(200, "application/xml", body))
}

/// Get Blob Service Properties: those of a new account.
pub(super) fn properties() -> Reply {
    let mut xml = Xml::document();
    xml.element("StorageServiceProperties", |xml| {
        xml.element("Logging", |xml| {
            xml.text("Version", "1.0").text("Read", "false").text("Write", "false").text("Delete", "false");
            xml.element("RetentionPolicy", |xml| {
                xml.text("Enabled", "false");
            });
        });
        for metrics in ["HourMetrics", "MinuteMetrics"] {
            xml.element(metrics, |xml| {
                xml.text("Version", "1.0").text("Enabled", "false");
                xml.element("RetentionPolicy", |xml| {
                    xml.text("Enabled", "false");
                });
            });
        }
        xml.text("Cors", "");
        xml.element("DeleteRetentionPolicy", |xml| {
            xml.text("Enabled", "false");
        });
        xml.element("StaticWebsite", |xml| {
            xml.text("Enabled", "false");
        });
    });
    Reply::body(200, "application/xml", xml.done())
}

/// Get Account Information.
pub(super) fn account_information() -> Reply {
    Reply::empty(200)
        .header("x-ms-sku-name", "Standard_LRS")
        .header("x-ms-account-kind", "StorageV2")
        .header("x-ms-is-hns-enabled", "false")
}

/// Get User Delegation Key: valid for at most a week.
pub(super) fn delegation_key(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let Requester::Identity(object) = &call.requester else {
        return Err(AUTHORIZATION_FAILURE);
    };
    let texts = read_texts(&call.incoming.body)?;
    let text = |name: &str| texts.iter().find(|(path, _)| path.last().is_some_and(|last| last == name));
    let time = |name: &str| {
        let (_, text) = text(name)?;
        Some((text.clone(), OffsetDateTime::parse(text, &Rfc3339).ok()?))
    };
    let (_, until) = time("Expiry").ok_or(INVALID_XML)?;
    let start = time("Start");
    if until <= call.now || until > call.now + Duration::days(7) + Duration::minutes(5) {
        return Err(INVALID_XML.with("XmlNodeName", "Expiry"));
    }
    let stamp = |at: OffsetDateTime| at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default();
    let version = call.incoming.header("x-ms-version").unwrap_or(VERSION);
    let key = DelegationKey {
        object: object.clone(),
        tenant: state.tenant.clone(),
        start: stamp(start.map_or(call.now, |(_, at)| at)),
        expiry: stamp(until),
        service: "b".to_owned(),
        version: version.to_owned(),
    };
    let value = state.storage.get(call.account).map(|account| key.value(account)).unwrap_or_default();
    let body = Xml::document()
        .element("UserDelegationKey", |xml| {
            xml.text("SignedOid", &key.object).text("SignedTid", &key.tenant).text("SignedStart", &key.start);
            xml.text("SignedExpiry", &key.expiry).text("SignedService", &key.service);
            xml.text("SignedVersion", &key.version).text("Value", &value);
        })
        .done();
    Ok(Reply::body(200, "application/xml", body))
}
