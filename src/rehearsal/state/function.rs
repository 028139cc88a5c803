use serde_json::Value;

/// One function as the host found it in the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    /// Its name.
    pub name: String,
    /// Its `function.json`, or what stands for it.
    pub config: Value,
}

impl FunctionInfo {
    /// Its trigger binding.
    pub fn trigger(&self) -> Option<&Value> {
        self.config["bindings"]
            .as_array()?
            .iter()
            .find(|binding| binding["type"].as_str().is_some_and(|kind| kind.to_lowercase().ends_with("trigger")))
    }

    /// Whether requests start it.
    pub fn is_http(&self) -> bool {
        self.trigger().is_some_and(|trigger| {
            trigger["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("httpTrigger"))
        })
    }

    /// The route below `/api`, for an HTTP function.
    pub fn route(&self) -> String {
        let route = self.trigger().and_then(|trigger| trigger["route"].as_str());
        route.unwrap_or(&self.name).trim_matches('/').to_owned()
    }

    /// Who may call it: `anonymous`, `function`, `admin`.
    pub fn auth_level(&self) -> String {
        let level = self.trigger().and_then(|trigger| trigger["authLevel"].as_str());
        level.unwrap_or("function").to_lowercase()
    }

    /// The methods it takes; all when none is named.
    pub fn takes(&self, method: &str) -> bool {
        match self.trigger().and_then(|trigger| trigger["methods"].as_array()) {
            None => true,
            Some(methods) => {
                methods.iter().any(|taken| taken.as_str().is_some_and(|taken| taken.eq_ignore_ascii_case(method)))
            }
        }
    }
}
