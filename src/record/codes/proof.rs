use super::{Code, codes};

codes! {
    HOST_VERSION_DIFFERS: "host-version-differs" {
        title: "The Functions host is of another version than was meant",
        why: "FUNCTIONS_EXTENSION_VERSION was changed with the release, and the host itself, which says its version, is another one, or does \
              not say it. So what was probed would not be what production runs.",
        fix: "See that the plan and the stack of the app have that version of the host, and release again.",
    }
    REFERENCE_UNRESOLVED: "reference-unresolved" {
        title: "The slot cannot read what a new setting refers to",
        why: "A setting that the release brings refers to a Key Vault or to App Configuration, and Azure says that the identity of the slot \
              cannot read it. The app would get the text of the reference in place of the value.",
        fix: "Give the identity of each side the role Key Vault Secrets User on the vault, or App Configuration Data Reader on the store; or \
              correct the reference in `settings:`.",
        rights: ["Microsoft.Web/sites/slots/config/Read"],
    }
    HOST_NOT_RUNNING: "host-not-running" {
        title: "The slot did not run the package in time",
        why: "A deployment counts only when the Functions host runs and has started after the delivery.",
        fix: "Look at the slot's log stream: the app may fail while it starts.",
    }
    HOST_ERROR: "host-error" {
        title: "The Functions host of the slot reports an error",
        why: "The host could not load the app, and stayed so. Production was not touched.",
        fix: "Correct what the host says and release again.",
    }
    SLOT_CONTENT_DIFFERS: "slot-content-differs" {
        title: "The slot runs other content than was delivered",
        why: "The slot was read back after the delivery, and it does not hold this release.",
        fix: "Look for something else that deploys to this slot, and let one workflow at a time do so.",
    }
    FUNCTIONS_MISSING: "functions-missing" {
        title: "The host does not list all functions of the package",
        why: "The host runs, but functions that the package contains are missing: their events would not be handled.",
        fix: "Look for `No job functions found` or an import error in the slot's log.",
    }
    NO_FUNCTIONS: "no-functions" {
        title: "The host found no function in the package",
        why: "The host runs, but it could not index a single function.",
        fix: "Look for `No job functions found` or an import error in the slot's log.",
    }
    EXTENSIONS_MISSING: "extensions-missing" {
        title: "No extension serves the triggers of some functions",
        why: "Only HTTP and timers are the host's own. Every other trigger needs an extension, which comes with an extension \
              bundle named in host.json, or with the package. The host lists a function without its extension and does not \
              start it: its events would not be handled.",
        fix: "Name an extension bundle in host.json.",
    }
    SLOT_NOT_READY: "slot-not-ready" {
        title: "The slot did not pass its first probe in time",
        why: "The readiness probe is repeated until it passes or its time is over. It did not pass.",
        fix: "The summary and the record have the last answer. If the app needs longer to start, raise `probes.readiness`.",
    }
    PROBE_FAILED: "probe-failed" {
        title: "A critical probe did not pass",
        why: "The app answered, and the answer is not what the probe expects.",
        fix: "Compare what was expected with the answer in the report; correct the app or the probe.",
    }
    PROBE_ASKED_TO_SIGN_IN: "probe-asked-to-sign-in" {
        title: "App Service authentication would answer a critical probe of production",
        why: "Production asks for sign-in before the app sees the request of a critical probe, so the probe could not pass after \
              the swap, whatever the app does, and a good release would be rolled back. Nothing was swapped.",
        fix: "Exclude the path of the probe from App Service authentication of production (`globalValidation.excludedPaths`), or \
              give the probe a token: `auth: { entra: api://…/.default }`.",
        rights: ["Microsoft.Web/sites/config/Read"],
    }
    PROBE_NOT_ASKED: "probe-not-asked" {
        title: "A critical probe could not be sent",
        why: "There was no answer to judge: a key is missing, the host cannot be reached, or the request cannot be built.",
        fix: "The report names the obstacle.",
        rights: ["Microsoft.Web/sites/host/listkeys/action", "Microsoft.Web/sites/slots/host/listkeys/action"],
    }
}
