//! Which commands take an input: by what they do.

use super::command::Command;

/// Everything that works with an app.
pub(super) const RELEASE: &[Command] = &[
    Command::Release,
    Command::Stage,
    Command::Promote,
    Command::Rollback,
    Command::Reconcile,
    Command::Check,
    Command::Diff,
    Command::Status,
    Command::Layer,
    Command::Gc,
];
/// What reads the configuration of the app.
pub(super) const CONFIGURED: &[Command] = &[
    Command::Release,
    Command::Stage,
    Command::Promote,
    Command::Rollback,
    Command::Reconcile,
    Command::Check,
    Command::Layer,
    Command::Gc,
    Command::Diff,
    Command::Status,
    Command::Pack,
    Command::Config,
];
/// What brings content to a side.
pub(super) const RELEASING: &[Command] = &[Command::Release, Command::Stage, Command::Promote];
/// The commands with a dry run.
pub(super) const PLANNED: &[Command] = &[Command::Release, Command::Stage, Command::Promote, Command::Rollback];
/// What makes a package.
pub(super) const PACKING: &[Command] = &[Command::Release, Command::Stage, Command::Check];
/// What knows the settings that a release brings.
pub(super) const SETTLING: &[Command] = &[Command::Release, Command::Stage, Command::Check, Command::Diff];
/// What needs to know the dependencies of the app.
pub(super) const LAYERED: &[Command] = &[Command::Release, Command::Stage, Command::Check, Command::Layer];
/// What can be rehearsed.
pub(super) const REHEARSED: &[Command] = &[
    Command::Release,
    Command::Stage,
    Command::Promote,
    Command::Rollback,
    Command::Reconcile,
    Command::Check,
    Command::Layer,
];
/// What rehearses.
pub(super) const REHEARSING: &[Command] = &[Command::Rehearse];
/// What the simulated world answers by itself, and what a rehearsal has in another form.
pub(super) const NOT_PASSED_ON: &[&str] = &[
    "command",
    "package",
    "cloud",
    "auth",
    "client-id",
    "client-secret",
    "tenant-id",
    "subscription-id",
    "github-token",
    "ca-file",
    "report",
    "json",
    "explain",
    "sarif",
    "apps",
    "role-json",
    "for",
    "artifact",
    "run-id",
    "require-attestation",
    "verified-in",
    "verified-for",
    "verified-within",
];
/// What brings content to the slot, or says what would come of it.
pub(super) const HOLDING: &[Command] = &[Command::Release, Command::Stage, Command::Check];
/// What finishes a release, or finds a slot that one has left so.
pub(super) const AFTER: &[Command] =
    &[Command::Release, Command::Stage, Command::Promote, Command::Reconcile, Command::Check];
/// What swaps, and what looks at a release that does.
pub(super) const SWAPPING: &[Command] = &[Command::Release, Command::Promote, Command::Check];
