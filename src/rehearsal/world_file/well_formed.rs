//! What names, lists and contents of a world file have to be, each for itself.

use super::text::{FileText, decoded};
use super::trigger::Trigger;
use crate::laws::schedule::Schedule;

/// What a file or blob holds is said in one way, and readable.
pub(super) fn check_content(at: &str, file: &FileText, problems: &mut Vec<String>) {
    if file.text.is_some() == file.base64.is_some() {
        problems.push(format!("{at}: it has one of `text` and `base64`"));
    }
    if file.base64.as_ref().is_some_and(|encoded| decoded(encoded).is_none()) {
        problems.push(format!("{at}.base64: this is no base64"));
    }
}

/// Names stand in host names and paths.
pub(super) fn check_name(at: &str, name: &str, problems: &mut Vec<String>) {
    let fits = (1..=60).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if !fits {
        problems.push(format!("{at}: `{name}` is no name; letters, digits, `-` and `_` are, up to 60 of them"));
    }
}

/// A function has a name, and a timer one a schedule.
pub(super) fn check_function(at: &str, name: &str, trigger: &Trigger, problems: &mut Vec<String>) {
    check_name(at, name, problems);
    if let Trigger::Timer { schedule } = trigger
        && !schedule.starts_with('%')
        && let Err(says) = Schedule::parse(schedule)
    {
        problems.push(format!("{at}.{name}.timer: {says}"));
    }
}

/// Azure's names have no case.
pub(super) fn twice<'a>(at: &str, names: impl Iterator<Item = &'a String>, problems: &mut Vec<String>) {
    let mut all: Vec<String> = names.map(|name| name.to_lowercase()).collect();
    all.sort();
    for pair in all.windows(2).filter(|pair| pair[0] == pair[1]) {
        problems.push(format!("{at}: `{}` is here twice", pair[0]));
    }
}
