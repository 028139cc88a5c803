use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    Basis, CheckEntry, ContentProof, CreatedSlot, Digest, Event, Finding, FunctionSet, GarbageEntry, IdentityEvidence,
    LayerLook, Migration, Outcome, PhaseEntry, PhaseState, ProbeResult, Problem, Provenance, Route, RunningEvidence,
    ServerBuild, SettingsDiff, SettingsEntry, SlotLife, StatusReport, SwapTable, TakenArtifact, WatchEntry,
};

/// What was packed and sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageEntry {
    /// Files in the package.
    pub files: u64,
    /// Bytes of the package.
    pub bytes: u64,
    /// Bytes sent to Azure.
    pub uploaded_bytes: u64,
    /// Bytes that Azure already had.
    pub reused_bytes: u64,
    /// Requests that the transfer took.
    pub requests: u64,
    /// Where the slot was not sent what it runs, but built it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<ServerBuild>,
    /// How it reached the slot, and why so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryEntry>,
    /// The folder that was packed, relative to the checkout and without `.`; `None` for a zip and for a folder elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

/// How a package reaches a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryEntry {
    /// As in the input `strategy`.
    pub strategy: String,
    /// Why that one, in one clause.
    pub because: String,
    /// The URL that the slot was switched to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_url: Option<String>,
}

/// The contents of both sides, as read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityEntry {
    /// How production's identity was read at the end.
    pub route: Route,
    /// What the slot holds at the end.
    pub slot: Option<IdentityEvidence>,
    /// What production runs at the end.
    pub production: Option<IdentityEvidence>,
    /// What production ran before.
    pub previous: Option<IdentityEvidence>,
    /// What the content of the slot was recognised by, beyond naming itself. `None` where nothing was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ContentProof>,
    /// What proved that the slot ran the package.
    pub running: Option<RunningEvidence>,
}

impl Default for IdentityEntry {
    fn default() -> Self {
        Self { route: Route::None, slot: None, production: None, previous: None, proof: None, running: None }
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

/// The URLs for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urls {
    /// Production.
    pub app: Option<String>,
    /// The slot.
    pub slot: Option<String>,
    /// The workflow run.
    pub run: Option<String>,
    /// Production's resource in the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal: Option<String>,
    /// The slot's resource in the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_portal: Option<String>,
    /// Production's log as it comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_stream: Option<String>,
    /// The slot's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_log_stream: Option<String>,
    /// The Application Insights of production in the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insights: Option<String>,
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
    /// How it ended; `None` while it is in progress.
    pub outcome: Option<Outcome>,
    /// In one sentence, why.
    pub reason: String,
    /// What went wrong and how to fix it.
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
    /// The content digest; of a build on the server that of what was built, once it was read back.
    pub digest: Option<Digest>,
    /// SHA-256 of the package file as it was sent.
    pub package_digest: Option<Digest>,
    /// The artifact of a workflow run that the package was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<TakenArtifact>,
    /// Who built it, where an attestation was asked for and proved that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Provenance>,
    /// The commit.
    pub commit: Option<String>,
    /// The commit of the same repository that production ran before, where the release history has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_commit: Option<String>,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The account that started it.
    pub actor: Option<String>,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many times faster than real time its clock ran: 1, except in rehearsals of earlier versions.
    pub pace: u32,
    /// When it was rehearsed, by the clock of the machine; `None`: this is no rehearsal.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub rehearsed: Option<OffsetDateTime>,
    /// The phases it went through.
    pub phases: Vec<PhaseEntry>,
    /// The slot that it created, where it was missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_slot: Option<CreatedSlot>,
    /// Whether it brings another version of the Functions host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<Migration>,
    /// What was written of the slot's site, in words; `None`: nothing, or it was set back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What was packed and sent.
    pub package: PackageEntry,
    /// What was done to the settings of the slot; `None`: the release brings none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsEntry>,
    /// The contents of both sides.
    pub identity: IdentityEntry,
    /// The findings of the rules of the package and of the preflight checks.
    pub findings: Vec<Finding>,
    /// The probes, in the order they were asked.
    pub probes: Vec<ProbeResult>,
    /// How production answers with its former release, where that was restored or found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<String>,
    /// The functions before and after.
    pub functions: FunctionsEntry,
    /// What was done to the slot beside delivering to it.
    #[serde(default, skip_serializing_if = "SlotLife::is_nothing")]
    pub slot_life: SlotLife,
    /// The watch.
    pub watch: Option<WatchEntry>,
    /// Azure's id of the deployment to the slot.
    pub deployment_id: Option<String>,
    /// The id of the GitHub Deployment.
    pub github_deployment: Option<u64>,
    /// The number of what it wrote down in the container of packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_record: Option<u64>,
    /// Its URLs.
    pub urls: Urls,
    /// The plan of a dry run.
    #[serde(default)]
    pub plan: Vec<String>,
    /// What the swap moves between the sides of this app, of `check` and a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap_table: Option<SwapTable>,
    /// Of `diff`: how the settings of file, slot and production differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings_diff: Option<SettingsDiff>,
    /// What runs where, of `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusReport>,
    /// Whether a release history of this app was read; `None`: it was not asked for, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads_history: Option<bool>,
    /// When a release of this app was rolled back last, as far as the release history was read.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub rolled_back_last: Option<OffsetDateTime>,
    /// Of `check`: what it says besides its findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckEntry>,
    /// Of `check` with several apps: what it found of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<ReleaseRecord>,
    /// What `layer` found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<LayerLook>,
    /// Of `gc`: what it found in the container of packages, and did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub garbage: Option<GarbageEntry>,
    /// The ticket for `promote`, when the release ended `staged`.
    #[serde(default)]
    pub ticket: Option<String>,
    /// The command by which a person finishes or undoes the release.
    pub next_command: Option<String>,
    /// Warnings: faults that did not change the outcome.
    pub warnings: Vec<String>,
}

impl ReleaseRecord {
    /// The tables of a comparison that was made.
    pub fn compared(&self) -> Option<&SettingsDiff> {
        self.settings_diff.as_ref().filter(|_| self.outcome == Some(Outcome::Checked))
    }

    /// The report of a look at what runs where that was made.
    pub fn looked_up(&self) -> Option<&StatusReport> {
        self.status.as_ref().filter(|_| self.outcome == Some(Outcome::Checked))
    }

    /// The form of this file.
    pub const SCHEMA: u32 = 1;

    /// A record of a release that begins now.
    pub fn begin(id: String, started: OffsetDateTime) -> Self {
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
            artifact: None,
            origin: None,
            commit: None,
            previous_commit: None,
            repository: None,
            actor: None,
            started,
            seconds: 0.0,
            pace: 1,
            rehearsed: None,
            phases: Vec::new(),
            created_slot: None,
            migration: None,
            site: None,
            package: PackageEntry::default(),
            settings: None,
            settings_diff: None,
            status: None,
            identity: IdentityEntry::default(),
            findings: Vec::new(),
            probes: Vec::new(),
            restored: None,
            functions: FunctionsEntry::default(),
            slot_life: SlotLife::default(),
            watch: None,
            deployment_id: None,
            github_deployment: None,
            store_record: None,
            urls: Urls::default(),
            plan: Vec::new(),
            swap_table: None,
            reads_history: None,
            rolled_back_last: None,
            check: None,
            apps: Vec::new(),
            layer: None,
            garbage: None,
            ticket: None,
            next_command: None,
            warnings: Vec::new(),
        }
    }

    /// Whether it is about several apps, each of which has a record of its own.
    pub fn is_of_several(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.is_of_several)
    }

    /// The records of the apps that it is about.
    pub fn each_app(&self) -> &[Self] {
        if self.is_of_several() { &self.apps } else { std::slice::from_ref(self) }
    }

    /// Takes in what an event says of the run as a whole; all else is noted by the steps.
    pub fn hear(&mut self, event: &Event, at: OffsetDateTime) {
        match event {
            Event::Began(phase) => {
                let state = PhaseState::Running;
                self.phases.push(PhaseEntry { name: *phase, started: at, seconds: 0.0, state });
            }
            Event::PhaseEnded { state, .. } => {
                if let Some(entry) = self.phases.last_mut() {
                    entry.seconds = (at - entry.started).as_seconds_f64();
                    entry.state = *state;
                }
            }
            Event::Warned(line) => self.warnings.push(line.clone()),
            Event::Opened(_)
            | Event::TookOver(_)
            | Event::Intended(_)
            | Event::Accepted { .. }
            | Event::Done(_)
            | Event::Ended { .. } => {}
        }
    }
}
