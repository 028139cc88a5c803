use crate::config::ConfigError;

/// Where to read on.
pub(super) const SEE: &str = "see the pages on the configuration, on probes, on watching and on checks in `src/docs`";

/// What is wrong with a configuration.
pub(super) fn wrong_config(place: &str, error: &ConfigError) -> String {
    match error.count() {
        1 => format!("{place}: {error}"),
        _ => format!("{place}: several problems\n{error}"),
    }
}
