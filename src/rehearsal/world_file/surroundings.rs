//! What stands around the apps: vaults, storage, telemetry, users, and providers that are not registered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::StrictMap;
use super::content;
use super::description::{Description, is_false};
use super::text::FileText;
use crate::rehearsal::state::{
    Blob, Component, Container, ContentHeaders, DataRole, KeyVault, Pieces, Place, Rhythm, RoleAssignment,
    SecretVersion, State, StorageAccount, Users, Workspace,
};

/// A Key Vault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultPart {
    /// Its secrets, each with its versions, oldest first.
    pub secrets: BTreeMap<String, Vec<String>>,
    /// The object ids of those who may read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
}

/// A storage account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct StoragePart {
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Whether only private endpoints lead to it.
    #[serde(skip_serializing_if = "is_false")]
    pub private: bool,
    /// Its keys, in Base64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Containers by name, each with its blobs: a text, or `base64`.
    pub containers: BTreeMap<String, BTreeMap<String, FileText>>,
    /// Who may do what with its data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RolePart>,
}

/// A role on an account, or on one of its containers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePart {
    /// The object id of the principal.
    pub principal: String,
    /// Only within this container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// `Reader`, `Contributor`, `Owner` or `Delegator`.
    pub role: DataRole,
}

/// An Application Insights component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct InsightsPart {
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// The id that queries name; made up when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The instrumentation key that apps have among their settings; made up when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The workspace that keeps its tables, and the id by which queries name that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<WorkspacePart>,
}

/// A Log Analytics workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspacePart {
    /// Its name.
    pub name: String,
    /// The id that queries name; made up when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Users that ask one path of one side again and again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UsersPart {
    /// The app.
    pub app: String,
    /// Its slot; production when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The path.
    pub path: String,
    /// How often.
    pub rhythm: RhythmPart,
}

/// How requests are spread over time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RhythmPart {
    /// So many a minute, evenly.
    PerMinute(f64),
    /// So many within ten seconds, each five minutes.
    Burst(u32),
    /// So many a minute at noon, few at midnight.
    AtNoon(f64),
}

/// Builds what a description speaks of; what it does not is as in the default world.
pub fn build(state: &mut State, description: &Description, now: OffsetDateTime) {
    state.unregistered = description.unregistered.iter().map(|provider| provider.to_lowercase()).collect();
    for (name, part) in &description.vaults.0 {
        state.vaults.insert(name.to_lowercase(), vault(name, part));
    }
    if let Some(accounts) = &description.storage {
        state.storage.clear();
        for (name, part) in &accounts.0 {
            let account = account(state, name, part, now);
            state.storage.insert(name.clone(), account);
        }
    }
    if let Some(insights) = &description.insights {
        state.telemetry = Default::default();
        for (name, part) in &insights.0 {
            add_component(state, name, part);
        }
    }
    state.traffic.users = description.users.iter().map(|part| users(part, now)).collect();
}

fn vault(name: &str, part: &VaultPart) -> KeyVault {
    let versions = |secret: &String, values: &Vec<String>| {
        let version = |(number, value): (usize, &String)| SecretVersion {
            id: format!("{:032x}", number + 1),
            value: value.clone(),
        };
        (secret.clone(), values.iter().enumerate().map(version).collect())
    };
    let secrets = part.secrets.iter().map(|(secret, values)| versions(secret, values)).collect();
    KeyVault { name: name.to_owned(), secrets, readers: part.readers.clone() }
}

fn account(state: &mut State, name: &str, part: &StoragePart, now: OffsetDateTime) -> StorageAccount {
    let mut containers = BTreeMap::new();
    for (container, blobs) in &part.containers {
        let mut made = Container::new(state.new_etag(), now);
        for (blob, text) in blobs {
            let bytes = content::bytes(text);
            let blob_made = Blob {
                content: Pieces::whole(bytes),
                etag: state.new_etag(),
                created: now,
                modified: now,
                headers: ContentHeaders::default(),
                metadata: BTreeMap::new(),
                lease: None,
                copied: None,
                tier: None,
            };
            made.blobs.insert(blob.clone(), blob_made);
        }
        containers.insert(container.clone(), made);
    }
    let role = |part: &RolePart| RoleAssignment {
        principal: part.principal.clone(),
        container: part.container.clone(),
        role: part.role,
    };
    StorageAccount {
        name: name.to_owned(),
        group: part.resource_group.clone().unwrap_or_else(|| crate::rehearsal::default_world::GROUP.to_owned()),
        keys: part.keys.clone(),
        containers,
        is_private: part.private,
        assignments: part.roles.iter().map(role).collect(),
    }
}

fn add_component(state: &mut State, name: &str, part: &InsightsPart) {
    let group = part.resource_group.clone().unwrap_or_else(|| crate::rehearsal::default_world::GROUP.to_owned());
    let (app_id, key) = (state.new_guid(), state.new_guid());
    if let Some(workspace) = &part.workspace {
        let made_up = state.new_guid();
        let customer_id = workspace.id.clone().unwrap_or(made_up);
        let made = Workspace { name: workspace.name.clone(), group: group.clone(), customer_id };
        state.telemetry.workspaces.entry(workspace.name.to_lowercase()).or_insert(made);
    }
    let component = Component {
        name: name.to_owned(),
        group,
        app_id: part.app_id.clone().unwrap_or(app_id),
        key: part.key.clone().unwrap_or(key),
        workspace: part.workspace.as_ref().map(|workspace| workspace.name.clone()),
    };
    state.telemetry.components.insert(name.to_lowercase(), component);
}

fn users(part: &UsersPart, now: OffsetDateTime) -> Users {
    let rhythm = match part.rhythm {
        RhythmPart::PerMinute(per_minute) => Rhythm::Quiet { per_minute },
        RhythmPart::Burst(each) => Rhythm::Bursts { each },
        RhythmPart::AtNoon(at_noon) => Rhythm::Daily { at_noon },
    };
    let place = Place::new(&part.app, part.slot.as_deref());
    Users { place, path: part.path.clone(), rhythm, next: now, held: Vec::new() }
}

/// Says all of it.
pub fn say(state: &State, description: &mut Description) {
    description.unregistered = state.unregistered.iter().cloned().collect();
    let vault = |vault: &KeyVault| {
        let values = |versions: &Vec<SecretVersion>| versions.iter().map(|version| version.value.clone()).collect();
        let secrets = vault.secrets.iter().map(|(name, versions)| (name.clone(), values(versions))).collect();
        (vault.name.clone(), VaultPart { secrets, readers: vault.readers.clone() })
    };
    description.vaults = StrictMap(state.vaults.values().map(vault).collect());
    let accounts = state.storage.iter().map(|(name, account)| (name.clone(), say_account(account)));
    description.storage = Some(StrictMap(accounts.collect()));
    let component = |component: &Component| {
        let workspace = component.workspace.as_ref().map(|name| WorkspacePart {
            name: name.clone(),
            id: state.telemetry.workspaces.get(&name.to_lowercase()).map(|there| there.customer_id.clone()),
        });
        let part = InsightsPart {
            resource_group: Some(component.group.clone()),
            app_id: Some(component.app_id.clone()),
            key: Some(component.key.clone()),
            workspace,
        };
        (component.name.clone(), part)
    };
    description.insights = Some(StrictMap(state.telemetry.components.values().map(component).collect()));
    description.users = state.traffic.users.iter().map(say_users).collect();
}

fn say_account(account: &StorageAccount) -> StoragePart {
    let blobs = |container: &Container| {
        let text = |blob: &Blob| content::text_of(blob.content.slice(0, blob.content.len()));
        container.blobs.iter().map(|(name, blob)| (name.clone(), text(blob))).collect()
    };
    let role = |role: &RoleAssignment| RolePart {
        principal: role.principal.clone(),
        container: role.container.clone(),
        role: role.role,
    };
    StoragePart {
        resource_group: Some(account.group.clone()),
        private: account.is_private,
        keys: account.keys.clone(),
        containers: account.containers.iter().map(|(name, container)| (name.clone(), blobs(container))).collect(),
        roles: account.assignments.iter().map(role).collect(),
    }
}

fn say_users(users: &Users) -> UsersPart {
    let rhythm = match users.rhythm {
        Rhythm::Quiet { per_minute } => RhythmPart::PerMinute(per_minute),
        Rhythm::Bursts { each } => RhythmPart::Burst(each),
        Rhythm::Daily { at_noon } => RhythmPart::AtNoon(at_noon),
    };
    UsersPart { app: users.place.app.clone(), slot: users.place.slot.clone(), path: users.path.clone(), rhythm }
}
