use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::digest::hash_of;
use super::{Content, FunctionInfo, Host, Kudu, SiteConfig};

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// `EP1`
    pub sku: String,
    /// `ElasticPremium`
    pub tier: String,
    /// `EP`
    pub family: String,
    /// `elastic`
    pub kind: String,
    /// Whether its machines run Linux.
    pub linux: bool,
    /// The most workers it may have.
    pub most_workers: u32,
    /// Its region, as people write it.
    pub location: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Plan {
    /// Slots that an app on it may have, production included (facts: plans).
    pub fn slots(&self) -> usize {
        match self.tier.as_str() {
            "FlexConsumption" | "Free" | "Shared" | "Basic" => 1,
            "Dynamic" => 2,
            "ElasticPremium" => 3,
            "Standard" => 5,
            _ => 20,
        }
    }
}

/// An app with its slots.
#[derive(Debug, Clone)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub group: String,
    /// Its region, as people write it.
    pub location: String,
    /// `functionapp,linux`
    pub kind: String,
    /// The name of its plan.
    pub plan: String,
    /// `linuxFxVersion`
    pub runtime: String,
    /// A management lock on it.
    pub lock: Option<Lock>,
    /// `functionAppConfig`, which only apps on Flex Consumption have.
    pub flex: Option<Value>,
    /// The names of sticky settings; `None` until first written.
    pub sticky: Option<StickyNames>,
    /// The side that serves users.
    pub production: Side,
    /// The others, by name.
    pub slots: BTreeMap<String, Side>,
}

/// A management lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lock {
    /// It cannot be deleted.
    CanNotDelete,
    /// It can only be read.
    ReadOnly,
}

impl Lock {
    /// Its name on the wire.
    pub fn level(self) -> &'static str {
        match self {
            Self::CanNotDelete => "CanNotDelete",
            Self::ReadOnly => "ReadOnly",
        }
    }
}

/// A management lock that was put on a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeLock {
    /// The id of what it is on.
    pub scope: String,
    /// Its name.
    pub name: String,
    /// What it forbids.
    pub level: Lock,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// The names of settings that stay with their slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StickyNames {
    /// App settings.
    pub app_settings: Vec<String>,
    /// Connection strings.
    pub connection_strings: Vec<String>,
    /// Mounted storage.
    pub storage: Vec<String>,
}

/// A place content can be in: an app's production or one of its slots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The app.
    pub app: String,
    /// The slot; `None` is production.
    pub slot: Option<String>,
}

/// Where a side answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// The app's host; with `--hosts path` it has a port and a path.
    pub site: String,
    /// The SCM host.
    pub scm: String,
}

/// The keys of a side. They stay with it in a swap, being kept by the name of the slot (facts: functions-host).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The master key.
    pub master: String,
    /// Host keys for functions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub functions: BTreeMap<String, String>,
    /// Keys of single functions, besides the one that each has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub of_functions: BTreeMap<String, BTreeMap<String, String>>,
    /// System keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub system: BTreeMap<String, String>,
}

impl Keys {
    /// The key `name` of one function; made up from the side's own keys, so that each side has
    /// others.
    pub fn of_function(&self, function: &str, name: &str) -> String {
        if let Some(written) = self.of_functions.get(function).and_then(|keys| keys.get(name)) {
            return written.clone();
        }
        let seed = format!("{}/{function}/{name}", self.master);
        format!("fk-{}==", hash_of(seed.as_bytes(), 20))
    }

    /// All keys of one function, by name.
    pub fn all_of_function(&self, function: &str) -> BTreeMap<String, String> {
        let mut all = self.of_functions.get(function).cloned().unwrap_or_default();
        all.entry("default".to_owned()).or_insert_with(|| self.of_function(function, "default"));
        all
    }
}

/// One side: what stays with the place, and what moves in a swap.
#[derive(Debug, Clone)]
pub struct Side {
    /// Where it answers.
    pub hosts: Hosts,
    /// Whether it is started.
    pub running: bool,
    /// All its settings; which of them move is decided by the app's sticky names.
    pub settings: BTreeMap<String, String>,
    /// Its tags; each slot has its own.
    pub tags: BTreeMap<String, String>,
    /// What is configured besides its settings.
    pub config: SiteConfig,
    /// The object id of its system-assigned identity.
    pub identity: Option<String>,
    /// Its keys.
    pub keys: Keys,
    /// The slot that it swaps into by itself.
    pub auto_swap: Option<String>,
    /// What the last swap wrote.
    pub swap_status: Option<SwapStatus>,
    /// The slot whose settings are prepared for a swap with preview.
    pub prepared_with: Option<String>,
    /// The operation that goes on with it.
    pub operation: Option<String>,
    /// When its resource was last changed.
    pub modified: OffsetDateTime,
    /// The SCM site shows these settings until then, and is away until the second time.
    pub scm_restart: Option<(BTreeMap<String, String>, OffsetDateTime, OffsetDateTime)>,
    /// What moves.
    pub moving: Moving,
}

/// What changes places in a swap.
#[derive(Debug, Clone)]
pub struct Moving {
    /// The identity of the content.
    pub deployment_id: String,
    /// The files in wwwroot; a package that is mounted there hides them.
    pub content: Content,
    /// The history and the manifest, which lie beside wwwroot.
    pub kudu: Kudu,
    /// The running host.
    pub host: Host,
    /// The functions that the control plane knows since the last sync.
    pub synced: Vec<FunctionInfo>,
}

/// What a completed swap leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapStatus {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// From which slot.
    pub source: String,
    /// Into which.
    pub destination: String,
}

impl Moving {
    /// The files in wwwroot as app and SCM site see them.
    pub fn wwwroot(&self) -> &Content {
        self.host.mounted.as_ref().unwrap_or(&self.content)
    }
}

impl App {
    /// A side by the name of its slot.
    pub fn side(&self, slot: Option<&str>) -> Option<&Side> {
        match slot {
            None => Some(&self.production),
            Some(slot) => self.slots.iter().find(|(name, _)| name.eq_ignore_ascii_case(slot)).map(|(_, side)| side),
        }
    }

    /// A side by the name of its slot, to be changed.
    pub fn side_mut(&mut self, slot: Option<&str>) -> Option<&mut Side> {
        match slot {
            None => Some(&mut self.production),
            Some(slot) => {
                let mut slots = self.slots.iter_mut();
                slots.find(|(name, _)| name.eq_ignore_ascii_case(slot)).map(|(_, side)| side)
            }
        }
    }

    /// `linuxFxVersion` of a side: the app's, unless the side was given its own, which moves in a swap (facts: what-moves).
    pub fn runtime_of(&self, side: &Side) -> Value {
        side.config.web.get("linuxFxVersion").cloned().unwrap_or_else(|| Value::String(self.runtime.clone()))
    }

    /// Whether it runs on the Functions host.
    pub fn is_function_app(&self) -> bool {
        self.kind.split(',').any(|kind| kind.eq_ignore_ascii_case("functionapp"))
    }

    /// All places of the app, production first.
    pub fn places(&self) -> Vec<Place> {
        let place = |slot: Option<&String>| Place { app: self.name.clone(), slot: slot.cloned() };
        std::iter::once(place(None)).chain(self.slots.keys().map(|slot| place(Some(slot)))).collect()
    }

    /// Whether a setting stays with its slot. Names that end in `_EXTENSION_VERSION` do without being named, unless all sides
    /// set what lets them move (facts: what-moves).
    pub fn is_sticky(&self, setting: &str) -> bool {
        let is_version = setting.to_uppercase().ends_with("_EXTENSION_VERSION");
        self.is_named(|sticky| &sticky.app_settings, setting) || is_version && !self.moves_versions()
    }

    fn moves_versions(&self) -> bool {
        let lets = |side: &Side| {
            let mut settings = side.settings.iter();
            let found =
                settings.find(|(name, _)| name.eq_ignore_ascii_case("WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS"));
            found.is_some_and(|(_, value)| value == "0" || value.eq_ignore_ascii_case("false"))
        };
        std::iter::once(&self.production).chain(self.slots.values()).all(lets)
    }

    /// Whether a connection string stays with its slot.
    pub fn is_sticky_connection_string(&self, name: &str) -> bool {
        self.is_named(|sticky| &sticky.connection_strings, name)
    }

    /// Whether mounted storage stays with its slot.
    pub fn is_sticky_storage(&self, mount: &str) -> bool {
        self.is_named(|sticky| &sticky.storage, mount)
    }

    fn is_named(&self, list: impl Fn(&StickyNames) -> &Vec<String>, name: &str) -> bool {
        self.sticky.as_ref().is_some_and(|sticky| list(sticky).iter().any(|one| one.eq_ignore_ascii_case(name)))
    }
}

impl Place {
    /// A place.
    pub fn new(app: &str, slot: Option<&str>) -> Self {
        Self { app: app.to_owned(), slot: slot.map(str::to_owned) }
    }

    /// The side of `app` that has this name among its slots; production has one too.
    pub fn named(app: &str, slot_name: &str) -> Self {
        Self::new(app, (!slot_name.eq_ignore_ascii_case("production")).then_some(slot_name))
    }

    /// The slot's name; production has one too.
    pub fn slot_name(&self) -> &str {
        self.slot.as_deref().unwrap_or("production")
    }
}

/// A long-running operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The place it was asked of.
    pub source: Place,
    /// The other one.
    pub target: Place,
    /// How it stands.
    pub state: OperationState,
    /// When it began.
    pub began: OffsetDateTime,
}

impl Operation {
    /// The app, and the names of source and target.
    pub fn names(&self) -> (String, String, String) {
        let name = |place: &Place| place.slot_name().to_owned();
        (self.source.app.clone(), name(&self.source), name(&self.target))
    }
}

/// How an operation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationState {
    /// The target's settings are being applied to the source.
    Applying,
    /// The source restarts and is waited for.
    WarmingUp,
    /// Routing has been switched; the former production restarts.
    Finishing,
    /// Done.
    Succeeded,
    /// Given up: status, code and words that the next poll answers with.
    Failed {
        /// The HTTP status of the poll.
        status: u16,
        /// The provider's code.
        code: String,
        /// Its words.
        message: String,
    },
}
