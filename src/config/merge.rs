//! How one layer of the file changes another: mappings merge key by key, and all else is replaced. What the tables call whole is
//! replaced as well; app settings are merged by name ([`super::setting_words`]). `src/docs/configuration.md` tells people the same.

use std::rc::Rc;

use super::node::{Content, Key, Node};
use super::setting_words::word_by_word;
use super::shape::{Mapping, Names, Shape};

/// The layer `below` with what `above` sets. What the nearer one says of an app setting wins over what the farther one says of it,
/// whichever of `settings`, `remove` and `sticky` either says it in.
pub(super) fn layered(below: &Rc<Node>, above: &Rc<Node>, mapping: &Mapping) -> Rc<Node> {
    let (below, above) = word_by_word(below, above);
    merged(&below, &above, mapping)
}

/// The layer `below` with what `above` sets. A key without a value sets nothing; the team's own keys stay behind.
fn merged(below: &Rc<Node>, above: &Rc<Node>, mapping: &Mapping) -> Rc<Node> {
    by_key(below, above, |one, other| one == other, |name| mapping.key(name).map(|key| key.shape))
}

fn by_key(
    below: &Rc<Node>,
    above: &Rc<Node>,
    is_same: fn(&str, &str) -> bool,
    shape_of: impl Fn(&str) -> Option<Shape>,
) -> Rc<Node> {
    let (Content::Map(old), Content::Map(new)) = (&below.content, &above.content) else { return above.clone() };
    let mut entries: Vec<(Key, Rc<Node>)> = old.clone();
    for (key, node) in new.iter().filter(|(_, node)| !node.is_nothing()) {
        match entries.iter_mut().find(|(known, _)| is_same(&known.text, &key.text)) {
            Some((known, value)) => {
                *value = match shape_of(&key.text) {
                    Some(shape) if !value.is_nothing() => by_shape(value, node, shape),
                    _ => node.clone(),
                };
                *known = key.clone();
            }
            None => entries.push((key.clone(), node.clone())),
        }
    }
    Node::map(above.place, entries)
}

fn by_shape(below: &Rc<Node>, above: &Rc<Node>, shape: Shape) -> Rc<Node> {
    match shape {
        Shape::Keys(mapping) if !mapping.is_whole => merged(below, above, mapping),
        Shape::Named(Names::AnyCase(_), of) => by_key(below, above, str::eq_ignore_ascii_case, |_| Some(*of)),
        Shape::Named(_, of) => by_key(below, above, |one, other| one == other, |_| Some(*of)),
        _ => above.clone(),
    }
}

/// What of a layer the others are merged with: its known keys that have a value, without other layers.
pub(super) fn own_keys(layer: &Rc<Node>, mapping: &Mapping) -> Rc<Node> {
    let Content::Map(entries) = &layer.content else { return Node::map(layer.place, Vec::new()) };
    let own = entries.iter().filter(|(key, node)| mapping.key(&key.text).is_some() && !node.is_nothing());
    Node::map(layer.place, own.cloned().collect())
}
