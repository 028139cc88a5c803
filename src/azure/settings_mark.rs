use super::{AppSettings, AzureError, MarkKey, Side, SlotConfigNames, WebConfig};
use crate::record::{Covers, KeyedBy, SettingsMark};

/// What decides how both sides run, and what of it a swap moves.
pub struct BothSettings {
    production: Moving,
    slot: Moving,
    /// The names of what stays with its slot.
    pub sticky: SlotConfigNames,
}

impl BothSettings {
    /// Reads them, and what a mark with this key covers besides.
    pub async fn read(production: &Side, slot: &Side, key: Option<&MarkKey>) -> Result<Self, AzureError> {
        let covers = key.map_or(Covers::AppSettings, |key| key.covers);
        // Side by side: between this and a swap nothing else is to be waited for. On the heap, each for itself: together they
        // are more than a thread's stack should carry.
        let (of_production, of_slot, sticky) = tokio::join!(
            Box::pin(Moving::read(production, covers)),
            Box::pin(Moving::read(slot, covers)),
            Box::pin(SlotConfigNames::read(production.arm(), &production.at().app)),
        );
        Ok(Self { production: of_production?, slot: of_slot?, sticky: sticky? })
    }

    /// Production's settings.
    pub fn production(&self) -> &AppSettings {
        &self.production.settings
    }

    /// The slot's settings.
    pub fn slot(&self) -> &AppSettings {
        &self.slot.settings
    }

    /// The slot's configuration, where it was read.
    pub fn slot_config(&self) -> Option<&WebConfig> {
        self.slot.beside.as_ref().map(|(_, config)| config)
    }

    /// Marks them with the `key` that they were read for: two marks with the same key are equal as long as no setting, no
    /// connection string, nothing of the stack, and no stickiness changed.
    pub fn mark(&self, key: &MarkKey) -> SettingsMark {
        mark(&self.production, &self.slot, &self.sticky, key)
    }
}

/// Reads what a swap moves besides the content, on both sides, and marks it with `key`.
pub async fn read_settings_mark(production: &Side, slot: &Side, key: &MarkKey) -> Result<SettingsMark, AzureError> {
    Ok(BothSettings::read(production, slot, Some(key)).await?.mark(key))
}

/// What one side has of it.
struct Moving {
    settings: AppSettings,
    /// Connection strings and `config/web`; `None` where the mark is over app settings alone.
    beside: Option<(AppSettings, WebConfig)>,
}

impl Moving {
    async fn read(side: &Side, covers: Covers) -> Result<Self, AzureError> {
        let beside = async {
            if covers == Covers::AppSettings {
                return Ok(None);
            }
            tokio::try_join!(side.connection_strings(), side.web_config()).map(Some)
        };
        let (settings, beside) = tokio::try_join!(side.settings(), beside)?;
        Ok(Self { settings, beside })
    }

    /// The short mark of each thing, by its name.
    fn each(&self, of: &str, key: &MarkKey) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let mut say = |name: String, value: Option<&str>| {
            let mark = key.sign_one(&name, value);
            all.extend(mark.map(|mark| (name, mark)));
        };
        self.settings.each(|name, value| say(format!("the setting `{name}` of {of}"), value));
        if let Some((strings, config)) = &self.beside {
            strings.each(|name, value| say(format!("the connection string `{name}` of {of}"), value));
            config.moving.iter().for_each(|(name, value)| say(format!("`{name}` of {of}"), Some(value)));
        }
        all
    }
}

fn mark(production: &Moving, slot: &Moving, sticky: &SlotConfigNames, key: &MarkKey) -> SettingsMark {
    let mut list = List::default();
    for (side, moving) in [("production", production), ("slot", slot)] {
        list.say(Some(side));
        list.say_settings(&moving.settings);
    }
    let mut sticky_names = sticky.app_settings.clone();
    sticky_names.sort();
    list.say_names("sticky", &sticky_names);
    for (strings, config) in [production, slot].into_iter().filter_map(|side| side.beside.as_ref()) {
        list.say(Some("connection strings"));
        list.say_settings(strings);
        list.say(Some("web"));
        for (name, value) in &config.moving {
            list.say(Some(name));
            list.say(Some(value));
        }
    }
    if key.covers == Covers::AllThatMoves {
        let mut sticky_strings = sticky.connection_strings.clone();
        sticky_strings.sort();
        list.say_names("sticky connection strings", &sticky_strings);
    }
    let names = |side: &Moving| side.settings.names().map(str::to_owned).collect();
    let whole = key.sign(&list.0, [names(slot), names(production), sticky_names]);
    let each = [("production", production), ("the slot", slot)].into_iter().flat_map(|(of, side)| side.each(of, key));
    SettingsMark { each: (whole.keyed_by != KeyedBy::Open).then(|| each.collect()), ..whole }
}

/// What is marked, as one text.
#[derive(Default)]
struct List(Vec<u8>);

impl List {
    /// With its length, so that no two different lists read the same. No text is as long as what stands for none.
    fn say(&mut self, text: Option<&str>) {
        self.0.extend(text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
        self.0.extend(text.unwrap_or_default().as_bytes());
    }

    fn say_settings(&mut self, settings: &AppSettings) {
        settings.each(|name, value| {
            self.say(Some(name));
            self.say(value);
        });
    }

    fn say_names(&mut self, what: &str, names: &[String]) {
        self.say(Some(what));
        names.iter().for_each(|name| self.say(Some(name)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Redactor;
    use crate::record::Digest;
    use serde_json::{Value, json};

    fn settings(value: Value) -> AppSettings {
        AppSettings::of(serde_json::from_value(value).unwrap(), &Redactor::default())
    }

    fn digest_of(production: &Moving, slot: &Moving, sticky: &[&str], key: &MarkKey) -> Digest {
        let names = SlotConfigNames {
            app_settings: sticky.iter().map(|name| (*name).to_owned()).collect(),
            ..SlotConfigNames::default()
        };
        mark(production, slot, &names, key).digest
    }

    fn digest(production: Value, slot: Value, sticky: &[&str], key: &str) -> Digest {
        let moving = |value| Moving { settings: settings(value), beside: None };
        let key = MarkKey::open(key).covering(Covers::AppSettings);
        digest_of(&moving(production), &moving(slot), sticky, &key)
    }

    #[test]
    fn any_change_of_settings_changes_the_mark_and_equal_settings_give_equal_marks() {
        let before = digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "k");
        assert_eq!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "2"}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2", "C": ""}), &["A"], "k"));
        assert_ne!(before, digest(json!({"B": "2"}), json!({"A": "1"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &[], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "other"));
        let without_value = digest(json!({"A": null}), json!({"B": "2"}), &["A"], "k");
        assert_ne!(without_value, digest(json!({"A": ""}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(without_value, digest(json!({}), json!({"B": "2"}), &["A"], "k"));
    }

    #[test]
    fn a_connection_string_or_the_stack_changes_the_mark_on_either_side() {
        let side = |string: &str, stack: &str| Moving {
            settings: settings(json!({})),
            beside: Some((
                settings(json!({"Db": string})),
                WebConfig { moving: [("linuxFxVersion".to_owned(), stack.to_owned())].into(), ..WebConfig::default() },
            )),
        };
        let of = |production: [&str; 2], slot: [&str; 2]| {
            let [production, slot] = [production, slot].map(|[string, stack]| side(string, stack));
            digest_of(&production, &slot, &[], &MarkKey::open("k"))
        };
        let before = of(["a", "Node|20"], ["b", "Node|22"]);
        assert_eq!(before, of(["a", "Node|20"], ["b", "Node|22"]));
        assert_ne!(before, of(["a", "Node|20"], ["c", "Node|22"]));
        assert_ne!(before, of(["a", "Node|20"], ["b", "Node|24"]));
        assert_ne!(before, of(["c", "Node|20"], ["b", "Node|22"]));
        assert_ne!(before, of(["b", "Node|22"], ["a", "Node|20"]));
    }
}
