//! Releases that the file drives.

use rehearsal::default_world::{APP, CLIENT, SLOT, SUBSCRIPTION, TENANT};
use rehearsal::state::{App, Effect, Hosts};
use slot_deploy::record::{Outcome, ProbeSource, Ticket};

use crate::support::{ORIGIN, PROBES, Rehearsal, Told, outputs_in};

/// A file of two apps and two environments; ids come from variables.
fn file() -> String {
    let probes = PROBES.trim().replace('\n', "\n    ");
    format!(
        "\
subscription-id: {{ variable: AZURE_SUBSCRIPTION_ID }}
tenant-id: {{ variable: AZURE_TENANT_ID }}
client-id: {{ variable: AZURE_CLIENT_ID }}
slot: nowhere
probes:
  checks:
    {probes}
environments:
  production:
    slot: {SLOT}
    watch: {{ host: {{ mode: observe }} }}
    watch-for: 3m
  test:
    watch: {{ host: {{ mode: off }} }}
    settings: {{ MODE: test }}
    slot: {SLOT}
apps:
  orders:
    app-name: {APP}
  billing:
    app-name: shop-billing
"
    )
}

/// A step with nothing but the names of app and environment as its inputs.
fn driven(app: &str, environment: &str) -> Rehearsal {
    let rehearsal = Rehearsal::new();
    let path = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&path, file()).unwrap();
    let gone = ["app-name", "slot", "client-id", "tenant-id", "subscription-id", "probes"];
    let rehearsal = gone.iter().fold(rehearsal, |rehearsal, input| rehearsal.input(input, ""));
    rehearsal
        .variable("AZURE_SUBSCRIPTION_ID", SUBSCRIPTION)
        .variable("AZURE_TENANT_ID", TENANT)
        .variable("AZURE_CLIENT_ID", CLIENT)
        .input("config", path.to_str().unwrap())
        .input("app", app)
        .input("environment", environment)
        .world(|state| {
            let mut copy = App { name: "shop-billing".to_owned(), ..state.app(APP).unwrap().clone() };
            let hosts =
                |name: &str| Hosts { site: format!("{ORIGIN}/site/{name}"), scm: format!("{ORIGIN}/scm/{name}") };
            copy.production.hosts = hosts("shop-billing");
            copy.slots.get_mut(SLOT).unwrap().hosts = hosts(&format!("shop-billing-{SLOT}"));
            state.apps.insert(copy.name.clone(), copy);
        })
}

/// The apps whose routing was really switched.
fn swapped(told: &Told) -> Vec<String> {
    let effects = told.effects();
    let apps = effects.iter().filter_map(|effect| match effect {
        Effect::Swapped { app, .. } => Some(app.clone()),
        _ => None,
    });
    apps.collect()
}

#[tokio::test(start_paused = true)]
async fn one_app_of_several_is_released_to_the_environment_that_is_named() {
    for (app, name) in [("orders", APP), ("billing", "shop-billing")] {
        let told = driven(app, "production").run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}\n{}", told.record.reason, told.log);
        assert_eq!((told.record.app.as_str(), told.record.slot.as_str()), (name, SLOT));
        assert_eq!(swapped(&told), [name], "nothing else was swapped");
        assert!(told.log.contains(&format!("app `{app}`, environment `production`")), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn the_ticket_carries_what_the_layers_came_to_and_no_names_of_the_file() {
    let staged = driven("orders", "production").input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}\n{}", staged.record.reason, staged.log);
    let ticket = Ticket::from_text(&outputs_in(&staged.outputs)["ticket"]).unwrap();
    let Some(ProbeSource::Text { text, .. }) = &ticket.asks else { panic!("{:?}", ticket.asks) };
    assert!(text.contains("mode: observe") && text.contains("name: version"), "{text}");
    for name in [APP, SUBSCRIPTION, "AZURE_CLIENT_ID", "billing", "\"off\""] {
        assert!(!text.contains(name), "{name}: {text}");
    }
    // The job that promotes has the file as well, and asks the same.
    let told = staged.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}\n{}", told.record.reason, told.log);
    assert!(!told.record.warnings.iter().any(|warning| warning.contains("differ")), "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn an_app_or_environment_that_is_not_named_ends_before_anything_is_asked() {
    for (app, environment, says) in [("", "production", "several apps"), ("orders", "", "several environments")] {
        let told = driven(app, environment).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{}", told.log);
        assert!(told.advice().contains(says), "{}", told.advice());
        assert!(told.world.state().requests.is_empty());
    }
}

/// `diff` of the app in production with another environment, whose app of its own has other settings.
fn against(of_test: &str, rest: &[(&str, &str)]) -> Rehearsal {
    let rehearsal = driven("orders", "production").world(|state| {
        let other = state.apps.get_mut("shop-billing").unwrap();
        other.production.settings.insert("REGION".to_owned(), "a place of tests".to_owned());
        other.production.settings.insert("ONLY_TEST".to_owned(), "1".to_owned());
        let own = state.app_mut(APP).unwrap();
        own.production.settings.insert("REGION".to_owned(), "a place of users".to_owned());
        own.sticky.get_or_insert_default().app_settings.push("REGION".to_owned());
    });
    let path = rehearsal.temp.0.join("slot-deploy.yml");
    // The app of the environment `test` is another one.
    let of_app = format!("    app-name: {APP}\n    environments: {{ test: {{ {of_test} }} }}\n");
    std::fs::write(&path, file().replace(&format!("    app-name: {APP}\n"), &of_app)).unwrap();
    let rehearsal = rehearsal.input("command", "diff").input("against", "test");
    rest.iter().fold(rehearsal, |rehearsal, (name, value)| rehearsal.variable(name, value))
}

#[tokio::test(start_paused = true)]
async fn a_diff_against_another_environment_compares_the_same_sides_of_both_and_changes_nothing() {
    let told = against("app-name: shop-billing", &[]).run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}\n{}", told.record.reason, told.log);
    let diff = told.record.settings_diff.clone().unwrap();
    let other = diff.against.clone().unwrap();
    assert_eq!((other.environment.as_str(), other.app.as_str(), other.slot.as_str()), ("test", "shop-billing", SLOT));
    assert_eq!((diff.app.as_str(), told.record.app.as_str()), (APP, APP), "the run is about the chosen environment");
    let row = |name: &str| {
        other.settings.iter().find(|row| row.name == name).map(|row| row.cells("test").join(" | ")).unwrap()
    };
    assert!(row("REGION").ends_with("sticky here only | missing on both | different"), "{}", row("REGION"));
    assert!(row("ONLY_TEST").ends_with("other | travels | missing on both | missing here"), "{}", row("ONLY_TEST"));
    assert!(row("MODE").contains("declared in test | travels | missing on both"), "{}", row("MODE"));
    assert!(row("FUNCTIONS_EXTENSION_VERSION").ends_with("same | same"), "{}", row("FUNCTIONS_EXTENSION_VERSION"));
    let changed: Vec<Effect> =
        told.effects().into_iter().filter(|effect| !matches!(effect, Effect::TokenIssued { .. })).collect();
    assert!(changed.is_empty(), "{changed:?}");
    let json = serde_json::to_string(&diff).unwrap();
    for text in [&told.log, &told.summary, &json, &told.ending.output] {
        assert!(!text.contains("a place of"), "a value: {text}");
    }
    assert!(told.summary.contains("### Settings against `test`"), "{}", told.summary);
    assert!(told.record.reason.contains("against `test`: "), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn another_environment_is_read_by_its_own_identity() {
    let own = "app-name: shop-billing, client-id: { variable: TEST_CLIENT }";
    let nobody = "99999999-2222-3333-4444-555555555555";
    let told = against(own, &[("TEST_CLIENT", nobody)]).run().await;
    assert_ne!(told.outcome(), Outcome::Checked, "Azure knows no such identity: {}", told.log);
    assert!(told.record.reason.starts_with("for `against: test`: "), "{}", told.record.reason);
    assert!(told.summary.contains("the settings could not be compared"), "{}", told.summary);
    let told = against(own, &[("TEST_CLIENT", CLIENT)]).run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_cannot_be_compared_with_is_an_input_to_fix() {
    for (rehearsal, says) in [
        (against("app-name: shop-billing", &[]).input("against", "tset"), "did you mean `test`?"),
        (against("app-name: shop-billing", &[]).input("against", "production"), "is the same app and slot"),
        (against("slot: Staging", &[]), "is the same app and slot"),
        (against("app-name: shop-billing, auth: managed-identity", &[]), "signs in otherwise"),
        (against("app-name: shop-billing, client-id: { variable: TEST_CLIENT }", &[]), "for `against: test`: "),
        (
            ["app-name", "slot", "client-id", "tenant-id", "subscription-id"]
                .into_iter()
                .zip([APP, SLOT, CLIENT, TENANT, SUBSCRIPTION])
                .fold(
                    against("app-name: shop-billing", &[("GITHUB_EVENT_NAME", "pull_request")]),
                    |one, (name, value)| one.input(name, value),
                ),
            "the file is not used for the event `pull_request` to name another app",
        ),
    ] {
        let told = rehearsal.run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{says}: {}", told.log);
        assert!(told.advice().contains(says), "{says}: {}", told.advice());
        assert!(told.world.state().requests.is_empty());
    }
}
