use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::attestation::Roots;
use crate::azure::{CloudChoice, PlannedSettings, RoleFor};
use crate::config::{Probes, RequiredSetting, SiteProperties};
use crate::deliver::{Build, StrategyChoice};
use crate::http::{Http, Moment, Pace, Secret};
use crate::names::{AppName, GroupName, SlotName, SubscriptionId};
use crate::package::Dependencies;
use crate::record::{
    AfterRelease, Digest, Groundwork, Lowerings, ProbeSource, RequiredBuilder, VerifiedIn, WatchSpec, brief,
};
use crate::runner::{Cancel, Console, IdTokenSource, OidcError, WorkflowRun};

/// The checked settings of a release.
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
    /// The options.
    pub options: Options,
    /// How to sign in.
    pub sign_in: SignInWay,
    /// The deadline; `None`: no known deadline.
    pub deadline: Option<Moment>,
    /// The target of reports on GitHub.
    pub github: Option<GitHubSetup>,
    /// Which authorities are believed about who built a package.
    pub roots: Roots,
    /// What the environment that is released to is called.
    pub environment: String,
    /// Whether it is rehearsed: nothing of the real world changes.
    pub is_rehearsed: bool,
}

/// The options of a release: the inputs of the same names, checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The command, of which the rights that it needs depend.
    pub role_for: RoleFor,
    /// Which Azure.
    pub cloud: CloudChoice,
    /// The tenant; may be empty where the way of signing in knows it.
    pub tenant_id: String,
    /// The application or user-assigned identity; may be empty likewise.
    pub client_id: String,
    /// The subscription.
    pub subscription_id: SubscriptionId,
    /// The resource group; looked for when not given.
    pub resource_group: Option<GroupName>,
    /// The app.
    pub app_name: AppName,
    /// The slot that is deployed to.
    pub slot: SlotName,
    /// The slot that serves users.
    pub target_slot: SlotName,
    /// The probes of the app.
    pub probes: Probes,
    /// The rules of the watch.
    pub watch_rules: WatchSpec,
    /// The rules of the package that were lowered.
    pub lint: Lowerings,
    /// The checks before anything is changed that were lowered.
    pub checks: Lowerings,
    /// What becomes of the settings of the slot.
    pub settings: PlannedSettings,
    /// Where these were read from.
    pub asks: ProbeSource,
    /// Who has to have built the package, as GitHub attested it; `None`: that is not asked.
    pub origin: Option<RequiredBuilder>,
    /// Where the content has to have been verified before; `None`: that is not asked.
    pub verified_in: Option<VerifiedIn>,
    /// Whether a missing slot is created.
    pub create_slot: bool,
    /// The settings that have to be there.
    pub required: Vec<RequiredSetting>,
    /// What of the slot's configuration is given.
    pub site: SiteProperties,
    /// What follows the probes.
    pub swap: SwapMode,
    /// Whether production is drained before the swap.
    pub drain: bool,
    /// Whether triggers are held in the slot while it is staged.
    pub hold: bool,
    /// What becomes of the old version in the slot after the final outcome; `None`: neither an input nor the file says it.
    pub after: Option<AfterRelease>,
    /// How long production is watched.
    pub watch: Duration,
    /// Time for everything before the swap, and again for the watch.
    pub timeout: Duration,
    /// Where it is built.
    pub build: Build,
    /// How the package reaches the slot.
    pub strategy: StrategyChoice,
    /// The blob container of packages, as it was given.
    pub container: Option<String>,
    /// Whether the dependencies of the package were named.
    pub names_dependencies: bool,
    /// Whether it is a dry run.
    pub dry_run: bool,
    /// Whether it is `check`.
    pub is_check: bool,
    /// What to do while another release holds the lease.
    pub busy: BusyMode,
    /// Whether quarantined content may be released.
    pub force: bool,
    /// Whether a ticket of another workflow run is accepted.
    pub takes_foreign_ticket: bool,
    /// Whether warnings stop the release.
    pub strict: bool,
}

impl Options {
    /// What becomes of the old version in the slot: it runs on where nothing says otherwise.
    pub fn after(&self) -> AfterRelease {
        self.after.unwrap_or_default()
    }

    /// Whether the package reaches the slot by a URL, which is known before Azure is asked.
    pub fn is_by_url(&self) -> bool {
        self.strategy.is_by_url(self.container.is_some())
    }

    /// Whether it only looks: `check`, or a dry run.
    pub fn changes_nothing(&self) -> bool {
        self.dry_run || self.is_check
    }

    /// Whether Azure builds what is sent, and installs what it needs.
    pub fn is_built_there(&self) -> bool {
        self.build == Build::Remote
    }

    /// The preparations of a release with these options.
    pub fn groundwork(&self) -> Groundwork {
        Groundwork { prepares: self.swap == SwapMode::MultiPhase, drains: self.drain }
    }
}

/// The artifact of a workflow run that holds the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedArtifact {
    /// Its name.
    pub name: String,
    /// The number of the run; `None`: this one.
    pub run: Option<u64>,
    /// The digest that its content has to have.
    pub content: Option<Digest>,
}

impl AskedArtifact {
    /// Its name within a sentence.
    pub fn shown(&self) -> String {
        brief(&self.name)
    }
}

/// Where the package comes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// A folder or a zip.
    pub package: PathBuf,
    /// Where the checkout has it, when it is a folder there.
    pub folder: Option<String>,
    /// The file that the package is made in; the caller removes it.
    pub file: PathBuf,
    /// A zip is sent as it is.
    pub unchanged: bool,
    /// What of it changes seldom.
    pub dependencies: Dependencies,
    /// In place of `package`: the artifact of a workflow run.
    pub artifact: Option<AskedArtifact>,
    /// In place of all that: the content of a package that is in the container.
    pub retained: Option<Digest>,
}

impl Setup {
    /// How much time is left; `None`: enough.
    pub fn time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline - self.pace.now())
    }
}

/// How to sign in, as far as it is known before the first request.
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
    MultiPhase,
    /// Nothing: the slot keeps the release.
    None,
}

/// What to do while another release of the app is in progress.
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
    /// Where the job may make one.
    Auto,
    /// Always.
    Yes,
    /// Never.
    No,
}

/// The target of reports on GitHub.
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
