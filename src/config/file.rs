//! A whole `slot-deploy.yml`: its layers, and what they come to for one app in one environment.

use std::rc::Rc;

use super::choice_error::ChoiceError;
use super::configuration::{self, Configuration};
use super::error::{ConfigError, LARGEST};
use super::keys::{APP, ENVIRONMENT, FILE, LAYER_NAME, file_keys};
use super::merge::{layered, own_keys};
use super::node::{self, Content, Key, Node};
use super::place::Place;
use super::problems::Report;
use super::read::unknown;
use super::setting_words::settled;
use super::shape::Mapping;
use super::shown::{Shown, ValueFrom};
use super::yaml::yaml;

use crate::record::Lowerable;

/// More apps and environments no file has.
const MOST_LAYERS: usize = 200;

/// A file that has been read, with everything in it that is right or wrong by itself.
pub struct ConfigFile {
    source: String,
    checks: Vec<Lowerable>,
    root: Rc<Node>,
}

/// Which app and environment are meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// By the input `app`.
    pub app: Option<&'a str>,
    /// By an input, with its name.
    pub environment: Option<(&'static str, &'a str)>,
    /// Whether nothing has to be chosen: what all have in common is enough.
    pub may_be_none: bool,
}

/// What the layers of a file come to.
pub struct Chosen {
    /// As it is used.
    pub configuration: Configuration,
    /// The app.
    pub app: Option<String>,
    /// The environment.
    pub environment: Option<String>,
    tree: Rc<Node>,
    /// The names behind [`super::DeclaredSettings::sticky_if_set`].
    sticky_if_set: Vec<Rc<Node>>,
}

/// Why a file gives no configuration.
#[derive(Debug)]
pub enum NotChosen {
    /// It has to be said which.
    Choice(ChoiceError),
    /// The layers contradict each other.
    Config(ConfigError),
}

impl ConfigFile {
    /// Reads all layers; the file may lower these checks.
    pub fn parse(source: &str, checks: &[Lowerable]) -> Result<Self, ConfigError> {
        if source.len() > LARGEST {
            return Err(ConfigError::TooLarge { bytes: source.len() });
        }
        let mut report = Report::default();
        let root = node::parse(source, &mut report).filter(|root| !root.is_nothing());
        let root = root.unwrap_or_else(|| Node::map(Place { line: 1, column: 1 }, Vec::new()));
        read_layers(&root, checks, &mut report);
        report.result(source)?;
        Ok(Self { source: source.to_owned(), checks: checks.to_vec(), root })
    }

    /// The file as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it has nothing but what a ticket carries, so that it travels as it was written.
    pub fn is_asked_only(&self) -> bool {
        let Content::Map(entries) = &self.root.content else { return true };
        entries.iter().all(|(key, _)| FILE.key(&key.text).is_none_or(|key| key.travels))
    }

    /// What all apps and environments have in common.
    pub fn common(&self) -> Result<Configuration, ConfigError> {
        self.read(&own_keys(&self.root, &ENVIRONMENT))
    }

    /// What holds for one app in one environment.
    pub fn choose(&self, wanted: &Wanted<'_>) -> Result<Chosen, NotChosen> {
        let apps = layers_of(&self.root, "apps");
        let app = choose_app(&apps, wanted).map_err(NotChosen::Choice)?;
        let for_all = layers_of(&self.root, "environments");
        let of_app = app.as_ref().map(|(_, node)| layers_of(node, "environments")).unwrap_or_default();
        let environment = choose_environment(&for_all, &of_app, wanted).map_err(NotChosen::Choice)?;
        let named = |layers: &Layers| {
            let name = environment.as_ref()?;
            layers.iter().find(|(known, _)| known == name).map(|(_, node)| node.clone())
        };
        let above = [named(&for_all), app.as_ref().map(|(_, node)| node.clone()), named(&of_app)];
        let tree = above.iter().flatten().fold(own_keys(&self.root, &ENVIRONMENT), |below, above| {
            layered(&below, &own_keys(above, &ENVIRONMENT), &ENVIRONMENT)
        });
        let (tree, sticky_if_set) = settled(&tree);
        let mut configuration = self.read(&tree).map_err(NotChosen::Config)?;
        let names = sticky_if_set.iter().filter_map(|node| match &node.content {
            Content::Scalar { text, .. } => Some(text.clone()),
            Content::List(_) | Content::Map(_) => None,
        });
        configuration.settings.sticky_if_set = names.collect();
        Ok(Chosen { configuration, app: app.map(|(name, _)| name), environment, tree, sticky_if_set })
    }

    fn read(&self, tree: &Node) -> Result<Configuration, ConfigError> {
        let mut report = Report::default();
        let configuration = configuration::read_merged(tree, &self.checks, &mut report);
        report.result(&self.source)?;
        Ok(configuration)
    }
}

impl Chosen {
    /// The value of a key, with the line of each part.
    pub fn shown(&self, key: &str) -> Option<Shown> {
        self.tree.get(key).map(Shown::of)
    }

    /// The names under `sticky`, where an input sets these settings.
    pub fn sticky_with(&self, set: &[&str]) -> Option<Shown> {
        let is_set = |node: &&Rc<Node>| matches!(&node.content, Content::Scalar { text, .. } if set.iter().any(|name| name.eq_ignore_ascii_case(text)));
        let more: Vec<Shown> = self.sticky_if_set.iter().filter(is_set).map(|node| Shown::of(node)).collect();
        match self.shown("sticky") {
            Some(Shown::List(list, from)) => Some(Shown::List(list.into_iter().chain(more).collect(), from)),
            Some(other) => Some(other),
            None if more.is_empty() => None,
            None => Some(Shown::List(more, ValueFrom::Default)),
        }
    }

    /// The line of a key's value.
    pub fn line(&self, key: &str) -> Option<usize> {
        self.tree.get(key).map(|node| node.place.line)
    }

    /// All of it, as a file without layers.
    pub fn text(&self) -> String {
        yaml(&Shown::of(&self.tree), &|_| None)
    }

    /// What a ticket carries of it, as a file that holds nothing else. `None`: nothing.
    pub fn asked(&self) -> Option<String> {
        let all = self.travelling();
        (!all.is_empty()).then(|| text_of(all))
    }

    /// The same with these probes in place of its own. `None`: it has nothing besides.
    pub fn asked_besides(&self, probes: &Shown) -> Option<String> {
        let mut all = self.travelling();
        all.retain(|(name, _)| name != "probes");
        if all.is_empty() {
            return None;
        }
        all.insert(0, ("probes".to_owned(), probes.clone()));
        Some(text_of(all))
    }

    fn travelling(&self) -> Vec<(String, Shown)> {
        let keys = file_keys().filter(|key| key.travels);
        keys.filter_map(|key| Some((key.name.to_owned(), self.shown(key.name)?))).collect()
    }
}

fn text_of(entries: Vec<(String, Shown)>) -> String {
    yaml(&Shown::Map(entries, ValueFrom::Default), &|_| None)
}

type Layers = Vec<(String, Rc<Node>)>;

/// The layers below a key, without the team's own keys.
fn layers_of(node: &Node, key: &str) -> Layers {
    let Some(Content::Map(entries)) = node.get(key).map(|node| &node.content) else { return Vec::new() };
    let named = entries.iter().filter(|(key, _)| !key.text.starts_with("x-"));
    named.map(|(key, node)| (key.text.clone(), node.clone())).collect()
}

fn names_of<'a>(layers: impl IntoIterator<Item = &'a Layers>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in layers.into_iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn choose_app(apps: &Layers, wanted: &Wanted<'_>) -> Result<Option<(String, Rc<Node>)>, ChoiceError> {
    let known = names_of([apps]);
    match (wanted.app, apps.as_slice()) {
        (Some(given), _) => match apps.iter().find(|(name, _)| name == given) {
            Some(found) => Ok(Some(found.clone())),
            None => Err(ChoiceError::UnknownApp { given: given.to_owned(), known }),
        },
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(only.clone())),
        (None, _) if wanted.may_be_none => Ok(None),
        (None, _) => Err(ChoiceError::AppNotNamed { known }),
    }
}

fn choose_environment(for_all: &Layers, of_app: &Layers, wanted: &Wanted<'_>) -> Result<Option<String>, ChoiceError> {
    let known = names_of([for_all, of_app]);
    match (wanted.environment, known.as_slice()) {
        // Without environments in the file, the name of one is GitHub's alone.
        (Some(("environment-name", _)), []) => Ok(None),
        (Some((_, given)), _) if known.iter().any(|name| name == given) => Ok(Some(given.to_owned())),
        (Some((input, given)), _) => Err(ChoiceError::UnknownEnvironment { given: given.to_owned(), input, known }),
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(only.clone())),
        (None, _) if wanted.may_be_none => Ok(None),
        (None, _) => Err(ChoiceError::EnvironmentNotNamed { known }),
    }
}

/// Reads every layer by itself, so that what is wrong anywhere is said whichever one is chosen.
fn read_layers(root: &Rc<Node>, checks: &[Lowerable], report: &mut Report) {
    report.is_layered = root.get("apps").is_some() || root.get("environments").is_some();
    let mut layers = 0;
    read_layer(root, &FILE, checks, report);
    read_named(root, ("environments", &ENVIRONMENT), checks, &mut layers, report);
    read_named(root, ("apps", &APP), checks, &mut layers, report);
    let of_all = names_of([&layers_of(root, "environments")]);
    for (_, app) in layers_of(root, "apps") {
        read_named(&app, ("environments", &ENVIRONMENT), checks, &mut layers, report);
        look_for_misspelt(&app, &of_all, report);
    }
}

/// An environment of an app that no other place knows would never be chosen: most likely its name is a slip.
fn look_for_misspelt(app: &Node, of_all: &[String], report: &mut Report) {
    let Some(Content::Map(own)) = app.get("environments").map(|node| &node.content) else { return };
    let known: Vec<&str> = of_all.iter().map(String::as_str).collect();
    if known.is_empty() {
        return;
    }
    let is_misspelt = |key: &Key| !key.text.starts_with("x-") && !known.contains(&key.text.as_str());
    for (key, _) in own.iter().filter(|(key, _)| is_misspelt(key)) {
        let says = unknown(&key.text, "one of the `environments` of the file", &known);
        report.wrong(key.place, format!("{says}; one that only this app has stands there as well, with `{{}}`"));
    }
}

fn read_layer(node: &Node, mapping: &Mapping, checks: &[Lowerable], report: &mut Report) {
    configuration::read(node, (mapping.what, &mapping.names()), checks, report);
}

fn read_named(
    node: &Node,
    (key, mapping): (&str, &Mapping),
    checks: &[Lowerable],
    layers: &mut usize,
    report: &mut Report,
) {
    let Some(named) = node.get(key).filter(|named| !named.is_nothing()) else { return };
    for (name, layer) in report.entries(named, &format!("`{key}`")) {
        if name.text.starts_with("x-") {
            continue;
        }
        *layers += 1;
        if *layers > MOST_LAYERS {
            report.wrong(name.place, format!("there are more than {MOST_LAYERS} apps and environments"));
            return;
        }
        if let Err(says) = (LAYER_NAME.check)(&name.text) {
            report.wrong(name.place, says);
        }
        if !layer.is_nothing() {
            read_layer(layer, mapping, checks, report);
        }
    }
}
