//! No parser of foreign JSON panics or invents a value, whatever is taken out of a good answer or put into it.

use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;

/// What a parser says, each with the place in the answer where it stands.
type Claims = Vec<(&'static str, Value)>;

struct Case {
    name: &'static str,
    good: Value,
    read: fn(&[u8]) -> Option<Claims>,
}

fn claims<T: DeserializeOwned>(json: &[u8], say: impl Fn(T) -> Claims) -> Option<Claims> {
    parse(json).ok().map(say)
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "site",
            good: json!({"id": "/s", "kind": "functionapp", "properties": {
                "state": "Running", "defaultHostName": "a.test", "serverFarmId": "/p", "sku": "Standard", "httpsOnly": true,
                "hostNameSslStates": [{"name": "scm.test", "hostType": "Repository"}], "deploymentId": "d",
                "slotSwapStatus": {"timestampUtc": "2026-01-01T00:00:00Z"}, "inProgressOperationId": "o", "targetSwapSlot": "s",
            }}),
            read: |json| {
                claims(json, |site: Site| {
                    let properties = site.properties;
                    vec![
                        ("/id", json!(site.id)),
                        ("/kind", json!(site.kind)),
                        ("/properties/state", json!(properties.state)),
                        ("/properties/httpsOnly", json!(properties.https_only)),
                        ("/properties/deploymentId", json!(properties.deployment_id)),
                        ("/properties/inProgressOperationId", json!(properties.in_progress_operation_id)),
                        ("/properties/targetSwapSlot", json!(properties.target_swap_slot)),
                        (
                            "/properties/slotSwapStatus/timestampUtc",
                            json!(properties.slot_swap_status.map(|status| status.timestamp_utc)),
                        ),
                    ]
                })
            },
        },
        Case {
            name: "sign-in settings",
            good: json!({"properties": {"platform": {"enabled": true}}}),
            read: |json| {
                claims(json, |settings: AuthSettings| {
                    vec![("/properties/platform/enabled", json!(settings.properties.platform.enabled))]
                })
            },
        },
        Case {
            name: "drain status",
            good: json!({"state": "InProgress", "outstandingInvocations": 3, "outstandingRetries": 0}),
            read: |json| {
                claims(json, |status: DrainStatus| {
                    let mut claims = vec![("/state", json!(status.state))];
                    // The sum exists only when both numbers are there.
                    if status.outstanding().is_some() {
                        claims.push(("/outstandingInvocations", json!(status.outstanding_invocations.map(|n| n.0))));
                        claims.push(("/outstandingRetries", json!(status.outstanding_retries.map(|n| n.0))));
                    }
                    claims
                })
            },
        },
        Case {
            name: "function",
            good: json!({"name": "a/f", "properties": {"name": "f", "isDisabled": false,
                "config": {"bindings": [{"type": "queueTrigger", "connection": "C"}]}}}),
            read: |json| {
                claims(json, |function: Function| {
                    vec![("/properties/isDisabled", json!(function.properties.is_disabled))]
                })
            },
        },
        Case {
            name: "settings",
            good: json!({"properties": {"A": "1"}}),
            read: |json| claims(json, |settings: Settings| vec![("/properties", json!(settings.properties))]),
        },
        Case {
            name: "names of slot settings",
            good: json!({"properties": {"appSettingNames": ["A"], "connectionStringNames": ["B"]}}),
            read: |json| {
                claims(json, |names: SlotConfigNames| {
                    vec![
                        ("/properties/appSettingNames", json!(names.properties.app_setting_names)),
                        ("/properties/connectionStringNames", json!(names.properties.connection_string_names)),
                    ]
                })
            },
        },
        Case {
            name: "configuration",
            good: json!({"properties": {"autoSwapSlotName": "production"}}),
            read: |json| {
                claims(json, |config: SiteConfig| {
                    vec![("/properties/autoSwapSlotName", json!(config.properties.auto_swap_slot_name))]
                })
            },
        },
        Case {
            name: "plan",
            good: json!({"name": "p", "sku": {"name": "S1", "tier": "Standard"}}),
            read: |json| {
                claims(json, |plan: Plan| {
                    vec![("/sku/name", json!(plan.sku.name)), ("/sku/tier", json!(plan.sku.tier))]
                })
            },
        },
        Case {
            name: "host status",
            good: json!({"state": "Running", "errors": ["e"], "instanceId": "i", "processUptime": 5}),
            read: |json| {
                claims(json, |status: HostStatus| {
                    vec![
                        ("/state", json!(status.state)),
                        ("/errors", json!(status.errors)),
                        ("/instanceId", json!(status.instance_id)),
                        ("/processUptime", json!(status.process_uptime.map(|up| up.0))),
                    ]
                })
            },
        },
        Case {
            name: "deployment",
            good: json!({"id": "d", "status": 4, "active": true, "complete": false, "message": "m", "progress": "",
                "end_time": "2026-01-01T00:00:00Z"}),
            read: |json| {
                claims(json, |deployment: Deployment| {
                    vec![
                        ("/id", json!(deployment.id)),
                        ("/status", json!(deployment.status.0)),
                        ("/active", json!(deployment.active)),
                        ("/complete", json!(deployment.complete)),
                        ("/end_time", json!(deployment.end_time)),
                    ]
                })
            },
        },
        Case {
            name: "log",
            good: json!([{"message": "m", "type": 2, "details_url": "https://a.test/x"}]),
            read: |json| {
                claims(json, |entries: Vec<LogEntry>| {
                    entries.first().map(|entry| ("/0/message", json!(entry.message))).into_iter().collect()
                })
            },
        },
        Case {
            name: "host keys",
            good: json!({"masterKey": "k", "functionKeys": {"default": "d"}}),
            read: |json| {
                claims(json, |keys: HostKeys| {
                    vec![("/masterKey", json!(keys.master_key)), ("/functionKeys", json!(keys.function_keys))]
                })
            },
        },
        Case {
            name: "metrics",
            good: json!({"value": [{"name": {"value": "Requests"}, "errorCode": "Success", "timeseries": [
                {"data": [{"timeStamp": "2026-01-01T00:00:00Z", "total": 2.0}]}]}]}),
            read: |json| {
                claims(json, |metrics: Metrics| {
                    let point = metrics.value.first().and_then(|metric| metric.timeseries.first()?.data.first());
                    point.map(|point| ("/value/0/timeseries/0/data/0/total", json!(point.total))).into_iter().collect()
                })
            },
        },
        Case {
            name: "page",
            good: json!({"value": [{"id": "/a", "name": "a"}], "nextLink": null}),
            read: |json| {
                claims(json, |page: Page<Resource>| {
                    let first = page.value.first().map(|first| ("/value/0/name", json!(first.name)));
                    std::iter::once(("/nextLink", json!(page.next_link))).chain(first).collect()
                })
            },
        },
        Case {
            name: "endpoints",
            good: json!([{"authentication": {"loginEndpoint": "https://login.test"}}]),
            read: |json| {
                claims(json, |endpoints: Endpoints| {
                    let _ = endpoints.login_endpoint();
                    Vec::new()
                })
            },
        },
        Case {
            name: "refusal",
            good: json!({"error": {"code": "Conflict", "message": "no"}}),
            read: |json| {
                claims(json, |refusal: Refusal| {
                    let _ = (refusal.code(), refusal.message());
                    Vec::new()
                })
            },
        },
    ]
}

fn foreign() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z0-9]{0,4}".prop_map(Value::from),
    ];
    let name =
        prop_oneof!["[a-z]{1,3}", Just("properties".to_owned()), Just("error".to_owned()), Just("id".to_owned())];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Every place in the answer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(name, inner)| places(inner, &format!("{at}/{name}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, inner)| places(inner, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

fn changed(good: &Value, at: Index, by: Option<Value>) -> Value {
    let mut all = Vec::new();
    places(good, "", &mut all);
    let (place, mut answer) = (at.get(&all), good.clone());
    match (by, place.rsplit_once('/')) {
        (Some(other), _) => *answer.pointer_mut(place).unwrap() = other,
        (None, Some((parent, name))) => match answer.pointer_mut(parent).unwrap() {
            Value::Object(map) => drop(map.remove(name)),
            Value::Array(list) => drop(list.remove(name.parse().unwrap())),
            _ => {}
        },
        (None, None) => answer = Value::Null,
    }
    answer
}

/// A claim is what stands there; or nothing, where nothing stands there.
fn stands_there(claim: &Value, there: Option<&Value>) -> bool {
    let same_number =
        |text: &Value| claim.is_number() && text.to_string().trim_matches('"').parse().ok() == claim.as_f64();
    match there {
        None | Some(Value::Null) => claim.is_null(),
        Some(Value::String(text)) if text.is_empty() => claim.is_null() || claim == "",
        Some(there) => claim == there || same_number(there),
    }
}

proptest! {
    #[test]
    fn a_parser_invents_no_value(at in any::<Index>(), by in prop::option::of(foreign())) {
        for case in cases() {
            let good = case.good.to_string();
            prop_assert!((case.read)(good.as_bytes()).is_some(), "{} is understood", case.name);
            let answer = changed(&case.good, at, by.clone());
            for (place, claim) in (case.read)(answer.to_string().as_bytes()).unwrap_or_default() {
                prop_assert!(stands_there(&claim, answer.pointer(place)), "{}: {place} is {claim} in {answer}", case.name);
            }
        }
    }

    #[test]
    fn no_parser_panics_on_any_json_or_bytes(any in foreign(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        for case in cases() {
            for (place, claim) in (case.read)(any.to_string().as_bytes()).unwrap_or_default() {
                prop_assert!(stands_there(&claim, any.pointer(place)), "{}: {place} is {claim} in {any}", case.name);
            }
            let _ = (case.read)(&bytes);
        }
    }
}
