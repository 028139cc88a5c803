//! Azure as this program sees it: clouds, sign-in, the control plane (ARM), the SCM site and the
//! Functions host.
//!
//! Reads come back as plain values; changes are verbs. Every error carries the service's own words
//! and its correlation id. Sources: `src/docs/facts.md`.

mod answers;
mod app_secret;
mod arm;
mod auth_settings;
mod blob;
mod blob_readers;
mod build_settings;
mod built;
mod cloud;
mod component;
mod connection;
mod credential;
mod data_rights;
mod deployment;
mod drain;
mod error;
mod executions;
mod federated;
mod files;
mod find;
mod functions;
mod host;
mod host_id;
mod host_version;
mod identity;
mod keys;
mod mark_key;
mod metrics;
mod moving_config;
mod network_access;
mod operation;
mod package_name;
mod package_reader;
mod package_setting;
mod path;
mod permission;
mod plan;
mod protection;
mod reference_shape;
mod refusal;
mod renewal;
mod rights;
mod scm;
mod scm_command;
mod sdk_transport;
mod setting_names;
mod setting_reference;
mod settings;
mod settings_mark;
mod side;
mod sign_in_error;
mod site;
mod site_packages;
mod site_ref;
mod stack;
mod staying_config;
mod swap;
mod swap_preview;
mod unreadable;
mod warm_up;
mod web_config;
mod windows_stack;
mod wire;

pub use app_secret::AppSecret;
pub use arm::{Arm, ArmPolicy};
pub use auth_settings::{asks_for_sign_in, has_site_auth};
pub use blob::{
    BlobName, BlobProperties, Blobs, BlockList, Condition, ContainerUrl, CopyEnd, Listed, Listing, Meta, NoContainer,
    Place, Sent, StoredBlock,
};
pub use blob_readers::BlobReaders;
pub use build_settings::BuildContradiction;
pub use cloud::{Cloud, CloudChoice};
pub use component::{Component, NoComponent};
pub use connection::{Configuration, Connected, HOST_STORAGE, Opening, Service, Sharing, TaskHub};
pub use credential::{Auth, Credential, CredentialOptions};
pub use data_rights::{DataRights, KnownRoles};
pub use deployment::{Deployment, DeploymentStatus};
pub use drain::DrainStatus;
pub use error::{AzureError, measured};
pub use executions::{ExecutionTimes, read_executions, role_of};
pub use files::is_cache;
pub use find::{find_app, list_function_apps};
pub use host::{Host, HostStatus};
pub use host_id::HostId;
pub use host_version::HostVersion;
pub use identity::{JustRead, StampReading};
pub use keys::function_key;
pub use mark_key::MarkKey;
pub use metrics::read_traffic;
pub use network_access::NetworkAccess;
pub use operation::{Operation, OperationEnd, OperationWord};
pub use package_name::{PackageName, Renaming};
pub use package_reader::{PackageReader, READER_SETTING};
pub use package_setting::PackageSetting;
pub use path::ApiPath;
pub use permission::{
    Need, On, Permission, RoleFor, Ways, When, Without, of_blobs, of_control_plane, of_scm, permissions,
    permissions_for, role_definition,
};
pub use plan::Plan;
pub use protection::{Access, Protection, Scope};
pub use reference_shape::{ReferenceShape, ReferenceStore};
pub use refusal::Refusal;
pub use rights::Rights;
pub use scm::{LogLine, Scm, ZipAccepted, ZipDeploy};
pub use scm_command::{CommandResult, Piece};
pub use setting_reference::{ReferenceStatus, SettingReference};
pub use settings::{AppSettings, BUILD_DURING_DEPLOYMENT, RUN_FROM_PACKAGE, RunFromPackage};
pub use settings_mark::{BothSettings, read_settings_mark};
pub use side::Side;
pub use sign_in_error::SignInError;
pub use site::{Hosts, Identities, Site, SwapTraces, parse_stamp};
pub use site_packages::SitePackage;
pub use site_ref::{AppId, SiteRef};
pub use stack::Stack;
pub use swap::{SwapAccepted, SwapRequest};
pub use unreadable::Unreadable;
pub use warm_up::{PingStatuses, WarmUpPing, warm_up_ping};
pub use web_config::{SlotConfigNames, WebConfig};
pub use windows_stack::windows_stack;
