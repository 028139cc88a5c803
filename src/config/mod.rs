//! `slot-deploy.yml` and the inline input `probes`: raw YAML in, checked values out.
//!
//! Scalars are checked while they are read, so that their errors carry line and column; relations
//! between them are checked afterwards, all at once. The file lies in the checkout and may come
//! from a pull request: it can say what to ask of the app, but names no host, no certificate, no
//! identity and no channel.

mod check;
mod duration;
mod error;
mod predicate;
mod raw;
mod status_set;
mod template;
mod watch;

pub use check::{Auth, Check, Expectation, Probes, Readiness, RequestSpec};
pub use duration::{parse_duration, show_duration};
pub use error::ConfigError;
pub use predicate::Predicate;
pub use status_set::StatusSet;
pub use template::{Release, Template};

use crate::record::WatchSpec;

/// More than this is no configuration.
const LARGEST: usize = 256 * 1024;

/// What a repository says about its app.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// What is to be asked of it.
    pub probes: Probes,
    /// How it is judged while it is watched.
    pub watch: WatchSpec,
}

/// Reads `slot-deploy.yml`.
pub fn parse_file(source: &str) -> Result<Configuration, ConfigError> {
    let raw: raw::File = parse(source)?;
    Ok(Configuration {
        probes: check::checked(raw.probes.unwrap_or_default(), source)?,
        watch: watch::checked(raw.watch.unwrap_or_default()),
    })
}

/// Reads the inline input `probes`: what stands below `probes:` in the file, or only the list of
/// checks.
pub fn parse_inline(source: &str) -> Result<Probes, ConfigError> {
    let starts_as_list = source.trim_start().starts_with(['-', '[']);
    let raw = match starts_as_list {
        true => raw::Probes { checks: parse(source)?, ..raw::Probes::default() },
        false => parse(source)?,
    };
    check::checked(raw, source)
}

fn parse<T: serde::de::DeserializeOwned>(source: &str) -> Result<T, ConfigError> {
    if source.len() > LARGEST {
        return Err(ConfigError::TooLarge { bytes: source.len() });
    }
    serde_yaml::from_str(source).map_err(|error| ConfigError::syntax(source, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ProbePhase, RuleMode, Severity};

    const FULL: &str = r#"
probes:
  readiness: { deadline: 3m, successes: 3 }
  defaults: { timeout: 5s }
  checks:
    - name: version
      on: [stage, production]
      request:
        path: /api/version
        headers: { accept: application/json }
        auth: { function_key: { function: version, name: default } }
      expect:
        status: [200, 2xx]
        headers: { content-type: { matches: "^application/json" }, x-powered-by: { absent: true } }
        json:
          - { path: "$.commit", equals: "${release.commit}" }
          - { path: "$.deps[?@.ok==false]", count: 0 }
        latency: { max: 2s, warn: 800ms }
    - name: order
      severity: warning
      on: [stage]
      request: { method: POST, path: /api/orders, body: { sku: 1 }, auth: { entra: "api://orders/.default" } }
      expect: { status: 201, body: { not_matches: "(?i)exception" } }
"#;

    #[test]
    fn the_documented_syntax_is_understood() {
        let probes = parse_file(FULL).unwrap().probes;
        assert_eq!(probes.readiness.successes, 3);
        let [version, order] = &probes.checks[..] else { panic!("two checks") };
        assert_eq!(version.severity, Severity::Error);
        assert_eq!(version.expect.len(), 6);
        assert_eq!(version.timeout.as_secs(), 5);
        assert_eq!(order.on, [ProbePhase::Stage]);
        assert_eq!(order.request.method, "POST");
    }

    #[test]
    fn the_inline_form_may_be_only_the_list() {
        let list = "- name: ping\n  request: { path: /api/ping }\n";
        let probes = parse_inline(list).unwrap();
        assert_eq!(probes.checks.len(), 1);
        assert_eq!(probes.checks[0].on, [ProbePhase::Stage, ProbePhase::Production]);
        assert!(parse_inline("checks:\n  - { name: a, request: { path: / } }\n").is_ok());
    }

    fn wrong(source: &str) -> String {
        parse_inline(source).unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_the_place_and_shows_the_line() {
        let text = wrong("- name: a\n  request: { path: /a }\n  expect:\n    stauts: 200\n");
        assert!(text.contains("line 4, column 5"), "{text}");
        assert!(text.contains("stauts: 200"), "{text}");
        assert!(text.contains("`status`"), "{text}");
        let text =
            wrong("- name: a\n  request: { path: /a }\n  expect:\n    json:\n      - { path: \"$.[\", count: 1 }\n");
        assert!(text.contains("line 5"), "{text}");
    }

    #[test]
    fn relations_are_checked_all_at_once() {
        let text = wrong(
            "- name: a\n  on: [production]\n  request: { method: POST, path: /a }\n- name: a\n  request: { path: /b }\n",
        );
        assert!(text.contains("two checks are named `a`"), "{text}");
        assert!(text.contains("POST"), "{text}");
        assert!(text.contains("line 4"), "{text}");
    }

    #[test]
    fn a_file_from_a_pull_request_can_neither_send_tokens_for_azure_nor_name_a_host() {
        let scope = "- name: a\n  request: { path: /a, auth: { entra: https://management.azure.com/.default } }\n";
        assert!(wrong(scope).contains("api://"));
        assert!(wrong("- name: a\n  request: { path: https://evil.test/a }\n").contains("begins with `/`"));
        assert!(wrong("- name: a\n  request: { path: //evil.test/a }\n").contains("begins with one `/`"));
    }

    #[test]
    fn rules_of_the_watch_are_put_over_the_defaults() {
        let yaml = "watch:\n  host: { mode: observe }\n  silence: { mode: off }\n  errors: { rate: 5%, times_baseline: 3, readings: 4 }\n  \
                    latency: { mode: enforce, slower_by: 250ms }\n  budgets: { failures: 4 }\n";
        let watch = parse_file(yaml).unwrap().watch;
        assert_eq!(
            (watch.host, watch.silence.mode, watch.probes),
            (RuleMode::Observe, RuleMode::Off, RuleMode::Enforce)
        );
        assert_eq!((watch.errors.rate, watch.errors.times_baseline, watch.errors.readings), (0.05, 3.0, 4));
        assert_eq!((watch.latency.mode, watch.latency.slower_by), (RuleMode::Enforce, 0.25));
        assert_eq!((watch.budgets.failures, watch.budgets.errors), (4, 4));
        assert_eq!(parse_file("probes: {}").unwrap().watch, WatchSpec::default());
    }

    #[test]
    fn a_wrong_rule_is_shown_where_it_stands() {
        for (yaml, place, says) in [
            ("watch:\n  errors: { rate: 2 }\n", "line 2, column", "`2%`"),
            ("watch:\n  errors:\n    rate: 200%\n", "line 3, column", "`200%` is no share"),
            ("watch:\n  host: { mode: maybe }\n", "line 2, column", "`enforce`, `observe`, `off`"),
            ("watch:\n  latency: { times_baseline: 0.5 }\n", "line 2", "1 or more"),
            ("watch:\n  budgets: { failures: 0 }\n", "line 2", "1 or more"),
            ("watch:\n  erors: { mode: off }\n", "line 2, column 3", "`errors`"),
        ] {
            let text = parse_file(yaml).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }

    #[test]
    fn something_huge_is_refused_before_it_is_read() {
        assert!(wrong(&"#".repeat(LARGEST + 1)).contains("256 KiB"));
    }
}
