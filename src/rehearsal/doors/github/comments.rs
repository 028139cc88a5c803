use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem, user};
use crate::doors::Reply;
use crate::state::{Comment, Commenter, Effect};

const PAGE: &str = "/issues/comments";
const LONGEST: usize = 65_536;

/// The comments of an issue or pull request, oldest first.
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let Some(issue) = issue(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    // `since` is compared as text: both are written alike.
    let since = ask.incoming.parameter("since").unwrap_or_default();
    let of_issue = |comment: &&Comment| comment.issue == issue && stamp(comment.updated) >= since;
    let found: Vec<&Comment> = ask.github().comments.iter().filter(of_issue).collect();
    page::list(ask, &found, |comment| shape(ask, comment))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    match index(ask) {
        Some(index) => Reply::json(200, &shape(ask, &ask.github().comments[index])),
        None => problem::plain(404, "Not Found", PAGE),
    }
}

pub(super) fn create(ask: &mut Ask<'_>) -> Reply {
    let Some(issue) = issue(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    if ask.github().all_pull_requests().iter().any(|pull| pull.number == issue && pull.locked) {
        return problem::plain(403, "Unable to create comment because issue is locked.", PAGE);
    }
    let body = match text(ask) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let (id, now) = (ask.state.github.new_id(), ask.now);
    let comment = Comment { id, issue, author: Commenter::Job, body, created: now, updated: now };
    let shown = shape(ask, &comment);
    ask.state.github.comments.push(comment);
    ask.state.note(now, Effect::GitHubCommentWritten { issue, id });
    let location = shown["url"].as_str().unwrap_or_default().to_owned();
    Reply::json(201, &shown).header("location", location)
}

pub(super) fn update(ask: &mut Ask<'_>) -> Reply {
    let Some(index) = index(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    let body = match text(ask) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let now = ask.now;
    let comment = &mut ask.state.github.comments[index];
    comment.body = body;
    comment.updated = now;
    let (issue, id) = (comment.issue, comment.id);
    ask.state.note(now, Effect::GitHubCommentWritten { issue, id });
    Reply::json(200, &shape(ask, &ask.github().comments[index]))
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Reply {
    match index(ask) {
        Some(index) => {
            ask.state.github.comments.remove(index);
            Reply::empty(204)
        }
        None => problem::plain(404, "Not Found", PAGE),
    }
}

/// The number of an issue that there is: a pull request, or one that has comments.
fn issue(ask: &Ask<'_>) -> Option<u64> {
    let number = ask.number(1)?;
    let github = ask.github();
    let known = github.all_pull_requests().iter().any(|pull| pull.number == number)
        || github.comments.iter().any(|comment| comment.issue == number);
    known.then_some(number)
}

fn index(ask: &Ask<'_>) -> Option<usize> {
    let id = ask.number(2)?;
    ask.github().comments.iter().position(|comment| comment.id == id)
}

/// The text that was sent; GitHub counts characters.
fn text(ask: &Ask<'_>) -> Result<String, Reply> {
    let json = ask.body().ok_or_else(|| problem::not_json(PAGE))?;
    let body = json["body"].as_str().ok_or_else(|| problem::missing("body", PAGE))?;
    if body.trim().is_empty() {
        return Err(problem::invalid("IssueComment", "body", "missing_field", "Body cannot be blank", PAGE));
    }
    if body.chars().count() > LONGEST {
        let words = "Body is too long (maximum is 65536 characters)";
        return Err(problem::invalid("IssueComment", "body", "unprocessable", words, PAGE));
    }
    Ok(body.to_owned())
}

fn shape(ask: &Ask<'_>, comment: &Comment) -> Value {
    let Comment { id, issue, .. } = comment;
    let (author, association) = match &comment.author {
        Commenter::Job => (user::bot(ask), "NONE"),
        Commenter::Person(login) => (user::person(ask, login), "MEMBER"),
    };
    json!({
        "id": id, "node_id": node_id("IC", *id), "url": ask.url(&format!("/issues/comments/{id}")),
        "html_url": ask.page_url(&format!("/pull/{issue}#issuecomment-{id}")), "body": comment.body, "user": author,
        "created_at": stamp(comment.created), "updated_at": stamp(comment.updated),
        "issue_url": ask.url(&format!("/issues/{issue}")), "author_association": association,
        "performed_via_github_app": null,
    })
}
