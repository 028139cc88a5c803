use std::collections::BTreeSet;

/// What is known of the app that a package is for. Nothing is concluded from what is not known.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// `linuxFxVersion`, such as `PYTHON|3.11`.
    pub stack: Option<String>,
    /// `FUNCTIONS_WORKER_RUNTIME`, where it is one of the known words.
    pub worker: Option<&'static str>,
    /// What it runs on.
    pub os: Option<Os>,
    /// The kind of its plan.
    pub plan: Option<PlanKind>,
    /// The top-level import names of a layer that the package is put on; `None`: the package brings everything itself.
    pub layer: Option<BTreeSet<String>>,
    /// Whether the server builds the package, and installs what its lock files name.
    pub built_there: bool,
}

/// What an app runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

/// The kind of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanKind {
    /// Consumption, `Y1`.
    Consumption,
    /// Flex Consumption.
    Flex,
    /// Elastic Premium.
    Premium,
    /// An App Service plan.
    Dedicated,
}

impl Target {
    /// The language of the stack, in small letters, and its version.
    pub(super) fn language(&self) -> Option<(String, &str)> {
        let (language, version) = self.stack.as_deref()?.split_once('|')?;
        Some((language.to_lowercase(), version))
    }

    /// The minor version of Python 3, where the app runs on it.
    pub(super) fn python_minor(&self) -> Option<u32> {
        let (language, version) = self.language()?;
        let minor = version.strip_prefix("3.").filter(|_| language == "python")?;
        minor.split('.').next()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_python_is_read_from_the_stack_of_python_only() {
        let minor = |stack: &str| Target { stack: Some(stack.to_owned()), ..Target::default() }.python_minor();
        assert_eq!([minor("PYTHON|3.11"), minor("Python|3.9"), minor("python|3.13.1")], [Some(11), Some(9), Some(13)]);
        assert_eq!([minor("NODE|22"), minor("python|"), minor("3.11")], [None; 3]);
    }
}
