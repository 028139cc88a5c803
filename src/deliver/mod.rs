//! How a package reaches a side: one file per strategy.

mod error;
mod receipt;
mod strategy;
mod zip_deploy;

pub use error::DeliverError;
pub use receipt::{Receipt, Trace};
pub use strategy::{Consignment, LastLook, Strategy};
pub use zip_deploy::ZipDeploy;
