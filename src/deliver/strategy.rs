use std::time::Duration;

use async_trait::async_trait;

use super::{DeliverError, Receipt};
use crate::azure::{PackageSetting, Side};
use crate::http::{Pace, Redactor};
use crate::names::FileName;
use crate::package::Package;

/// A way for a package to reach a side of an app.
#[async_trait]
pub trait Strategy: Send + Sync {
    /// Its name, as in the input `strategy`.
    fn name(&self) -> &'static str;

    /// Does everything that changes nothing of the side.
    async fn prepare(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Box<dyn Ready>, DeliverError>;
}

/// A package for which nothing is left to be done but to change the side.
#[async_trait]
pub trait Ready: Send + Sync {
    /// What the side is switched to, where it is.
    fn switch(&self) -> Option<Switch> {
        None
    }

    /// Delivers the package and follows it to its end. When this fails, the side may hold a part of the package.
    async fn deliver(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Receipt, DeliverError>;
}

/// A side that is to run from another package.
#[derive(Clone)]
pub enum Switch {
    /// From one at a URL.
    Setting {
        /// What its setting says now.
        from: PackageSetting,
        /// The URL of the package.
        to: String,
    },
    /// From one on its share.
    Name {
        /// The package that is named now; `None` when none is.
        from: Option<FileName>,
        /// The package.
        to: FileName,
    },
}

/// Asked right before the bytes of a package are sent.
#[async_trait]
pub trait LastLook: Send + Sync {
    /// An error keeps them from being sent.
    async fn look(&self) -> Result<(), DeliverError>;
}

/// What is delivered.
pub struct Consignment<'a> {
    /// The package.
    pub package: &'a Package,
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
