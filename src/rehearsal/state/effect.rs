use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Something that really happened in the world, whoever was told what about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// A token was issued.
    TokenIssued {
        /// For which application.
        client_id: String,
        /// For which audience.
        audience: String,
    },
    /// A deployment put content in its place.
    ContentDeployed {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// Kudu's id.
        deployment: String,
        /// What the content is called.
        content: String,
    },
    /// The files of a side became others, since they lie on the share of another side, whose files were changed.
    ContentShared {
        /// The app.
        app: String,
        /// On which side nothing was deployed.
        slot: String,
        /// The side whose files were changed.
        with: String,
        /// What the content is called.
        content: String,
    },
    /// A deployment ended without effect.
    DeploymentFailed {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// Kudu's id.
        deployment: String,
    },
    /// A package that a side is to run from could not be had when it started.
    PackageNotMounted {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// Why.
        reason: String,
    },
    /// A swap was asked for and begun.
    SwapBegun {
        /// The app.
        app: String,
        /// From which slot.
        source: String,
        /// Into which.
        target: String,
    },
    /// Routing was switched: this is the moment users notice.
    Swapped {
        /// The app.
        app: String,
        /// From which slot.
        source: String,
        /// Into which.
        target: String,
        /// What the target serves now.
        now: String,
        /// What it served before.
        before: String,
    },
    /// The platform took a completed swap back by itself: routing was switched once more.
    SwapPutBack {
        /// The app.
        app: String,
        /// From which slot the swap was.
        source: String,
        /// Into which.
        target: String,
        /// What the target serves now.
        now: String,
        /// What it served before.
        before: String,
    },
    /// The host of a side was told to take no new events, or to take them again.
    DrainChanged {
        /// The app.
        app: String,
        /// On which side.
        slot: String,
        /// Whether it takes none now.
        draining: bool,
    },
    /// A swap with preview was prepared, or its preparation taken back.
    SwapPrepared {
        /// The app.
        app: String,
        /// From which slot.
        source: String,
        /// Whether it is prepared now.
        prepared: bool,
    },
    /// A swap was given up; both sides are as they were.
    SwapReverted {
        /// The app.
        app: String,
        /// From which slot.
        source: String,
        /// Into which.
        target: String,
        /// Why.
        reason: String,
    },
    /// Settings, connection strings or parts of `config/web` were written.
    SettingsWritten {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// The names, sorted.
        names: Vec<String>,
    },
    /// A site or slot was written.
    SiteWritten {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// What was changed.
        names: Vec<String>,
    },
    /// A side was restarted, started or stopped on request.
    PowerChanged {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// `restart`, `start`, `stop`.
        how: String,
    },
    /// A host could not start, or left functions out.
    HostLogged {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// What it says of that.
        words: Vec<String>,
    },
    /// The control plane learnt the functions of a side.
    TriggersSynced {
        /// The app.
        app: String,
        /// Where.
        slot: String,
        /// Their names.
        functions: Vec<String>,
    },
    /// A GitHub Deployment was created.
    GitHubDeploymentCreated {
        /// Its id.
        id: u64,
        /// Its environment.
        environment: String,
    },
    /// A GitHub Deployment got a status.
    GitHubStatusSet {
        /// Its id.
        id: u64,
        /// The state.
        state: String,
    },
    /// A function began to work on an event that no request brought. The same `id` twice is a
    /// message that was worked on twice.
    EventConsumed {
        /// `queue:account/queue` or `timer:function`
        source: String,
        /// The id of the message, or the time that was due.
        id: String,
        /// What the message says.
        message: String,
        /// The app.
        app: String,
        /// On which side.
        slot: String,
        /// The function.
        function: String,
        /// What the content there is called.
        content: String,
    },
    /// A function was ended in its work, because its host restarted or stopped.
    ExecutionCut {
        /// Where its event came from.
        source: String,
        /// The id of the message, or the time that was due.
        id: String,
        /// The app.
        app: String,
        /// On which side it began.
        slot: String,
        /// The function.
        function: String,
    },
    /// A function threw on an event.
    ExecutionFailed {
        /// Where its event came from.
        source: String,
        /// The id of the message, or the time that was due.
        id: String,
        /// The app.
        app: String,
        /// On which side it began.
        slot: String,
        /// The function.
        function: String,
        /// The content that its host had loaded.
        content: String,
    },
    /// A message was taken too often and lies in the poison queue.
    MessagePoisoned {
        /// Where it was.
        source: String,
        /// Its id there.
        id: String,
        /// What it says.
        message: String,
    },
    /// A GitHub Deployment was deleted.
    GitHubDeploymentDeleted {
        /// Its id.
        id: u64,
    },
    /// A comment was written, or written anew.
    GitHubCommentWritten {
        /// The issue or pull request.
        issue: u64,
        /// The comment's id.
        id: u64,
    },
    /// A container was created or deleted.
    ContainerChanged {
        /// The storage account.
        account: String,
        /// The container.
        container: String,
        /// `create`, `delete`.
        how: String,
    },
    /// A blob got its content; this is the moment readers see it.
    BlobWritten {
        /// The storage account.
        account: String,
        /// The container.
        container: String,
        /// The blob.
        blob: String,
        /// `put`, `blocks`, `copy`.
        how: String,
        /// How many bytes it has.
        length: usize,
    },
    /// A blob was deleted.
    BlobDeleted {
        /// The storage account.
        account: String,
        /// The container.
        container: String,
        /// The blob.
        blob: String,
    },
    /// A lease on a blob was acquired, renewed, changed, released or broken.
    BlobLeased {
        /// The storage account.
        account: String,
        /// The container.
        container: String,
        /// The blob.
        blob: String,
        /// `acquire`, `renew`, `change`, `release`, `break`.
        how: String,
    },
    /// A request was answered by an app.
    Invoked {
        /// The app.
        app: String,
        /// On which side.
        slot: String,
        /// The function.
        function: String,
        /// The status it answered.
        status: u16,
    },
}

impl Effect {
    /// Whether each request may have one of them.
    pub fn is_frequent(&self) -> bool {
        matches!(self, Self::TokenIssued { .. } | Self::Invoked { .. })
    }
}

/// An effect and when it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectEntry {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What.
    #[serde(flatten)]
    pub effect: Effect,
}
