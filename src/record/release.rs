use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    Digest, Finding, FunctionSet, IdentityEvidence, Outcome, PhaseEntry, ProbeResult, Problem, Route, RunningEvidence,
    WatchEntry,
};

/// What a verdict of `verified` rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Critical probes, asked on every tick.
    Probes,
    /// Host status, function set and content identity; no critical probe was configured.
    Host,
    /// What the platform counted of users' requests. It can prove that production is bad, never that it is good.
    Traffic,
}

/// What was packed and sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageEntry {
    /// Files in the package.
    pub files: u64,
    /// Bytes of the package.
    pub bytes: u64,
    /// Bytes sent to Azure.
    pub uploaded_bytes: u64,
    /// Bytes that Azure had already.
    pub reused_bytes: u64,
    /// Requests that the transfer took.
    pub requests: u64,
}

/// What ran where, as read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityEntry {
    /// The way production's identity was read at the end.
    pub route: Route,
    /// What the slot holds at the end.
    pub slot: Option<IdentityEvidence>,
    /// What production runs at the end.
    pub production: Option<IdentityEvidence>,
    /// What production ran before.
    pub previous: Option<IdentityEvidence>,
    /// What proved that the slot ran the package.
    pub running: Option<RunningEvidence>,
}

impl Default for IdentityEntry {
    fn default() -> Self {
        Self { route: Route::None, slot: None, production: None, previous: None, running: None }
    }
}

/// The functions before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionsEntry {
    /// Production's before the release; `None` when they could not be listed.
    pub before: Option<FunctionSet>,
    /// The release's.
    pub after: Option<FunctionSet>,
}

/// Where people find the two sides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urls {
    /// Production.
    pub app: Option<String>,
    /// The slot.
    pub slot: Option<String>,
    /// The workflow run.
    pub run: Option<String>,
}

/// Everything that is known about one release; `release.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseRecord {
    /// The form of this file.
    pub schema: u32,
    /// The name and version of the tool.
    pub tool: String,
    /// This release.
    pub id: String,
    /// The release of the job that staged it, where it was promoted by a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged_by: Option<String>,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<Outcome>,
    /// In one sentence, why.
    pub reason: String,
    /// What went wrong, with what to do.
    pub problem: Option<Problem>,
    /// What `verified` rests on.
    pub basis: Option<Basis>,
    /// The process's exit code.
    pub exit_code: u8,
    /// The app.
    pub app: String,
    /// Its resource group, once it is known.
    #[serde(default)]
    pub resource_group: Option<String>,
    /// The slot that was deployed to.
    pub slot: String,
    /// The slot that serves users.
    pub target_slot: String,
    /// The content digest.
    pub digest: Option<Digest>,
    /// SHA-256 of the package file as it was sent.
    pub package_digest: Option<Digest>,
    /// The commit.
    pub commit: Option<String>,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// Who asked for it.
    pub actor: Option<String>,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many times faster than real time its clock went; 1 but in a rehearsal.
    pub pace: u32,
    /// The phases it went through.
    pub phases: Vec<PhaseEntry>,
    /// What was packed and sent.
    pub package: PackageEntry,
    /// What ran where.
    pub identity: IdentityEntry,
    /// What the preflight checks said.
    pub findings: Vec<Finding>,
    /// The probes, in the order they were asked.
    pub probes: Vec<ProbeResult>,
    /// The functions before and after.
    pub functions: FunctionsEntry,
    /// The watch.
    pub watch: Option<WatchEntry>,
    /// Azure's id of the deployment to the slot.
    pub deployment_id: Option<String>,
    /// The id of the GitHub Deployment.
    pub github_deployment: Option<u64>,
    /// Where people find it.
    pub urls: Urls,
    /// What would be done, when it was only asked for that.
    #[serde(default)]
    pub plan: Vec<String>,
    /// What `promote` takes, when the release waits for its swap.
    #[serde(default)]
    pub ticket: Option<String>,
    /// The command that undoes or finishes what was begun.
    pub next_command: Option<String>,
    /// What did not go as wished and changed nothing.
    pub warnings: Vec<String>,
}

impl ReleaseRecord {
    /// The form of this file.
    pub const SCHEMA: u32 = 1;

    /// A record of a release that begins now.
    pub fn begin(id: String, started: OffsetDateTime, pace: u32) -> Self {
        Self {
            schema: Self::SCHEMA,
            tool: concat!("slot-deploy ", env!("CARGO_PKG_VERSION")).to_owned(),
            id,
            staged_by: None,
            outcome: None,
            reason: String::new(),
            problem: None,
            basis: None,
            exit_code: Outcome::Internal.row().exit,
            app: String::new(),
            resource_group: None,
            slot: String::new(),
            target_slot: String::new(),
            digest: None,
            package_digest: None,
            commit: None,
            repository: None,
            actor: None,
            started,
            seconds: 0.0,
            pace,
            phases: Vec::new(),
            package: PackageEntry::default(),
            identity: IdentityEntry::default(),
            findings: Vec::new(),
            probes: Vec::new(),
            functions: FunctionsEntry::default(),
            watch: None,
            deployment_id: None,
            github_deployment: None,
            urls: Urls::default(),
            plan: Vec::new(),
            ticket: None,
            next_command: None,
            warnings: Vec::new(),
        }
    }
}
