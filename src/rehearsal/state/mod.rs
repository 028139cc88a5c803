//! What the world holds: plain types that know nothing of HTTP.

mod agenda;
mod app;
mod arm_budget;
mod config_store;
mod content;
mod data_resource;
mod declared;
mod digest;
mod directory;
mod effect;
mod events;
mod function;
mod github;
mod host;
mod key_vault;
mod kudu;
mod races;
mod recent;
mod request_log;
pub mod settings;
mod site_config;
mod storage;
mod swap_telling;
mod telemetry;
mod traffic;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use time::OffsetDateTime;

pub use agenda::{Agenda, Event};
pub use app::{
    App, Hosts, Keys, Lock, Moving, Operation, OperationState, Place, Plan, ScopeLock, Side, StickyNames, SwapStatus,
};
pub use arm_budget::{Bucket, RequestKind};
pub use config_store::ConfigStore;
pub use content::{Content, File};
pub use data_resource::{DataKind, DataResource, PartRole, ResourceRole};
pub use declared::{Declared, Language, Loaded};
pub use directory::{Directory, FederatedCredential, Identity, Principal, RegisteredApp, Role};
pub use effect::{Effect, EffectEntry};
pub use events::{EventSources, Execution, Message, Queue};
pub use function::FunctionInfo;
pub use github::{
    Artifact, Attestation, Branch, BranchRule, Comment, Commenter, CommitStatus, Environment, GitHub, GitHubDeployment,
    GitHubServer, GitHubStatus, JobPhase, JobRun, JobTrigger, Limits, OidcJob, PullRequest, Spent, Standing,
    SubjectTemplate, WorkflowRun,
};
pub use host::{Host, HostState, Instance};
pub use key_vault::{KeyVault, SecretVersion};
pub use kudu::{Delivery, Deployment, Kudu, Manifest, Platform};
pub use races::Races;
pub use recent::Recent;
pub use request_log::{RequestEntry, RequestLog};
pub use site_config::SiteConfig;
pub use storage::{
    ARCHIVE, Blob, BlobAddress, Container, ContentHeaders, Copied, CopyStatus, DataRole, Lease, NetworkRules, Piece,
    Pieces, RoleAssignment, Staged, StorageAccount, StoredPolicy,
};
pub use swap_telling::SwapTelling;
pub use telemetry::{Component, Record, Recorded, Telemetry, Workspace};
pub use traffic::{Hit, Rhythm, Traffic, Users};

use digest::hash_of;

use super::faults::{Fault, LawFault, striking_law};

/// So many of the effects that each request has are kept at least; all others are kept for ever.
const FREQUENT_KEPT: usize = 5_000;

/// Everything there is.
#[derive(Debug, Clone)]
pub struct State {
    /// The tenant's id.
    pub tenant: String,
    /// The subscription's id.
    pub subscription: String,
    /// Applications, their federated credentials and rights.
    pub directory: Directory,
    /// Apps by name, in lower case.
    pub apps: BTreeMap<String, App>,
    /// Plans by name, in lower case.
    pub plans: BTreeMap<String, Plan>,
    /// Resource providers that the subscription has not registered, in lower case.
    pub unregistered: BTreeSet<String>,
    /// Key Vaults by name, in lower case.
    pub vaults: BTreeMap<String, KeyVault>,
    /// Stores of App Configuration by name, in lower case.
    pub config_stores: BTreeMap<String, ConfigStore>,
    /// Storage accounts by name.
    pub storage: BTreeMap<String, StorageAccount>,
    /// Namespaces of Service Bus and Event Hubs and accounts of Cosmos DB, by name in lower case.
    pub data_resources: BTreeMap<String, DataResource>,
    /// Long-running operations by id.
    pub operations: BTreeMap<String, Operation>,
    /// The repository and its deployments.
    pub github: GitHub,
    /// Users, and what they were answered.
    pub traffic: Traffic,
    /// What apps say of themselves.
    pub telemetry: Telemetry,
    /// Queues, and functions at work on their messages.
    pub events: EventSources,
    /// What is released here, when the world says so.
    pub target: Option<Place>,
    /// Until when a write holds the lock of an app, by its name in lower case.
    pub locks: BTreeMap<String, OffsetDateTime>,
    /// Management locks that were put on scopes; those of world files are with their apps.
    pub scope_locks: Vec<ScopeLock>,
    /// What other people's servers hold, by URL.
    pub downloads: BTreeMap<String, Bytes>,
    /// What is left of limits on requests to the control plane: of each principal by its client id, and of all together.
    pub arm_budget: BTreeMap<(Option<String>, RequestKind), Bucket>,
    /// What is to happen later.
    pub agenda: Agenda,
    /// What really happened; the ground truth. Of what each request brings only the newest are kept.
    pub effects: Vec<EffectEntry>,
    /// Who asked for what.
    pub requests: RequestLog,
    /// What is told of a swap that goes on.
    pub swap_telling: SwapTelling,
    /// How the platform's own work overlaps.
    pub races: Races,
    /// Whether a new slot of a function app begins with production's settings also where it is asked for with its own: which of the two
    /// decides is not settled (facts: new-slots).
    pub new_slots_copy: bool,
    /// What goes wrong on purpose.
    pub faults: Vec<Fault>,
    /// Tokens whose time a fault let end.
    pub expired_tokens: BTreeSet<String>,
    counter: u64,
    turns: usize,
    frequent: usize,
    switched: usize,
}

impl State {
    /// An empty world of this tenant and subscription.
    pub fn new(tenant: &str, subscription: &str, github: GitHub) -> Self {
        Self {
            tenant: tenant.to_owned(),
            subscription: subscription.to_owned(),
            directory: Directory::default(),
            apps: BTreeMap::new(),
            plans: BTreeMap::new(),
            unregistered: BTreeSet::new(),
            vaults: BTreeMap::new(),
            config_stores: BTreeMap::new(),
            storage: BTreeMap::new(),
            data_resources: BTreeMap::new(),
            operations: BTreeMap::new(),
            github,
            traffic: Traffic::default(),
            telemetry: Telemetry::default(),
            events: EventSources::default(),
            target: None,
            locks: BTreeMap::new(),
            scope_locks: Vec::new(),
            downloads: BTreeMap::new(),
            arm_budget: BTreeMap::new(),
            agenda: Agenda::default(),
            effects: Vec::new(),
            requests: RequestLog::default(),
            swap_telling: SwapTelling::default(),
            races: Races::default(),
            new_slots_copy: false,
            faults: Vec::new(),
            expired_tokens: BTreeSet::new(),
            counter: 0,
            turns: 0,
            frequent: 0,
            switched: 0,
        }
    }

    /// A GUID that no other thing of this world has; the same on each run of the same story.
    pub fn new_guid(&mut self) -> String {
        self.counter += 1;
        let hex = hash_of(&self.counter.to_le_bytes(), 16);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// An entity tag that no other thing of this world has, with its quotes.
    pub fn new_etag(&mut self) -> String {
        let hex = self.new_guid().replace('-', "").to_uppercase();
        format!("\"0x8D{}\"", &hex[..12])
    }

    /// Keys that no other side of this world has.
    pub fn new_keys(&mut self) -> Keys {
        let mut key = |kind: &str| format!("{kind}-{}", self.new_guid().replace('-', ""));
        let (master, host) = (key("master"), key("host"));
        Keys { master, functions: BTreeMap::from([("default".to_owned(), host)]), ..Keys::default() }
    }

    /// The container that a blob is in.
    pub fn container_mut(&mut self, at: &BlobAddress) -> Option<&mut Container> {
        self.storage.get_mut(&at.account)?.containers.get_mut(&at.container)
    }

    /// A blob.
    pub fn blob(&self, at: &BlobAddress) -> Option<&Blob> {
        self.storage.get(&at.account)?.blob(&at.container, &at.blob)
    }

    /// A blob, to be changed.
    pub fn blob_mut(&mut self, at: &BlobAddress) -> Option<&mut Blob> {
        self.storage.get_mut(&at.account)?.blob_mut(&at.container, &at.blob)
    }

    /// All sides of all apps, each app's production first.
    pub fn sides(&self) -> impl Iterator<Item = (Place, &Side)> {
        self.apps.values().flat_map(|app| {
            app.places().into_iter().filter_map(|place| Some((place.clone(), app.side(place.slot.as_deref())?)))
        })
    }

    /// The object id of the user-assigned identity with this resource id.
    pub fn identity_at(&self, id: &str) -> Option<String> {
        let is_it = |one: &&Identity| {
            let its = format!(
                "/subscriptions/{}/resourcegroups/{}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}",
                self.subscription, one.group, one.name
            );
            its.eq_ignore_ascii_case(id)
        };
        let found = self.directory.identities.iter().find(is_it)?;
        Some(self.directory.app(&found.client_id)?.object_id.clone())
    }

    /// The side one of whose hosts ends in this name.
    pub fn place_at(&self, host: impl Fn(&Side) -> &String, name: &str) -> Option<Place> {
        let is_named = |side: &Side| host(side).rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        self.sides().find(|(_, side)| is_named(side)).map(|(place, _)| place)
    }

    /// The kind of SCM site that an app has.
    pub fn platform(&self, app: &str) -> Platform {
        let plan = self.app(app).and_then(|app| self.plans.get(&app.plan.to_lowercase()));
        match plan {
            Some(plan) if plan.tier == "FlexConsumption" => Platform::Flex,
            Some(plan) if !plan.linux => Platform::Windows,
            _ => Platform::Linux,
        }
    }

    /// Whether an app is on the Consumption plan and on Linux, where the SCM site can do little.
    pub fn is_linux_consumption(&self, app: &str) -> bool {
        let plan = self.app(app).and_then(|app| self.plans.get(&app.plan.to_lowercase()));
        plan.is_some_and(|plan| plan.linux && plan.tier == "Dynamic")
    }

    /// An instance, wherever it is now.
    pub fn instance(&self, id: &str) -> Option<(Place, &Side, &Instance)> {
        self.sides().find_map(|(place, side)| {
            let instance = side.moving.host.instances.iter().find(|instance| instance.id == id)?;
            Some((place, side, instance))
        })
    }

    /// The ids of all instances of all hosts.
    pub fn instances(&self) -> Vec<String> {
        let instances = self.sides().flat_map(|(_, side)| &side.moving.host.instances);
        instances.map(|instance| instance.id.clone()).collect()
    }

    /// The fault that strikes a law, if any.
    pub fn law_fault(&mut self, law: &str) -> Option<LawFault> {
        striking_law(&mut self.faults, law)
    }

    /// What is released here: what the world says, or else the first app and its slot `staging` or the first other one.
    pub fn released(&self) -> Place {
        if let Some(target) = &self.target {
            return target.clone();
        }
        let Some(app) = self.apps.values().find(|app| !app.slots.is_empty()).or_else(|| self.apps.values().next())
        else {
            return Place::new("", Some("staging"));
        };
        let staging = app.slots.keys().find(|slot| slot.eq_ignore_ascii_case("staging"));
        let slot = staging.or_else(|| app.slots.keys().next()).map_or("staging", String::as_str);
        Place::new(&app.name, Some(slot))
    }

    /// Writes down what really happened.
    pub fn note(&mut self, at: OffsetDateTime, effect: Effect) {
        self.frequent += usize::from(effect.is_frequent());
        self.switched += usize::from(matches!(effect, Effect::Swapped { .. } | Effect::SwapPutBack { .. }));
        self.effects.push(EffectEntry { at, effect });
        if self.frequent >= 2 * FREQUENT_KEPT {
            self.forget_frequent();
        }
    }

    /// How often routing was switched, forth and back.
    pub fn switched(&self) -> usize {
        self.switched
    }

    fn forget_frequent(&mut self) {
        let mut left = self.frequent - FREQUENT_KEPT;
        self.effects.retain(|entry| {
            let forgotten = left > 0 && entry.effect.is_frequent();
            left -= usize::from(forgotten);
            !forgotten
        });
        self.frequent = FREQUENT_KEPT;
    }

    /// The app of this name, in any case.
    pub fn app(&self, name: &str) -> Option<&App> {
        self.apps.get(&name.to_lowercase())
    }

    /// A number that each request to a host gets, by which the load balancer chooses an instance.
    pub fn turn(&mut self) -> usize {
        self.turns = self.turns.wrapping_add(1);
        self.turns
    }

    /// The app of this name, to be changed.
    pub fn app_mut(&mut self, name: &str) -> Option<&mut App> {
        self.apps.get_mut(&name.to_lowercase())
    }

    /// One side of an app.
    pub fn side(&self, place: &Place) -> Option<&Side> {
        self.app(&place.app)?.side(place.slot.as_deref())
    }

    /// One side of an app, to be changed.
    pub fn side_mut(&mut self, place: &Place) -> Option<&mut Side> {
        self.app_mut(&place.app)?.side_mut(place.slot.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_that_is_asked_for_days_forgets_requests_and_nothing_else() {
        let mut state = State::new("t", "s", crate::default_world::github(OffsetDateTime::UNIX_EPOCH));
        let now = OffsetDateTime::UNIX_EPOCH;
        let changed = Effect::GitHubStatusSet { id: 1, state: "success".to_owned() };
        state.note(now, changed.clone());
        for number in 0..50_000 {
            let (client_id, audience) = (number.to_string(), String::new());
            state.note(now, Effect::TokenIssued { client_id, audience });
        }
        assert_eq!(state.effects[0].effect, changed);
        assert!(state.effects.len() <= 2 * FREQUENT_KEPT && state.effects.len() > FREQUENT_KEPT);
        let last = &state.effects.last().unwrap().effect;
        assert!(matches!(last, Effect::TokenIssued { client_id, .. } if client_id == "49999"));
    }
}
