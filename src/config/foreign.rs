use std::rc::Rc;

use super::node::{Content, Node, parse};
use super::problems::Report;

/// The YAML of another tool's file, which is read only as far as it is understood.
pub struct ForeignYaml(Rc<Node>);

/// A value of it.
#[derive(Clone, Copy)]
pub struct ForeignValue<'a>(&'a Node);

/// An entry of a mapping.
#[derive(Clone, Copy)]
pub struct ForeignEntry<'a> {
    /// Its key.
    pub key: &'a str,
    /// The line of the key, from 1.
    pub line: u32,
    /// Its value.
    pub value: ForeignValue<'a>,
}

impl ForeignYaml {
    /// `None` for what is not YAML, or holds nothing.
    pub fn parse(text: &str) -> Option<Self> {
        parse(text, &mut Report::default()).map(Self)
    }

    /// All of it.
    pub fn root(&self) -> ForeignValue<'_> {
        ForeignValue(&self.0)
    }
}

impl<'a> ForeignValue<'a> {
    /// The entries of a mapping; of any other value there are none.
    pub fn entries(self) -> impl Iterator<Item = ForeignEntry<'a>> {
        let entries = if let Content::Map(entries) = &self.0.content { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, node)| ForeignEntry {
            key: &key.text,
            line: u32::try_from(key.place.line).unwrap_or(u32::MAX),
            value: ForeignValue(node),
        })
    }

    /// The entry with this key, where it has a value.
    pub fn get(self, key: &str) -> Option<ForeignEntry<'a>> {
        self.entries().find(|entry| entry.key == key && !entry.value.0.is_nothing())
    }

    /// The text of a scalar.
    pub fn text(self) -> Option<&'a str> {
        if let Content::Scalar { text, .. } = &self.0.content { Some(text) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_key_with_its_line() {
        let yaml = ForeignYaml::parse("on: push\njobs:\n  a: { x: 1 }\n  b: ~\n").unwrap();
        let jobs = yaml.root().get("jobs").unwrap().value;
        let a = jobs.get("a").unwrap();
        assert_eq!((a.line, a.value.get("x").and_then(|x| x.value.text())), (3, Some("1")));
        assert!(jobs.get("b").is_none() && jobs.get("c").is_none());
        assert!(ForeignYaml::parse("a: [").is_none());
    }
}
