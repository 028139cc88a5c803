use super::{AppSettings, Stack, WebConfig};

/// The setting that chooses the version of Node.js.
const NODE: &str = "WEBSITE_NODE_DEFAULT_VERSION";
const WORKER: &str = "FUNCTIONS_WORKER_RUNTIME";

/// The language of a side on Windows and its version, in the form of `linuxFxVersion`, and what chooses the version
/// (facts: windows-stacks). `None` where they are not said.
pub fn windows_stack<E>(
    settings: &AppSettings,
    config: Result<&WebConfig, E>,
) -> Result<Option<(Stack, &'static str)>, E> {
    let Some(worker) = settings.worker_runtime() else { return Ok(None) };
    let (chosen_by, version) = match worker {
        "node" => (NODE, settings.value(NODE).map(str::to_owned)),
        "dotnet" | "dotnet-isolated" => of_config(config?, "netFrameworkVersion"),
        "powershell" => of_config(config?, "powerShellVersion"),
        "java" => of_config(config?, "javaVersion"),
        // What it starts is in the package.
        "custom" => (WORKER, Some(String::new())),
        _ => return Ok(None),
    };
    let version = version.filter(|version| worker == "custom" || !version.is_empty());
    Ok(version.map(|version| (Stack::of(format!("{}|{}", worker.to_uppercase(), plain(&version))), chosen_by)))
}

fn of_config(config: &WebConfig, name: &'static str) -> (&'static str, Option<String>) {
    (name, config.text(name))
}

/// `v8.0`, `~20` and Java's `1.8` without what stands before the version.
fn plain(version: &str) -> &str {
    let version = version.trim_start_matches(['v', 'V', '~']);
    if version == "1.8" { "8" } else { version }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(worker: &str, setting: Option<(&str, &str)>, property: Option<(&str, &str)>) -> Option<String> {
        let settings = AppSettings::of_pairs([(WORKER, worker)].into_iter().chain(setting));
        let moving = property.map(|(name, value)| (name.to_owned(), format!("\"{value}\"")));
        let config = WebConfig { moving: moving.into_iter().collect(), ..WebConfig::default() };
        let found = windows_stack::<()>(&settings, Ok(&config)).unwrap();
        found.map(|(stack, chosen_by)| format!("{stack} by {chosen_by}"))
    }

    #[test]
    fn each_language_says_its_version_in_a_place_of_its_own() {
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(of("node", Some((NODE, "~20")), None), said("NODE|20 by WEBSITE_NODE_DEFAULT_VERSION"));
        let net = Some(("netFrameworkVersion", "v8.0"));
        assert_eq!(of("dotnet-isolated", None, net), said("DOTNET-ISOLATED|8.0 by netFrameworkVersion"));
        assert_eq!(of("dotnet", None, net), said("DOTNET|8.0 by netFrameworkVersion"));
        let shell = Some(("powerShellVersion", "7.4"));
        assert_eq!(of("powershell", None, shell), said("POWERSHELL|7.4 by powerShellVersion"));
        assert_eq!(of("java", None, Some(("javaVersion", "1.8"))), said("JAVA|8 by javaVersion"));
        assert_eq!(of("custom", None, None), said("CUSTOM by FUNCTIONS_WORKER_RUNTIME"));
    }

    #[test]
    fn what_is_not_said_is_not_known_and_only_what_is_needed_is_asked_for() {
        assert_eq!(of("node", None, None), None);
        assert_eq!(of("java", None, Some(("javaVersion", ""))), None);
        assert_eq!(of("something", None, None), None);
        let node = AppSettings::of_pairs([(WORKER, "node"), (NODE, "~22")]);
        assert!(windows_stack(&node, Err("refused")).is_ok_and(|found| found.is_some()));
        let java = AppSettings::of_pairs([(WORKER, "java")]);
        assert!(windows_stack(&java, Err("refused")).is_err());
    }
}
