use std::time::Duration;

use http::Method;

use super::path::ApiPath;
use super::site_packages::FOLDER;
use super::wire::{self, CommandEnd};
use super::{AzureError, Scm};
use crate::http::{Policy, Request};
use crate::names::FileName;

/// The front end waits no longer for the end of a command (facts: wwwroot).
const LONGEST: Duration = Duration::from_secs(240);

/// A part of a file that goes into another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the file that is read.
    pub from: u64,
    /// Where it is to begin in the file that is written.
    pub to: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandResult {
    /// What it printed.
    pub output: String,
    /// What it complained of; empty when it ended well.
    pub failed: String,
}

impl Scm {
    /// Copies a part of one file among the site packages into another, which keeps what it has elsewhere.
    pub async fn copy_piece(&self, from: &FileName, to: &FileName, piece: Piece) -> Result<CommandResult, AzureError> {
        let Piece { from: skip, to: seek, length } = piece;
        let line = format!(
            "dd if={} of={} bs=1M iflag=skip_bytes,count_bytes oflag=seek_bytes conv=notrunc status=none skip={skip} \
             seek={seek} count={length}",
            quoted(from),
            quoted(to)
        );
        self.command("put a package together on the share", &line, Policy::idempotent()).await
    }

    /// The line with which `sha256sum` names the digest of a file among the site packages.
    pub async fn digest_by_command(&self, name: &FileName) -> Result<CommandResult, AzureError> {
        let line = format!("sha256sum {}", quoted(name));
        self.command("compute the digest of a package on the share", &line, Policy::idempotent()).await
    }

    /// Gives a file among the site packages another name, of which it takes the place. Sent once: whether it was done is read
    /// from the list of files.
    pub async fn rename(&self, from: &FileName, to: &FileName) -> Result<CommandResult, AzureError> {
        let line = format!("mv -f {} {}", quoted(from), quoted(to));
        self.command("rename a file on the share", &line, Policy::default()).await
    }

    /// One program with its arguments: there is no shell on Linux (facts: scm-endpoints).
    async fn command(&self, what: &str, line: &str, policy: Policy) -> Result<CommandResult, AzureError> {
        let doing = format!("{what} of {}", self.side());
        let body = serde_json::json!({ "command": line, "dir": FOLDER });
        let request = Request::new(Method::POST, self.url(&ApiPath::new("api/command"))?)
            .json(&body)
            .policy(policy.within(LONGEST * 2).attempt(LONGEST));
        let response = self.send(&doing, request).await?;
        let end: CommandEnd = wire::read(&doing, &response)?;
        let (output, error) = (end.output.unwrap_or_default(), end.error.unwrap_or_default());
        // The exit code is 0 until it is known, which may be after the answer (facts: scm-endpoints).
        let failed = match (error.trim(), end.exit_code.0) {
            ("", 0) => String::new(),
            ("", code) => format!("exit code {code}"),
            (words, _) => words.to_owned(),
        };
        Ok(CommandResult { output, failed })
    }
}

/// .NET takes the line apart at blanks outside double quotes, which no name holds.
fn quoted(name: &FileName) -> String {
    if name.as_str().contains(' ') { format!("\"{name}\"") } else { name.to_string() }
}
