use std::fmt;

use super::SettingShape;
use super::keys::{REQUIRED, REQUIRED_SETTING};
use super::node::{Content, Node};
use super::problems::Report;
use super::read::Keys;
use super::setting_name::check_name;

/// A setting that has to be there once the swap is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredSetting {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub category: Category,
    /// What its value has to look like; `None`: that does not count.
    pub shape: Option<SettingShape>,
    /// Where it has to be.
    pub side: Where,
}

/// What a setting is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The host and the worker.
    Runtime,
    /// Triggers and bindings.
    Bindings,
    /// The app itself.
    Business,
    /// Telemetry.
    Observability,
}

/// On which side a setting has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// On both.
    Both,
    /// In the slot.
    Slot,
    /// In production.
    Production,
}

const CATEGORIES: [(&str, Category); 4] = [
    ("runtime", Category::Runtime),
    ("bindings", Category::Bindings),
    ("business", Category::Business),
    ("observability", Category::Observability),
];
const SIDES: [(&str, Where); 3] = [("both", Where::Both), ("slot", Where::Slot), ("production", Where::Production)];

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = CATEGORIES.iter().find(|(_, category)| category == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// `required:`
pub(super) fn read(node: &Node, report: &mut Report) -> Vec<RequiredSetting> {
    let keys = Keys::of(node, REQUIRED.what, &REQUIRED.names(), report);
    let mut all: Vec<RequiredSetting> = Vec::new();
    for (name, category) in CATEGORIES {
        let Some(list) = keys.get(name) else { continue };
        for entry in report.list(list, &format!("`{name}`")) {
            let Some(read) = read_one(entry, category, report) else { continue };
            let is_same = |other: &&RequiredSetting| other.name.eq_ignore_ascii_case(&read.name);
            if let Some(other) = all.iter().find(is_same) {
                let says = format!("`{}` is required twice, here and in `{}`", read.name, other.category);
                report.contradiction(entry.place, says);
                continue;
            }
            all.push(read);
        }
    }
    all
}

fn read_one(node: &Node, category: Category, report: &mut Report) -> Option<RequiredSetting> {
    if let Content::Scalar { .. } = &node.content {
        let name = read_name(node, report)?;
        return Some(RequiredSetting { name, category, shape: None, side: Where::Both });
    }
    let what = REQUIRED_SETTING.what;
    let keys = Keys::of(node, what, &REQUIRED_SETTING.names(), report);
    let name = keys.required("name", what, report).and_then(|node| read_name(node, report));
    let shape = keys.get("shape").map(|node| report.choice(node, "`shape`", &SettingShape::ALL));
    let side = keys.get("where").map(|node| report.choice(node, "`where`", &SIDES));
    Some(RequiredSetting {
        name: name?,
        category,
        shape: shape.map_or(Some(None), |shape| shape.map(Some))?,
        side: side.unwrap_or(Some(Where::Both))?,
    })
}

/// A name as Azure takes it.
fn read_name(node: &Node, report: &mut Report) -> Option<String> {
    let name = report.text(node, "the name of a setting")?;
    if let Err(wrong) = check_name(name) {
        report.wrong(node.place, wrong);
        return None;
    }
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    #[test]
    fn a_name_alone_is_required_on_both_sides_and_in_any_shape() {
        let yaml = "required:\n  bindings:\n    - ServiceBusConnection\n    - { name: ORDERS_URL, shape: url, where: slot }\n  \
                    runtime: [FUNCTIONS_WORKER_RUNTIME]\n";
        let required = parse_file(yaml, &[]).unwrap().required;
        let of = |name: &str, category, shape, side| RequiredSetting { name: name.to_owned(), category, shape, side };
        assert_eq!(
            required,
            [
                of("FUNCTIONS_WORKER_RUNTIME", Category::Runtime, None, Where::Both),
                of("ServiceBusConnection", Category::Bindings, None, Where::Both),
                of("ORDERS_URL", Category::Bindings, Some(SettingShape::Url), Where::Slot),
            ]
        );
        assert_eq!(parse_file("probes: {}\n", &[]).unwrap().required, []);
    }

    #[test]
    fn what_is_wrong_with_it_is_reported_at_its_place() {
        for (yaml, place, says) in [
            ("required: [A]\n", "line 1, column 11", "`required` is a mapping"),
            ("required:\n  binding: [A]\n", "line 2, column 3", "did you mean `bindings`?"),
            ("required:\n  bindings: A\n", "line 2, column 13", "`bindings` is a list"),
            ("required:\n  bindings: [{ shape: url }]\n", "line 2, column 14", "has no `name`"),
            ("required:\n  bindings: [{ name: A, shape: uri }]\n", "line 2, column 32", "did you mean `url`?"),
            (
                "required:\n  bindings: [{ name: A, where: staging }]\n",
                "line 2, column 32",
                "`both`, `slot`, `production`",
            ),
            ("required:\n  bindings: ['a b']\n", "line 2, column 14", "`a b` is not the name of a setting"),
            ("required:\n  bindings: [A]\n  business: [a]\n", "line 3, column 14", "`a` is required twice"),
        ] {
            let text = parse_file(yaml, &[]).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }
}
