use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;

use super::{DeliverError, Receipt};
use crate::azure::Side;
use crate::http::{Pace, Redactor};
use crate::record::Digest;

/// A way for a package to reach a side of an app.
#[async_trait]
pub trait Strategy: Send + Sync {
    /// Delivers the package and follows it to its end. When this fails, the side may hold a part of the package.
    async fn deliver(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Receipt, DeliverError>;
}

/// Asked right before the bytes of a package are sent.
#[async_trait]
pub trait LastLook: Send + Sync {
    /// An error keeps them from being sent.
    async fn look(&self) -> Result<(), DeliverError>;
}

/// What is delivered.
pub struct Consignment<'a> {
    /// The file of the package, a zip.
    pub package: &'a Path,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, which is checked while it is sent.
    pub digest: &'a Digest,
    /// What the side's history says of it.
    pub message: &'a str,
    /// A text of this release alone, which stands in the message: by it the deployment is found again when the answer to the
    /// upload is lost.
    pub mark: &'a str,
    /// The clock.
    pub pace: Pace,
    /// What takes secrets out of the service's own words.
    pub redactor: &'a Redactor,
    /// How long it may take.
    pub limit: Duration,
    /// Whether the side may still be written to.
    pub last_look: &'a dyn LastLook,
}
