//! `settings:`, `remove:` and `sticky:`: app settings that a release brings to its slot.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::SETTING;
use super::node::{Content, Node};
use super::place::Place;
use super::problems::Report;
use super::read::Keys;
use super::setting_name::{check_name, why_kept, why_owned};
use crate::record::brief;

/// The app settings that a release brings, as they are declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredSettings {
    /// Those that are set.
    pub set: Vec<DeclaredSetting>,
    /// The names of those that are taken away.
    pub remove: Vec<String>,
    /// The names that are to be sticky, those that are set so among them.
    pub sticky: Vec<String>,
    /// Names that are taken away, and that farther layers had made sticky: they are so where an input sets them after all.
    pub sticky_if_set: Vec<String>,
}

/// One that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredSetting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: DeclaredValue,
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredValue {
    /// It is in the file.
    Text(String),
    /// It is that of an environment variable of the step.
    Variable(String),
    /// The app reads it from a Key Vault.
    Vault {
        /// The vault.
        vault: String,
        /// The secret.
        secret: String,
        /// Which version; the newest where none is named.
        version: Option<String>,
    },
    /// The app reads it from App Configuration.
    AppConfiguration {
        /// The store.
        store: String,
        /// The key.
        key: String,
        /// Its label.
        label: Option<String>,
    },
}

/// Reads the three keys of the configuration.
pub(super) fn read(keys: &Keys<'_>, report: &mut Report) -> DeclaredSettings {
    let mut reading = Reading::default();
    if let Some(node) = keys.get("settings") {
        reading.settings(node, report);
    }
    if let Some(node) = keys.get("remove") {
        reading.remove(node, report);
    }
    if let Some(node) = keys.get("sticky") {
        reading.sticky(node, report);
    }
    reading.declared
}

#[derive(Default)]
struct Reading {
    declared: DeclaredSettings,
    /// Where a name is set or taken away, by the name in lower case.
    places: BTreeMap<String, Place>,
    /// Where one is taken away.
    removed: BTreeMap<String, Place>,
    /// Where one has `sticky: false`.
    travels: BTreeMap<String, Place>,
    /// Where one stands under `sticky`.
    listed: BTreeMap<String, Place>,
}

impl Reading {
    fn settings(&mut self, node: &Node, report: &mut Report) {
        for (key, node) in report.entries(node, "`settings`") {
            let name = key.text.as_str();
            let what = format!("the setting `{}`", brief(name));
            let is_good = match check_name(name).err().or_else(|| why_owned(name).map(|why| format!("{what} {why}"))) {
                Some(says) => {
                    report.wrong(key.place, says);
                    false
                }
                None => self.is_new(name, key.place, report),
            };
            let Some((value, sticky)) = value(node, &what, report) else { continue };
            if is_good {
                match sticky {
                    Some((true, _)) => self.declared.sticky.push(name.to_owned()),
                    Some((false, place)) => drop(self.travels.insert(name.to_lowercase(), place)),
                    None => {}
                }
                self.declared.set.push(DeclaredSetting { name: name.to_owned(), value });
            }
        }
    }

    fn remove(&mut self, node: &Node, report: &mut Report) {
        for node in report.list(node, "`remove`") {
            let Some(name) = report.text(node, "a name in `remove`") else { continue };
            let what = format!("the setting `{}`", brief(name));
            let wrong = check_name(name).err().or_else(|| why_owned(name).map(|why| format!("{what} {why}")));
            match wrong.or_else(|| why_kept(name).map(|why| format!("{what} cannot be taken away: {why}"))) {
                Some(says) => report.wrong(node.place, says),
                None if self.is_new(name, node.place, report) => {
                    self.removed.insert(name.to_lowercase(), node.place);
                    self.declared.remove.push(name.to_owned());
                }
                None => {}
            }
        }
    }

    fn sticky(&mut self, node: &Node, report: &mut Report) {
        let set: BTreeSet<String> = self.declared.sticky.iter().map(|name| name.to_lowercase()).collect();
        for node in report.list(node, "`sticky`") {
            let Some(name) = report.text(node, "a name in `sticky`") else { continue };
            if let Err(says) = check_name(name) {
                report.wrong(node.place, says);
                continue;
            }
            let lower = name.to_lowercase();
            if let Some(first) = self.listed.get(&lower) {
                twice(name, [*first, node.place], report);
            } else if let Some(first) = self.removed.get(&lower) {
                let says = format!("the setting `{name}` is taken away by `remove`, and so cannot be `sticky`");
                contradiction(says, [*first, node.place], report);
            } else if let Some(first) = self.travels.get(&lower) {
                let says = format!("the setting `{name}` has `sticky: false`, and is in the list `sticky`");
                contradiction(says, [*first, node.place], report);
            } else if !set.contains(&lower) {
                self.declared.sticky.push(name.to_owned());
            }
            self.listed.entry(lower).or_insert(node.place);
        }
    }

    /// Azure compares names without regard to case, so two spellings of one name contradict each other.
    fn is_new(&mut self, name: &str, place: Place, report: &mut Report) -> bool {
        let lower = name.to_lowercase();
        match self.places.get(&lower) {
            Some(first) => {
                twice(name, [*first, place], report);
                false
            }
            None => {
                self.places.insert(lower, place);
                true
            }
        }
    }
}

fn twice(name: &str, places: [Place; 2], report: &mut Report) {
    let says = format!("the setting `{name}` is given twice: Azure does not tell names apart by case");
    contradiction(says, places, report);
}

/// Both places are named, in the order of the file.
fn contradiction(says: String, mut places: [Place; 2], report: &mut Report) {
    places.sort_by_key(|place| (place.line, place.column));
    report.repeated(places[1], says, places[0]);
}

/// The value of a setting, and whether it says that it is sticky, with where.
fn value(node: &Node, what: &str, report: &mut Report) -> Option<(DeclaredValue, Option<(bool, Place)>)> {
    if let Content::Scalar { .. } = node.content {
        return text(node, what, report).map(|text| (DeclaredValue::Text(text), None));
    }
    const FORMS: [&str; 4] = ["value", "variable", "vault", "app-configuration"];
    let keys = Keys::of(node, what, &SETTING.names(), report);
    if !keys.is_mapping() {
        return None;
    }
    let sticky = keys.get("sticky").and_then(|node| Some((report.flag(node, "`sticky`")?, node.place)));
    let given: Vec<&str> = FORMS.into_iter().filter(|form| keys.given(form).is_some()).collect();
    let [form] = given[..] else {
        let says = if given.is_empty() { "has none of" } else { "has more than one of" };
        let all = "`value`, `variable`, `vault`, `app-configuration`";
        report.wrong(node.place, format!("{what} {says} {all}: exactly one says where its value comes from"));
        return None;
    };
    let label = keys.get("label");
    if let (Some(label), true) = (label, form != "app-configuration") {
        report.wrong(label.place, format!("`label` of {what} goes with `app-configuration` only"));
    }
    let node = keys.given(form)?;
    let of = format!("`{form}` of {what}");
    let text = text(node, &of, report)?;
    let mut refuse = |says: String| {
        report.wrong(node.place, format!("{of}: {says}"));
        None
    };
    let value = match form {
        "value" => DeclaredValue::Text(text),
        "variable" if is_variable(&text) => DeclaredValue::Variable(text),
        "variable" => {
            return refuse(format!(
                "`{}` is not the name of a variable; set one with `env:` of the step, from `${{{{ secrets.… }}}}`, and write its \
                 name here",
                brief(&text)
            ));
        }
        "vault" => match vault(&text) {
            Some(value) => value,
            None => return refuse(format!("`{}` is not `VAULT/SECRET` or `VAULT/SECRET/VERSION`", brief(&text))),
        },
        _ => {
            let label = label.and_then(|node| report.text(node, "`label`")).map(str::to_owned);
            match app_configuration(&text, label) {
                Some(value) => value,
                None => {
                    report.wrong(
                        node.place,
                        format!("{of}: `{}` is not `STORE/KEY`, or it or its label holds `;` or `)`", brief(&text)),
                    );
                    return None;
                }
            }
        }
    };
    Some((value, sticky))
}

/// A text as it is written, a number or a boolean.
fn text(node: &Node, what: &str, report: &mut Report) -> Option<String> {
    if node.is_nothing() {
        report.wrong(
            node.place,
            format!("{what} has no value; write \"\" for an empty one, or take it away with `remove`"),
        );
        return None;
    }
    if let Content::Scalar { text, .. } = &node.content
        && text.contains("${{")
    {
        report.wrong(
            node.place,
            format!(
                "`${{{{ … }}}}` in {what} is replaced in workflow files only; hand the value to the step with `env:`, and write \
                 `{{ variable: NAME }}` here"
            ),
        );
        return None;
    }
    report.text(node, what).map(str::to_owned)
}

fn is_variable(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// By the rules of Azure for names of vaults, secrets and versions.
fn vault(text: &str) -> Option<DeclaredValue> {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut parts = text.split('/');
    let (vault, secret, version) = (parts.next()?, parts.next()?, parts.next());
    let is_good = parts.next().is_none()
        && (3..=24).contains(&vault.len())
        && (1..=127).contains(&secret.len())
        && is_word(vault)
        && is_word(secret)
        && version
            .is_none_or(|version| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let own = str::to_owned;
    is_good.then(|| DeclaredValue::Vault { vault: own(vault), secret: own(secret), version: version.map(own) })
}

/// A key may have slashes; what would end the reference it may not hold.
fn app_configuration(text: &str, label: Option<String>) -> Option<DeclaredValue> {
    let (store, key) = text.split_once('/')?;
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let ends_nothing = |text: &str| !text.contains([';', ')']) && !text.contains(char::is_control);
    let is_good = (5..=50).contains(&store.len())
        && is_word(store)
        && !key.is_empty()
        && ends_nothing(key)
        && label.as_deref().is_none_or(ends_nothing);
    is_good.then(|| DeclaredValue::AppConfiguration { store: store.to_owned(), key: key.to_owned(), label })
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    fn declared(yaml: &str) -> DeclaredSettings {
        parse_file(yaml, &[]).unwrap().settings
    }

    #[test]
    fn each_form_of_a_value_is_understood() {
        let yaml = "settings:\n  FEATURE: on\n  COUNT: 3\n  KEY: { variable: API_KEY }\n  DB: { vault: kv-shop/db-connection }\n  \
                    OLD: { vault: kv-shop/old/0123 }\n  FLAG: { app-configuration: cfg-shop/a/flag, label: prod }\n  QUEUE: { value: \
                    orders-staging, sticky: true }\nremove: [GONE]\nsticky: [queue, AzureWebJobsStorage]\n";
        let declared = declared(yaml);
        let own = str::to_owned;
        let values: Vec<&DeclaredValue> = declared.set.iter().map(|setting| &setting.value).collect();
        let vault = |secret: &str, version: Option<&str>| DeclaredValue::Vault {
            vault: own("kv-shop"),
            secret: own(secret),
            version: version.map(own),
        };
        assert_eq!(
            values,
            [
                &DeclaredValue::Text(own("on")),
                &DeclaredValue::Text(own("3")),
                &DeclaredValue::Variable(own("API_KEY")),
                &vault("db-connection", None),
                &vault("old", Some("0123")),
                &DeclaredValue::AppConfiguration {
                    store: own("cfg-shop"),
                    key: own("a/flag"),
                    label: Some(own("prod"))
                },
                &DeclaredValue::Text(own("orders-staging")),
            ]
        );
        assert_eq!(declared.remove, ["GONE"]);
        assert_eq!(declared.sticky, ["QUEUE", "AzureWebJobsStorage"], "one name, whatever its case");
    }

    #[test]
    fn what_is_wrong_is_reported_at_its_place() {
        for (yaml, place, says) in [
            ("settings: [A]\n", "line 1, column 11", "`settings` is a mapping"),
            ("settings:\n  'A B': 1\n", "line 2, column 3", "letters, digits"),
            ("settings:\n  A:\n", "line 2, column 4", "has no value"),
            ("settings:\n  A: 1\n  a: 2\n", "line 3, column 3", "given twice"),
            ("settings:\n  A: 1\nremove: [a]\n", "line 3, column 10", "given twice"),
            ("settings:\n  A: { variable: 'x y' }\n", "line 2, column 18", "not the name of a variable"),
            ("settings:\n  A: { vault: kv-shop }\n", "line 2, column 15", "`VAULT/SECRET`"),
            ("settings:\n  A: { vault: 'kv-shop/x;y' }\n", "line 2, column 15", "`VAULT/SECRET`"),
            ("settings:\n  A: { app-configuration: 'cfg-shop/a)' }\n", "line 2, column 27", "`STORE/KEY`"),
            ("settings:\n  A: { value: 1, variable: B }\n", "line 2, column 6", "more than one of"),
            ("settings:\n  A: { sticky: true }\n", "line 2, column 6", "has none of"),
            ("settings:\n  A: { value: 1, label: x }\n", "line 2, column 25", "goes with `app-configuration` only"),
            ("settings:\n  A: { valeu: 1 }\n", "line 2, column 8", "did you mean `value`?"),
            ("settings:\n  A: \"${{ secrets.A }}\"\n", "line 2, column 6", "{ variable: NAME }"),
            ("settings:\n  WEBSITE_RUN_FROM_PACKAGE: 1\n", "line 2, column 3", "the delivery"),
            ("remove: [WEBSITE_CONTENTSHARE]\n", "line 1, column 10", "files"),
            ("remove: [AzureWebJobsStorage]\n", "line 1, column 10", "cannot be taken away"),
            ("sticky: [A/B]\n", "line 1, column 10", "letters, digits"),
            ("sticky: [A, a]\n", "line 1, column 13; the first is at line 1, column 10", "given twice"),
            (
                "remove: [A]\nsticky: [a]\n",
                "line 2, column 10; the first is at line 1, column 10",
                "taken away by `remove`",
            ),
            (
                "sticky: [a]\nremove: [A]\n",
                "line 2, column 10; the first is at line 1, column 10",
                "taken away by `remove`",
            ),
            (
                "settings:\n  A: { value: 1, sticky: false }\nsticky: [a]\n",
                "line 3, column 10; the first is at line 2, column 26",
                "`sticky: false`",
            ),
            ("remove: [a]\nsettings:\n  A: 1\n", "line 3, column 3; the first is at line 1, column 10", "given twice"),
            ("stiky: [A]\n", "line 1, column 1", "did you mean `sticky`?"),
        ] {
            let text = parse_file(yaml, &[]).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{yaml}: {text}");
        }
    }
}
