use super::{AppSettings, SlotConfigNames};

/// What the platform asks a slot for before it swaps it (facts: swap-warm-up).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarmUpPing {
    /// `WEBSITE_SWAP_WARMUP_PING_PATH`; begins with `/`.
    pub path: String,
    /// `WEBSITE_SWAP_WARMUP_PING_STATUSES`.
    pub statuses: PingStatuses,
}

/// The statuses that the platform takes for warm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PingStatuses {
    /// Not set: any.
    Any,
    /// One of these.
    Of(Vec<u16>),
    /// A part of the setting is not a status. How the platform takes that is not documented, so nothing is concluded.
    Unreadable {
        /// The part; the setting is not a secret.
        part: String,
    },
}

impl PingStatuses {
    /// The setting is a list of statuses with commas between
    /// (<https://learn.microsoft.com/azure/app-service/reference-app-settings>).
    fn parse(setting: &str) -> Self {
        if setting.trim().is_empty() {
            return Self::Any;
        }
        let one = |part: &str| part.parse().ok().filter(|status| (100..1000).contains(status)).ok_or(part.to_owned());
        match setting.split(',').map(|part| one(part.trim())).collect() {
            Ok(statuses) => Self::Of(statuses),
            Err(part) => Self::Unreadable { part },
        }
    }

    /// The statuses when they are limited and known; otherwise empty.
    pub fn known(&self) -> &[u16] {
        match self {
            Self::Of(statuses) => statuses,
            Self::Any | Self::Unreadable { .. } => &[],
        }
    }
}

/// The ping that the slot will get: it is warmed up with its own settings that move and production's sticky ones.
pub fn warm_up_ping(production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames) -> WarmUpPing {
    let setting = |name: &str| {
        let side = if sticky.is_sticky(name) { production } else { slot };
        side.warm_up_setting(name)
    };
    let path = setting("WEBSITE_SWAP_WARMUP_PING_PATH").unwrap_or_default();
    let statuses = setting("WEBSITE_SWAP_WARMUP_PING_STATUSES").unwrap_or_default();
    WarmUpPing { path: format!("/{}", path.trim().trim_start_matches('/')), statuses: PingStatuses::parse(&statuses) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Redactor;
    use serde_json::{Value, json};

    fn settings(value: Value) -> AppSettings {
        AppSettings::of(serde_json::from_value(value).unwrap(), &Redactor::default())
    }

    #[test]
    fn the_warm_up_ping_uses_the_settings_that_the_slot_will_have_in_production() {
        let production = settings(json!({"WEBSITE_SWAP_WARMUP_PING_PATH": "api/live"}));
        let slot = settings(json!({
            "WEBSITE_SWAP_WARMUP_PING_PATH": "/api/own", "WEBSITE_SWAP_WARMUP_PING_STATUSES": "200, 202",
        }));
        let sticky = |names: &[&str]| SlotConfigNames {
            app_settings: names.iter().map(|name| (*name).into()).collect(),
            ..SlotConfigNames::default()
        };
        let ping = warm_up_ping(&production, &slot, &sticky(&["website_swap_warmup_ping_path"]));
        assert_eq!(ping, WarmUpPing { path: "/api/live".to_owned(), statuses: PingStatuses::Of(vec![200, 202]) });
        assert_eq!(warm_up_ping(&production, &slot, &sticky(&[])).path, "/api/own");
        let none = settings(json!({}));
        let default = WarmUpPing { path: "/".to_owned(), statuses: PingStatuses::Any };
        assert_eq!(warm_up_ping(&none, &none, &sticky(&[])), default);
    }

    #[test]
    fn a_list_of_statuses_with_an_odd_part_is_not_the_list_without_it() {
        for (setting, part) in [("200,2xx", "2xx"), ("200,,202", ""), ("200-299", "200-299"), ("200, 70000", "70000")] {
            assert_eq!(PingStatuses::parse(setting), PingStatuses::Unreadable { part: part.to_owned() }, "{setting}");
        }
        assert_eq!(PingStatuses::parse("200"), PingStatuses::Of(vec![200]));
    }
}
