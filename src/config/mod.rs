//! `slot-deploy.yml` and the inline input `probes`: raw YAML in, checked values out.
//!
//! The file is read into a tree whose nodes know where they stand ([`node`]), and everything that is wrong with it is reported at
//! once, each at its own place. Its keys are declared in tables ([`keys`]), from which readers, the JSON Schema and the rules of
//! merging are made; its layers come to one tree ([`file`]), which is read like a file without layers. It lies in the checkout and may
//! come from a pull request: probes go to the app's own host alone, what may be named at all is for `cli` to say, and reading it takes
//! time in proportion to its size.

mod choice_error;
mod configuration;
mod declared_settings;
mod duration;
mod error;
mod expect;
mod file;
mod file_value;
mod foreign;
mod hidden_texts;
mod hold_and_after;
mod keys;
mod lowering;
mod merge;
mod node;
mod own_header;
mod place;
mod predicate;
mod probe;
mod probes;
mod problems;
mod read;
mod request;
mod required;
#[cfg(test)]
mod sample;
mod schema;
mod setting_name;
mod setting_shape;
mod setting_words;
mod shape;
mod shown;
mod site_properties;
mod source_line;
mod status_set;
mod template;
mod watch;
mod yaml;

pub use choice_error::ChoiceError;
pub use configuration::Configuration;
pub use declared_settings::{DeclaredSetting, DeclaredSettings, DeclaredValue};
pub use duration::{parse_duration, show_duration};
pub use error::ConfigError;
pub use file::{Chosen, ConfigFile, NotChosen, Wanted};
pub use file_value::{FileValue, Given};
pub use foreign::{ForeignEntry, ForeignValue, ForeignYaml};
pub use hold_and_after::HoldAndAfter;
pub use keys::file_keys;
pub use predicate::Predicate;
pub use probe::{Auth, Expectation, Probe, Probes, Readiness, RequestSpec};
pub use required::{Category, RequiredSetting, Where};
pub use schema::{config_schema, schema_text};
pub use setting_name::{check_name, why_kept, why_owned};
pub use setting_shape::{SettingShape, ShapeSeen};
pub use shape::{Key, Reach};
pub use shown::{Shown, ValueFrom};
pub use site_properties::SiteProperties;
pub use status_set::StatusSet;
pub use template::{Release, Template};
pub use yaml::{Remark, yaml};

use crate::record::{Lowerable, ProbeInput, ProbeSource};
use error::LARGEST;
use node::{Content, Node};
use problems::Report;

/// Reads `slot-deploy.yml`, which may lower these checks: what all its apps and environments have in common.
pub fn parse_file(source: &str, checks: &[Lowerable]) -> Result<Configuration, ConfigError> {
    ConfigFile::parse(source, checks)?.common()
}

/// Reads the inline input `probes`: the value of `probes:` in the file, or only the list of
/// checks.
pub fn parse_inline(source: &str) -> Result<Probes, ConfigError> {
    let mut probes = read_all(source, |root, report| match root.content {
        Content::List(_) => Probes { checks: probes::read_checks(root, None, report), ..Probes::default() },
        _ => probes::read(root, report),
    })?;
    probes.checks.iter_mut().for_each(|check| check.is_from_input = true);
    Ok(probes)
}

/// The probes of the input `probes` as they are shown.
pub fn inline_shown(source: &str) -> Option<Shown> {
    Some(match Shown::read(source)? {
        shown @ Shown::List(..) => Shown::Map(vec![("checks".to_owned(), shown)], ValueFrom::Input(None)),
        other => other,
    })
}

/// The configuration that another job read from this text; `None`: the source holds no text.
pub fn parse_source(source: &ProbeSource, checks: &[Lowerable]) -> Result<Option<Configuration>, ConfigError> {
    match source {
        ProbeSource::Text { input: ProbeInput::Config, text } => parse_file(text, checks).map(Some),
        // A file with other keys, in which the input `probes` took the place of its probes.
        ProbeSource::Text { input: ProbeInput::Probes, text } if text.starts_with("probes:") => {
            let mut configuration = parse_file(text, checks)?;
            configuration.probes.checks.iter_mut().for_each(|check| check.is_from_input = true);
            Ok(Some(configuration))
        }
        ProbeSource::Text { input: ProbeInput::Probes, text } => {
            parse_inline(text).map(|probes| Some(Configuration { probes, ..Configuration::default() }))
        }
        ProbeSource::Nothing | ProbeSource::Digest { .. } => Ok(None),
    }
}

fn read_all<T: Default>(source: &str, read: impl FnOnce(&Node, &mut Report) -> T) -> Result<T, ConfigError> {
    if source.len() > LARGEST {
        return Err(ConfigError::TooLarge { bytes: source.len() });
    }
    let mut report = Report::default();
    let root = node::parse(source, &mut report).filter(|root| !root.is_nothing());
    let value = root.map(|root| read(&root, &mut report)).unwrap_or_default();
    report.result(source)?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ProbePhase, RuleMode, Severity, WatchSpec};

    fn parse_file(source: &str) -> Result<Configuration, ConfigError> {
        super::parse_file(source, &[])
    }

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
    fn contradictory_keys_are_reported_all_at_once() {
        let text = wrong(
            "- name: a\n  on: [production]\n  request: { method: POST, path: /a }\n- name: a\n  request: { path: /b }\n",
        );
        assert!(text.contains("two checks are named `a`"), "{text}");
        assert!(text.contains("POST"), "{text}");
        assert!(text.contains("line 4"), "{text}");
    }

    #[test]
    fn a_contradiction_is_reported_with_its_place() {
        let deep_first =
            "- name: health-deep\n  request: { path: /deep }\n- name: 'health'\n  on: []\n  request: { path: /a }\n";
        let text = wrong(deep_first);
        assert!(text.contains("(check `health`, line 4, column 7)"), "{text}");
        let text = wrong(
            "- name: a\n  request: { path: /a, headers: { accept: x, 'b c': y } }\n  expect:\n    headers:\n      'd e': z\n",
        );
        assert!(text.contains("`b c` is not a header name (check `a`, line 2, column 53)"), "{text}");
        assert!(text.contains("`d e` is not a header name (check `a`, line 5, column 14)"), "{text}");
        let in_file = "watch: {}\nprobes:\n  checks:\n    - name: health-deep\n      request: { path: /deep }\n    - name: 'health'\n      \
                       on: []\n      request: { path: /a }\n";
        let text = parse_file(in_file).unwrap_err().to_string();
        assert!(text.contains("(check `health`, line 7, column 11)"), "{text}");
        let twice = "- &a { name: a, request: { path: /a } }\n- *a\n";
        assert!(wrong(twice).contains("two checks are named `a`, line 1, column 14"), "{}", wrong(twice));
    }

    #[test]
    fn a_file_from_a_pull_request_can_neither_send_tokens_for_azure_nor_name_a_host() {
        let scope = "- name: a\n  request: { path: /a, auth: { entra: https://management.azure.com/.default } }\n";
        assert!(wrong(scope).contains("api://"));
        for not_own in [
            "api://AzureADTokenExchange/.default",
            "api://azureadtokenexchangeusgov/.default",
            "api://a/.default https://management.azure.com/.default",
            "api:///.default",
        ] {
            let scope = format!("- name: a\n  request: {{ path: /a, auth: {{ entra: '{not_own}' }} }}\n");
            assert!(wrong(&scope).contains("is refused"), "{not_own}");
        }
        assert!(wrong("- name: a\n  request: { path: https://evil.test/a }\n").contains("begins with `/`"));
        assert!(wrong("- name: a\n  request: { path: //evil.test/a }\n").contains("begins with one `/`"));
    }

    #[test]
    fn given_watch_rules_override_the_defaults() {
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
    fn a_wrong_watch_rule_is_reported_with_its_place() {
        for (yaml, place, says) in [
            ("watch:\n  errors: { rate: 2 }\n", "line 2, column", "`2%`"),
            ("watch:\n  errors:\n    rate: 200%\n", "line 3, column", "`200%` is not a share"),
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
    fn a_huge_configuration_is_refused_before_it_is_read() {
        assert!(wrong(&"#".repeat(LARGEST + 1)).contains("256 KiB"));
    }
    fn problems(source: &str) -> Vec<String> {
        match parse_file(source).unwrap_err() {
            ConfigError::Syntax { problems } | ConfigError::Relations { problems } => problems,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn every_problem_is_reported_at_its_own_value_and_with_its_line() {
        let source = r#"probes:
  readiness: { deadline: 0s }
  checks:
    - name: a
      requst: {}
      request: { path: "/a", method: GETT, headers: { x: "a\r\nb" } }
      timeout: soon
      expect:
        body: { matches: "(a" }
        headers: { y: {}, z: { not_matches: "[" } }
        json: [{ path: "$.[", equals: 1 }, { path: "$.b", equlas: 1 }]
        latency: { max: 1s, warn: 2s }
        body: { contains: "${{ github.sha }}" }
watch:
  erors: { mode: off }
  host: { mode: onserve }
"#;
        let told = problems(source);
        let expected = [
            ("`deadline` is `0s`", "line 2, column 26"),
            ("`requst` is not a key of a check; did you mean `request`?", "line 5, column 7"),
            ("`GETT` is not a value of `method`; did you mean `GET`?", "line 6, column 38"),
            ("the header `x` holds a line break", "line 6, column 58"),
            ("`timeout`: `soon` is not a duration", "line 7, column 16"),
            ("`matches` of `body` is not a regular expression: unclosed group", "line 9, column 26"),
            ("no expectation is given for the header `y`", "line 10, column 23"),
            (
                "`not_matches` of the header `z` is not a regular expression: unclosed character class",
                "line 10, column 45",
            ),
            ("`$.[` is not a JSONPath", "line 11, column 24"),
            ("`equlas` is not a key of `$.b`; did you mean `equals`?", "line 11, column 59"),
            ("`warn`, 2.0 s, is above `max`, 1.0 s", "line 12, column 35"),
            ("the key `body` is given twice, line 13, column 9; the first is at line 9, column 9", "line 13, column 9"),
            ("`erors` is not a key of `watch`; did you mean `errors`?", "line 15, column 3"),
            ("`onserve` is not a value of `mode`; did you mean `observe`?", "line 16, column 17"),
        ];
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (told, (says, place)) in told.iter().zip(expected) {
            let (sentence, frame) = told.split_once('\n').unwrap();
            assert!(sentence.contains(says) && sentence.contains(place), "{says}, {place}: {told}");
            assert!(!sentence.contains("error:"), "{told}");
            let number = place.trim_start_matches("line ").split(',').next().unwrap();
            let line = source.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap();
            assert!(frame.contains(&format!(" | {line}\n")), "{told}");
        }
    }

    #[test]
    fn keys_for_anchors_are_the_teams_own_and_aliases_stand_for_their_values() {
        let probes = parse_file(
            "x-auth: &auth { host_key: k }\nprobes:\n  checks:\n    - { name: a, request: { path: /a, auth: *auth } }\n",
        );
        assert_eq!(probes.unwrap().probes.checks[0].request.auth, Some(Auth::HostKey { name: "k".into() }));
        assert!(problems("y-auth: 1\n")[0].contains("`y-auth` is not a key of the configuration"));
    }

    #[test]
    fn values_that_make_no_sense_are_refused() {
        for (check, says) in [
            (format!("name: {}", "n".repeat(3000)), "has 3000 characters"),
            ("name: \"\"".to_owned(), "`name` is empty"),
            ("name: \"a\\u202eb\"".to_owned(), "`a·b`"),
            ("name: a, expect: { body: {} }".to_owned(), "no expectation is given for `body`"),
            ("name: a, expect: { body: }".to_owned(), "`body` is a mapping"),
            ("name: a, expect: { body: { contains: '' } }".to_owned(), "`contains` of `body` is empty"),
            ("name: a, expect: { latency: { max: 0ms } }".to_owned(), "`max` is `0ms`"),
            ("name: a, expect: { status: [] }".to_owned(), "never be right"),
            (
                "name: a, expect: { json: [{ path: $.a, at_least: 2, at_most: 1 }] }".to_owned(),
                "at least 2 and at most 1",
            ),
            ("name: a, expect: { headers: { a: { absent: true, equals: b } } }".to_owned(), "to be absent"),
        ] {
            let text = wrong(&format!("- {{ {check}, request: {{ path: /a }} }}\n"));
            assert!(text.contains(says), "{says}: {text}");
        }
        let text = wrong("readiness: { successes: 9, interval: 1m, deadline: 2m }\nchecks: []\n");
        assert!(text.contains("9 successes"), "{text}");
        // A second apart, where nothing else is said.
        assert!(wrong("readiness: { successes: 9, deadline: 5s }\nchecks: []\n").contains("9 successes"));
    }

    #[test]
    fn what_is_not_yaml_is_explained_in_the_words_of_the_file() {
        for (source, says) in [
            ("probes:\n\tchecks: []\n", "tab"),
            ("probes: { a: ${{ vars.X }} }\n", "replaced in workflow files only"),
            ("a: b: c\n", "`:`"),
            ("probes: {}\n---\nwatch: {}\n", "second document"),
            ("probes: *nowhere\n", "anchor"),
            ("watch: !now {}\n", "tag `!now`"),
        ] {
            let told = problems(source);
            assert!(told.concat().contains(says) && told[0].contains("line "), "{says}: {told:#?}");
        }
        for nothing in ["", "# only a remark\n", "null\n"] {
            assert_eq!(parse_file(nothing).unwrap().probes.checks.len(), 0);
        }
    }

    #[test]
    fn a_hostile_file_is_refused_and_not_followed() {
        let deep = "[".repeat(LARGEST / 2);
        assert!(problems(&format!("probes: {deep}"))[0].contains("deep"));
        let mut grown = "x-0: &a0 [1, 1]\n".to_owned();
        for level in 1..60 {
            grown += &format!("x-{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1);
        }
        assert!(problems(&grown)[0].contains("every alias written out"));
        let wrongs: String = (0..10_000).map(|number| format!("k{number}: \"{}\"\n", "v".repeat(10))).collect();
        let told = problems(&wrongs);
        assert_eq!(told.len(), 51);
        assert_eq!(told[50], "and 9950 more problems");
        let path = format!(
            "- {{ name: a, request: {{ path: /a }}, expect: {{ json: [{{ path: '$[?{}1==1', count: 1 }}] }} }}",
            "(".repeat(5000)
        );
        assert!(wrong(&path).contains("too long or too deep"));
        let patterns: String = (0..600).map(|_| "- *p\n").collect();
        let shared = format!(
            "- &p {{ name: a, request: {{ path: /a }}, expect: {{ body: {{ matches: '\\w+' }} }} }}\n{patterns}"
        );
        assert!(parse_inline(&shared).is_err());
    }

    #[test]
    fn a_long_line_is_shown_around_the_wrong_value() {
        let told = problems(&format!("probes: {{ readiness: {{ {}deadline: 0s }} }}\n", " ".repeat(5000)));
        let frame: Vec<&str> = told[0].lines().collect();
        let caret = frame[2].chars().position(|c| c == '^').unwrap();
        assert_eq!(frame[1].chars().skip(caret).take(2).collect::<String>(), "0s", "{}", told[0]);
        assert!(frame[1].chars().count() < 200);
    }
}
