//! What layers say of app settings. `settings`, `remove` and `sticky` are merged by name: of each name the nearest word counts, in
//! whichever of the three it stands, and what a layer does not name stays as the layers below it have it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::node::{Content, Key, Node};

/// Names in lower case, in which Azure compares them.
type Names = HashSet<String>;

/// `below` and `above` in such a form that merging them key by key gives what they say together.
///
/// Whether a name is sticky is remembered under `sticky` also where the setting is taken away, for a nearer layer that sets it again;
/// [`settled`] ends that.
pub(super) fn word_by_word(below: &Rc<Node>, above: &Rc<Node>) -> (Rc<Node>, Rc<Node>) {
    let left = without_answered(below, above);
    let above = with_lists_of(&left, &keeping_sticky(below, above));
    (left, above)
}

/// All layers together, and apart from them the names that would be sticky, were they not taken away.
pub(super) fn settled(tree: &Rc<Node>) -> (Rc<Node>, Vec<Rc<Node>>) {
    let (Content::Map(entries), removed) = (&tree.content, listed(tree, "remove")) else {
        return (tree.clone(), Vec::new());
    };
    let (gone, stays): (Vec<_>, Vec<_>) = list_of(tree, "sticky")
        .iter()
        .cloned()
        .partition(|node| name_of(node).is_some_and(|name| removed.contains(&name)));
    if gone.is_empty() {
        return (tree.clone(), gone);
    }
    let entries = entries.iter().filter_map(|(key, node)| match key.text.as_str() {
        "sticky" if stays.is_empty() => None,
        "sticky" => Some((key.clone(), Node::list(node.place, stays.clone()))),
        _ => Some((key.clone(), node.clone())),
    });
    (Node::map(tree.place, entries.collect()), gone)
}

/// `below` without the words that `above` answers by name.
fn without_answered(below: &Rc<Node>, above: &Rc<Node>) -> Rc<Node> {
    let Content::Map(entries) = &below.content else { return below.clone() };
    let set = settings_of(above);
    let with_word = |word: &str| -> Names {
        set.iter().filter(|(_, node)| sticky_of(node) == Some(word)).map(|(key, _)| lower(&key.text)).collect()
    };
    let (freed, set): (Names, Names) = (with_word("false"), set.iter().map(|(key, _)| lower(&key.text)).collect());
    let (removed, sticky) = (listed(above, "remove"), listed(above, "sticky"));
    let mut remembered = Vec::new();
    let mut left = Vec::new();
    for (key, node) in entries {
        let now = match (key.text.as_str(), &node.content) {
            ("settings", Content::Map(all)) => {
                let (gone, stays): (Vec<_>, Vec<_>) =
                    all.iter().cloned().partition(|(name, _)| removed.contains(&lower(&name.text)));
                remembered.extend(gone.into_iter().filter(|(_, node)| sticky_of(node) == Some("true")));
                let stays = stays.into_iter().map(|(name, node)| {
                    let node = if sticky.contains(&lower(&name.text)) { without_false(&node) } else { node };
                    (name, node)
                });
                Node::map(node.place, stays.collect())
            }
            ("remove", Content::List(list)) => {
                let is_answered = |name: &str| [&set, &removed, &sticky].iter().any(|names| names.contains(name));
                Node::list(node.place, without(list, is_answered))
            }
            ("sticky", Content::List(list)) => {
                Node::list(node.place, without(list, |name| freed.contains(name) || sticky.contains(name)))
            }
            _ => node.clone(),
        };
        // A key that is there and holds nothing any more would only puzzle who reads what results.
        if is_empty(&now) && !is_empty(node) {
            continue;
        }
        left.push((key.clone(), now));
    }
    remember(&mut left, remembered);
    Node::map(below.place, left)
}

/// Puts the names of sticky settings that are taken away into the list.
fn remember(entries: &mut Vec<(Key, Rc<Node>)>, sticky: Vec<(Key, Rc<Node>)>) {
    let found = entries.iter().position(|(key, _)| key.text == "sticky");
    let list = found.map(|at| entries[at].1.clone());
    let mut names = match list.as_deref().map(|node| &node.content) {
        Some(Content::List(list)) => list.clone(),
        _ => Vec::new(),
    };
    let known: Names = names.iter().filter_map(|node| name_of(node)).collect();
    let new = sticky.iter().filter(|(name, _)| !known.contains(&lower(&name.text)));
    names.extend(
        new.map(|(name, node)| Node::text(entry(node, "sticky").map_or(node.place, |(key, _)| key.place), &name.text)),
    );
    let Some(place) = list.map(|list| list.place).or(names.first().map(|node| node.place)) else { return };
    let list = Node::list(place, names);
    match found {
        Some(at) => entries[at].1 = list,
        None => entries.push((Key { text: "sticky".to_owned(), place }, list)),
    }
}

/// `above`, in which a setting that is sticky below stays so unless it says otherwise: another value is no reason to let it travel.
fn keeping_sticky(below: &Rc<Node>, above: &Rc<Node>) -> Rc<Node> {
    let Content::Map(entries) = &above.content else { return above.clone() };
    let known: HashMap<String, Rc<Node>> =
        settings_of(below).into_iter().map(|(key, node)| (lower(&key.text), node)).collect();
    let with_sticky = |name: &Key, node: &Rc<Node>| {
        let former = known.get(&lower(&name.text)).filter(|former| sticky_of(former) == Some("true"));
        let sticky = former.and_then(|former| entry(former, "sticky"));
        let (Some(sticky), None, false) = (sticky, sticky_of(node), node.is_nothing()) else { return node.clone() };
        let mut parts = match &node.content {
            Content::Map(parts) => parts.iter().filter(|(key, _)| key.text != "sticky").cloned().collect(),
            Content::Scalar { .. } => vec![(Key { text: "value".to_owned(), place: node.place }, node.clone())],
            Content::List(_) => return node.clone(),
        };
        parts.push(sticky.clone());
        Node::map(node.place, parts)
    };
    let entries = entries.iter().map(|(key, node)| match (key.text.as_str(), &node.content) {
        ("settings", Content::Map(all)) => {
            let all = all.iter().map(|(name, node)| (name.clone(), with_sticky(name, node)));
            (key.clone(), Node::map(node.place, all.collect()))
        }
        _ => (key.clone(), node.clone()),
    });
    Node::map(above.place, entries.collect())
}

/// `above`, whose lists begin with what is left of the lists below.
fn with_lists_of(below: &Node, above: &Rc<Node>) -> Rc<Node> {
    let Content::Map(entries) = &above.content else { return above.clone() };
    let entries = entries.iter().map(|(key, node)| match (key.text.as_str(), &node.content) {
        (name @ ("remove" | "sticky"), Content::List(list)) => {
            (key.clone(), Node::list(node.place, list_of(below, name).iter().chain(list).cloned().collect()))
        }
        _ => (key.clone(), node.clone()),
    });
    Node::map(above.place, entries.collect())
}

/// What a layer says under `settings`; a name without a value says nothing.
fn settings_of(layer: &Node) -> Vec<(Key, Rc<Node>)> {
    match layer.get("settings").map(|node| &node.content) {
        Some(Content::Map(all)) => all.iter().filter(|(_, node)| !node.is_nothing()).cloned().collect(),
        _ => Vec::new(),
    }
}

fn list_of<'a>(layer: &'a Node, key: &str) -> &'a [Rc<Node>] {
    if let Some(Content::List(list)) = layer.get(key).map(|node| &node.content) { list } else { &[] }
}

fn listed(layer: &Node, key: &str) -> Names {
    list_of(layer, key).iter().filter_map(|node| name_of(node)).collect()
}

fn without(list: &[Rc<Node>], goes: impl Fn(&str) -> bool) -> Vec<Rc<Node>> {
    list.iter().filter(|node| !name_of(node).is_some_and(|name| goes(&name))).cloned().collect()
}

fn is_empty(node: &Node) -> bool {
    match &node.content {
        Content::Map(entries) => entries.is_empty(),
        Content::List(list) => list.is_empty(),
        Content::Scalar { .. } => false,
    }
}

fn name_of(node: &Node) -> Option<String> {
    if let Content::Scalar { text, .. } = &node.content { Some(lower(text)) } else { None }
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn entry<'a>(setting: &'a Node, key: &str) -> Option<&'a (Key, Rc<Node>)> {
    let Content::Map(parts) = &setting.content else { return None };
    parts.iter().find(|(known, _)| known.text == key)
}

/// A setting that no longer says that it travels.
fn without_false(setting: &Rc<Node>) -> Rc<Node> {
    match &setting.content {
        Content::Map(parts) if sticky_of(setting) == Some("false") => {
            Node::map(setting.place, parts.iter().filter(|(key, _)| key.text != "sticky").cloned().collect())
        }
        _ => setting.clone(),
    }
}

/// What a setting says of being sticky, in the lower case of YAML's booleans.
fn sticky_of(setting: &Node) -> Option<&'static str> {
    let (_, node) = entry(setting, "sticky")?;
    let Content::Scalar { text, plain: true } = &node.content else { return None };
    ["true", "false"].into_iter().find(|word| word.eq_ignore_ascii_case(text))
}
