//! The world that a conversation begins in, made from the conversation's own names.

use std::collections::BTreeMap;

use regex::Regex;
use rehearsal::default_world::{APP, build_with};
use rehearsal::latency;
use rehearsal::laws::slot_create;
use rehearsal::laws::zip_deploy;
use rehearsal::state::{App, Hosts, Kudu, Place, Plan, State, StickyNames};
use rehearsal::{World, WorldOptions};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::time::Duration;

use super::left_out;
use super::pace;
use super::shape::Ids;
use super::{Conversation, Interaction};

const AUTHORITY: &str = "management.azure.com";

/// A world, and which of its ids stands for which recorded one.
pub struct Stage {
    pub world: World,
    pub ids: Ids,
    conversation: Conversation,
    /// The side that the conversation is about.
    place: Place,
}

impl Stage {
    pub fn of(conversation: &Conversation) -> Self {
        let first = conversation.interactions[0].at();
        let mut state = build_with(AUTHORITY, first, Default::default());
        let template = state.apps.remove(APP).unwrap();
        state.plans.clear();
        if let Some(subscription) = found(conversation, "/subscriptions/([^/?]+)") {
            state.subscription = subscription;
        }
        let scale = pace::scale(conversation);
        let options = WorldOptions { wall: first, scale, authority: AUTHORITY.to_owned(), run_apps: false };
        let app = app(conversation, &template, &mut state);
        let place = Place::new(app.as_ref().map_or("", |app| app.name.as_str()), None);
        if let Some(app) = app {
            state.apps.insert(app.name.to_lowercase(), app);
        }
        let world = World::new(state, options);
        slots(conversation, &world, &place);
        settings(conversation, &world, &place);
        left_out::at_first(&conversation.recording, &mut world.state(), &place);
        Self { world, ids: Ids::new(), conversation: conversation.clone(), place }
    }

    /// Does what happened in front of the first interaction, and returns how long that was before it.
    pub fn lead_in(&mut self) -> Duration {
        match pace::left_out_upload(&self.conversation) {
            Some((0, lag)) => {
                self.upload();
                lag
            }
            // Some time, so that the first request can be sent before its answer is due.
            _ => Duration::from_secs(10),
        }
    }

    /// Does what the recording leaves out in front of an interaction that is due at `due`.
    pub async fn before(&mut self, at: usize, due: OffsetDateTime) {
        if let Some((number, lag)) = pace::left_out_upload(&self.conversation)
            && at > 0
            && number == at
        {
            self.wait_until(due - lag).await;
            self.upload();
        }
        let interaction = &self.conversation.interactions[at];
        // The recorded time is that of the answer.
        let slot = interaction.uri.split('?').next().and_then(|path| path.split("/slots/").nth(1));
        let takes = if interaction.uri.contains(".scm.") {
            latency::SCM_READ
        } else if interaction.method == "PUT" && slot.is_some_and(|slot| !slot.contains('/')) {
            latency::SITE_WRITE
        } else {
            latency::ARM_READ
        };
        self.wait_until(due - self.world.clock().latency(takes)).await;
        plan(interaction, &mut self.world.state());
        left_out::before(&self.conversation.recording, interaction, &self.world, &self.place);
    }

    async fn wait_until(&self, due: OffsetDateTime) {
        let left = due - self.world.clock().now();
        tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
    }

    fn upload(&mut self) {
        let clock = *self.world.clock();
        let (package, sent) = left_out::upload(&self.conversation);
        let id = zip_deploy::receive(
            &mut self.world.state(),
            &clock,
            &self.place,
            zip_deploy::Package::Body(package),
            sent,
            clock.now(),
        )
        .unwrap();
        // A recorded id in a path can only be the one that the upload was answered.
        if let Some(recorded) = found(&self.conversation, "/deploymentStatus/([^/?]+)") {
            self.ids.insert(recorded, id);
        }
    }
}

/// The first thing that a pattern finds in the paths, and then in the answers.
pub fn found(conversation: &Conversation, pattern: &str) -> Option<String> {
    let regex = Regex::new(pattern).unwrap();
    let uris = conversation.interactions.iter().map(|interaction| interaction.uri.clone());
    let bodies = conversation.interactions.iter().map(|interaction| interaction.body.to_string());
    uris.chain(bodies).find_map(|text| Some(regex.captures(&text)?[1].to_owned()))
}

/// The first site resource in the answers; production's before a slot's.
fn resource(conversation: &Conversation) -> Option<Value> {
    let listed = |body: &Value| body["value"].as_array().and_then(|all| all.first().cloned());
    let all = conversation.interactions.iter().map(|is| listed(&is.body).unwrap_or_else(|| is.body.clone()));
    let sites: Vec<Value> = all.filter(|body| body["properties"]["hostNames"].is_array()).collect();
    let production = sites.iter().find(|site| site["type"] == "Microsoft.Web/sites");
    // Where no answer shows it, it is what was asked for.
    let asked =
        conversation.interactions.iter().map(|is| &is.sent).find(|sent| sent["properties"]["serverFarmId"].is_string());
    production.or(sites.first()).or(asked).cloned()
}

fn app(conversation: &Conversation, template: &App, state: &mut State) -> Option<App> {
    let label = found(conversation, r"^https://([^./]+)\.scm\.");
    let name = found(conversation, r"/sites/([^/?]+)")
        .or_else(|| found(conversation, r#""site_name":"([^"]+)""#))
        .or(label.clone())?;
    let label = label
        .filter(|label| !label.to_lowercase().starts_with(&format!("{}-", name.to_lowercase())))
        .unwrap_or_else(|| name.clone());
    let site = resource(conversation).unwrap_or_default();
    let properties = &site["properties"];
    let windows = conversation.file.contains("windows");
    let text = |value: &Value, otherwise: &str| value.as_str().unwrap_or(otherwise).to_owned();
    let plan = properties["serverFarmId"].as_str().and_then(|id| id.rsplit('/').next()).unwrap_or("plan").to_owned();
    let tier = text(&properties["sku"], "Standard");
    state
        .plans
        .insert(plan.to_lowercase(), plan_of(&plan, &tier, properties["reserved"].as_bool().unwrap_or(!windows)));
    let mut app = template.clone();
    app.slots.clear();
    app.group = found(conversation, "/resourceGroups/([^/]+)").unwrap_or_else(|| app.group.clone());
    let location = found(conversation, r#""location":"([^"]+)""#);
    app.location = location.unwrap_or_else(|| text(&site["location"], &app.location));
    app.kind =
        text(&site["kind"], if conversation.recording.contains("functionapp") { "functionapp" } else { "app,linux" });
    app.plan = plan;
    app.runtime = text(&properties["siteConfig"]["linuxFxVersion"], "");
    app.flex = Some(properties["functionAppConfig"].clone()).filter(Value::is_object);
    app.sticky = sticky(conversation);
    let hosts = Hosts { site: format!("{label}.azurewebsites.net"), scm: format!("{label}.scm.azurewebsites.net") };
    let side = &mut app.production;
    side.hosts = hosts;
    side.tags =
        conversation.interactions.iter().map(|is| tags(&is.body)).find(|tags| !tags.is_empty()).unwrap_or_default();
    side.identity = site["identity"].is_object().then(|| state.new_guid());
    side.moving.deployment_id = name.clone();
    side.moving.kudu = Kudu { warm: true, ..Kudu::default() };
    side.settings.clear();
    side.keys.system.clear();
    app.name = name;
    Some(app)
}

fn tags(body: &Value) -> BTreeMap<String, String> {
    let tags = body["tags"].as_object().into_iter().flatten();
    tags.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn plan_of(name: &str, tier: &str, linux: bool) -> Plan {
    let (sku, family, kind, most_workers) = match tier {
        "FlexConsumption" => ("FC1", "FC", "functionapp", 0),
        "ElasticPremium" => ("EP1", "EP", "elastic", 20),
        "Dynamic" => ("Y1", "Y", "functionapp", 0),
        _ => ("S1", "S", "app", 10),
    };
    Plan {
        name: name.to_owned(),
        sku: sku.to_owned(),
        tier: tier.to_owned(),
        family: family.to_owned(),
        kind: kind.to_owned(),
        linux,
        most_workers,
        location: "West Europe".to_owned(),
        tags: Default::default(),
    }
}

/// A plan is what the recording says: SKU, kind and system.
fn plan(interaction: &Interaction, state: &mut State) {
    let (body, properties) = (&interaction.body, &interaction.body["properties"]);
    let (Some(name), Some(tier)) = (body["name"].as_str(), body["sku"]["tier"].as_str()) else {
        return;
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let plan = Plan {
        sku: text(&body["sku"]["name"]),
        family: text(&body["sku"]["family"]),
        kind: text(&body["kind"]),
        most_workers: u32::try_from(properties["maximumNumberOfWorkers"].as_u64().unwrap()).unwrap(),
        location: text(&body["location"]),
        tags: tags(body),
        ..plan_of(name, tier, properties["reserved"].as_bool().unwrap())
    };
    state.plans.insert(name.to_lowercase(), plan);
}

/// The slots that are there before the conversation, which are all but those that it creates.
fn slots(conversation: &Conversation, world: &World, place: &Place) {
    let in_path = Regex::new("/slots/([^/?]+)").unwrap();
    let mut seen: Vec<String> = Vec::new();
    let mut add = |slot: String, is_created: bool, tags: BTreeMap<String, String>| {
        if !seen.contains(&slot) {
            seen.push(slot.clone());
            if !is_created {
                let clock = *world.clock();
                let mut state = world.state();
                slot_create::create(&mut state, &clock, &place.app, &slot, None, clock.now()).unwrap();
                let identity = state.side(place).unwrap().identity.is_some().then(|| state.new_guid());
                let made = state.side_mut(&Place::new(&place.app, Some(&slot))).unwrap();
                (made.tags, made.identity) = (tags, identity);
            }
        }
    };
    for interaction in &conversation.interactions {
        if let Some(slot) = in_path.captures(interaction.uri.split('?').next().unwrap()) {
            let is_created = interaction.method == "PUT" && interaction.uri.contains(&format!("{}?", &slot[0]));
            add(slot[1].to_owned(), is_created, tags(&interaction.body));
        }
        for listed in interaction.body["value"].as_array().into_iter().flatten() {
            if let Some(slot) = in_path.captures(listed["id"].as_str().unwrap_or_default()) {
                add(slot[1].to_owned(), false, tags(listed));
            }
        }
    }
    for side in world.state().app_mut(&place.app).into_iter().flat_map(|app| app.slots.values_mut()) {
        side.moving.kudu.warm = true;
    }
}

/// The settings that a side is first seen with, when the conversation does not write them itself.
fn settings(conversation: &Conversation, world: &World, place: &Place) {
    let in_path = Regex::new("/slots/([^/?]+)").unwrap();
    let mut seen: Vec<Option<String>> = Vec::new();
    for interaction in &conversation.interactions {
        let path = interaction.uri.split('?').next().unwrap();
        let slot = in_path.captures(path).map(|found| found[1].to_owned());
        let is_list = path.ends_with("/config/appsettings/list");
        if !(is_list || interaction.method == "PUT") || seen.contains(&slot) {
            continue;
        }
        seen.push(slot.clone());
        if is_list && let Some(side) = world.state().side_mut(&Place { slot, ..place.clone() }) {
            let pairs = interaction.body["properties"].as_object().unwrap().iter();
            side.settings = pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        }
    }
}

fn sticky(conversation: &Conversation) -> Option<StickyNames> {
    let mut asked = conversation.interactions.iter().filter(|is| is.uri.contains("/config/slotConfigNames"));
    let first = asked.next().filter(|interaction| interaction.method == "GET")?;
    let names = |key: &str| -> Option<Vec<String>> {
        Some(first.body["properties"][key].as_array()?.iter().map(|name| name.as_str().unwrap().to_owned()).collect())
    };
    Some(StickyNames {
        app_settings: names("appSettingNames")?,
        connection_strings: names("connectionStringNames")?,
        storage: names("azureStorageConfigNames")?,
    })
}
