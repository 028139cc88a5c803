//! What a swap would change.

use serde_json::json;

use crate::platform::two_sides;
use crate::support::plain_client::PlainClient;

/// facts: arm-calls: the answer holds the values, which are secrets.
#[tokio::test(start_paused = true)]
async fn slot_differences_contain_names_and_values_that_a_swap_would_change() {
    let rehearsal = two_sides(|side, whose| {
        side.settings.insert("PAYMENT_API_KEY".to_owned(), format!("secret of {whose}"));
        side.config.web.insert("use32BitWorkerProcess".to_owned(), json!(whose == "slot"));
        let string = json!({"value": format!("Server={whose}"), "type": "SQLAzure"});
        side.config.connection_strings.insert("Db".to_owned(), string);
    });
    let client =
        PlainClient::of(&rehearsal.slot(|side| drop(side.settings.insert("NEW".into(), "1".into()))).world).await;
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    let answer = client.arm("POST", "/slots/staging/slotsdiffs", Some(body)).await;
    let all = answer.json()["value"].as_array().unwrap().clone();
    let of = |name: &str| all.iter().find(|one| one["name"] == name).map(|one| one["properties"].clone()).unwrap();
    let key = of("PAYMENT_API_KEY");
    assert_eq!(
        (&key["settingType"], &key["diffRule"]),
        (&json!("AppSetting"), &json!("SettingsWillBeModifiedInDestination"))
    );
    assert_eq!(key["valueInCurrentSlot"], "secret of slot");
    assert_eq!(of("NEW")["diffRule"], "SettingsWillBeAddedToDestination");
    assert_eq!(
        (&of("Db")["settingType"], &of("Db")["valueInTargetSlot"]),
        (&json!("ConnectionString"), &json!("Server=production"))
    );
    assert_eq!(of("use32BitWorkerProcess")["settingType"], "General");
    let held = of("AzureWebJobs.TakeOrder.Disabled");
    assert_eq!(held["diffRule"], "SlotSettingsMissing", "a sticky setting that only one side has");
    assert!(
        !all.iter().any(|one| one["name"] == "FUNCTIONS_WORKER_RUNTIME"),
        "what is alike on both sides is not a difference"
    );
}
