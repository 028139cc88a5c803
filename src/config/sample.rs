//! Files drawn from the tables of keys, for what has to hold of every one.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::keys::{APP, ENVIRONMENT, FILE};
use super::shape::{Key, Least, Mapping, Names, Shape};
use super::{ConfigFile, Wanted, config_schema};
use crate::record::{Lowerable, RULES};

const CHECKS: [Lowerable; 2] =
    [Lowerable { name: "way-back", never: None }, Lowerable { name: "slot-exists", never: Some("there is nothing") }];

/// Probes contradict each other in many ways, so a few that do not are drawn.
fn probes() -> BoxedStrategy<Value> {
    let request =
        json!({"path": "/api/version?x=1", "headers": {"x-shop": "y: z # no"}, "body": {"a": [1.50, null, "1"]}});
    let expect =
        json!({"status": [200, "3xx"], "body": {"matches": "(?i)ok\n"}, "json": [{"path": "$.a", "equals": null}]});
    prop_oneof![
        Just(json!({"readiness": {"deadline": "9m"}})),
        Just(json!({"checks": []})),
        Just(json!({"defaults": {"timeout": "3s"}, "checks": [{"name": "a\u{e9} 1", "request": request, "expect": expect}]})),
    ]
    .boxed()
}

/// Keys whose parts go together in ways that the tables do not say.
fn by_name(key: &Key) -> Option<BoxedStrategy<Value>> {
    let settings = [
        json!({"FEATURE_X": "on", "RETRIES": 5, "VERSION": "1.10"}),
        json!({"API_KEY": {"variable": "API_KEY"}, "Db": {"vault": "kv-shop/db", "sticky": true}}),
        json!({"FLAG": {"app-configuration": "cfg-shop/flag-x", "label": "prod"}, "feature_x": {"value": false}, "Retries": {"value": 1, "sticky": true}}),
    ];
    // Two spellings of one name in a layer contradict each other.
    let sticky = [json!(["QUEUE"]), json!(["AzureWebJobsStorage", "queue"]), json!(["FEATURE_X", "db"]), json!([])];
    let required = [
        json!({"bindings": ["ServiceBusConnection", {"name": "ORDERS_URL", "shape": "url", "where": "slot"}]}),
        json!({"runtime": [], "business": [{"name": "SHOP"}]}),
    ];
    Some(match (key.name, key.shape) {
        ("probes", Shape::Keys(mapping)) if mapping.key("checks").is_some() => probes(),
        ("settings", _) => proptest::sample::select(settings.to_vec()).boxed(),
        ("required", _) => proptest::sample::select(required.to_vec()).boxed(),
        ("remove", _) => Just(json!(["OLD_FLAG"])).boxed(),
        ("sticky", Shape::List(..)) => proptest::sample::select(sticky.to_vec()).boxed(),
        _ => return None,
    })
}

fn one(shape: Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text | Shape::Template | Shape::Anything => Just(json!("a: b")).boxed(),
        Shape::Form(form) => proptest::sample::select(form.examples).prop_map(Value::from).boxed(),
        Shape::Choice(words) | Shape::Numbers(words) => proptest::sample::select(words).prop_map(Value::from).boxed(),
        Shape::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Whole(least) => (least..least + 100).prop_map(Value::from).boxed(),
        Shape::Between(least, most) => (least..=most).prop_map(Value::from).boxed(),
        Shape::AtLeast(least) => (0_u8..100).prop_map(move |more| json!(least + f64::from(more) / 4.0)).boxed(),
        Shape::Number => (-100_i32..100).prop_map(Value::from).boxed(),
        Shape::List(of, least) => proptest::collection::vec(one(*of), least.max(1)..4).prop_map(Value::Array).boxed(),
        Shape::Keys(mapping) => with_keys(mapping, mapping.keys().collect()),
        Shape::Named(names, of) => named(names, one(*of)),
        Shape::Either(shapes) => proptest::sample::select(shapes).prop_flat_map(one).boxed(),
    }
}

fn named(names: Names, of: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let known: Vec<&'static str> = match names {
        Names::Of(form) | Names::AnyCase(form) | Names::Layers(form) => form.examples.to_vec(),
        Names::Rules => RULES.iter().map(|rule| rule.as_str()).collect(),
        Names::Checks => vec!["way-back"],
    };
    let entries = proptest::collection::vec((proptest::sample::select(known), of), 0..3);
    let object =
        |entries: Vec<(&str, Value)>| entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    entries.prop_map(move |entries| Value::Object(object(entries))).boxed()
}

fn with_keys(mapping: &Mapping, keys: Vec<&'static Key>) -> BoxedStrategy<Value> {
    let one_of: &[&str] = match mapping.least {
        Least::Nothing => &[],
        Least::OneOf(names) | Least::JustOneOf(names) => names,
    };
    let first = one_of.first().copied();
    let entries: Vec<BoxedStrategy<Option<(String, Value)>>> = keys
        .into_iter()
        .map(|key| {
            let value = by_name(key).unwrap_or_else(|| one(key.shape));
            let value = value.prop_map(|value| Some((key.name.to_owned(), value)));
            if key.is_required || Some(key.name) == first {
                value.boxed()
            } else {
                prop_oneof![3 => Just(None), 1 => value].boxed()
            }
        })
        .collect();
    entries.prop_map(|entries| Value::Object(entries.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

fn layer(mapping: &Mapping) -> BoxedStrategy<Value> {
    with_keys(mapping, mapping.keys().filter(|key| !["apps", "environments"].contains(&key.name)).collect())
}

/// A file with two apps and two environments, one of them of an app alone.
fn layered() -> impl Strategy<Value = Value> {
    let all = (layer(&FILE), layer(&ENVIRONMENT), layer(&ENVIRONMENT), layer(&APP), layer(&APP), layer(&ENVIRONMENT));
    all.prop_map(|(mut root, test, live, orders, mut billing, own)| {
        billing["environments"] = json!({"live": own});
        root["environments"] = json!({"test": test, "live": live});
        root["apps"] = json!({"orders": orders, "billing": billing, "x-own": {"whatever": 1}});
        root
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_results_is_a_file_that_results_in_itself(
        file in layered(),
        app in proptest::sample::select(&["orders", "billing"][..]),
        environment in proptest::sample::select(&["test", "live"][..]),
    ) {
        // JSON is YAML.
        let read = ConfigFile::parse(&file.to_string(), &CHECKS).unwrap();
        let wanted = Wanted { app: Some(app), environment: Some(("environment", environment)), may_be_none: false };
        let chosen = read.choose(&wanted).unwrap();
        let text = chosen.text();
        let again = ConfigFile::parse(&text, &CHECKS).unwrap().choose(&Wanted::default()).unwrap();
        prop_assert_eq!(&again.text(), &text);
        let values = |of: &super::Chosen| {
            let mut all: Vec<_> = of.configuration.values.iter().map(|one| (one.key, one.given.clone())).collect();
            all.sort_by_key(|(key, _)| *key);
            all
        };
        prop_assert_eq!(values(&again), values(&chosen));
        prop_assert_eq!(&again.configuration.watch, &chosen.configuration.watch);
        prop_assert_eq!(&again.configuration.lint, &chosen.configuration.lint);
        // The innermost layer that sets a key decides.
        let layers = [&file["apps"][app]["environments"][environment], &file["apps"][app], &file["environments"][environment], &file];
        if let Some(slot) = layers.iter().find_map(|layer| layer["slot"].as_str()) {
            let read = chosen.configuration.values.iter().find(|value| value.key == "slot").unwrap();
            prop_assert_eq!(&read.given, &super::Given::Text(slot.to_owned()));
        }
    }

    #[test]
    fn program_and_schema_accept_the_same_files(file in layered(), at in any::<prop::sample::Index>()) {
        let schema = jsonschema::validator_for(&config_schema(&CHECKS)).unwrap();
        prop_assert!(ConfigFile::parse(&file.to_string(), &CHECKS).is_ok());
        let errors: Vec<String> = schema.iter_errors(&file).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
        // With an unknown key in any layer, neither does.
        let mut broken = file.clone();
        let places = ["", "/environments/test", "/apps/orders", "/apps/billing/environments/live"];
        broken.pointer_mut(places[at.index(places.len())]).unwrap()["zzz"] = json!(1);
        prop_assert!(!schema.is_valid(&broken) && ConfigFile::parse(&broken.to_string(), &CHECKS).is_err());
    }

    #[test]
    fn the_pattern_of_a_form_holds_for_what_the_program_accepts(text in "[a-zA-Z0-9é_./:;,(){}\\\\ -]{0,12}") {
        use super::keys::forms;
        for form in forms() {
            // The pattern is of ECMA's language; those of names and numbers are of ours as well.
            let pattern = regex::Regex::new(form.pattern).unwrap();
            let by_pattern = pattern.is_match(&text) && form.not.is_none_or(|not| !regex::Regex::new(not).unwrap().is_match(&text));
            prop_assert_eq!(by_pattern, (form.check)(&text).is_ok(), "{}: {}", form.what, text);
        }
    }
}

#[test]
fn the_examples_of_a_form_are_of_it() {
    for form in super::keys::forms() {
        for example in form.examples {
            assert_eq!((form.check)(example), Ok(()), "{}", form.what);
        }
    }
}
