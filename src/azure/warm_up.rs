use super::{AppSettings, SlotConfigNames};

/// What the platform asks a slot for before it swaps it (azure-wire §5.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarmUpPing {
    /// `WEBSITE_SWAP_WARMUP_PING_PATH`; begins with `/`.
    pub path: String,
    /// `WEBSITE_SWAP_WARMUP_PING_STATUSES`; empty: any.
    pub statuses: Vec<u16>,
}

/// The ping that awaits the slot: it is warmed up with its own settings that move, and with production's that stay.
pub fn warm_up_ping(production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames) -> WarmUpPing {
    let setting = |name: &str| match sticky.is_sticky(name) {
        true => production.warm_up_setting(name),
        false => slot.warm_up_setting(name),
    };
    let path = setting("WEBSITE_SWAP_WARMUP_PING_PATH").unwrap_or_default();
    let statuses = setting("WEBSITE_SWAP_WARMUP_PING_STATUSES").unwrap_or_default();
    WarmUpPing {
        path: format!("/{}", path.trim().trim_start_matches('/')),
        statuses: statuses.split(',').filter_map(|status| status.trim().parse().ok()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Redactor;
    use serde_json::{Value, json};

    fn settings(value: Value) -> AppSettings {
        AppSettings::of(value.as_object().unwrap(), &Redactor::default())
    }

    #[test]
    fn the_slot_is_asked_by_the_settings_that_it_will_have_in_production() {
        let production = settings(json!({"WEBSITE_SWAP_WARMUP_PING_PATH": "api/live"}));
        let slot = settings(json!({
            "WEBSITE_SWAP_WARMUP_PING_PATH": "/api/own", "WEBSITE_SWAP_WARMUP_PING_STATUSES": "200, 202",
        }));
        let sticky =
            |names: &[&str]| SlotConfigNames { app_settings: names.iter().map(|name| (*name).into()).collect() };
        let ping = warm_up_ping(&production, &slot, &sticky(&["website_swap_warmup_ping_path"]));
        assert_eq!(ping, WarmUpPing { path: "/api/live".to_owned(), statuses: vec![200, 202] });
        assert_eq!(warm_up_ping(&production, &slot, &sticky(&[])).path, "/api/own");
        let none = settings(json!({}));
        assert_eq!(warm_up_ping(&none, &none, &sticky(&[])), WarmUpPing { path: "/".to_owned(), statuses: vec![] });
    }
}
