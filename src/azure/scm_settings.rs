use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::connection::endpoint::is_reference;
use super::path::ApiPath;
use super::{AzureError, Scm, SettingsChange, wire};
use crate::http::Policy;

/// How long a written setting is waited for, and how long until it is asked for again (facts: settings-restart: other clients wait
/// up to five minutes).
const LONGEST: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_secs(5);
/// One answer; the site is away for a while, and asking it longer shows nothing.
const ONE_LOOK: Duration = Duration::from_secs(20);

impl Scm {
    /// Waits until the SCM site runs with settings that were just written: it shows the old ones for a while, is away, and then
    /// shows the new ones (facts: settings-restart). Whoever deploys before that is cut off. `false`: it did not show them in time.
    pub async fn await_settings(&self, written: &SettingsChange) -> bool {
        let end = self.pace().now() + LONGEST;
        loop {
            if self.knows(written).await.is_ok_and(|knows| knows) {
                return true;
            }
            if self.pace().now() + PAUSE >= end {
                return false;
            }
            self.pace().sleep(PAUSE).await;
        }
    }

    async fn knows(&self, written: &SettingsChange) -> Result<bool, AzureError> {
        let doing = format!("read the settings from the SCM site of {}", self.side());
        let response = self.get(&doing, ApiPath::new("api/settings"), Policy::safe().glancing(ONE_LOOK)).await?;
        // No `Debug` of these: the values are secrets.
        let shown: BTreeMap<String, Value> = wire::read(&doing, &response)?;
        Ok(shows(&shown, written))
    }
}

/// Whether these are the settings that were written. What a reference resolves to is not known here, and a name with other
/// characters has another spelling in a variable.
fn shows(shown: &BTreeMap<String, Value>, written: &SettingsChange) -> bool {
    let value = |name: &str| shown.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let mut all = true;
    written.each(|name, wanted| {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return;
        }
        all &= match (wanted, value(name)) {
            (Some(wanted), Some(shown)) => is_reference(wanted.expose()) || shown.as_str() == Some(wanted.expose()),
            (Some(_), None) => false,
            (None, shown) => shown.is_none(),
        };
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Secret;
    use serde_json::json;

    #[test]
    fn the_site_knows_what_was_written_when_it_shows_all_of_it() {
        let mut written = SettingsChange::default();
        written.set("A", Secret::new("1"));
        written.set("KEY", Secret::new("@Microsoft.KeyVault(VaultName=v;SecretName=s)"));
        written.set("AzureWebJobs.take.Disabled", Secret::new("true"));
        written.remove("OLD");
        let knows = |shown: Value| shows(&serde_json::from_value(shown).unwrap(), &written);
        assert!(knows(json!({"a": "1", "KEY": "resolved", "OTHER": 1})));
        assert!(!knows(json!({"A": "0", "KEY": "resolved"})), "another value");
        assert!(!knows(json!({"A": "1"})), "a reference that is not there");
        assert!(!knows(json!({"A": "1", "KEY": "resolved", "OLD": "x"})), "one that was taken away");
    }
}
