//! Values that an input of the Action may hold as well, read by the tables.

use super::keys::{BY_VARIABLE, ENVIRONMENT};
use super::node::{Content, Node};
use super::problems::Report;
use super::read::{Keys, unknown};
use super::shape::{Form, Key, Shape};

/// Such a value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileValue {
    /// Its key.
    pub key: &'static str,
    /// The input that holds the same.
    pub input: &'static str,
    /// What it is.
    pub given: Given,
    /// Its line, from 1.
    pub line: usize,
}

/// How a value is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// As the text that the input takes.
    Text(String),
    /// By the name of the environment variable that holds it.
    Variable(String),
}

/// All of them in one layer.
pub(super) fn read(keys: Keys<'_>, report: &mut Report) -> Vec<FileValue> {
    let of_inputs = ENVIRONMENT.keys().filter_map(|key| Some((key, key.input?, keys.get(key.name)?)));
    of_inputs
        .filter_map(|(key, input, node)| {
            let given = read_one(key, node, report)?;
            Some(FileValue { key: key.name, input, given, line: node.place.line })
        })
        .collect()
}

fn read_one(key: &'static Key, node: &Node, report: &mut Report) -> Option<Given> {
    let what = format!("`{}`", key.name);
    match key.shape {
        Shape::Either(_) if matches!(node.content, Content::Map(_)) => {
            let keys = Keys::of(node, &what, &BY_VARIABLE.names(), report);
            let name = keys.required("variable", &what, report)?;
            let form = BY_VARIABLE.key("variable").map(|key| key.shape)?;
            read_text(form, name, "`variable`", report).map(Given::Variable)
        }
        Shape::Either(forms) => read_text(*forms.first()?, node, &what, report).map(Given::Text),
        Shape::List(of, least) => {
            let list = report.list(node, &what);
            if list.len() < least && matches!(node.content, Content::List(_)) {
                report.wrong(node.place, format!("{what} is an empty list; leave the key out"));
            }
            let texts: Vec<String> =
                list.iter().filter_map(|node| read_text(*of, node, &format!("an element of {what}"), report)).collect();
            (!texts.is_empty()).then(|| Given::Text(texts.join("\n")))
        }
        shape => read_text(shape, node, &what, report).map(Given::Text),
    }
}

fn read_text(shape: Shape, node: &Node, what: &str, report: &mut Report) -> Option<String> {
    match shape {
        Shape::Flag => report.flag(node, what).map(|flag| flag.to_string()),
        Shape::Choice(words) => {
            let text = report.text(node, what)?;
            if words.contains(&text) {
                return Some(text.to_owned());
            }
            report.wrong(node.place, unknown(text, &format!("a value of {what}"), words));
            None
        }
        Shape::Form(form) => of_form(form, node, what, report),
        _ => report.text(node, what).map(str::to_owned),
    }
}

/// A text with a rule.
pub(super) fn of_form(form: &Form, node: &Node, what: &str, report: &mut Report) -> Option<String> {
    let text = report.text(node, what)?;
    (form.check)(text).map_err(|says| report.wrong(node.place, format!("{what}: {says}"))).ok()?;
    Some(text.to_owned())
}
