//! `slot-deploy config`: what file and inputs come to, as a file that says the same, or as JSON.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::cli::inputs::{self, Kind};
use crate::config::{Chosen, Given, Key, Shown, ValueFrom, file_keys, inline_shown, parse_inline, yaml};
use crate::names::{AppName, GroupName, SlotName};
use crate::record::brief;

impl Reader<'_> {
    pub(super) fn printed(&mut self) -> Option<String> {
        let json = self.flag("json")?;
        if self.file.is_wrong {
            return None;
        }
        let mut entries = Vec::new();
        let mut remarks = Vec::new();
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
                None => match self.section(key) {
                    Ok(shown) => entries.extend(shown.map(|shown| (key.name.to_owned(), shown))),
                    Err(remark) => remarks.push(remark),
                },
            }
        }
        if let Some(given) = self.text("settings") {
            let names: Vec<String> =
                given.lines().filter_map(|line| Some(brief(line.split_once('=')?.0.trim()))).collect();
            remarks.push(format!("# settings: {} by the input `settings`, values not shown\n", names.join(", ")));
        }
        let all = Shown::Map(entries, ValueFrom::Default).without_secrets();
        Some(if json { self.document(&all) } else { self.as_file(&all, &remarks) })
    }

    /// A value that an input may hold, checked as that is.
    fn value(&mut self, key: &Key, input: &'static str) -> Option<Shown> {
        let kind = inputs::find(input)?.kind;
        let is_good = match (kind, input) {
            (Kind::Choice(_), _) => self.raw.get(input).is_none() || self.choice(input).is_some(),
            (Kind::Flag, _) => self.raw.get(input).is_none() || self.flag(input).is_some(),
            (Kind::Duration, _) => self.raw.get(input).is_none() || self.duration(input).is_some(),
            (Kind::Guid, _) if self.raw.given(input).is_some() => self.guid(input, false).is_some(),
            (_, "app-name") => self.raw.get(input).is_none() || self.name::<AppName>(input).is_some(),
            (_, "resource-group") => self.raw.get(input).is_none() || self.name::<GroupName>(input).is_some(),
            (_, "slot" | "target-slot") => self.raw.get(input).is_none() || self.name::<SlotName>(input).is_some(),
            _ => true,
        };
        if !is_good {
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

    /// A part of the file that is no input; `probes` may be one.
    fn section(&mut self, key: &Key) -> Result<Option<Shown>, String> {
        let chosen = self.file.chosen.as_ref();
        let Some(inline) = self.raw.given("probes").filter(|_| key.name == "probes") else {
            return Ok(chosen.and_then(|chosen| chosen.shown(key.name)));
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

    fn document(&self, all: &Shown) -> String {
        let of = |name: fn(&Chosen) -> Option<&String>| self.file.chosen.as_ref().and_then(name);
        let values: Vec<Value> = all.leaves().into_iter().map(|(path, shown)| self.entry(&path, shown)).collect();
        let document = json!({
            "file": self.file.chosen.as_ref().map(|_| &self.file.path),
            "app": of(|chosen| chosen.app.as_ref()),
            "environment": of(|chosen| chosen.environment.as_ref()),
            "values": values
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

fn is_variable(shown: &Shown) -> bool {
    matches!(shown, Shown::Map(..))
}
