use serde_json::{Value, json};

use super::ask::Ask;
use crate::doors::Reply;

const USUAL: usize = 30;
const MOST: usize = 100;

struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// What was asked for; GitHub takes what makes no sense as not said.
    fn of(ask: &Ask<'_>) -> Self {
        let number = |name: &str| ask.incoming.parameter(name).and_then(|text| text.parse::<usize>().ok());
        Self {
            number: number("page").unwrap_or(1).max(1),
            size: number("per_page").filter(|size| *size > 0).unwrap_or(USUAL).min(MOST),
        }
    }

    fn cut<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let from = (self.number - 1).saturating_mul(self.size).min(all.len());
        let to = from.saturating_add(self.size).min(all.len());
        &all[from..to]
    }

    /// The `Link` header: by the repository's id, as GitHub writes it; the last page links to no later
    /// one.
    fn links(&self, ask: &Ask<'_>, count: usize) -> Option<String> {
        let last = count.div_ceil(self.size).max(1);
        let others: Vec<(String, String)> = url::form_urlencoded::parse(ask.incoming.query.as_bytes())
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let path = ask.path.join("/");
        let link = |page: usize, relation: &str| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&others)
                .append_pair("page", &page.to_string())
                .finish();
            let id = ask.github().repository_id;
            format!("<{}/repositories/{id}/{path}?{query}>; rel=\"{relation}\"", ask.base)
        };
        let mut links = Vec::new();
        if self.number > 1 {
            links.push(link(self.number - 1, "prev"));
        }
        if self.number < last {
            links.push(link(self.number + 1, "next"));
            links.push(link(last, "last"));
        }
        if self.number > 1 {
            links.push(link(1, "first"));
        }
        (!links.is_empty()).then(|| links.join(", "))
    }
}

/// The page of a list that was asked for.
pub(super) fn list<T>(ask: &Ask<'_>, all: &[T], shape: impl Fn(&T) -> Value) -> Reply {
    let page = Page::of(ask);
    let items: Vec<Value> = page.cut(all).iter().map(shape).collect();
    linked(ask, &page, all.len(), Reply::json(200, &json!(items)))
}

/// The same for lists that stand in an object beside their count.
pub(super) fn counted<T>(ask: &Ask<'_>, name: &str, all: &[T], shape: impl Fn(&T) -> Value) -> Reply {
    let page = Page::of(ask);
    let items: Vec<Value> = page.cut(all).iter().map(shape).collect();
    let mut body = json!({"total_count": all.len()});
    body[name] = json!(items);
    linked(ask, &page, all.len(), Reply::json(200, &body))
}

fn linked(ask: &Ask<'_>, page: &Page, count: usize, reply: Reply) -> Reply {
    match page.links(ask, count) {
        Some(links) => reply.header("link", links),
        None => reply,
    }
}
