//! Lists in pages of `$top` entries; each names the next one (docs: Resources, List, 2021-04-01). Azure's marks for the place where a
//! page begins mean nothing to others, and so do these.

use serde_json::{Value, json};

use super::errors;
use crate::World;
use crate::doors::{Incoming, Reply};

/// The page that a request asks for.
pub(super) fn cut(world: &World, incoming: &Incoming, all: Vec<Value>) -> Reply {
    let number = |name: &str| incoming.parameter(name).map(|text| text.parse::<usize>());
    let (Some(Ok(top @ 1..)), Ok(from)) = (number("$top"), number("$skiptoken").transpose()) else {
        return errors::gateway(400, "InvalidQueryParameter", "The value of $top or $skiptoken is invalid.");
    };
    let from = from.unwrap_or_default();
    let rest: Vec<Value> = all.into_iter().skip(from).collect();
    let mut body = json!({"value": rest.iter().take(top).collect::<Vec<_>>()});
    if rest.len() > top {
        let query = incoming.query.split('&').filter(|pair| !is_mark(pair)).collect::<Vec<_>>().join("&");
        body["nextLink"] = json!(format!("{}{}?{query}&$skiptoken={}", world.origin(), incoming.sent_path, from + top));
    }
    Reply::json(200, &body)
}

fn is_mark(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_lowercase();
    name == "$skiptoken" || name == "%24skiptoken"
}
