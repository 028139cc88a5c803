use serde::Deserialize;

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

/// A binding is written by the function's author, so anything in it may be absent.
#[derive(Debug, Deserialize)]
pub(crate) struct Binding {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub connection: Option<String>,
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
        bindings.iter().find(|binding| binding.kind.as_ref().is_some_and(|kind| is_trigger(kind)))
    }
}

fn is_trigger(kind: &str) -> bool {
    kind.to_lowercase().ends_with("trigger")
}
