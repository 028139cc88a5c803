use super::{Code, codes};

codes! {
    NOT_VERIFIED_THERE: "not-verified-there" {
        title: "This content was not verified in the environment before",
        why: "`verified-in` names an environment in which this very content has to have been released and watched before. GitHub's deployments \
              of that environment have no release of it, or the newest one did not end `verified`, or it was rolled back.",
        fix: "Release it there first: the same package, or the same `digest`. A release that is under way there has to end.",
    }
    NOT_RIPE: "not-ripe" {
        title: "This content was not verified for long enough",
        why: "`verified-for` says how long it has to have been verified in the environment before. That time is not over.",
        fix: "Run this again from the time on that is named; no runner waits for it. A scheduled workflow can do that.",
    }
    VERIFIED_TOO_LONG_AGO: "verified-too-long-ago" {
        title: "This content was verified too long ago",
        why: "What it was tried with there has changed since: `verified-within` says how long that counts.",
        fix: "Release it there again, with `force: true` if that environment runs it already, or give it more time by `verified-within`.",
    }
    VERIFIED_THERE_UNREAD: "verified-there-unread" {
        title: "Whether this content was verified before could not be read",
        why: "That is in the GitHub Deployments of the environment that `verified-in` names. What cannot be read does not count as \
              verified.",
        fix: "Give the job a `github-token` and `permissions: { deployments: read }`, or `write`, by which every release records itself.",
        rights: ["permissions: deployments: read"],
    }
}
