use super::{Code, codes};

codes! {
    APPS_WOULD_NOT_START: "apps-would-not-start" {
        title: "A release of one of several apps would not start",
        why: "`check` with `apps` looks at each app as a release of it would. What stops each stands among its findings.",
        fix: "Fix what the findings of each app say; `check` with its `app-name` alone also shows its plan.",
    }
    INPUTS_INVALID: "inputs-invalid" {
        title: "Inputs are missing or wrong",
        why: "The inputs are all read before anything is asked of Azure, and every problem is reported at once. Nothing was \
              changed.",
        fix: "Correct the inputs that the report names; each line says what is expected.",
    }
    TIMEOUT: "timeout" {
        title: "The slot was not ready for the swap in time",
        why: "The input `timeout` bounds everything before the swap. It was over before the swap could be requested, so \
              production was not touched.",
        fix: "Look at which phase took long. If that is normal for the app, raise `timeout`.",
    }
    CANCELLED: "cancelled" {
        title: "The run was cancelled",
        why: "GitHub, a person or a signal asked the run to end. The report says in which phase, and whether a swap had been \
              requested by then. Where something has to be finished or undone, the post-step of the Action does it.",
        fix: "If a swap had been requested, read the report of the post-step before anything else is released.",
    }
    TIME_IS_UP: "time-is-up" {
        title: "The post-step ran out of time",
        why: "GitHub gives a cancelled job a few minutes to finish. The recovery needed more, and nothing runs after it.",
        fix: "Look at both sides in the portal. The report says what was left; where a swap back may help, it gives the \
              command.",
    }
    STILL_RUNNING: "still-running" {
        title: "The release still runs although its step has ended",
        why: "The step was cut off, but its container kept working and did not end when it was asked to. The post-step does not \
              work on the same release beside it.",
        fix: "Wait until the container has ended, or stop it. Then check both sides in the portal.",
    }
    BUSY: "busy" {
        title: "Another release of this app is under way",
        why: "Releases of one app take turns: their GitHub Deployments show which one is in progress. With `busy: fail` the \
            later one ends \
              at once; with `busy: wait` it waits for as long as `timeout` allows.",
        fix: "Wait for the other release, or set `busy: wait`. A `concurrency` group in the workflow avoids the situation.",
    }
    DIGEST_QUARANTINED: "digest-quarantined" {
        title: "This content was rolled back before",
        why: "A former release of exactly the same content was rolled back. Releasing it again would most likely end in the \
              same way.",
        fix: "Correct what was wrong and release the new content. If the content was not at fault, set `force: true`.",
    }
    INTERNAL: "internal" {
        title: "A fault in slot-deploy itself",
        why: "Something happened that the program does not expect of itself. What was changed by then can only be read from \
              Azure.",
        fix: "Report it with the log of the run. Look at both sides in the portal if a swap had been requested.",
    }
}
