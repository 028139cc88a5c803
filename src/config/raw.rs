//! The configuration as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use serde_json_path::JsonPath;

use super::duration::RawDuration;
use super::predicate::{RawHeader, RawPredicate};
use super::watch::RawWatch;
use super::{StatusSet, Template};
use crate::record::ProbePhase;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub probes: Option<Probes>,
    pub watch: Option<RawWatch>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Probes {
    pub readiness: Readiness,
    pub defaults: Defaults,
    pub checks: Vec<Check>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Readiness {
    pub deadline: Option<RawDuration>,
    pub interval: Option<RawDuration>,
    pub successes: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    pub timeout: Option<RawDuration>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    #[serde(default)]
    pub on: Option<Vec<ProbePhase>>,
    #[serde(default)]
    pub severity: Severity,
    pub request: Request,
    #[serde(default)]
    pub expect: Expect,
    #[serde(default)]
    pub timeout: Option<RawDuration>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    #[default]
    Critical,
    Warning,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    #[serde(default)]
    pub method: Method,
    pub path: Path,
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    #[serde(default)]
    pub auth: Option<Auth>,
    #[serde(default)]
    pub allow_mutation: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Get,
    Head,
    Options,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

/// A path on the app's own host; never a URL.
#[derive(Debug)]
pub struct Path(pub Template);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if !text.starts_with('/') {
            let message = format!("`{text}` is no path: it begins with `/` and is asked of the app's own host");
            return Err(de::Error::custom(message));
        }
        if text.starts_with("//") || text.contains('\\') {
            return Err(de::Error::custom(format!("`{text}` is no path: it begins with one `/` and has no `\\`")));
        }
        Template::parse(&text).map(Self).map_err(de::Error::custom)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    #[serde(default)]
    pub function_key: Option<FunctionKey>,
    #[serde(default)]
    pub host_key: Option<String>,
    #[serde(default)]
    pub entra: Option<Scope>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionKey {
    pub function: String,
    #[serde(default = "default_key")]
    pub name: String,
}

fn default_key() -> String {
    "default".to_owned()
}

/// A scope of the app's own registration. A token for Azure itself would be handed to the app under
/// test.
#[derive(Debug)]
pub struct Scope(pub String);

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.starts_with("api://") && text.ends_with("/.default") {
            true => Ok(Self(text)),
            false => Err(de::Error::custom(format!(
                "`{text}` is refused: a probe may ask for a token of the app's own registration only, `api://…/.default`"
            ))),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    pub status: Option<StatusSet>,
    pub headers: BTreeMap<String, RawHeader>,
    pub body: Option<RawPredicate>,
    pub json: Vec<Json>,
    pub latency: Option<Latency>,
}

#[derive(Debug)]
pub struct Json {
    pub path: JsonPath,
    pub text: String,
    pub predicate: RawPredicate,
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // `flatten` and `deny_unknown_fields` do not go together: the path is taken out and the
        // rest read strictly.
        let mut map = serde_json::Map::deserialize(deserializer)?;
        let Some(serde_json::Value::String(text)) = map.remove("path") else {
            return Err(de::Error::missing_field("path"));
        };
        let path = JsonPath::parse(&text)
            .map_err(|error| de::Error::custom(format!("`{text}` is no JSONPath (RFC 9535): {error}")))?;
        let predicate = serde_json::from_value(serde_json::Value::Object(map)).map_err(de::Error::custom)?;
        Ok(Self { path, text, predicate })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    #[serde(default)]
    pub max: Option<RawDuration>,
    #[serde(default)]
    pub warn: Option<RawDuration>,
}
