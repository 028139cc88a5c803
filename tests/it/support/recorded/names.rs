//! The names in a conversation, and the same conversation with others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Conversation, Interaction};

/// What is found in front of a name, and what ends it.
const BEFORE: &[(&str, &str)] = &[
    ("/subscriptions/", "/?"),
    ("/resourceGroups/", "/?"),
    ("/sites/", "/?"),
    ("/slots/", "/?"),
    ("/serverfarms/", "/?"),
    ("https://", "/?."),
];

/// The same conversation about things of other names.
pub fn renamed(conversation: &Conversation) -> Conversation {
    let mut names: Vec<String> = names(conversation).into_iter().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let pairs: Vec<(String, String)> = names
        .into_iter()
        .enumerate()
        .map(|(number, name)| {
            let new = if name.len() == 36 && name.split('-').count() == 5 {
                format!("7ea5e0de-0000-4000-8000-{number:012}")
            } else {
                format!("n{number}x{}", "qvz".repeat(2))
            };
            (name, new)
        })
        .collect();
    let text = |text: &str| pairs.iter().fold(text.to_owned(), |text, (old, new)| replace_words(&text, old, new));
    let interactions = conversation.interactions.iter().map(|is| Interaction {
        uri: text(&is.uri),
        sent: in_all(&is.sent, &text),
        body: in_all(&is.body, &text),
        headers: is.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        ..is.clone()
    });
    Conversation { interactions: interactions.collect(), ..conversation.clone() }
}

fn names(conversation: &Conversation) -> BTreeSet<String> {
    let uris = conversation.interactions.iter().map(|interaction| interaction.uri.as_str());
    let farms = conversation.interactions.iter().flat_map(|interaction| {
        [&interaction.body["properties"]["serverFarmId"], &interaction.sent["properties"]["serverFarmId"]]
            .into_iter()
            .filter_map(Value::as_str)
    });
    let mut found = BTreeSet::new();
    for text in uris.chain(farms) {
        for (before, end) in BEFORE {
            for (at, _) in text.match_indices(before) {
                let rest = &text[at + before.len()..];
                let name: String = rest.chars().take_while(|c| !end.contains(*c)).collect();
                if !name.starts_with("management") && !name.is_empty() {
                    found.insert(name);
                }
            }
        }
    }
    // The host of a slot is made of two names that are found by themselves.
    let whole = found.clone();
    found.retain(|name| {
        !whole.iter().any(|app| name.strip_prefix(app.as_str()).is_some_and(|rest| rest.starts_with('-')))
    });
    found
}

fn in_all(value: &Value, text: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(string) => Value::String(text(string)),
        Value::Array(items) => items.iter().map(|item| in_all(item, text)).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), in_all(value, text))).collect(),
        other => other.clone(),
    }
}

/// Replaces a name where it stands alone, whatever its case, and keeps words that merely contain it.
fn replace_words(text: &str, old: &str, new: &str) -> String {
    let (lower, wanted) = (text.to_lowercase(), old.to_lowercase());
    let alone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (mut result, mut done) = (String::new(), 0);
    for (at, _) in lower.match_indices(&wanted) {
        let end = at + wanted.len();
        if at >= done && alone(lower[..at].chars().next_back()) && alone(lower[end..].chars().next()) {
            result += &text[done..at];
            result += new;
            done = end;
        }
    }
    result + &text[done..]
}
