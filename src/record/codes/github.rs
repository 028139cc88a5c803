use super::{Code, codes};

codes! {
    GITHUB_FORBIDDEN: "github-forbidden" {
        title: "The job may not write GitHub Deployments",
        why: "Releases recognise each other by GitHub Deployments. Without the permission the release continues with a \
            warning: two \
              workflows could then release at the same time.",
        fix: "Add `permissions: { deployments: write }` to the job.",
        rights: ["permissions: deployments: write"],
    }
    GITHUB_UNREACHABLE: "github-unreachable" {
        title: "GitHub's API could not be reached",
        why: "No complete answer came from the API that the runner names.",
        fix: "Check that the runner can reach the API; name a proxy in HTTPS_PROXY.",
    }
    GITHUB_FAILED: "github-failed" {
        title: "A request to GitHub failed",
        why: "GitHub answered with an error, or in a form that is not expected.",
        fix: "Run the job again; look at GitHub's status page.",
    }
}
