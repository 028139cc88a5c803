use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::Content;
use super::digest::hash_of;

/// The state of one instance of the Functions host; the names are those of its status (facts: functions-host).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostState {
    /// The container is being started: nothing answers.
    Absent,
    /// The process is up and loads the app.
    Starting,
    /// It serves.
    Running,
    /// It could not load the app.
    Error(String),
}

impl HostState {
    /// The word in the status.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Absent | Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Error(_) => "Error",
        }
    }
}

/// One instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// When its process started.
    pub started: OffsetDateTime,
    /// How it stands.
    pub state: HostState,
    /// Settings of the other side that it was started with, while a swap goes on; `None`: those of
    /// its own side.
    pub borrowed_settings: Option<BTreeMap<String, String>>,
    /// The secrets that its process was given when it started, by the text of their reference.
    pub given: BTreeMap<String, String>,
}

/// The host of one app: its instances.
#[derive(Debug, Clone, Default)]
pub struct Host {
    /// The instances that take requests.
    pub instances: Vec<Instance>,
    /// The files of a package that the platform has put over wwwroot, where they can only be read.
    pub mounted: Option<Content>,
}

impl Instance {
    /// Its id as the control plane and cookies show it: 64 hexadecimal digits.
    pub fn shown_id(&self) -> String {
        hash_of(self.id.as_bytes(), 32)
    }
}

impl Host {
    /// Whether some instance serves.
    pub fn is_serving(&self) -> bool {
        self.instances.iter().any(|instance| instance.state == HostState::Running)
    }

    /// The instance that answers next: a running one before all others.
    pub fn answering(&self) -> Option<&Instance> {
        let running = self.instances.iter().find(|instance| instance.state == HostState::Running);
        running.or_else(|| self.instances.iter().find(|instance| instance.state != HostState::Absent))
    }
}

impl Host {
    /// The instance that the load balancer leads a request to: those that run take turns.
    pub fn in_turn(&self, turn: usize) -> Option<&Instance> {
        let running: Vec<&Instance> = self.instances.iter().filter(|i| i.state == HostState::Running).collect();
        match running.len() {
            0 => self.answering(),
            count => running.get(turn % count).copied(),
        }
    }
}
