//! The edges of the command line: what is no text, what cannot be written, and what must not be shown as it is.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Output, Stdio};

use crate::support::Temp;
use crate::support::served::program;
use crate::support::zips::zip_of;

/// The exit code of inputs that have to be fixed.
const INVALID: Option<i32> = Some(2);

fn run(arguments: &[&OsStr]) -> Output {
    program(&[]).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap() + &String::from_utf8(output.stderr.clone()).unwrap()
}

fn hides_nothing(text: &str) {
    let hostile = |c: char| {
        c.is_control() && c != '\n' || ['\u{202e}', '\u{200b}', '\u{2066}', '\u{200f}', '\u{feff}'].contains(&c)
    };
    assert!(!text.contains(hostile), "{text:?}");
}

#[test]
fn an_argument_that_is_not_utf8_is_an_input_to_fix_for_every_command() {
    for command in ["release", "stage", "promote", "rollback", "reconcile", "pack", "rehearse", "simulate", "explain"] {
        let output = run(&[command.as_ref(), OsStr::from_bytes(b"a\xff\x1b[2J")]);
        let text = shown(&output);
        assert_eq!(output.status.code(), INVALID, "{command}: {text}");
        assert!(text.contains("argument 2, `a\u{fffd}·[2J`, is not UTF-8"), "{command}: {text}");
        hides_nothing(&text);
    }
}

#[test]
fn characters_that_would_not_be_seen_are_shown_as_dots_wherever_an_argument_is_repeated() {
    let hostile = "a\u{1b}[2J\r\u{7}\u{202e}b\u{200b}\u{9b}c\n::error::x";
    let calls: [&[&str]; 7] = [
        &["explain", hostile],
        &[hostile],
        &["pack", hostile, "--out", "x"],
        &["pack", ".", hostile],
        &["rehearse", "--fault", hostile],
        &["simulate", "--world", hostile],
        &["release", "--watch", hostile, "--swap", hostile, "--client-id", hostile],
    ];
    for arguments in calls {
        let output = program(arguments).stdin(Stdio::null()).output().unwrap();
        let text = shown(&output);
        assert_eq!(output.status.code(), INVALID, "{arguments:?}: {text}");
        hides_nothing(&text);
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    }
}

#[test]
fn a_very_long_argument_is_shortened_where_it_is_repeated() {
    let long = "x".repeat(100_000);
    for arguments in
        [["explain", &long].as_slice(), &[&long], &["explain", "a", &long], &["simulate", "--scale", &long]]
    {
        let text = shown(&program(arguments).output().unwrap());
        assert!(text.contains("characters left out") && text.len() < 3_000, "{} characters", text.len());
    }
}

#[test]
fn the_name_of_an_entry_in_a_zip_is_shown_without_what_cannot_be_seen() {
    let temp = Temp::new();
    let zip = temp.0.join("app.zip");
    std::fs::write(&zip, zip_of(&[("host.json", b"{}"), ("../\u{202e}\u{1b}[2Jevil", b"x")])).unwrap();
    let output = program(&["pack", zip.to_str().unwrap(), "--out", temp.0.join("o.zip").to_str().unwrap()]).output();
    let text = shown(&output.unwrap());
    assert!(text.contains("`../··[2Jevil`") && text.contains("\n  - "), "{text}");
    hides_nothing(&text);
}

#[test]
fn a_world_file_that_cannot_be_used_is_shown_with_its_line_and_a_fix() {
    let temp = Temp::new();
    let world = temp.0.join("world.yml");
    std::fs::write(&world, "apps:\n  \"a\\e[2J\": { plann: x }\n").unwrap();
    for command in ["rehearse", "simulate"] {
        let output = program(&[command, "--world", world.to_str().unwrap()]).output().unwrap();
        let text = shown(&output);
        assert_eq!(output.status.code(), INVALID, "{text}");
        assert!(text.contains("    2 | ") && text.contains("^") && text.contains("fix: "), "{text}");
        hides_nothing(&text);
    }
}

#[test]
fn standard_output_that_cannot_be_written_is_an_error_and_a_reader_that_left_is_not() {
    for arguments in [["explain"].as_slice(), &["--help"], &["release", "--help"], &["simulate"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(arguments).stdout(full).output().unwrap();
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        assert!(shown(&output).contains("standard output cannot be written"), "{}", shown(&output));
    }
    let mut child = program(&["explain"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), shown(&output).as_str()), (Some(0), ""));
}

#[test]
fn without_anything_to_do_the_help_is_shown() {
    let output = program(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(shown(&output).contains("Usage: slot-deploy <COMMAND>"), "{}", shown(&output));
}

#[test]
fn pack_says_what_it_left_out_and_why() {
    let temp = Temp::new();
    for (name, text) in
        [("host.json", "{}"), ("local.settings.json", "secret"), ("notes.md", "n"), (".funcignore", "*.md")]
    {
        std::fs::write(temp.0.join(name), text).unwrap();
    }
    let out = temp.0.join("x.zip");
    let pack =
        || shown(&program(&["pack", temp.0.to_str().unwrap(), "--out", out.to_str().unwrap()]).output().unwrap());
    pack();
    let text = pack();
    for line in [
        "1 file, ",
        "  left out: 4 files, ",
        "local.settings.json (1 file, 6 bytes): left out by default",
        "notes.md (1 file, 1 byte): .funcignore",
        "x.zip (1 file, ",
        ": the file that is written",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
