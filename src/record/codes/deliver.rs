use super::{Code, codes};

codes! {
    DEPLOYMENT_BUSY: "deployment-busy" {
        title: "Another deployment to the slot does not end",
        why: "The slot takes one deployment at a time. slot-deploy waited for the other one.",
        fix: "Let one workflow at a time deploy to this slot: give the job a `concurrency` group named after the app.",
    }
    SLOT_RUNS_FROM_URL: "slot-runs-from-url" {
        title: "The slot takes its files from a URL",
        why: "WEBSITE_RUN_FROM_PACKAGE holds a URL, so the SCM site accepts no packages.",
        fix: "Remove the setting from the slot, or set it to `1`.",
    }
    DEPLOYMENT_FAILED: "deployment-failed" {
        title: "The deployment to the slot failed",
        why: "The SCM site received the package and reported a failure. Its log is in the log of the run.",
        fix: "Read the deployment's log: it says which step failed.",
    }
    BUILD_UNREAD: "build-unread" {
        title: "What Azure built in the slot could not be read back",
        why: "With `build: remote` the digest of a release is that of what the SCM site built, and all of its files are read back \
              for it. Without it, what was probed could not be told from another build, so nothing is swapped.",
        fix: "Run the job again. Where the app is larger than 512 MiB packed, or the SCM site is not reached, build in the job.",
    }
    DEPLOYMENT_DISPLACED: "deployment-displaced" {
        title: "The deployment disappeared from the slot's history",
        why: "Most likely another deployment displaced it, so what the slot holds is not what this release sent.",
        fix: "Let one workflow at a time deploy to this slot: give the job a `concurrency` group named after the app.",
    }
    DEPLOYMENT_UNFINISHED: "deployment-unfinished" {
        title: "The deployment did not end in time",
        why: "The SCM site still reported it as in progress.",
        fix: "Look at the slot's deployments in the portal. A remote build takes long: build in the workflow instead.",
    }
    DEPLOYMENT_LOST: "deployment-lost" {
        title: "The package never appeared in the slot's history",
        why: "It was sent several times. Each answer was lost, and the history shows none of them.",
        fix: "Look at the SCM site of the slot and at proxies between it and the runner.",
    }
}
