use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::user;

/// Names of further URLs and where they lead from the repository's own.
const URLS: &[(&str, &str)] = &[
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
];

/// The repository as it stands within other things.
pub(super) fn minimal(ask: &Ask<'_>) -> Value {
    let github = ask.github();
    let mut shape = json!({
        "id": github.repository_id, "node_id": node_id("R", github.repository_id), "name": github.repository,
        "full_name": github.full_name(), "private": github.visibility != "public", "owner": user::owner(ask),
        "html_url": ask.page_url(""), "description": null, "fork": false, "url": ask.url(""),
    });
    for (name, rest) in URLS {
        shape[*name] = json!(ask.url(rest));
    }
    shape
}

/// The repository as it stands within pull requests.
pub(super) fn whole(ask: &Ask<'_>) -> Value {
    let github = ask.github();
    let mut shape = minimal(ask);
    let host = github.server.web().trim_start_matches("https://").to_owned();
    let name = github.full_name();
    let made = stamp(time::OffsetDateTime::UNIX_EPOCH);
    let further = json!({
        "clone_url": format!("https://{host}/{name}.git"), "git_url": format!("git://{host}/{name}.git"),
        "ssh_url": format!("git@{host}:{name}.git"), "svn_url": format!("https://{host}/{name}"), "mirror_url": null,
        "default_branch": github.default_branch, "homepage": null, "language": null, "license": null, "size": 1,
        "visibility": github.visibility, "forks": 0, "forks_count": 0, "stargazers_count": 0, "watchers": 0,
        "watchers_count": 0, "open_issues": 0, "open_issues_count": 0, "has_downloads": true, "has_issues": true,
        "has_projects": true, "has_wiki": false, "has_pages": false, "archived": false, "disabled": false,
        "pushed_at": made, "created_at": made, "updated_at": made,
    });
    if let (Some(shape), Value::Object(further)) = (shape.as_object_mut(), further) {
        shape.extend(further);
    }
    shape
}
