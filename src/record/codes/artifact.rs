use super::{Code, codes};

codes! {
    ARTIFACT_MISSING: "artifact-missing" {
        title: "There is no such artifact",
        why: "The workflow run that `run-id` names, or this one, has no artifact of the name in `artifact`; or it had one, and its time is \
              over; or this repository has no such run.",
        fix: "Compare the name with that of `actions/upload-artifact`, and the number with the address of the run. Where the artifact \
              expired, build it again, or keep it for longer by `retention-days`.",
        rights: ["permissions: actions: read"],
    }
    ARTIFACT_UNREAD: "artifact-unread" {
        title: "The artifact could not be read",
        why: "GitHub, or the storage in which it keeps artifacts, did not give it. Nothing was sent to Azure.",
        fix: "Give the job `permissions: { actions: read }` and the step a `github-token`, or run it again where GitHub has an outage.",
        rights: ["permissions: actions: read"],
    }
    ARTIFACT_CHANGED: "artifact-changed" {
        title: "The artifact is not what was uploaded, or not what was asked for",
        why: "Its bytes have another SHA-256 than GitHub says, or its content has another digest than the input `digest` says. Nothing \
              was sent to Azure.",
        fix: "Run it again. Where it stays so, another upload took its place, or `digest` belongs to another release: find out which.",
    }
    ARTIFACT_UNPROVED: "artifact-unproved" {
        title: "Nothing shows that the artifact is what was uploaded",
        why: "GitHub has no digest of artifacts that were uploaded by versions of `actions/upload-artifact` before v4.",
        fix: "Upload it by a newer version, or give the content digest of a former release or of `slot-deploy pack` as `digest`.",
    }
    ARTIFACT_OF_A_FORK: "artifact-of-a-fork" {
        title: "The artifact was built of a fork's commit",
        why: "Everybody can open a pull request, and what its workflow uploads is of their making.",
        fix: "Merge the pull request, and release what the branch builds.",
    }
    ARTIFACT_TOO_LARGE: "artifact-too-large" {
        title: "The artifact is larger than any package",
        why: "No way of deployment takes more than 2 GiB.",
        fix: "Upload the app alone, without tests, caches and sources.",
    }
}
