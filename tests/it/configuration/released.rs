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
