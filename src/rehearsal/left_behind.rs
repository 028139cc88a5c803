//! Nothing stays when this process is killed: a shell of its own waits for the end of its input, and clears away then.

use std::io;
use std::path::Path;

use tokio::process::Child;

/// Removes `folder`, and ends the processes of `group`, once this process has gone without doing so. While the value lives the
/// shell waits; it ends with it. Where there is no such shell, nothing is cleared away.
pub struct Clearing(#[expect(dead_code, reason = "it waits as long as this lives")] Option<Child>);

impl Clearing {
    /// Waits from now on.
    pub fn of(folder: &Path, group: Option<u32>) -> Self {
        Self(waiting_shell(folder, group).ok().flatten())
    }
}

#[cfg(unix)]
fn waiting_shell(folder: &Path, group: Option<u32>) -> io::Result<Option<Child>> {
    use std::process::Stdio;
    // The end of its input is the end of this process: nobody else holds the other end.
    const SCRIPT: &str = "read -r _; if [ -n \"$2\" ]; then kill -s KILL -- \"-$2\"; fi; rm -rf -- \"$1\"";
    let group = group.map(|group| group.to_string()).unwrap_or_default();
    let mut shell = tokio::process::Command::new("/bin/sh");
    shell.args(["-c", SCRIPT, "clearing"]).arg(folder).arg(group).current_dir("/").process_group(0);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    shell.spawn().map(Some)
}

#[cfg(not(unix))]
fn waiting_shell(_: &Path, _: Option<u32>) -> io::Result<Option<Child>> {
    Ok(None)
}
