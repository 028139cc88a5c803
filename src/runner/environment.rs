use std::collections::BTreeMap;
use std::path::PathBuf;

/// The process's environment, read once. Everything else of the program asks this value and not the
/// process, so that tests and rehearsals can hand in one of their own.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// The environment of this process; values that are no UTF-8 are left out.
    pub fn of_this_process() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self { variables }
    }

    /// An environment of exactly these variables.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect() }
    }

    /// A variable; an empty one counts as absent, as it does for the runner's own toolkit.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A variable that holds a path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from)
    }

    /// Every `INPUT_*` variable, by the input's name: the runner upper-cases names, turns blanks
    /// into `_` and keeps hyphens.
    pub fn inputs(&self) -> BTreeMap<String, String> {
        self.variables
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter_map(|(name, value)| Some((name.strip_prefix("INPUT_")?.to_lowercase(), value.trim().to_owned())))
            .collect()
    }

    /// Whether this is a step of a workflow.
    pub fn is_actions(&self) -> bool {
        self.get("GITHUB_ACTIONS") == Some("true")
    }

    /// Whether the user asked for debug logging.
    pub fn is_debug(&self) -> bool {
        self.get("RUNNER_DEBUG") == Some("1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_keep_their_hyphens_and_empty_ones_are_absent() {
        let environment = Environment::of([
            ("INPUT_APP-NAME".to_owned(), " orders ".to_owned()),
            ("INPUT_SLOT".to_owned(), "".to_owned()),
            ("PATH".to_owned(), "/bin".to_owned()),
        ]);
        let inputs = environment.inputs();
        assert_eq!(inputs.get("app-name").map(String::as_str), Some("orders"));
        assert_eq!(inputs.len(), 1);
    }
}
