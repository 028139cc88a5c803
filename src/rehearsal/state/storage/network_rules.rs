use serde::{Deserialize, Serialize};

/// Whom an account's network rules shut out, whatever role it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct NetworkRules {
    /// Clients of this world, such as a job on a hosted runner.
    pub shut_to_clients: bool,
    /// The apps of this world.
    pub shut_to_apps: bool,
    /// The service itself, when it reads the source of a block or a copy by its URL.
    pub shut_to_urls: bool,
}

impl NetworkRules {
    /// Whether all are admitted.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}
