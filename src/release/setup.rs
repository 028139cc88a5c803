use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::azure::CloudChoice;
use crate::config::Probes;
use crate::http::{Http, Moment, Pace, Secret};
use crate::record::{Groundwork, WatchSpec};
use crate::runner::{Cancel, Console, IdTokenSource, OidcError, WorkflowRun};

/// Everything a release needs to know, checked.
#[derive(Clone)]
pub struct Setup {
    /// The seam.
    pub http: Arc<dyn Http>,
    /// The clock.
    pub pace: Pace,
    /// Where people watch.
    pub console: Console,
    /// Whether somebody asked for the end.
    pub cancel: Cancel,
    /// The workflow run this is a step of.
    pub run: WorkflowRun,
    /// What is asked for.
    pub options: Options,
    /// How to sign in.
    pub sign_in: SignInWay,
    /// Whether production is given back by itself what it served before, when that is known.
    pub takes_back: bool,
    /// When everything has to be over; `None`: no such limit is known.
    pub deadline: Option<Moment>,
    /// Whom to tell on GitHub.
    pub github: Option<GitHubSetup>,
}

/// What a release is asked for: the inputs of the same names, checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which Azure.
    pub cloud: CloudChoice,
    /// The tenant; may be empty where the way of signing in knows it.
    pub tenant_id: String,
    /// The application or user-assigned identity; may be empty likewise.
    pub client_id: String,
    /// The subscription.
    pub subscription_id: String,
    /// The resource group; looked for when not given.
    pub resource_group: Option<String>,
    /// The app.
    pub app_name: String,
    /// The slot that is deployed to.
    pub slot: String,
    /// The slot that serves users.
    pub target_slot: String,
    /// What to ask of the app.
    pub probes: Probes,
    /// How production is judged while it is watched.
    pub watch_rules: WatchSpec,
    /// What follows the probes.
    pub swap: SwapMode,
    /// Whether what runs in production comes to its end before the swap.
    pub drain: bool,
    /// How long production is watched.
    pub watch: Duration,
    /// Time for everything before the swap, and again for the watch.
    pub timeout: Duration,
    /// Whether it is only asked what would be done.
    pub dry_run: bool,
    /// What to do when somebody else is at work.
    pub busy: BusyMode,
    /// Whether content that was rolled back before is let through.
    pub force: bool,
    /// Whether a ticket of another workflow run is taken.
    pub takes_foreign_ticket: bool,
    /// What is only a warning stops the release.
    pub strict: bool,
}

impl Options {
    /// What a release with these does to either side before its swap.
    pub fn groundwork(&self) -> Groundwork {
        Groundwork { prepares: self.swap == SwapMode::Preview, drains: self.drain }
    }
}

/// Where the package comes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// A folder or a zip.
    pub package: PathBuf,
    /// The file that the package is made in; whoever asks for the release removes it.
    pub file: PathBuf,
    /// A zip is sent as it is.
    pub unchanged: bool,
}

impl Setup {
    /// How much time is left; `None`: enough.
    pub fn time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline - self.pace.now())
    }
}

/// How to sign in, as far as it is known before anything is asked.
#[derive(Clone)]
pub enum SignInWay {
    /// GitHub's token; an error when the job may not ask for one, kept until signing in is due.
    Oidc(Result<IdTokenSource, OidcError>),
    /// A client secret.
    ClientSecret(Secret),
    /// The machine's identity.
    ManagedIdentity,
    /// The Azure CLI's user.
    AzureCli,
}

/// What follows the probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwapMode {
    /// A swap.
    Direct,
    /// The slot first runs with production's settings and is probed so; then the swap.
    Preview,
    /// Nothing: the slot keeps the release.
    None,
}

/// What to do when another release is at work on the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusyMode {
    /// Wait for it.
    Wait,
    /// End at once.
    Fail,
}

/// Whether a GitHub Deployment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentChoice {
    /// When the job has no environment, which would make one itself.
    Auto,
    /// Always.
    Yes,
    /// Never.
    No,
}

/// Whom to tell on GitHub.
#[derive(Clone)]
pub struct GitHubSetup {
    /// The REST API.
    pub api_url: Url,
    /// The job's token.
    pub token: Secret,
    /// `owner/name`
    pub repository: String,
    /// The commit that is released.
    pub commit: String,
    /// The environment of the deployment.
    pub environment: String,
    /// Whether one is made.
    pub choice: DeploymentChoice,
}
