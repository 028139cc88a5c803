use serde::Deserialize;
use serde_json::{Map, Value};

/// One function of `GET …/functions` (`FunctionEnvelope` in WebApps.json; written by `FunctionMetadataResponse` of the
/// Functions host, which always writes `name` and `isDisabled`).
#[derive(Debug, Deserialize)]
pub(crate) struct Function {
    /// `app/function`.
    pub name: Option<String>,
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    pub name: Option<String>,
    pub is_disabled: bool,
    /// The contents of its `function.json`; optional by definition.
    pub config: Option<Config>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub bindings: Option<Vec<Binding>>,
}

/// A binding is written by the function's author, so anything in it may be absent, or of another kind than is meant.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Binding(Map<String, Value>);

impl Binding {
    /// The first of these properties that is a text with something in it. Their names are read without regard to case.
    pub(crate) fn text(&self, names: &[&str]) -> Option<&str> {
        let named = |name: &&str| self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        names.iter().filter_map(named).filter_map(|(_, value)| value.as_str()).find(|text| !text.is_empty())
    }

    fn is_trigger(&self) -> bool {
        self.text(&["type"]).is_some_and(|kind| kind.to_lowercase().ends_with("trigger"))
    }
}

impl Function {
    /// What people call it: `properties.name`, or the last part of the resource's name.
    pub(crate) fn own_name(&self) -> Option<&str> {
        let of_resource = || Some(self.name.as_deref()?.rsplit_once('/')?.1);
        self.properties.name.as_deref().filter(|name| !name.is_empty()).or_else(of_resource)
    }

    /// The binding that starts it.
    pub(crate) fn trigger(&self) -> Option<&Binding> {
        let bindings = self.properties.config.as_ref()?.bindings.as_ref()?;
        bindings.iter().find(|binding| binding.is_trigger())
    }

    /// Its bindings beside that.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Binding> {
        let bindings = self.properties.config.as_ref().and_then(|config| config.bindings.as_ref());
        bindings.into_iter().flatten().filter(|binding| !binding.is_trigger())
    }
}
