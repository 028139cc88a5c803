use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Configuration, Sharing};
use crate::azure::AppSettings;
use crate::http::Redactor;
use crate::record::Function;

fn settings(value: Value) -> AppSettings {
    let values: BTreeMap<String, Option<String>> = serde_json::from_value(value).unwrap();
    AppSettings::of(values, &Redactor::default())
}

fn function(trigger: &str, connection: &str, entity: Option<&str>) -> Function {
    Function {
        name: "Take".into(),
        trigger: trigger.into(),
        enabled: true,
        connection: Some(connection.into()),
        entity: entity.map(str::to_owned),
        bindings: Vec::new(),
    }
}

fn sharing(function: &Function, sides: [Value; 2]) -> Sharing {
    let [production, slot] = sides.map(settings);
    let none = settings(json!({}));
    let here = Configuration { settings: &production, strings: &none };
    here.shares_events(&Configuration { settings: &slot, strings: &none }, function)
}

const ORDERS: &str = "DefaultEndpointsProtocol=https;AccountName=orders;AccountKey=a";

#[test]
fn one_place_is_recognised_in_every_form_that_names_it() {
    for (production, slot) in [
        (json!({"C": ORDERS}), json!({"C": "AccountKey=b;AccountName=Orders"})),
        (json!({"C": ORDERS}), json!({"AzureWebJobsC": ORDERS})),
        (json!({"C": ORDERS}), json!({"C__accountName": "orders"})),
        (json!({"C": ORDERS}), json!({"C__queueServiceUri": "https://orders.queue.core.windows.net/"})),
        (
            json!({"C": ORDERS}),
            json!({"C": "QueueEndpoint=https://orders.queue.core.windows.net;SharedAccessSignature=x"}),
        ),
        (json!({"C": "Endpoint=sb://Bus.test/;SharedAccessKey=a"}), json!({"C:fullyQualifiedNamespace": "bus.test"})),
        (
            json!({"C": "Server=tcp:Db.test,1433;Database=o;User=x"}),
            json!({"C": "Data Source=db.test;Initial Catalog=O"}),
        ),
        (
            json!({"C": "AccountEndpoint=https://c.test:443/;AccountKey=a"}),
            json!({"C__accountEndpoint": "https://c.test"}),
        ),
        (json!({"C": "amqp://u:p@rabbit.test:5672"}), json!({"C": "amqp://v:q@rabbit.test:5672/"})),
        (json!({"C": "a.test:9092,b.test:9092"}), json!({"C": "B.test:9092"})),
        (json!({"C": "@Microsoft.KeyVault(SecretUri=x)"}), json!({"C": "@Microsoft.KeyVault(SecretUri=x)"})),
    ] {
        assert_eq!(sharing(&function("queueTrigger", "C", None), [production, slot.clone()]), Sharing::Same, "{slot}");
    }
}

#[test]
fn two_places_are_told_apart() {
    for (production, slot) in [
        (json!({"C": ORDERS}), json!({"C": "AccountName=other;AccountKey=a"})),
        (json!({"C": ORDERS}), json!({})),
        (json!({"C": "Endpoint=sb://bus.test/"}), json!({"C": "Endpoint=sb://bus2.test/"})),
        (json!({"C": "Server=db.test;Database=o"}), json!({"C": "Server=db.test;Database=p"})),
        // The prefixed name is looked at first.
        (json!({"C": ORDERS}), json!({"C": ORDERS, "AzureWebJobsC": "AccountName=other"})),
    ] {
        let told = sharing(&function("queueTrigger", "C", None), [production, slot.clone()]);
        assert_eq!(told, Sharing::Different, "{slot}");
    }
}

#[test]
fn what_does_not_show_where_it_leads_is_not_called_different() {
    let reference = json!({"C": "@Microsoft.KeyVault(SecretUri=x)"});
    for slot in [json!({"C": "@Microsoft.KeyVault(SecretUri=y)"}), json!({"C": ORDERS}), json!({"C": "opaque"})] {
        let told = sharing(&function("queueTrigger", "C", None), [reference.clone(), slot.clone()]);
        assert!(matches!(told, Sharing::Untold(_)), "{slot}");
    }
    let nameless = Function { connection: None, ..function("newTrigger", "C", None) };
    assert!(matches!(sharing(&nameless, [json!({}), json!({})]), Sharing::Untold(_)));
}

#[test]
fn names_in_percent_signs_stand_for_settings() {
    let sides = [json!({"Which": "C", "C": ORDERS}), json!({"Which": "D", "D": ORDERS})];
    assert_eq!(sharing(&function("queueTrigger", "%Which%", None), sides), Sharing::Same);
    let of_queue = |slot: &str| [json!({"Q": "orders", "C": ORDERS}), json!({"Q": slot, "C": ORDERS})];
    let take = function("queueTrigger", "C", Some("%Q%"));
    assert_eq!(sharing(&take, of_queue("orders-staging")), Sharing::Different);
    assert_eq!(sharing(&take, of_queue("Orders")), Sharing::Same);
}

#[test]
fn a_list_of_brokers_may_stand_in_the_binding() {
    let told = |brokers| sharing(&function("kafkaTrigger", brokers, None), [json!({}), json!({})]);
    assert_eq!(told("kafka.test:9092"), Sharing::Same);
    assert_eq!(told("%Broker%"), Sharing::Different);
}

#[test]
fn a_connection_string_comes_before_a_setting_of_its_name() {
    let (production, slot) = (settings(json!({"C": ORDERS})), settings(json!({"C": "AccountName=other"})));
    let (none, strings) = (settings(json!({})), settings(json!({"c": ORDERS})));
    let here = Configuration { settings: &production, strings: &none };
    let there = Configuration { settings: &slot, strings: &strings };
    assert_eq!(here.shares_events(&there, &function("queueTrigger", "C", None)), Sharing::Same);
}
