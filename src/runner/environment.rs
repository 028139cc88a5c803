use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A variable as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable<'a> {
    /// It is not there.
    Absent,
    /// It is there, and empty, as one is that was filled from a secret that is not there.
    Empty,
    /// It is not UTF-8.
    NotText,
    /// It holds this.
    Text(&'a str),
}

/// The process's environment, read once. All other code reads this value and not the process, so that tests and rehearsals
/// can pass their own.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    unreadable: Vec<String>,
    folder: Option<PathBuf>,
}

impl Environment {
    /// The environment of this process.
    pub fn of_this_process() -> Self {
        Self { folder: std::env::current_dir().ok(), ..Self::of_os(std::env::vars_os()) }
    }

    /// The same in this working directory.
    pub fn in_folder(self, folder: PathBuf) -> Self {
        Self { folder: Some(folder), ..self }
    }

    /// The working directory; `None` where it is not known.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// An environment whose texts need not be UTF-8; those that are not are left out, and named by [`unreadable`](Self::unreadable).
    pub fn of_os(all: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        for (name, value) in all {
            match (name.into_string(), value.into_string()) {
                (Ok(name), Ok(value)) => drop(environment.variables.insert(name, value)),
                (Ok(name), Err(_)) => environment.unreadable.push(name),
                (Err(name), _) => environment.unreadable.push(name.to_string_lossy().into_owned()),
            }
        }
        environment.unreadable.sort_unstable();
        environment
    }

    /// The names of the variables that are not UTF-8, as far as they can be shown.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// An environment of exactly these variables.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect(), ..Self::default() }
    }

    /// A variable; an empty one counts as absent, as it does for the runner's own toolkit.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A variable as it was given, for who has to tell apart why there is no value.
    pub fn variable(&self, name: &str) -> Variable<'_> {
        match self.variables.get(name) {
            Some(text) if text.is_empty() => Variable::Empty,
            Some(text) => Variable::Text(text),
            None if self.unreadable.iter().any(|other| other == name) => Variable::NotText,
            None => Variable::Absent,
        }
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

    /// Whether a terminal may be given colours (<https://no-color.org>).
    pub fn likes_colours(&self) -> bool {
        self.get("NO_COLOR").is_none() && self.get("TERM") != Some("dumb")
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

    #[test]
    fn colours_are_left_out_on_request_and_on_a_dumb_terminal() {
        let likes = |name: &str, value: &str| Environment::of([(name.to_owned(), value.to_owned())]).likes_colours();
        assert!(likes("TERM", "xterm") && likes("NO_COLOR", ""));
        assert!(!likes("NO_COLOR", "1") && !likes("TERM", "dumb"));
    }
}
