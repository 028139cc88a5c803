use serde_json::{Value, json};

use super::ask::Ask;
use crate::percent::encoded;

/// The app behind every job's token.
pub(super) fn bot(ask: &Ask<'_>) -> Value {
    user(ask, "github-actions[bot]", 41_898_282, "Bot", "https://github.com/apps/github-actions")
}

/// A person; the id follows from the login.
pub(super) fn person(ask: &Ask<'_>, login: &str) -> Value {
    let id = login.bytes().fold(7, |id: u64, byte| (id * 31 + u64::from(byte)) % 90_000_000);
    let page = format!("{}/{login}", ask.github().server.web());
    user(ask, login, id, "User", &page)
}

/// The organization that owns the repository.
pub(super) fn owner(ask: &Ask<'_>) -> Value {
    let github = ask.github();
    let page = format!("{}/{}", github.server.web(), github.owner);
    user(ask, &github.owner, github.owner_id, "Organization", &page)
}

fn user(ask: &Ask<'_>, login: &str, id: u64, kind: &str, page: &str) -> Value {
    let url = format!("{}/users/{}", ask.base, encoded(login));
    json!({
        "login": login, "id": id, "node_id": super::stamp::node_id("U", id),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "gravatar_id": "", "url": url,
        "html_url": page, "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"), "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"), "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"), "received_events_url": format!("{url}/received_events"),
        "type": kind, "user_view_type": "public", "site_admin": false,
    })
}
