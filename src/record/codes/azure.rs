use super::{Code, codes};

codes! {
    AZURE_UNAUTHENTICATED: "azure-unauthenticated" {
        title: "Azure did not accept the token",
        why: "The token is for another tenant or cloud, or it has expired.",
        fix: "Check `tenant-id`, `subscription-id` and `cloud`, and the clock of a self-hosted runner.",
    }
    AZURE_FORBIDDEN: "azure-forbidden" {
        title: "The identity lacks a right",
        why: "Azure knows the identity and does not allow it this action. The report names the action where Azure does. An IP \
              restriction on the SCM site answers in the same way.",
        fix: "Assign a role that contains the action, on the app: `slot-deploy explain role` prints one that has all of them. A new assignment can \
              take several minutes to take effect.",
        rights: ["the action that the report names", "Microsoft.Web/sites/publish/Action",
            "Microsoft.Web/sites/slots/publish/Action"],
    }
    AZURE_NOT_FOUND: "azure-not-found" {
        title: "Azure does not know the resource",
        why: "The app or the slot does not exist, or the identity may not see it.",
        fix: "Check `app-name`, `slot`, `resource-group` and `subscription-id`.",
    }
    AZURE_BUSY: "azure-busy" {
        title: "Another operation is in progress on this app",
        why: "Azure does one swap, deployment or change of settings at a time, and refused this one for as long as it was asked.",
        fix: "Run the job again when the other operation has ended.",
    }
    AZURE_SWAP_PREPARED: "azure-swap-prepared" {
        title: "A swap with preview is pending",
        why: "Another client prepared a swap and neither completed nor cancelled it. Azure refuses other changes until then.",
        fix: "Complete or cancel it in the portal, or run `az functionapp deployment slot swap --name APP --resource-group GROUP --slot SLOT --action reset`.",
    }
    AZURE_LOCKED: "azure-locked" {
        title: "A resource lock forbids the change",
        why: "The app, its resource group or its subscription has a lock. A ReadOnly lock forbids swaps, and also listing \
              settings and keys.",
        fix: "Remove the lock for the release, or use a CanNotDelete lock.",
    }
    HOST_UNAVAILABLE: "host-unavailable" {
        title: "The Functions host does not answer",
        why: "The control plane passes some questions on to the app's Functions host, and that does not serve at the moment.",
        fix: "Look at the log stream of the side that the report names.",
    }
    AZURE_THROTTLED: "azure-throttled" {
        title: "Azure accepts no more requests for the moment",
        why: "The subscription or the identity has sent too many requests. slot-deploy waits as Azure asks, and the wait was \
              longer than it may be.",
        fix: "Run the job again later; look for other automation that uses the same identity.",
    }
    AZURE_UNAVAILABLE: "azure-unavailable" {
        title: "A service of Azure is out of order",
        why: "It answered with a server error for as long as it was asked.",
        fix: "Look at Azure's status page and run the job again.",
    }
    AZURE_REFUSED: "azure-refused" {
        title: "Azure refused the request",
        why: "The report has Azure's own code and words.",
        fix: "Do what Azure's message says.",
    }
    AZURE_ANSWER_UNREADABLE: "azure-answer-unreadable" {
        title: "An answer of Azure cannot be understood",
        why: "Something that the decision needs is missing from the answer, or has another form. It is not guessed.",
        fix: "Run the job again; if it stays, report it with the log.",
    }
    AZURE_UNFINISHED: "azure-unfinished" {
        title: "An operation of Azure did not end in time",
        why: "Azure accepted the request and did not report its end for as long as it was asked.",
        fix: "Look at the app in the portal; run the job again when the operation has ended.",
    }
    AZURE_OVERWRITTEN: "azure-overwritten" {
        title: "Another client writes the same settings",
        why: "Azure keeps app settings, and the names of the sticky ones, as one collection, which each client replaces as a whole. What was \
              written was read back, and another client had written over it each time.",
        fix: "Look for other automation that configures this app at the same time (a template, Terraform, another pipeline), and run the \
              job again when it has ended.",
    }
    APP_NOT_FOUND: "app-not-found" {
        title: "There is no app of this name that the identity can see",
        why: "The name or the subscription is wrong, or the identity has no right to read the app.",
        fix: "Check `app-name` and `subscription-id`. To find the app without `resource-group` the identity also needs the \
              right to list resources.",
        rights: ["Microsoft.Web/sites/Read"],
    }
    APP_AMBIGUOUS: "app-ambiguous" {
        title: "Several resource groups have an app of this name",
        why: "It is unknown which one is meant.",
        fix: "Set `resource-group`.",
    }
    SLOT_MISSING: "slot-missing" {
        title: "The slot does not exist",
        why: "It was there when the release began, or should have been, and Azure does not know it now.",
        fix: "Set `create-slot: true`, create the slot by hand, or set `slot` to one that exists.",
    }
    HOST_NAME_UNUSABLE: "host-name-unusable" {
        title: "Azure's host name for a side is not a valid URL",
        why: "Probes go only to hosts that Azure names, and this one cannot be used.",
        fix: "Look at the app's host names in the portal, and report it.",
    }
    OPERATION_ENDLESS: "operation-endless" {
        title: "An operation on the app does not end",
        why: "Recovery waits for a swap that is under way before it decides anything. This one did not end.",
        fix: "Look at both sides in the portal before anything else is deployed or swapped.",
    }
}
