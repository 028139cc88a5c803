use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem, repository, user};
use crate::doors::Reply;
use crate::laws::github_deployment::resolve;
use crate::state::PullRequest;

/// The pull requests that a commit, or the newest commit of a branch, belongs to.
pub(super) fn of_commit(ask: &mut Ask<'_>) -> Reply {
    let name = ask.text(1);
    let Some(commit) = resolve(ask.github(), name) else {
        return problem::plain(422, &format!("No commit found for SHA: {name}"), "/commits/commits");
    };
    let mut found = ask.github().all_pull_requests();
    found.retain(|pull| pull.has(&commit.sha));
    page::list(ask, &found, |pull| shape(ask, pull))
}

/// One pull request, with what is told of it only when it is asked for by itself.
pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    let number = ask.number(1);
    let all = ask.github().all_pull_requests();
    let Some(pull) = all.iter().find(|pull| Some(pull.number) == number) else {
        return problem::plain(404, "Not Found", "/pulls/pulls#get-a-pull-request");
    };
    let mut shown = shape(ask, pull);
    let comments = ask.github().comments.iter().filter(|comment| comment.issue == pull.number).count();
    let further = json!({
        "merged": pull.merged_as.is_some(), "mergeable": pull.open, "rebaseable": pull.open, "mergeable_state": "clean",
        "merged_by": null, "comments": comments, "review_comments": 0, "maintainer_can_modify": false,
        "commits": pull.commits.len().max(1), "additions": 1, "deletions": 0, "changed_files": 1,
    });
    if let (Some(shown), Value::Object(further)) = (shown.as_object_mut(), further) {
        shown.extend(further);
    }
    Reply::json(200, &shown)
}

fn shape(ask: &Ask<'_>, pull: &PullRequest) -> Value {
    let number = pull.number;
    let id = 2_000_000 + number;
    let url = ask.url(&format!("/pulls/{number}"));
    let issue = ask.url(&format!("/issues/{number}"));
    let page = ask.page_url(&format!("/pull/{number}"));
    let (comments, commits) = (format!("{issue}/comments"), format!("{url}/commits"));
    let statuses = ask.url(&format!("/statuses/{}", pull.head_sha));
    let (reviews, review) = (format!("{url}/comments"), ask.url("/pulls/comments{/number}"));
    let closed = (!pull.open).then(|| stamp(pull.created));
    let base_sha = resolve(ask.github(), &pull.base).map(|branch| branch.sha).unwrap_or_default();
    let link = |href: &str| json!({"href": href});
    let end = |name: &str, sha: &str| {
        json!({
            "label": format!("{}:{name}", ask.github().owner), "ref": name, "sha": sha, "user": user::owner(ask),
            "repo": repository::whole(ask),
        })
    };
    json!({
        "url": url, "id": id, "node_id": node_id("PR", id), "html_url": page, "diff_url": format!("{page}.diff"),
        "patch_url": format!("{page}.patch"), "issue_url": issue, "commits_url": commits,
        "review_comments_url": reviews, "review_comment_url": review, "comments_url": comments,
        "statuses_url": statuses, "number": number, "state": if pull.open { "open" } else { "closed" },
        "locked": pull.locked, "title": pull.title, "user": user::person(ask, &pull.author), "body": null, "labels": [],
        "milestone": null, "active_lock_reason": null, "created_at": stamp(pull.created),
        "updated_at": stamp(pull.created), "closed_at": closed, "merged_at": pull.merged_as.as_ref().and(closed.clone()),
        "merge_commit_sha": pull.merged_as, "assignee": null, "assignees": [], "requested_reviewers": [],
        "requested_teams": [], "head": end(&pull.head, &pull.head_sha), "base": end(&pull.base, &base_sha),
        "_links": {
            "self": link(&url), "html": link(&page), "issue": link(&issue), "comments": link(&comments),
            "review_comments": link(&reviews), "review_comment": link(&review), "commits": link(&commits),
            "statuses": link(&statuses),
        },
        "author_association": "MEMBER", "auto_merge": null, "draft": false,
    })
}
