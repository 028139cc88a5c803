//! Azure as this program sees it: clouds, sign-in, the control plane (ARM), the SCM site and the
//! Functions host.
//!
//! Reads come back as plain values; changes are verbs. Every error carries the service's own words
//! and its correlation id. Sources: `src/docs/facts.md`.

mod answers;
mod arm;
mod auth_settings;
mod cloud;
mod connection;
mod credential;
mod drain;
mod error;
mod federated;
mod files_mark;
mod find;
mod functions;
mod host;
mod host_version;
mod identity;
mod keys;
mod metrics;
mod operation;
mod path;
mod plan;
mod refusal;
mod scm;
mod sdk_transport;
mod settings;
mod settings_mark;
mod side;
mod sign_in_error;
mod site;
mod site_ref;
mod stack;
mod swap;
mod swap_preview;
mod unreadable;
mod warm_up;
mod web_config;
mod wire;

pub use arm::{Arm, ArmPolicy};
pub use auth_settings::has_site_auth;
pub use cloud::{Cloud, CloudChoice};
pub use connection::{Configuration, Connected, Sharing, TaskHub};
pub use credential::{Auth, Credential, CredentialOptions};
pub use drain::DrainStatus;
pub use error::{AzureError, measured};
pub use find::find_app;
pub use host::{Host, HostStatus};
pub use host_version::HostVersion;
pub use identity::{JustRead, StampReading};
pub use keys::function_key;
pub use metrics::read_traffic;
pub use operation::{Operation, OperationEnd, OperationWord};
pub use path::ApiPath;
pub use plan::Plan;
pub use refusal::Refusal;
pub use scm::{Deployment, DeploymentStatus, LogLine, Scm, ZipAccepted, ZipDeploy};
pub use settings::{AppSettings, RunFromPackage};
pub use settings_mark::{BothSettings, read_settings_mark};
pub use side::Side;
pub use sign_in_error::SignInError;
pub use site::{Hosts, Site, SwapTraces, parse_stamp};
pub use site_ref::{AppId, SiteRef};
pub use stack::Stack;
pub use swap::{SwapAccepted, SwapRequest};
pub use unreadable::Unreadable;
pub use warm_up::{PingStatuses, WarmUpPing, warm_up_ping};
pub use web_config::{SlotConfigNames, WebConfig};
