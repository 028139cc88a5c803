//! Inputs of the Action and the file: which one wins, and what is said of it.

use slot_deploy::cli::{self, Job, ReleaseSettings};
use slot_deploy::runner::Environment;

use crate::support::Temp;

pub const GUID: &str = "11111111-2222-3333-4444-555555555555";

/// Reads the inputs of a step with this file.
pub fn read(temp: &Temp, file: &str, variables: &[(&str, &str)]) -> Result<Job, String> {
    let path = temp.0.join("slot-deploy.yml");
    std::fs::write(&path, file).unwrap();
    let of_step = [("GITHUB_ACTIONS", "true"), ("INPUT_CONFIG", path.to_str().unwrap())];
    let all = of_step.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    cli::read(&[], &Environment::of(all))
        .map_err(|problems| problems.iter().map(|problem| format!("{problem}\n")).collect())
}

fn release(file: &str, variables: &[(&str, &str)]) -> ReleaseSettings {
    match read(&Temp::new(), file, variables) {
        Ok(Job::Release(settings)) => *settings,
        Ok(_) => panic!("another command"),
        Err(problems) => panic!("{problems}"),
    }
}

fn wrong(file: &str, variables: &[(&str, &str)]) -> String {
    read(&Temp::new(), file, variables).err().unwrap_or_else(|| panic!("it is accepted"))
}

const FILE: &str = "\
app-name: shop-orders
subscription-id: { variable: SUBSCRIPTION }
client-id: { variable: CLIENT }
tenant-id: 11111111-2222-3333-4444-555555555555
slot: blue
environments:
  production: { drain: true, watch-for: 20m }
  test: { app-name: shop-orders-test, swap: none }
";
const IDS: [(&str, &str); 2] = [("SUBSCRIPTION", GUID), ("CLIENT", GUID)];

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&IDS, more].concat()
}

#[test]
fn a_file_says_all_that_a_release_needs() {
    let settings = release(FILE, &with(&[("INPUT_ENVIRONMENT", "production")]));
    let options = &settings.options;
    assert_eq!((options.app_name.as_str(), options.slot.as_str()), ("shop-orders", "blue"));
    assert_eq!((options.drain, options.watch.as_secs(), options.client_id.as_str()), (true, 1200, GUID));
    assert_eq!(settings.environment_name, "production");
    assert!(settings.notes[0].ends_with("slot-deploy.yml: environment `production`"), "{:?}", settings.notes);
}

#[test]
fn the_name_of_the_github_environment_chooses_where_no_environment_is_named() {
    let settings = release(FILE, &with(&[("INPUT_ENVIRONMENT-NAME", "test")]));
    assert_eq!((settings.options.app_name.as_str(), settings.environment_name.as_str()), ("shop-orders-test", "test"));
    let told = wrong(FILE, &with(&[("INPUT_ENVIRONMENT-NAME", "tset")]));
    assert!(told.contains("input `environment-name`") && told.contains("did you mean `test`?"), "{told}");
    let other = with(&[("INPUT_ENVIRONMENT", "test"), ("INPUT_ENVIRONMENT-NAME", "eu-test")]);
    assert_eq!(release(FILE, &other).environment_name, "eu-test", "they may differ");
}

#[test]
fn an_input_wins_over_the_file_and_what_differs_is_said() {
    let given = with(&[("INPUT_ENVIRONMENT", "production"), ("INPUT_SLOT", "green"), ("INPUT_WATCH", "20m")]);
    let settings = release(FILE, &given);
    assert_eq!(settings.options.slot.as_str(), "green");
    let said: Vec<&String> = settings.notes.iter().filter(|note| note.contains("wins over")).collect();
    assert_eq!(said.len(), 1, "what is the same is not said: {said:?}");
    assert!(
        said[0].starts_with("the input `slot`, `green`, wins over `blue` in ") && said[0].ends_with(", line 5"),
        "{said:?}"
    );
}

#[test]
fn a_variable_that_is_not_set_or_holds_something_else_is_named_without_its_value() {
    let told = wrong(FILE, &[("INPUT_ENVIRONMENT", "test"), ("SUBSCRIPTION", GUID)]);
    assert!(told.contains("line 3: the environment variable `CLIENT` is not set"), "{told}");
    let told = wrong(FILE, &[("INPUT_ENVIRONMENT", "test"), ("SUBSCRIPTION", "s3cr3t"), ("CLIENT", GUID)]);
    assert!(
        told.contains("the value of the variable `SUBSCRIPTION` is not a GUID") && !told.contains("s3cr3t"),
        "{told}"
    );
}

#[test]
fn a_value_of_the_file_that_only_the_program_refuses_is_reported_with_its_line() {
    let told =
        wrong("watch-for: 10s\nslot: production\n", &[("INPUT_APP-NAME", "a1"), ("INPUT_SUBSCRIPTION-ID", GUID)]);
    assert!(told.contains("slot-deploy.yml, line 1: less than a minute"), "{told}");
    assert!(told.contains("slot-deploy.yml, line 2: `production` is also the target slot"), "{told}");
}

#[test]
fn a_broken_file_is_one_problem_and_nothing_that_it_may_hold_is_missed() {
    let told = wrong("slto: a\n", &[]);
    assert!(told.contains("`slto` is not a key of the configuration; did you mean `slot`?"), "{told}");
    assert!(!told.contains("`app-name`") && !told.contains("`subscription-id`"), "{told}");
}

#[test]
fn an_app_or_environment_without_a_file_is_an_input_to_fix() {
    let variables = [("GITHUB_ACTIONS", "true"), ("INPUT_APP", "orders")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let problems = cli::read(&[], &Environment::of(variables)).unwrap_err();
    assert!(problems.iter().any(|problem| problem.to_string().contains("no configuration file to choose from")));
}

#[test]
fn a_file_with_probes_alone_is_read_as_ever() {
    let file = "probes:\n  checks: [{ name: a, request: { path: /a } }]\nwatch: { host: { mode: observe } }\n";
    let ids = [
        ("INPUT_APP-NAME", "a1"),
        ("INPUT_CLIENT-ID", GUID),
        ("INPUT_TENANT-ID", GUID),
        ("INPUT_SUBSCRIPTION-ID", GUID),
    ];
    let settings = release(file, &ids);
    assert_eq!(settings.options.probes.checks.len(), 1);
    assert_eq!(settings.environment_name, "production");
    assert!(settings.notes.is_empty(), "{:?}", settings.notes);
    let slot_deploy::record::ProbeSource::Text { text, .. } = &settings.options.asks else { panic!("a text") };
    assert_eq!(text, file, "its ticket carries it as it was written");
}

#[test]
fn the_input_probes_takes_the_place_of_the_files_probes_alone() {
    let file = "probes:\n  checks: [{ name: a, request: { path: /a } }]\nwatch: { host: { mode: observe } }\n";
    let ids = [
        ("INPUT_APP-NAME", "a1"),
        ("INPUT_CLIENT-ID", GUID),
        ("INPUT_TENANT-ID", GUID),
        ("INPUT_SUBSCRIPTION-ID", GUID),
        ("INPUT_PROBES", "[{ name: b, request: { path: /b } }]"),
    ];
    let settings = release(file, &ids);
    assert_eq!(settings.options.probes.checks[0].name, "b");
    assert_eq!(settings.options.watch_rules.host, slot_deploy::record::RuleMode::Observe);
    let again = slot_deploy::config::parse_source(&settings.options.asks, &[]).unwrap().unwrap();
    assert_eq!((again.probes.checks[0].name.as_str(), again.watch.host), ("b", slot_deploy::record::RuleMode::Observe));
    assert!(again.probes.checks[0].is_from_input);
}

const OF_VARIABLE: &str = "settings: { KEY: { variable: SHOP_KEY } }\n";

/// Reads the inputs of a command whose step has this as the variable; `None`: it has none.
fn with_variable(command: &str, dry_run: bool, value: Option<&[u8]>) -> Result<Job, String> {
    use std::os::unix::ffi::OsStringExt;
    let temp = Temp::new();
    let path = temp.0.join("slot-deploy.yml");
    std::fs::write(&path, OF_VARIABLE).unwrap();
    let given = [
        ("GITHUB_ACTIONS", "true"),
        ("INPUT_COMMAND", command),
        ("INPUT_CONFIG", path.to_str().unwrap()),
        ("INPUT_APP-NAME", "a1"),
        ("INPUT_CLIENT-ID", GUID),
        ("INPUT_TENANT-ID", GUID),
        ("INPUT_SUBSCRIPTION-ID", GUID),
        ("INPUT_DRY-RUN", if dry_run { "true" } else { "false" }),
    ];
    let mut all: Vec<(std::ffi::OsString, std::ffi::OsString)> =
        given.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    all.extend(value.map(|value| ("SHOP_KEY".into(), std::ffi::OsString::from_vec(value.to_vec()))));
    cli::read(&[], &Environment::of_os(all))
        .map_err(|problems| problems.iter().map(|problem| format!("{problem}\n")).collect())
}

#[test]
fn every_command_that_plans_a_release_judges_a_variable_alike() {
    for (command, dry_run) in
        [("release", false), ("stage", false), ("release", true), ("stage", true), ("check", false), ("diff", false)]
    {
        for (value, says) in [(b"".as_slice(), "it is empty"), (b"s3cr3t\xff", "it is not UTF-8")] {
            let told =
                with_variable(command, dry_run, Some(value)).err().unwrap_or_else(|| panic!("{command}: accepted"));
            assert!(told.contains("`SHOP_KEY` (for the setting `KEY`") && told.contains(says), "{command}: {told}");
            assert!(!told.contains("s3cr3t"), "{told}");
        }
        assert!(with_variable(command, dry_run, Some(b"good")).is_ok(), "{command}");
    }
    for (command, dry_run) in [("release", false), ("release", true), ("stage", true)] {
        let told = with_variable(command, dry_run, None).err().unwrap_or_else(|| panic!("{command}: accepted"));
        assert!(told.contains("variables that this step does not have: `SHOP_KEY`"), "{told}");
    }
    for command in ["check", "diff"] {
        let Ok(Job::Release(settings)) = with_variable(command, false, None) else { panic!("it needs no secret") };
        let says = |warning: &String| warning.contains("`SHOP_KEY` (for `KEY`)");
        assert!(settings.warnings.iter().any(says), "{:?}", settings.warnings);
    }
}

#[test]
fn an_id_by_a_variable_says_why_there_is_no_value() {
    let told = wrong(FILE, &[("INPUT_ENVIRONMENT", "test"), ("SUBSCRIPTION", GUID), ("CLIENT", "")]);
    assert!(told.contains("line 3: the environment variable `CLIENT` is empty"), "{told}");
    assert_eq!(told.matches("input `client-id`").count(), 1, "{told}");
    let told = wrong(FILE, &[("INPUT_ENVIRONMENT", "test"), ("SUBSCRIPTION", GUID)]);
    assert!(told.contains("line 3: the environment variable `CLIENT` is not set"), "{told}");
    assert_eq!(told.matches("input `client-id`").count(), 1, "{told}");
}

#[test]
fn a_name_with_letters_beyond_ascii_is_refused_with_its_place_and_the_rule() {
    for (key, name) in [("slot", "bl\u{fc}e"), ("target-slot", "pr\u{43e}duction"), ("app-name", "b\u{fc}cher")] {
        let rule = if key == "app-name" { "2 to 60 letters (a to z)" } else { "2 to 59 letters (a to z)" };
        let told = wrong(&format!("swap: preview\n{key}: {name}\n"), &IDS);
        assert!(told.contains("line 2, column") && told.contains(rule), "{key}: {told}");
        let input = format!("INPUT_{}", key.to_uppercase());
        let told = wrong("swap: preview\n", &[(&input, name)]);
        assert!(told.contains(&format!("input `{key}`: ")) && told.contains(rule), "{key}: {told}");
    }
}

#[test]
fn a_folder_for_the_record_is_said_to_have_no_effect_in_actions() {
    let ids = [
        ("INPUT_APP-NAME", "a1"),
        ("INPUT_CLIENT-ID", GUID),
        ("INPUT_TENANT-ID", GUID),
        ("INPUT_SUBSCRIPTION-ID", GUID),
        ("INPUT_REPORT", "out"),
    ];
    let settings = release("swap: preview\n", &ids);
    let said =
        |settings: &ReleaseSettings| settings.warnings.iter().any(|one| one.starts_with("`report` has no effect in"));
    assert!(said(&settings), "{:?}", settings.warnings);
    assert!(!said(&release("swap: preview\n", &ids[..4])));
}
