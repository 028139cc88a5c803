//! `check --role-json`: the role of one command, in the form that Azure takes.

use serde_json::Value;

use crate::support::served::program;

fn printed(arguments: &[&str]) -> Value {
    let output = program(&[&["check", "--role-json"], arguments].concat()).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).expect("nothing but the role, so that it can be a file")
}

fn has(role: &Value, list: &str, action: &str) -> bool {
    role[list].as_array().unwrap().iter().any(|one| one.as_str().unwrap().ends_with(action))
}

#[test]
fn whoever_stages_may_not_swap_and_whoever_promotes_may_not_deploy() {
    let (stage, promote) = (printed(&["--for", "stage"]), printed(&["--for", "promote"]));
    assert!(!has(&stage, "Actions", "slotsswap/Action") && has(&stage, "Actions", "syncfunctiontriggers/Action"));
    assert!(has(&promote, "Actions", "slotsswap/Action") && !has(&promote, "Actions", "syncfunctiontriggers/Action"));
    assert_eq!((&stage["Name"], &promote["Name"]), (&"slot-deploy stage".into(), &"slot-deploy promote".into()));
}

#[test]
fn the_inputs_decide_what_is_needed() {
    let plain = printed(&[]);
    assert!(!has(&plain, "Actions", "applySlotConfig/Action") && !has(&plain, "Actions", "instances/Read"));
    assert_eq!(plain["DataActions"], Value::Array(Vec::new()));
    let container = "https://shoppackages.blob.core.windows.net/packages";
    let all = printed(&["--swap", "preview", "--drain", "--storage-container", container]);
    assert!(has(&all, "Actions", "applySlotConfig/Action") && has(&all, "Actions", "instances/Read"));
    assert!(has(&all, "Actions", "slots/config/Write") && has(&all, "DataActions", "blobs/write"));
    assert!(!has(&all, "DataActions", "blobs/delete"), "only `gc` deletes");
}

#[test]
fn the_scope_is_the_group_where_it_is_known() {
    let subscription = "11111111-2222-3333-4444-555555555555";
    let of_group = printed(&["--subscription-id", subscription, "--resource-group", "rg-shop"]);
    assert_eq!(of_group["AssignableScopes"][0], format!("/subscriptions/{subscription}/resourceGroups/rg-shop"));
    assert!(!has(&of_group, "Actions", "subscriptions/resources/read"), "the app need not be looked for");
}
