//! The YAML of a configuration as a tree in which every node knows where it stands.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::place::Place;
use super::problems::Report;
use crate::record::brief;

/// Deeper than this nothing of a configuration lies.
const DEEPEST: usize = 48;
/// More nodes, every alias counted with what it stands for, are refused: aliases of aliases would grow without end.
const MOST_NODES: usize = 100_000;
/// So many bytes of a text count as a node more.
const NODE: usize = 64;

/// A value; an alias is the node of its anchor, and stands where that does.
#[derive(Debug)]
pub(super) struct Node {
    pub place: Place,
    pub content: Content,
    size: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    /// A scalar; `plain` when it is not quoted, so that it may be a number, a boolean or nothing.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Rc<Node>>),
    /// In the order of the file, each key once.
    Map(Vec<(Key, Rc<Node>)>),
}

#[derive(Debug, Clone)]
pub(super) struct Key {
    pub text: String,
    pub place: Place,
}

impl Node {
    /// A mapping that is put together from parts of the document.
    pub(super) fn map(place: Place, entries: Vec<(Key, Rc<Node>)>) -> Rc<Self> {
        let size = entries.iter().map(|(_, node)| node.size).fold(1, usize::saturating_add);
        Rc::new(Self { place, content: Content::Map(entries), size })
    }

    /// A list that is put together from parts of the document.
    pub(super) fn list(place: Place, list: Vec<Rc<Node>>) -> Rc<Self> {
        let size = list.iter().map(|node| node.size).fold(1, usize::saturating_add);
        Rc::new(Self { place, content: Content::List(list), size })
    }

    /// A quoted text at a place that says the same in other words.
    pub(super) fn text(place: Place, text: &str) -> Rc<Self> {
        Rc::new(Self {
            place,
            content: Content::Scalar { text: text.to_owned(), plain: false },
            size: 1 + text.len() / NODE,
        })
    }

    /// `null`, or nothing at all.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true } if ["", "~", "null", "Null", "NULL"].contains(&text.as_str()))
    }

    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        match &self.content {
            Content::Map(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, node)| node.as_ref()),
            _ => None,
        }
    }
}

/// The document; `None` when it holds nothing, or cannot be read: the report then says why.
pub(super) fn parse(source: &str, report: &mut Report) -> Option<Rc<Node>> {
    let mut building = Building::default();
    for next in Parser::new_from_str(source) {
        let done = match next {
            Ok((event, span)) => building.take(event, Place::of(span), report),
            Err(error) => Err(not_yaml(source, &error)),
        };
        if let Err((place, says)) = done {
            report.wrong(place, says);
            return None;
        }
    }
    building.root
}

type Refused = (Place, String);

/// The parser's complaint in the words of the file.
fn not_yaml(source: &str, error: &ScanError) -> Refused {
    let place = Place { line: error.marker().line().max(1), column: error.marker().col() + 1 };
    let line = source.lines().nth(place.line - 1).unwrap_or_default();
    let info = error.info();
    let says = if line.contains("${{") {
        "`${{ … }}` is replaced in workflow files only, and here it is not YAML; use `${release.commit}`, or write the probes in \
         the input `probes` of the workflow"
            .to_owned()
    } else if line.contains('\t') && line.trim_start_matches(' ').starts_with('\t') {
        "a tab stands where the line is indented; indent with blanks".to_owned()
    } else if info.contains("mapping values are not allowed") {
        "a `:` stands where no key can begin; put a text that holds `: ` into quotes, and check the indentation"
            .to_owned()
    } else if info.contains("anchor") && info.contains("unknown") {
        "an alias `*…` has no anchor `&…` of its name before it".to_owned()
    } else if info.contains("recursion") {
        "lists and mappings lie in each other too deep".to_owned()
    } else {
        format!("from here on this is not YAML: {info}; check the indentation, quotes and brackets above")
    };
    (place, says)
}

#[derive(Default)]
struct Building {
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    documents: usize,
}

/// A list or mapping whose end has not come.
struct Open {
    place: Place,
    anchor: usize,
    inside: Inside,
}

enum Inside {
    List(Vec<Rc<Node>>),
    Map { entries: Vec<(Key, Rc<Node>)>, places: HashMap<String, Place>, key: Option<Key> },
}

impl Building {
    fn take(&mut self, event: Event<'_>, place: Place, report: &mut Report) -> Result<(), Refused> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err((place, "a second document begins here; the configuration is one".to_owned()));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && !is_tagged(tag.as_deref(), place, report);
                let size = 1 + text.len() / NODE;
                let node = Node { place, content: Content::Scalar { text: text.into_owned(), plain }, size };
                self.place(node, anchor, report)?;
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.put(node, place, report)?,
                None => return Err((place, "an alias stands within its own anchor, so it would never end".to_owned())),
            },
            Event::SequenceStart(anchor, tag) => {
                is_tagged(tag.as_deref(), place, report);
                self.open(Open { place, anchor, inside: Inside::List(Vec::new()) })?;
            }
            Event::MappingStart(anchor, tag) => {
                is_tagged(tag.as_deref(), place, report);
                let inside = Inside::Map { entries: Vec::new(), places: HashMap::new(), key: None };
                self.open(Open { place, anchor, inside })?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { place, anchor, inside }) = self.open.pop() {
                    let (content, size) = match inside {
                        Inside::List(list) => {
                            let size = list.iter().map(|node| node.size).fold(1, usize::saturating_add);
                            (Content::List(list), size)
                        }
                        Inside::Map { entries, .. } => {
                            let size = entries.iter().map(|(_, node)| node.size).fold(1, usize::saturating_add);
                            (Content::Map(entries), size)
                        }
                    };
                    self.place(Node { place, content, size }, anchor, report)?;
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(&mut self, open: Open) -> Result<(), Refused> {
        if self.open.len() >= DEEPEST {
            return Err((open.place, format!("lists and mappings lie in each other more than {DEEPEST} deep")));
        }
        self.open.push(open);
        Ok(())
    }

    fn place(&mut self, node: Node, anchor: usize, report: &mut Report) -> Result<(), Refused> {
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let place = node.place;
        self.put(node, place, report)
    }

    /// Puts a node where it belongs; `at` is where it was met, for an alias another place than its own.
    fn put(&mut self, node: Rc<Node>, at: Place, report: &mut Report) -> Result<(), Refused> {
        if node.size > MOST_NODES {
            return Err((at, format!("with every alias written out, this would be more than {MOST_NODES} values")));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.inside {
            Inside::List(list) => list.push(node),
            Inside::Map { entries, places, key } => match key.take() {
                None => {
                    let Content::Scalar { text, .. } = &node.content else {
                        return Err((
                            at,
                            "a key is a list or a mapping; put a text with brackets into quotes".to_owned(),
                        ));
                    };
                    *key = Some(Key { text: text.clone(), place: at });
                }
                Some(name) => match places.get(&name.text) {
                    Some(first) => {
                        let says = format!("the key `{}` is given twice", brief(&name.text));
                        report.repeated(name.place, says, *first);
                    }
                    None => {
                        places.insert(name.text.clone(), name.place);
                        entries.push((name, node));
                    }
                },
            },
        }
        Ok(())
    }
}

/// Whether a node has a tag; only `!!str` and its kind mean anything here.
fn is_tagged(tag: Option<&Tag>, place: Place, report: &mut Report) -> bool {
    if let Some(tag) = tag
        && !tag.is_yaml_core_schema()
    {
        report.wrong(place, format!("the tag `{}{}` means nothing here; leave it out", tag.handle, tag.suffix));
    }
    tag.is_some_and(|tag| tag.suffix == "str")
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Step<'a> {
        Key(&'a str),
        Index(usize),
    }
    use Step::{Index, Key};

    fn at(source: &str, path: &[Step<'_>]) -> Option<(usize, usize)> {
        let mut report = Report::default();
        let root = parse(source, &mut report).unwrap();
        let mut node: &Node = &root;
        for step in path {
            node = match (step, &node.content) {
                (Key(name), _) => node.get(name)?,
                (Index(index), Content::List(list)) => list.get(*index)?,
                _ => return None,
            };
        }
        Some((node.place.line, node.place.column))
    }

    #[test]
    fn a_node_is_found_by_its_path_among_equal_names() {
        let source =
            "name: a\nchecks:\n  - name: health-deep\n    request: { name: x }\n  - \"name\": 'health'\n    on: []\n";
        assert_eq!(at(source, &[Key("name")]), Some((1, 7)));
        assert_eq!(at(source, &[Key("checks"), Index(0), Key("name")]), Some((3, 11)));
        assert_eq!(at(source, &[Key("checks"), Index(0), Key("request"), Key("name")]), Some((4, 22)));
        assert_eq!(at(source, &[Key("checks"), Index(1), Key("name")]), Some((5, 13)));
        assert_eq!(at(source, &[Key("checks"), Index(1), Key("on")]), Some((6, 9)));
        assert_eq!(at(source, &[Key("checks"), Index(2), Key("name")]), None);
    }

    #[test]
    fn a_node_is_found_in_flow_style_after_block_texts_and_behind_anchors() {
        let flow = "[{name: a, on: [stage]},\n {name: b, on:\n  [production]}]";
        assert_eq!(at(flow, &[Index(1), Key("on")]), Some((3, 3)));
        let block = "- body: |\n    name: not a key\n    - nor this\n  name: a\n";
        assert_eq!(at(block, &[Index(0), Key("name")]), Some((4, 9)));
        let anchored = "- &first\n  name: a\n- *first\n";
        assert_eq!(at(anchored, &[Index(1), Key("name")]), Some((2, 9)));
    }
}
