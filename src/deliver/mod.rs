//! How a package reaches a side: one file per strategy.

mod build_log;
mod choice;
mod error;
mod package_url;
mod receipt;
mod sent;
mod site_package;
mod strategy;
mod zip_deploy;

pub use choice::{Build, Chosen, Seen, StrategyChoice, Way};
pub use error::DeliverError;
pub use package_url::PackageUrl;
pub use receipt::{Receipt, Trace};
pub use sent::Sent;
pub use site_package::SitePackages;
pub use strategy::{Consignment, LastLook, Ready, Strategy, Switch};
pub use zip_deploy::ZipDeploy;
