//! `api/command` on Linux: one program and its arguments, and no shell. `starter.sh` is `exec "$@"`, and .NET takes the line apart
//! (facts: scm-endpoints; KuduLite, `CommandExecutor`). Here nothing is executed: a few words work on the files
//! below `/home`, and every other program is one that is not installed.

mod dd;
mod files;
mod line;

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::home;
use crate::state::Side;
use crate::state::settings::get;
pub use line::split;

/// A process that says nothing and does nothing for so long is killed, unless `SCM_COMMAND_IDLE_TIMEOUT` says otherwise.
const IDLE: Duration = Duration::from_secs(60);

/// What a command came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// What it printed.
    pub output: String,
    /// What it complained of.
    pub error: String,
    /// Its exit code; -1 when it was not it that ended.
    pub exit_code: i32,
    /// How long it took.
    pub takes: Duration,
}

impl Done {
    fn prints(output: impl Into<String>) -> Self {
        Self { output: output.into(), ..Self::default() }
    }

    fn fails(exit_code: i32, error: impl Into<String>) -> Self {
        Self { error: error.into(), exit_code, ..Self::default() }
    }
}

/// Runs a command line in a folder, which is below `/home` when it is not absolute.
pub fn run(
    side: &mut Side,
    settings: &BTreeMap<String, String>,
    command: &str,
    folder: &str,
    at: OffsetDateTime,
) -> Done {
    let words = split(command);
    let folder = match files::absolute("", folder) {
        Some(folder) if home::is_folder(side, &folder) => folder,
        _ => return Done::fails(-1, format!("The working directory '{folder}' does not exist.")),
    };
    let Some((program, arguments)) = words.split_first() else {
        return Done::default();
    };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match program.as_str() {
        "true" => Done::default(),
        "false" => Done::fails(1, ""),
        "echo" => Done::prints(format!("{}\n", arguments.join(" "))),
        "pwd" => Done::prints(format!("{}\n", files::shown(&folder))),
        "sleep" => sleep(settings, command, arguments.first().copied().unwrap_or_default()),
        "dd" => match dd::dd(&mut files::Call::plain(side, &folder, at), &arguments) {
            Ok(error) => Done { error, ..Done::default() },
            Err(error) => Done::fails(1, format!("dd: {error}\n")),
        },
        program => match files::run(side, program, &arguments, &folder, at) {
            Some(Ok(output)) => Done::prints(output),
            Some(Err(error)) => Done::fails(1, format!("{program}: {error}\n")),
            None => Done::fails(127, format!("starter.sh: line 2: exec: {program}: not found\n")),
        },
    }
}

fn sleep(settings: &BTreeMap<String, String>, command: &str, seconds: &str) -> Done {
    let Ok(wanted) = seconds.parse().map(Duration::from_secs) else {
        return Done::fails(1, format!("sleep: invalid time interval '{seconds}'\n"));
    };
    let idle = get(settings, "SCM_COMMAND_IDLE_TIMEOUT").and_then(|value| value.parse().ok());
    let idle = idle.map_or(IDLE, Duration::from_secs);
    if wanted < idle {
        Done { takes: wanted, ..Done::default() }
    } else {
        let short: String = command.chars().take(15).collect();
        let told = format!(
            "Command 'starter.sh {short} ...' was aborted due to no output nor CPU activity for {} seconds. You can \
             increase the SCM_COMMAND_IDLE_TIMEOUT app setting if needed.",
            idle.as_secs()
        );
        Done { takes: idle, ..Done::fails(-1, told) }
    }
}
