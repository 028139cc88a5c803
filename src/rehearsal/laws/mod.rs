//! How the world changes: pure transitions of its state in simulated time, one file per behaviour
//! of Azure or GitHub, each naming its source.

pub mod access_rules;
pub mod admin_token;
pub mod app_configuration_reference;
pub mod arm_limits;
pub mod auto_swap;
pub mod blob;
pub mod client_certificate;
pub mod command;
pub mod connection;
pub mod content_share;
pub mod custom_handler_file;
pub mod declared;
pub mod deployment_end;
pub mod deployment_history;
pub mod deployment_status;
pub mod drain;
pub mod exchange;
pub mod executions;
pub mod extension_bundle;
pub mod functions;
pub mod github_deployment;
pub mod github_limits;
pub mod home;
pub mod host_files;
pub mod host_id;
pub mod host_start;
pub mod id_token;
pub mod jwt;
pub mod key_vault_reference;
pub mod kql;
pub mod kudu_sync;
pub mod listeners;
pub mod locks;
pub mod manifest;
pub mod metrics;
pub mod odata;
pub mod package_source;
pub mod publishing;
pub mod queue_kind;
pub mod queue_look;
pub mod queue_owners;
pub mod queues;
pub mod rbac;
pub mod redeployed;
mod reference_text;
pub mod remote_build;
pub mod restart;
pub mod routes;
pub mod routing;
pub mod run_from_package;
pub mod schedule;
pub mod scm_package;
pub mod scm_settings;
pub mod scripted;
pub mod settings;
pub mod site_auth;
pub mod site_body;
pub mod site_change;
pub mod site_config;
pub mod site_config_swap;
pub mod site_names;
pub mod site_packages;
pub mod site_values;
pub mod site_write;
pub mod slot_create;
pub mod slot_delete;
pub mod slot_differences;
pub mod sticky;
pub mod swap;
pub mod swap_admission;
pub mod swap_exchange;
pub mod swap_preview;
pub mod swap_put_back;
pub mod swap_warm_up;
pub mod task_hub;
pub mod telemetry;
pub mod telemetry_tables;
pub mod timers;
pub mod traffic;
pub mod trigger_sync;
pub mod unpack;
pub mod value_kind;
pub mod zip_deploy;

use time::OffsetDateTime;

use super::clock::Clock;
use super::state::{Event, State};

/// Lets everything happen that is due by `now`, in order.
pub fn settle(state: &mut State, clock: &Clock, now: OffsetDateTime) {
    while let Some((at, event)) = state.agenda.due(now) {
        traffic::pass(state, clock, at);
        match event {
            Event::CopyEnds { target, copy } => blob::copy::end(state, &target, &copy, at),
            Event::DeploymentNamed { place, deployment } => zip_deploy::name(state, clock, &place, &deployment, at),
            Event::DeploymentEnds { place, deployment } => {
                deployment_end::end(state, clock, &place, &deployment, at);
                content_share::spread(state, clock, &place, at);
                auto_swap::after_deployment(state, clock, &place, &deployment, at);
            }
            Event::PackageNamed { place, deployment } => {
                deployment_end::named(state, clock, &place, &deployment, at);
                content_share::spread(state, clock, &place, at);
            }
            Event::ProcessStarts { instance } => host_start::process(state, clock, &instance, at),
            Event::HostLoads { instance } => host_start::load(state, &instance, at),
            Event::BackgroundSync { place } => {
                // The platform does not complain when the host cannot be asked; it simply knows
                // nothing new.
                let _ = trigger_sync::sync(state, &place, at);
            }
            Event::QueueLooked { queue } => queue_look::look(state, clock, &queue, at),
            Event::MessageComes { queue, every } => queues::come(state, clock, queue, every, at),
            Event::TimersDue { instance } => timers::due(state, clock, &instance, at),
            Event::ExecutionEnds { execution } => executions::end(state, clock, &execution, at),
            Event::SwapStep { operation } => swap::step(state, clock, &operation, at),
            Event::SwapStamped { operation, switched } => swap::stamp_late(state, &operation, switched),
            Event::HostRestarts { place } => restart::restart(state, clock, &place, at),
            Event::SwapPutBack { operation } => swap_put_back::put_back(state, clock, &operation, at),
        }
    }
    traffic::pass(state, clock, now);
}
