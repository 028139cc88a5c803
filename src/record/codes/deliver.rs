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
    SITE_PACKAGES_OFF: "site-packages-off" {
        title: "The slot does not run from packages on its share",
        why: "Delivered by site-package, a slot mounts a zip from its own share, which WEBSITE_RUN_FROM_PACKAGE=1 makes it do. The SCM \
              site of the slot does not show that value.",
        fix: "Set WEBSITE_RUN_FROM_PACKAGE=1 in the slot's settings, or release with `strategy: zip-deploy`.",
    }
    SITE_PACKAGE_NAME: "site-package-name" {
        title: "What names the slot's package cannot be used",
        why: "packagename.txt in the folder of packages holds the bare name of the zip that the slot mounts. What it holds is no such name, \
              so it could not be restored after a release that fails.",
        fix: "Release once with `strategy: zip-deploy`, which writes it anew.",
    }
    SITE_PACKAGE_DIFFERS: "site-package-differs" {
        title: "The package on the slot's share is not the one that was sent",
        why: "Its SHA-256 was compared before the slot was switched to it, and is another one.",
        fix: "Release again. When it stays so, look at what else writes to the slot's share.",
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
