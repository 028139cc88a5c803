//! Every key of `slot-deploy.yml`, declared once: the reader takes its known keys from here, and the JSON Schema and the rules of
//! merging are made from it.

mod forms;
mod lowering;
mod probes;
mod release;
mod settings;
mod slot;
mod watch;

pub(super) use forms::LAYER_NAME;
pub(super) use lowering::LOWERED;
pub(super) use probes::{AUTH, CHECK, DEFAULTS, EXPECT, FUNCTION_KEY, LATENCY, PREDICATE, PROBES, READINESS, REQUEST};
pub(super) use release::BY_VARIABLE;
pub(super) use watch::{BUDGETS, ERRORS, EXECUTIONS, LATENCY as WATCH_LATENCY, RULE, SILENCE, WATCH};

use super::shape::{Key, Mapping, Names, Shape, key, mapping};
use release::{RELEASE, TARGET};
use settings::SETTINGS;
pub(super) use settings::{REQUIRED, REQUIRED_SETTING, SETTING};
pub(super) use slot::SITE;
use slot::SLOT;

/// What is asked of the app and of its production; a ticket carries it.
const ASKED: [Key; 4] = [
    key(
        "probes",
        Shape::Keys(&PROBES),
        "requests to the app: to the slot before the swap, and to production while it is watched",
    )
    .travels(),
    key("watch", Shape::Keys(&WATCH), "the rules by which production is watched after the swap").travels(),
    key(
        "lint",
        Shape::Named(Names::Rules, &Shape::Keys(&LOWERED)),
        "rules of the package that do not hold for this app",
    )
    .travels(),
    key(
        "checks",
        Shape::Named(Names::Checks, &Shape::Keys(&LOWERED)),
        "checks before a release that do not hold for this app",
    )
    .travels(),
];

/// What every layer may hold.
const EVERYWHERE: [&[Key]; 5] = [&TARGET, &RELEASE, &SLOT, &SETTINGS, &ASKED];

const ENVIRONMENTS_HELP: &str = "by name: what differs in an environment, such as `production` or `test`";

/// An environment.
pub(super) const ENVIRONMENT: Mapping = mapping("an environment", &EVERYWHERE);
const ENVIRONMENTS: Key =
    key("environments", Shape::Named(Names::Layers(&LAYER_NAME), &Shape::Keys(&ENVIRONMENT)), ENVIRONMENTS_HELP);
/// An app of several.
pub(super) const APP: Mapping =
    mapping("an app", &[EVERYWHERE[0], EVERYWHERE[1], EVERYWHERE[2], EVERYWHERE[3], EVERYWHERE[4], &[ENVIRONMENTS]]);
const APPS: Key = key(
    "apps",
    Shape::Named(Names::Layers(&LAYER_NAME), &Shape::Keys(&APP)),
    "by name: the apps of a repository that has several, each with its `package`",
);
/// The whole file.
pub(super) const FILE: Mapping = mapping(
    "the configuration",
    &[EVERYWHERE[0], EVERYWHERE[1], EVERYWHERE[2], EVERYWHERE[3], EVERYWHERE[4], &[ENVIRONMENTS, APPS]],
);

/// The keys that every layer may hold, in the order in which they are shown.
pub fn file_keys() -> impl Iterator<Item = &'static Key> {
    ENVIRONMENT.keys()
}

/// Every text with a rule of its own.
#[cfg(test)]
pub(super) fn forms() -> [&'static super::shape::Form; 11] {
    use forms as all;
    [
        &all::APP_NAME,
        &all::SLOT_NAME,
        &all::GROUP_NAME,
        &all::GUID,
        &all::VARIABLE,
        &all::DURATION,
        &all::INSIDE,
        &all::CONTAINER,
        &all::ENTRY,
        &all::LAYER_NAME,
        &all::SAID,
    ]
}
