//! How a package reaches a slot: one file per strategy.

mod error;
mod zip_deploy;

pub use error::DeliverError;
pub use zip_deploy::zip_deploy;

use time::OffsetDateTime;

/// A package that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Azure's id of the deployment.
    pub deployment_id: String,
    /// When it had ended, by our clock and on the safe side: never earlier than it really did.
    pub ended: OffsetDateTime,
    /// Bytes sent.
    pub uploaded_bytes: u64,
    /// Requests that the transfer itself took.
    pub requests: u64,
}
