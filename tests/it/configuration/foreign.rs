//! A file from a pull request's head can name no other app, endpoint or identity.

use super::inputs::{GUID, read};
use crate::support::Temp;

/// Each key that names something, with a value.
const NAMING: [(&str, &str); 11] = [
    ("app-name", "payroll"),
    ("resource-group", "rg-payroll"),
    ("slot", "blue"),
    ("target-slot", "green"),
    ("subscription-id", GUID),
    ("tenant-id", GUID),
    ("client-id", "{ variable: OTHER }"),
    ("auth", "managed-identity"),
    ("cloud", "china"),
    ("environment-name", "other"),
    ("storage-container", "https://other.blob.core.windows.net/packages"),
];
/// What a workflow gives, whatever the file says.
const GIVEN: [(&str, &str); 4] = [
    ("INPUT_APP-NAME", "shop-orders"),
    ("INPUT_CLIENT-ID", GUID),
    ("INPUT_TENANT-ID", GUID),
    ("INPUT_SUBSCRIPTION-ID", GUID),
];
const EVENTS: [&str; 5] =
    ["pull_request", "pull_request_target", "pull_request_review", "workflow_run", "issue_comment"];

#[test]
fn no_key_that_names_something_is_used_for_an_event_of_a_pull_request() {
    for event in EVENTS {
        for (key, value) in NAMING {
            let mut variables: Vec<(&str, &str)> = GIVEN.to_vec();
            variables.retain(|(name, _)| *name != format!("INPUT_{}", key.to_uppercase()));
            variables.extend([("GITHUB_EVENT_NAME", event), ("OTHER", GUID)]);
            let file = format!("swap: preview\nenvironments:\n  only:\n    {key}: {value}\n");
            let told = read(&Temp::new(), &file, &variables).err().unwrap_or_else(|| panic!("{event}: {key} is used"));
            let says = format!("slot-deploy.yml, line 4: `{key}` of the file is not used for the event `{event}`");
            assert!(told.contains(&format!("input `{key}`: ")) && told.contains(&says), "{event}: {told}");
        }
    }
}

/// What the slot would hold.
const OF_THE_SLOT: [&str; 5] =
    ["settings: { A: b }", "remove: [A]", "sticky: [A]", "site: { always-on: true }", "create-slot: true"];

#[test]
fn what_the_slot_holds_is_not_taken_from_the_file_where_a_run_may_have_secrets_and_a_strangers_files() {
    for line in OF_THE_SLOT {
        let key = line.split(':').next().unwrap();
        let of = |event| {
            read(&Temp::new(), &format!("{line}\n"), &[GIVEN.as_slice(), &[("GITHUB_EVENT_NAME", event)]].concat())
        };
        for event in EVENTS.into_iter().filter(|event| *event != "pull_request") {
            let told = of(event).err().unwrap_or_else(|| panic!("{event}: {key} is used"));
            assert!(
                told.contains(&format!("line 1: `{key}` of the file is not used for the event `{event}`")),
                "{told}"
            );
        }
        for event in ["push", "pull_request"] {
            assert!(of(event).is_ok(), "{event}: {key}");
        }
    }
}

#[test]
fn on_a_push_each_of_them_is_used() {
    for (key, value) in NAMING {
        let mut variables: Vec<(&str, &str)> = GIVEN.to_vec();
        variables.retain(|(name, _)| *name != format!("INPUT_{}", key.to_uppercase()));
        variables.extend([("GITHUB_EVENT_NAME", "push"), ("OTHER", GUID)]);
        let read = read(&Temp::new(), &format!("{key}: {value}\n"), &variables);
        assert!(read.is_ok(), "{key}: {}", read.err().unwrap());
    }
}

#[test]
fn what_the_workflow_gives_is_used_whatever_the_file_names() {
    let file = "app-name: payroll\nsubscription-id: { variable: OTHER }\nswap: preview\n";
    let variables = [GIVEN.as_slice(), &[("GITHUB_EVENT_NAME", "pull_request"), ("INPUT_COMMAND", "check")]].concat();
    let Ok(slot_deploy::cli::Job::Release(settings)) = read(&Temp::new(), file, &variables) else { panic!("a check") };
    assert_eq!(settings.options.app_name.as_str(), "shop-orders");
    assert!(
        settings.notes.iter().any(|note| note.contains("`shop-orders`, wins over `payroll`")),
        "{:?}",
        settings.notes
    );
}
