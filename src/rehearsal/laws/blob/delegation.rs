//! User delegation keys: made of the identity that asks, and good for signatures in its name (REST reference, "Get User
//! Delegation Key").

use super::sign;
use crate::state::StorageAccount;

/// What a user delegation key says about itself; as it stands in signatures, all as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DelegationKey {
    /// The object id of the identity.
    pub object: String,
    /// Its tenant.
    pub tenant: String,
    /// From when on it is valid.
    pub start: String,
    /// Until when.
    pub expiry: String,
    /// `b`
    pub service: String,
    /// The version of the service that made it.
    pub version: String,
}

impl DelegationKey {
    /// The key itself, in Base64. The account makes it of what it says, and so knows it again without keeping it.
    pub fn value(&self, account: &StorageAccount) -> String {
        let Self { object, tenant, start, expiry, service, version } = self;
        let text = format!("{object}\n{tenant}\n{start}\n{expiry}\n{service}\n{version}");
        sign(account.keys.first().map(String::as_str).unwrap_or_default(), &text)
    }
}
