//! How the layers of a file are merged: a table of cases.

use slot_deploy::config::{ChoiceError, ConfigFile, NotChosen, Wanted};
use slot_deploy::preflight::lowerable;

fn chosen(yaml: &str, app: Option<&str>, environment: Option<&str>) -> Result<String, ChoiceError> {
    let file = ConfigFile::parse(yaml, &lowerable()).unwrap_or_else(|error| panic!("{error}"));
    let wanted = Wanted { app, environment: environment.map(|name| ("environment", name)), may_be_none: false };
    match file.choose(&wanted) {
        Ok(chosen) => Ok(chosen.text()),
        Err(NotChosen::Choice(error)) => Err(error),
        Err(NotChosen::Config(error)) => panic!("{error}"),
    }
}

/// What it is about, the file, app, environment, and what results.
type Case = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, &'static str);

const CASES: &[Case] = &[
    ("a flat file is itself", "slot: blue\nswap: preview\n", None, None, "slot: blue\nswap: preview\n"),
    (
        "an environment wins over the root",
        "slot: blue\nenvironments: { test: { slot: green } }\n",
        None,
        Some("test"),
        "slot: green\n",
    ),
    (
        "an app wins over the environment of all",
        "environments: { test: { slot: green } }\napps: { orders: { slot: red } }\n",
        Some("orders"),
        Some("test"),
        "slot: red\n",
    ),
    (
        "an app's own environment wins over the app",
        "slot: a1\nenvironments: { test: { slot: a2 } }\napps: { orders: { slot: a3, environments: { test: { slot: a4 } } } }\n",
        Some("orders"),
        Some("test"),
        "slot: a4\n",
    ),
    (
        "an environment that only the app has",
        "slot: a1\napps: { orders: { environments: { test: { slot: a4 }, live: {} } } }\n",
        Some("orders"),
        Some("live"),
        "slot: a1\n",
    ),
    (
        "mappings merge key by key, however deep",
        "watch: { errors: { rate: 5%, count: 9 }, host: { mode: off } }\nenvironments: { test: { watch: { errors: { count: 3 } } } }\n",
        None,
        Some("test"),
        "watch:\n  errors:\n    rate: \"5%\"\n    count: 3\n  host:\n    mode: \"off\"\n",
    ),
    (
        "lists are replaced",
        "dependencies: [a/, b.lock]\nenvironments: { test: { dependencies: [c/] } }\n",
        None,
        Some("test"),
        "dependencies:\n  - c/\n",
    ),
    (
        "a list of probes is replaced, and readiness beside it stays",
        "probes: { readiness: { successes: 3 }, checks: [{ name: a, request: { path: /a } }] }\n\
         environments: { test: { probes: { checks: [] } } }\n",
        None,
        Some("test"),
        "probes:\n  readiness:\n    successes: 3\n  checks: []\n",
    ),
    (
        "a lowered rule is replaced as a whole, and others stay",
        "lint: { function-timeout: { severity: off, reason: r1 }, local-settings: { severity: note, reason: r2 } }\n\
         environments: { test: { lint: { function-timeout: { severity: note, reason: r3 } } } }\n",
        None,
        Some("test"),
        "lint:\n  function-timeout:\n    severity: note\n    reason: r3\n  local-settings:\n    severity: note\n    reason: r2\n",
    ),
    (
        "a value takes the place of a variable, and the other way round",
        "client-id: { variable: A }\ntenant-id: 11111111-2222-3333-4444-555555555555\nenvironments:\n  test:\n    client-id: \
         11111111-2222-3333-4444-555555555555\n    tenant-id: { variable: B }\n",
        None,
        Some("test"),
        "client-id: \"11111111-2222-3333-4444-555555555555\"\ntenant-id:\n  variable: B\n",
    ),
    (
        "a key without a value sets nothing",
        "slot: blue\nwatch: { host: { mode: off } }\nenvironments: { test: { slot: , watch: ~ } }\n",
        None,
        Some("test"),
        "slot: blue\nwatch:\n  host:\n    mode: \"off\"\n",
    ),
    (
        "an empty environment changes nothing",
        "slot: blue\nenvironments:\n  test:\n",
        None,
        Some("test"),
        "slot: blue\n",
    ),
    (
        "the only app and the only environment need no name",
        "apps: { orders: { package: p1 } }\nenvironments: { live: { slot: blue } }\n",
        None,
        None,
        "slot: blue\npackage: p1\n",
    ),
    (
        "an alias is what it stands for, and the team's own keys are left out",
        "x-watch: &calm { host: { mode: off } }\nenvironments: { test: { watch: *calm }, live: { watch: *calm, slot: blue } }\n",
        None,
        Some("live"),
        "watch:\n  host:\n    mode: \"off\"\nslot: blue\n",
    ),
    (
        "a nearer layer takes away what a farther one sets",
        "settings: { A: 1, b: 2 }\nenvironments: { test: { remove: [B] } }\n",
        None,
        Some("test"),
        "settings:\n  A: 1\nremove:\n  - B\n",
    ),
    (
        "a nearer layer sets what a farther one takes away",
        "remove: [A, B]\nenvironments: { test: { settings: { a: 1 } } }\n",
        None,
        Some("test"),
        "remove:\n  - B\nsettings:\n  a: 1\n",
    ),
    (
        "a setting stays sticky with another value",
        "settings: { A: { value: 1, sticky: true }, B: { variable: OLD, sticky: true } }\nenvironments: { test: { settings: { a: 2, B: { \
         vault: kv-shop/b } } } }\n",
        None,
        Some("test"),
        "settings:\n  a:\n    value: 2\n    sticky: true\n  B:\n    vault: kv-shop/b\n    sticky: true\n",
    ),
    (
        "a setting is no longer sticky where a nearer layer says so, also in the list",
        "settings: { A: { value: 1, sticky: true } }\nsticky: [a, C]\nenvironments: { test: { settings: { A: { value: 2, sticky: false \
         } } } }\n",
        None,
        Some("test"),
        "settings:\n  A:\n    value: 2\n    sticky: false\nsticky:\n  - C\n",
    ),
    (
        "each layer takes away what it names, and gives nothing back",
        "settings: { D: x }\nenvironments: { test: { remove: [D] } }\napps: { orders: { remove: [Z] } }\n",
        Some("orders"),
        Some("test"),
        "remove:\n  - D\n  - Z\n",
    ),
    (
        "names that are sticky stay so beside those of a nearer layer",
        "sticky: [ST, m]\nenvironments: { test: { sticky: [M] } }\n",
        None,
        Some("test"),
        "sticky:\n  - ST\n  - M\n",
    ),
    (
        "a setting that was taken away in between is sticky when it is set again",
        "settings: { K: { value: q, sticky: true } }\nsticky: [L]\nenvironments: { test: { remove: [k, L] } }\napps: { orders: { \
         settings: { K: p, L: r } } }\n",
        Some("orders"),
        Some("test"),
        "sticky:\n  - L\n  - K\nsettings:\n  K: p\n  L: r\n",
    ),
    (
        "it is not where a layer says `sticky: false` then",
        "settings: { K: { value: q, sticky: true } }\nenvironments: { test: { remove: [K] } }\napps: { orders: { settings: { K: { \
         value: p, sticky: false } } } }\n",
        Some("orders"),
        Some("test"),
        "settings:\n  K:\n    value: p\n    sticky: false\n",
    ),
    (
        "what is taken away is not sticky",
        "settings: { K: { value: q, sticky: true } }\nsticky: [L, M]\nenvironments: { test: { remove: [K, l] } }\n",
        None,
        Some("test"),
        "sticky:\n  - M\nremove:\n  - K\n  - l\n",
    ),
    (
        "a nearer list makes sticky what travels farther away, and keeps what is taken away there",
        "settings: { A: { value: 1, sticky: false } }\nremove: [B, C]\nenvironments: { test: { sticky: [a, b] } }\n",
        None,
        Some("test"),
        "settings:\n  A:\n    value: 1\nremove:\n  - C\nsticky:\n  - a\n  - b\n",
    ),
    (
        "an empty list takes nothing back",
        "remove: [D]\nsticky: [S]\nenvironments: { test: { remove: [], sticky: [] } }\n",
        None,
        Some("test"),
        "remove:\n  - D\nsticky:\n  - S\n",
    ),
    (
        "of a list that a nearer layer answers wholly nothing is left",
        "remove: [D]\nenvironments: { test: { settings: { D: 1 } } }\n",
        None,
        Some("test"),
        "settings:\n  D: 1\n",
    ),
];

#[test]
fn layers_are_merged_as_the_page_says() {
    for (name, yaml, app, environment, expected) in CASES {
        assert_eq!(chosen(yaml, *app, *environment).as_deref(), Ok(*expected), "{name}");
    }
}

#[test]
fn an_environment_of_an_app_that_the_file_does_not_know_is_refused_with_the_nearest_name() {
    let yaml = "environments: { production: {}, test: {} }\napps:\n  shop:\n    environments:\n      prodution: { slot: blue }\n";
    let told = ConfigFile::parse(yaml, &lowerable()).err().expect("it is accepted").to_string();
    assert!(told.contains("line 5, column 7") && told.contains("did you mean `production`?"), "{told}");
    let own =
        "environments: { test: {}, perf: {} }\napps: { shop: { environments: { perf: { slot: blue }, x-own: {} } } }\n";
    assert_eq!(chosen(own, None, Some("perf")).as_deref(), Ok("slot: blue\n"));
}

#[test]
fn within_one_layer_words_of_one_setting_that_contradict_each_other_are_refused() {
    for (layer, says) in [
        ("settings: { A: 1 }, remove: [a]", "given twice"),
        ("sticky: [A], remove: [a]", "cannot be `sticky`"),
        ("settings: { A: { value: 1, sticky: false } }, sticky: [a]", "has `sticky: false`"),
        ("sticky: [A, a]", "given twice"),
    ] {
        let yaml = format!("environments: {{ test: {{ {layer} }} }}\n");
        let told = ConfigFile::parse(&yaml, &lowerable()).err().expect("it is accepted").to_string();
        assert!(told.contains(says) && told.contains("the first is at line 1"), "{told}");
    }
}

#[test]
fn a_choice_that_cannot_be_made_names_the_nearest_or_all_there_are() {
    let apps = "apps: { orders: {}, billing: {} }\nenvironments: { production: {}, test: {} }\n";
    for (yaml, app, environment, input, says, fix) in [
        (apps, Some("oders"), Some("test"), "app", "the file has no app `oders`", "did you mean `orders`?"),
        (apps, None, Some("test"), "app", "several apps, and none is named", "there are `orders`, `billing`"),
        (
            apps,
            Some("orders"),
            Some("prodution"),
            "environment",
            "no environment `prodution`",
            "did you mean `production`?",
        ),
        (
            apps,
            Some("orders"),
            None,
            "environment",
            "several environments, and none is named",
            "there are `production`, `test`",
        ),
        ("slot: blue\n", Some("orders"), None, "app", "the file has no app `orders`", "write `apps:` in the file"),
        (
            "slot: blue\n",
            None,
            Some("test"),
            "environment",
            "no environment `test`",
            "write `environments:` in the file",
        ),
    ] {
        let error = chosen(yaml, app, environment).unwrap_err();
        assert_eq!(error.input(), input);
        assert!(error.to_string().contains(says) && error.fix().contains(fix), "{error}: {}", error.fix());
    }
}

#[test]
fn what_is_wrong_only_together_is_said_for_the_choice_that_has_it() {
    let yaml = "probes: { readiness: { successes: 9, interval: 1m, deadline: 10m } }\nenvironments:\n  test: { probes: { readiness: \
                { deadline: 1m } } }\n  live: {}\n";
    let file = ConfigFile::parse(yaml, &lowerable()).unwrap();
    let choose = |name| file.choose(&Wanted { environment: Some(("environment", name)), ..Wanted::default() });
    let Err(NotChosen::Config(error)) = choose("test") else { panic!("it is accepted") };
    assert!(error.to_string().contains("9 successes") && error.to_string().contains("line 3"), "{error}");
    assert!(choose("live").is_ok());
}
