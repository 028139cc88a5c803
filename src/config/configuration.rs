use super::file_value::FileValue;
use super::keys::ENVIRONMENT;
use super::lowering::{self, Section};
use super::node::Node;
use super::problems::Report;
use super::read::Keys;
use super::{
    DeclaredSettings, HoldAndAfter, Probes, RequiredSetting, SiteProperties, declared_settings, file_value,
    hold_and_after, probes, required, site_properties, watch,
};
use crate::record::{Lowerable, Lowerings, RULES, WatchSpec};

/// The configuration of an app in its repository.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// Its probes.
    pub probes: Probes,
    /// The rules of its watch.
    pub watch: WatchSpec,
    /// The rules of its package that were lowered.
    pub lint: Lowerings,
    /// The checks before anything is changed that were lowered.
    pub checks: Lowerings,
    /// What becomes of the slot.
    pub hold_and_after: HoldAndAfter,
    /// Whether a missing slot is created.
    pub create_slot: bool,
    /// The settings that have to be there.
    pub required: Vec<RequiredSetting>,
    /// What of the slot's configuration is given.
    pub site: SiteProperties,
    /// The app settings that a release brings.
    pub settings: DeclaredSettings,
    /// What inputs of the Action may hold as well.
    pub values: Vec<FileValue>,
}

/// Reads one layer, or several that were merged. It may have these keys besides, which are read elsewhere.
pub(super) fn read(
    root: &Node,
    (what, known): (&str, &[&str]),
    checks: &[Lowerable],
    report: &mut Report,
) -> Configuration {
    report.begin_layer();
    let keys = Keys::of(root, what, known, report);
    let rules: Vec<Lowerable> = RULES.iter().map(|rule| Lowerable { name: rule.as_str(), never: None }).collect();
    let lint = Section { key: "lint", what: "a rule of the package", known: &rules };
    let checks = Section { key: "checks", what: "a check", known: checks };
    Configuration {
        probes: keys.get("probes").map(|node| probes::read(node, report)).unwrap_or_default(),
        watch: keys.get("watch").map(|node| watch::read(node, report)).unwrap_or_default(),
        lint: keys.get("lint").map(|node| lowering::read(&lint, node, report)).unwrap_or_default(),
        checks: keys.get("checks").map(|node| lowering::read(&checks, node, report)).unwrap_or_default(),
        hold_and_after: hold_and_after::read(&keys, report),
        create_slot: keys.get("create-slot").and_then(|node| report.flag(node, "`create-slot`")).unwrap_or_default(),
        required: keys.get("required").map(|node| required::read(node, report)).unwrap_or_default(),
        site: keys.get("site").map(|node| site_properties::read(node, report)).unwrap_or_default(),
        settings: declared_settings::read(&keys, report),
        values: file_value::read(keys, report),
    }
}

/// Reads layers that were merged.
pub(super) fn read_merged(root: &Node, checks: &[Lowerable], report: &mut Report) -> Configuration {
    read(root, (ENVIRONMENT.what, &ENVIRONMENT.names()), checks, report)
}
