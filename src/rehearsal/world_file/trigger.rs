use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::either::either;

/// What starts a function: the level of an HTTP function alone, or one of `http`, `queue`, `timer`
/// and `trigger` with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Requests.
    Http {
        /// `anonymous`, `function` or `admin`.
        level: String,
        /// The route below `/api`; the function's name when not said.
        route: Option<String>,
        /// The methods it takes; all when not said.
        methods: Option<Vec<String>>,
    },
    /// Messages of a storage queue.
    Queue {
        /// The queue.
        queue: String,
        /// The setting that says where it is; `AzureWebJobsStorage` when not said.
        connection: Option<String>,
    },
    /// Time.
    Timer {
        /// An NCRONTAB expression of six fields.
        schedule: String,
    },
    /// Anything else: the binding as `function.json` has it.
    Other(Map<String, Value>),
}

impl Default for Trigger {
    fn default() -> Self {
        Self::http("function")
    }
}

impl Trigger {
    /// An HTTP function of this level.
    pub fn http(level: &str) -> Self {
        Self::Http { level: level.to_owned(), route: None, methods: None }
    }

    /// The function's `function.json`.
    pub(super) fn function_json(&self) -> String {
        let mut binding = match self {
            Self::Http { level, route, methods } => {
                json!({"type": "httpTrigger", "name": "req", "authLevel": level, "route": route, "methods": methods})
            }
            Self::Queue { queue, connection } => {
                json!({"type": "queueTrigger", "name": "message", "queueName": queue, "connection": connection})
            }
            Self::Timer { schedule } => json!({"type": "timerTrigger", "name": "timer", "schedule": schedule}),
            Self::Other(binding) => Value::Object(binding.clone()),
        };
        if let (Value::Object(binding), false) = (&mut binding, matches!(self, Self::Other(_))) {
            binding.insert("direction".to_owned(), json!("in"));
            binding.retain(|_, value| !value.is_null());
        }
        json!({"bindings": [binding]}).to_string()
    }

    /// The trigger whose `function.json` has exactly these bytes.
    pub(super) fn of_function_json(bytes: &[u8]) -> Option<Self> {
        let config: Value = serde_json::from_slice(bytes).ok()?;
        let binding = config["bindings"].as_array()?.first()?.as_object()?;
        let text = |name: &str| binding.get(name).and_then(Value::as_str).map(str::to_owned);
        let short = match binding.get("type")?.as_str()? {
            "httpTrigger" => Self::Http {
                level: text("authLevel")?,
                route: text("route"),
                methods: serde_json::from_value(binding.get("methods").cloned().unwrap_or_default()).ok()?,
            },
            "queueTrigger" => Self::Queue { queue: text("queueName")?, connection: text("connection") },
            "timerTrigger" => Self::Timer { schedule: text("schedule")? },
            _ => Self::Other(binding.clone()),
        };
        let exact = |trigger: &Self| trigger.function_json().as_bytes() == bytes;
        [short, Self::Other(binding.clone())].into_iter().find(exact)
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct InFull {
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    methods: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<Map<String, Value>>,
}

impl InFull {
    fn read(self) -> Result<Trigger, String> {
        let Self { http, route, methods, queue, connection, timer, trigger } = self;
        match (http, queue, timer, trigger, route.is_some() || methods.is_some(), connection.is_some()) {
            (Some(level), None, None, None, _, false) => Ok(Trigger::Http { level: level_of(&level)?, route, methods }),
            (None, None, None, None, true, false) => Ok(Trigger::Http { level: "function".to_owned(), route, methods }),
            (None, Some(queue), None, None, false, _) => Ok(Trigger::Queue { queue, connection }),
            (None, None, Some(schedule), None, false, false) => Ok(Trigger::Timer { schedule }),
            (None, None, None, Some(binding), false, false) => Ok(Trigger::Other(binding)),
            _ => Err(
                "a function has one of `http` (with `route` and `methods`), `queue` (with `connection`), `timer` and \
                      `trigger`"
                    .to_owned(),
            ),
        }
    }
}

fn level_of(word: &str) -> Result<String, String> {
    if ["anonymous", "function", "admin"].contains(&word) {
        Ok(word.to_owned())
    } else {
        Err(format!("`{word}` is no level of an HTTP function: write `anonymous`, `function` or `admin`"))
    }
}

impl Serialize for Trigger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let full = match self.clone() {
            Self::Http { level, route: None, methods: None } => return serializer.serialize_str(&level),
            Self::Http { level, route, methods } => InFull { http: Some(level), route, methods, ..InFull::default() },
            Self::Queue { queue, connection } => InFull { queue: Some(queue), connection, ..InFull::default() },
            Self::Timer { schedule } => InFull { timer: Some(schedule), ..InFull::default() },
            Self::Other(binding) => InFull { trigger: Some(binding), ..InFull::default() },
        };
        full.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Trigger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |level: &str| level_of(level).map(|level| Ok(Self::http(&level)));
        let read = either(deserializer, "a level, or a trigger in full", short, InFull::read)?;
        read.map_err(serde::de::Error::custom)
    }
}
