//! Ctrl-C in a terminal, which reaches every process of its group: it ends the release, and not the app that is released.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::Temp;
use crate::support::served::{Served, program};

fn signal(name: &str, group: u32) {
    assert!(Command::new("pkill").args([&format!("-{name}"), "-g", &group.to_string()]).status().unwrap().success());
}

fn interrupt(group: u32) {
    signal("INT", group);
}

/// A rehearsal in a group of its own, whose terminal is closed once this stands in its log; what it prints, up to the line `until`
/// or its end.
fn hung_up(mut command: Command, until: &str) -> (String, ExitStatus) {
    let report = Temp::new();
    command.args(["--report", report.0.to_str().unwrap()]);
    let mut running = command.process_group(0).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(running.stderr.take().unwrap());
    let mut text = String::new();
    let mut read_to = |line: &str, text: &mut String| while !text.contains(line) && log.read_line(text).unwrap() > 0 {};
    read_to("✓ Preflight", &mut text);
    signal("HUP", running.id());
    read_to(until, &mut text);
    let _ = Command::new("pkill").args(["-INT", "-g", &running.id().to_string()]).status();
    read_to("the end", &mut text);
    (text, running.wait().unwrap())
}

#[test]
fn a_closed_terminal_ends_the_release_as_a_cancelled_job_does() {
    let (text, status) = hung_up(program(&["rehearse"]), "the end");
    assert!(!text.contains("✓ Verify"), "{text}");
    assert!(status.code().is_some(), "it ended by itself: {status}");
}

#[test]
fn started_so_that_hangups_are_ignored_a_release_goes_on() {
    let program = program(&["rehearse"]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(program.get_program()).args(program.get_args());
    let (text, _) = hung_up(command, "✓ Verify");
    assert!(text.contains("✓ Verify"), "{text}");
}

/// What a rehearsal prints that is interrupted once this stands in its log.
fn interrupted_at(line: &str) -> String {
    let report = Temp::new();
    let mut command = program(&["rehearse", "--report", report.0.to_str().unwrap()]);
    let mut running = command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(running.stderr.take().unwrap());
    let mut text = String::new();
    while !text.contains(line) {
        assert_ne!(log.read_line(&mut text).unwrap(), 0, "ended before `{line}`: {text}");
    }
    interrupt(running.id());
    log.read_to_string(&mut text).unwrap();
    running.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    running.wait().unwrap();
    text
}

#[test]
fn an_interrupted_rehearsal_leaves_the_simulated_production_alone() {
    for line in ["✓ Preflight", "✓ Verify"] {
        let text = interrupted_at(line);
        assert!(text.contains("production now:     200"), "{line}: {text}");
    }
}

/// A simulation whose app runs, and all processes that it has started.
async fn with_a_running_app() -> (Served, Vec<String>) {
    let served = Served::start();
    let url = format!("{}site/{}/api/version", served.at("arm"), served.at("app_name"));
    assert_eq!(served.client.get(url).send().await.unwrap().status(), 200);
    let children = Command::new("pgrep").args(["-P", &served.process_id().to_string()]).output().unwrap();
    let children: Vec<String> = String::from_utf8(children.stdout).unwrap().lines().map(str::to_owned).collect();
    assert!(children.len() > 1, "the app, and who clears away: {children:?}");
    (served, children)
}

fn send(signal: &str, process: u32) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

/// Nobody waits for the children of a process that has gone, so in some containers those that have ended stay listed, without a
/// command line.
fn runs(child: &String) -> bool {
    std::fs::read(format!("/proc/{child}/cmdline")).is_ok_and(|line| !line.is_empty())
}

fn wait_until(is_so: impl Fn() -> bool, otherwise: &str) {
    let patience = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < patience, "{otherwise}");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn an_interrupted_simulation_ends_the_apps_that_it_started() {
    let (mut served, children) = with_a_running_app().await;
    send("-INT", served.process_id());
    assert!(served.wait().success());
    wait_until(|| !children.iter().any(runs), &format!("{children:?} still run"));
}

#[tokio::test]
async fn a_simulation_that_is_killed_leaves_no_app_and_no_folder_behind() {
    let (mut served, children) = with_a_running_app().await;
    let authority = served.at("ca_file");
    let folder = Path::new(&authority).parent().unwrap();
    assert!(folder.is_dir());
    send("-KILL", served.process_id());
    assert!(!served.wait().success());
    let gone = || !folder.exists() && !children.iter().any(runs);
    wait_until(gone, &format!("{} and {children:?} are still there", folder.display()));
}
