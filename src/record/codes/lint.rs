use super::{Code, codes};

codes! {
    LOCAL_SETTINGS: "local-settings" {
        title: "The package holds local.settings.json",
        why: "The file is for the machine of a developer, and its connection strings are secrets. A running app does not read it, and \
              everyone who can read the package can read them.",
        fix: "Delete it from the zip, or do not include it again in `.funcignore`; put its values into the app's settings.",
    }
    FUNCTION_TIMEOUT: "function-timeout" {
        title: "host.json has a functionTimeout that the plan does not allow",
        why: "On the Consumption plan an execution lasts 10 minutes at most, and the host does not start with a longer `functionTimeout`. \
              The host reads it as `hh:mm:ss` or `d.hh:mm:ss`.",
        fix: "Write a `functionTimeout` that the plan allows, such as `00:10:00` on Consumption; without it the plan's default holds.",
    }
}
