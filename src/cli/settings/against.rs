//! `diff` with `against`: the other environment of the file, as a job that releases to it would read it.

use super::own_file::OwnFile;
use super::planned::Values;
use super::read_file::foreign_event;
use super::reader::Reader;
use super::wrong_config::{SEE, wrong_config};
use crate::cli::Command;
use crate::cli::problem::InputProblem;
use crate::cli::raw::Raw;
use crate::config::{Chosen, NotChosen, Wanted};
use crate::http::Secret;
use crate::record::brief;
use crate::release::OtherEnvironment;
use crate::runner::Environment;

/// What names the sides of an app.
const SIDES: [&str; 5] = ["app-name", "resource-group", "subscription-id", "slot", "target-slot"];

/// The environment, and what of it is to be hidden.
pub(super) struct Against {
    pub environment: Box<OtherEnvironment>,
    pub secrets: Vec<Secret>,
}

impl Reader<'_> {
    /// The inner `None`: there is nothing to compare with.
    pub(super) fn against(&mut self, command: Command, environment: &Environment) -> Option<Option<Against>> {
        let Some(name) = self.text("against").filter(|_| command == Command::Diff) else { return Some(None) };
        if let Some(event) = foreign_event(environment) {
            let says = format!(
                "the file is not used for the event `{event}` to name another app: it may come from a pull request"
            );
            self.problem("against", says, "compare on a push, or at a terminal");
            return None;
        }
        let other = OwnFile { path: self.file.path.clone(), chosen: Some(self.chosen(&name)?), ..OwnFile::default() };
        let named = other.chosen.iter().flat_map(|chosen| &chosen.configuration.values).map(|value| value.input);
        let named: Vec<&str> = named.collect();
        // Inputs of the step are about the environment that was chosen; what the file says of the other one counts for that.
        let mut raw = Raw { file: Default::default(), ..self.raw.clone() };
        raw.values.retain(|input, _| !named.contains(&input.as_str()) && input != "settings");
        let mut reader = Reader::new(&raw, &other);
        let file = reader.values_of(&other, command, environment);
        let mut problems = reader.problems;
        let with_file = Raw { file, ..raw.clone() };
        let mut reader = Reader { problems: std::mem::take(&mut problems), ..Reader::new(&with_file, &other) };
        let read = reader.other(&name, environment);
        let is_one = SIDES.iter().all(|side| match (self.text(side), reader.text(side)) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
            (one, other) => one == other,
        });
        let signs_in_otherwise = self.text("auth") != reader.text("auth");
        for problem in reader.problems {
            // A variable that both environments take a value from is told once.
            if self.problems.contains(&problem) {
                continue;
            }
            let says = format!("for `against: {}`: {}", brief(&name), problem.says);
            self.problems.push(InputProblem { says, ..problem });
        }
        if read.is_some() && is_one {
            let says = format!("`{}` is the same app and slot as the environment that is compared", brief(&name));
            self.problem("against", says, "name another environment, or give each its own `app-name`");
        }
        if signs_in_otherwise {
            let says = format!("`{}` signs in otherwise (`auth`), and one job signs in one way", brief(&name));
            self.problem("against", says, "give both environments one `auth`");
        }
        read.map(Some)
    }

    fn chosen(&mut self, name: &str) -> Option<Chosen> {
        if self.file.is_wrong {
            return None;
        }
        let Some(file) = &self.file.file else {
            let says = "there is no configuration file that says what this environment is";
            self.problem("against", says, "write `environments:` in `slot-deploy.yml`, or leave `against` out");
            return None;
        };
        let wanted = Wanted { app: self.raw.given("app"), environment: Some(("against", name)), may_be_none: false };
        match file.choose(&wanted) {
            Ok(chosen) => Some(chosen),
            Err(NotChosen::Choice(error)) => {
                self.problem(error.input(), format!("{}: {error}", self.file.path), error.fix());
                None
            }
            Err(NotChosen::Config(error)) => {
                self.problem("config", wrong_config(&self.file.path, &error), SEE);
                None
            }
        }
    }

    /// What is read of the other environment, by a reader of its own.
    fn other(&mut self, name: &str, environment: &Environment) -> Option<Against> {
        let configuration = self.file.chosen.as_ref()?.configuration.clone();
        let fix = "set `app-name` of this environment in the file";
        let app_name = self.required("app-name", fix).and_then(|_| self.name("app-name"));
        let resource_group = self.text("resource-group").map(|_| self.name("resource-group"));
        let (slot, target_slot) = (self.name("slot"), self.name("target-slot"));
        self.look_for_one_side(slot.as_ref(), target_slot.as_ref());
        let [client_id, tenant_id] = self.own_ids(environment);
        let subscription_id = self.guid("subscription-id", true);
        let cloud = self.cloud();
        // The sides are compared with each other, and nothing of the file with them but names.
        let planned = self.planned(Values::Unused, &configuration.settings, cloud.as_ref(), environment)?;
        Some(Against {
            environment: Box::new(OtherEnvironment {
                name: name.to_owned(),
                cloud: cloud?,
                tenant_id: tenant_id?,
                client_id: client_id?,
                subscription_id: subscription_id?.parse().ok()?,
                resource_group: resource_group.map_or(Some(None), |group| group.map(Some))?,
                app_name: app_name?,
                slot: slot?,
                target_slot: target_slot?,
                settings: planned.settings,
                required: configuration.required,
            }),
            secrets: planned.secrets,
        })
    }
}
