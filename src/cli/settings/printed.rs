//! `slot-deploy config`: what file and inputs come to, as a file that says the same, or as JSON.

use serde_json::{Value, json};

use super::planned::why_unusable;
use super::reader::Reader;
use crate::cli::inputs::{self, Kind};
use crate::config::{Chosen, DeclaredValue, Given, Key, Shown, ValueFrom, file_keys, inline_shown, parse_inline, yaml};
use crate::names::{AppName, GroupName, SlotName};
use crate::record::brief;
use crate::runner::{Environment, Variable};

impl Reader<'_> {
    pub(super) fn printed(&mut self, environment: &Environment) -> Option<String> {
        let json = self.flag("json")?;
        if self.file.is_wrong {
            return None;
        }
        let mut entries = Vec::new();
        let mut remarks = Vec::new();
        let given = self.given_settings()?;
        let given: Vec<&str> = given.iter().map(|(name, _)| name.as_str()).collect();
        for key in file_keys() {
            match key.input {
                Some(input) => match self.value(key, input) {
                    Some(shown) if key.takes(&self.text(input).unwrap_or_default()) || is_variable(&shown) => {
                        entries.push((key.name.to_owned(), shown));
                    }
                    // The file could not say it.
                    Some(shown) => {
                        remarks.push(format!(
                            "# {}: {} (by the input alone)\n",
                            key.name,
                            brief(&shown.json().to_string())
                        ));
                    }
                    None => {}
                },
                None => match self.section(key, &given).map(|shown| under_given(key.name, shown, &given)) {
                    Ok(shown) => entries.extend(shown.map(|shown| (key.name.to_owned(), shown))),
                    Err(remark) => remarks.push(remark),
                },
            }
        }
        self.look_for_contradictions(&given);
        let not_set = self.variables_not_set(&given, environment);
        let all = Shown::Map(entries, ValueFrom::Default).without_secrets();
        if json {
            return Some(self.document(&all, &not_set));
        }
        let not_set =
            not_set.into_iter().map(|(name, key)| format!("# {key}: the variable `{name}` is not set here\n"));
        remarks.extend(not_set);
        Some(self.as_file(&all, &remarks))
    }

    /// The variables of the file that are not there, each with the key that takes its value. One that is there and that a release would
    /// refuse is a problem; those of ids are looked at where the file is read.
    fn variables_not_set(&mut self, given: &[&str], environment: &Environment) -> Vec<(String, String)> {
        let Some(chosen) = &self.file.chosen else { return Vec::new() };
        let ids = chosen.configuration.values.iter().filter(|value| self.raw.given(value.input).is_none());
        let ids = ids.filter_map(|value| match &value.given {
            Given::Variable(name) if matches!(environment.variable(name), Variable::Absent) => {
                Some((name.clone(), value.key.to_string()))
            }
            Given::Variable(_) | Given::Text(_) => None,
        });
        let mut not_set: Vec<(String, String)> = ids.collect();
        let mut unusable = Vec::new();
        let declared = chosen.configuration.settings.set.iter();
        for setting in declared.filter(|setting| !given.iter().any(|name| name.eq_ignore_ascii_case(&setting.name))) {
            let DeclaredValue::Variable(name) = &setting.value else { continue };
            match why_unusable(environment.variable(name)) {
                None => {}
                Some(Some(why)) => unusable.push(format!("`{name}` (for the setting `{}`; {why})", setting.name)),
                Some(None) => not_set.push((name.clone(), format!("settings.{}", setting.name))),
            }
        }
        if !unusable.is_empty() {
            let says = format!("settings come from variables that have no value to write: {}", unusable.join(", "));
            self.problem("config", says, "give them values in UTF-8, or unset them: `config` prints the names alone");
        }
        not_set
    }

    /// A value that an input may hold, checked as that is.
    fn value(&mut self, key: &Key, input: &'static str) -> Option<Shown> {
        let kind = inputs::find(input)?.kind;
        let told = self.problems.len();
        if self.raw.get(input).is_some() {
            self.look_as_a_release(kind, input);
        }
        if self.problems.len() > told {
            return None;
        }
        let in_file = self.file.chosen.as_ref().and_then(|chosen| {
            chosen.configuration.values.iter().find(|value| value.input == input).map(|value| (value, chosen))
        });
        let text = self.text(input)?;
        let from = match (self.raw.given(input), in_file, self.raw.file.contains_key(input)) {
            (Some(given), Some((value, _)), _) => {
                let other = match &value.given {
                    Given::Text(other) if other.eq_ignore_ascii_case(given) => None,
                    Given::Text(other) => Some(other.replace('\n', " ")),
                    Given::Variable(name) => Some(format!("{{ variable: {name} }}")),
                };
                ValueFrom::Input(other.map(|other| (other, value.line)))
            }
            (Some(_), None, _) => ValueFrom::Input(None),
            // As the file has it.
            (None, Some((_, chosen)), _) => return chosen.shown(key.name),
            (None, None, true) => ValueFrom::Environment,
            (None, None, false) => ValueFrom::Default,
        };
        Some(match kind {
            Kind::Several => {
                let one = |text: String| Shown::text(&text, from.clone());
                Shown::List(self.several(input).into_iter().map(one).collect(), from)
            }
            Kind::Flag => Shown::text(&text.to_lowercase(), from),
            _ => Shown::text(&text, from),
        })
    }

    /// Reports what a release would refuse of a value.
    fn look_as_a_release(&mut self, kind: Kind, input: &str) {
        match (kind, input) {
            (_, "strategy") => drop(self.strategy()),
            (_, "cloud") => drop(self.cloud()),
            (_, "dependencies") => drop(self.dependencies()),
            (_, "storage-container") => {
                // What is wrong with the cloud is said of the cloud.
                let told = self.problems.len();
                let cloud = self.cloud();
                self.problems.truncate(told);
                drop(self.container(cloud.as_ref()));
            }
            (_, "watch") => drop(self.time_of_watch()),
            (_, "app-name") => drop(self.name::<AppName>(input)),
            (_, "resource-group") => drop(self.name::<GroupName>(input)),
            (_, "slot" | "target-slot") => drop(self.name::<SlotName>(input)),
            (Kind::Choice(_), _) => drop(self.choice(input)),
            (Kind::Flag, _) => drop(self.flag(input)),
            (Kind::Duration, _) => drop(self.duration(input)),
            (Kind::Guid, _) if self.raw.given(input).is_some() => drop(self.guid(input, false)),
            _ => {}
        }
    }

    /// Values that are right by themselves, and that a release refuses together.
    fn look_for_contradictions(&mut self, given: &[&str]) {
        let side = |input| self.text(input).and_then(|text| text.parse::<SlotName>().ok());
        let (slot, target) = (side("slot"), side("target-slot"));
        self.look_for_one_side(slot.as_ref(), target.as_ref());
        if self.text("hold").is_some_and(|hold| hold.eq_ignore_ascii_case("true")) {
            let declared = self.file.chosen.iter().flat_map(|chosen| &chosen.configuration.settings.set);
            let mut names: Vec<String> = declared.map(|setting| setting.name.clone()).collect();
            names.extend(given.iter().map(|name| (*name).to_owned()));
            self.look_for_held(&names);
        }
    }

    /// A part of the file that is no input; `probes` may be one.
    fn section(&mut self, key: &Key, given: &[&str]) -> Result<Option<Shown>, String> {
        let chosen = self.file.chosen.as_ref();
        let Some(inline) = self.raw.given("probes").filter(|_| key.name == "probes") else {
            return Ok(chosen.and_then(|chosen| match key.name {
                "sticky" => chosen.sticky_with(given),
                name => chosen.shown(name),
            }));
        };
        match parse_inline(inline) {
            Ok(probes) if probes.may_hold_secrets() => Err(format!(
                "# probes: {} by the input `probes`, not shown since they may hold secrets\n",
                probes.checks.len()
            )),
            Ok(_) => Ok(inline_shown(inline).map(|shown| shown.all_from(&ValueFrom::Input(None)))),
            Err(error) => {
                self.problem("probes", error.to_string(), super::wrong_config::SEE);
                Ok(None)
            }
        }
    }

    fn as_file(&self, all: &Shown, remarks: &[String]) -> String {
        let path = brief(&self.file.path);
        let remark = |from: &ValueFrom| {
            Some(match from {
                ValueFrom::Line(line) => format!("{path}:{line}"),
                ValueFrom::Input(None) => "input".to_owned(),
                ValueFrom::Input(Some((other, line))) => format!("input; {path}:{line} says `{}`", brief(other)),
                ValueFrom::Default => "default".to_owned(),
                ValueFrom::Environment => "the name of the environment".to_owned(),
            })
        };
        format!("{}{}{}", self.head(), yaml(all, &remark), remarks.concat())
    }

    fn head(&self) -> String {
        let chosen = self.file.chosen.as_ref();
        let named = |what: &str, name: Option<&String>| name.map(|name| format!("# {what}: {}\n", brief(name)));
        let app = named("app", chosen.and_then(|chosen| chosen.app.as_ref()));
        let environment = named("environment", chosen.and_then(|chosen| chosen.environment.as_ref()));
        app.unwrap_or_default() + &environment.unwrap_or_default()
    }

    fn document(&self, all: &Shown, not_set: &[(String, String)]) -> String {
        let of = |name: fn(&Chosen) -> Option<&String>| self.file.chosen.as_ref().and_then(name);
        let values: Vec<Value> = all.leaves().into_iter().map(|(path, shown)| self.entry(&path, shown)).collect();
        let document = json!({
            "file": self.file.chosen.as_ref().map(|_| &self.file.path),
            "app": of(|chosen| chosen.app.as_ref()),
            "environment": of(|chosen| chosen.environment.as_ref()),
            "values": values,
            "not_set": not_set.iter().map(|(name, key)| json!({"variable": name, "key": key})).collect::<Vec<_>>()
        });
        format!("{document:#}\n")
    }

    fn entry(&self, path: &[String], shown: &Shown) -> Value {
        let mut entry = json!({"key": path, "value": shown.json()});
        match shown.from() {
            ValueFrom::Line(line) => {
                entry["from"] = json!("file");
                entry["line"] = json!(line);
            }
            ValueFrom::Input(other) => {
                entry["from"] = json!("input");
                if let Some((text, line)) = other {
                    entry["in_file"] = json!({"value": text, "line": line});
                }
            }
            ValueFrom::Default => entry["from"] = json!("default"),
            ValueFrom::Environment => entry["from"] = json!("environment"),
        }
        entry
    }
}

/// What the file says of app settings, under what the input `settings` gives: that counts, and its values are secret.
fn under_given(key: &str, shown: Option<Shown>, given: &[&str]) -> Option<Shown> {
    let is_given = |name: &str| given.iter().any(|other| other.eq_ignore_ascii_case(name));
    match (key, shown) {
        ("settings", shown) if !given.is_empty() => {
            let (mut entries, from) = match shown {
                Some(Shown::Map(entries, from)) => (entries, from),
                _ => (Vec::new(), ValueFrom::Input(None)),
            };
            for name in given {
                match entries.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                    Some((known, shown)) => {
                        *shown = hidden(known, Some(&*shown));
                        *known = (*name).to_owned();
                    }
                    None => entries.push(((*name).to_owned(), hidden(name, None))),
                }
            }
            Some(Shown::Map(entries, from))
        }
        ("remove", Some(Shown::List(names, from))) => {
            let stays = |one: &Shown| !matches!(one, Shown::Scalar { text, .. } if is_given(text));
            let names: Vec<Shown> = names.into_iter().filter(stays).collect();
            (!names.is_empty()).then_some(Shown::List(names, from))
        }
        (_, shown) => shown,
    }
}

/// A value that the input gives, in place of what the file says. A sticky setting stays sticky, since the input says nothing of that.
fn hidden(name: &str, in_file: Option<&Shown>) -> Shown {
    let says = in_file.and_then(|shown| {
        let ValueFrom::Line(line) = shown.from() else { return None };
        let alone = Shown::Map(vec![(name.to_owned(), shown.clone())], ValueFrom::Default).without_secrets().json();
        let value = &alone[name];
        Some((value.as_str().map_or_else(|| value.to_string(), str::to_owned), *line))
    });
    let value = Shown::Scalar { text: "***".to_owned(), is_plain: false, from: ValueFrom::Input(says) };
    let sticky = match in_file {
        Some(Shown::Map(parts, _)) => parts.iter().find(|(key, _)| key == "sticky").cloned(),
        _ => None,
    };
    match sticky {
        Some(sticky) => Shown::Map(vec![("value".to_owned(), value), sticky], ValueFrom::Input(None)),
        None => value,
    }
}

fn is_variable(shown: &Shown) -> bool {
    matches!(shown, Shown::Map(..))
}
