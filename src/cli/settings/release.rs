use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::Command;
use super::AuthChoice;
use super::asked::Asked;
use super::planned::Values;
use super::reader::{A_TICKET, Reader};
use crate::azure::{CloudChoice, ContainerUrl, RoleFor};
use crate::config::{Configuration, Probes};
use crate::deliver::{StrategyChoice, Way};
use crate::http::Secret;
use crate::names::{AppName, SlotName};
use crate::package::Dependencies;
use crate::record::{Digest, Explain, Ticket, brief};
use crate::release::{
    AppsAsked, AskedArtifact, BusyMode, Collection, DeploymentChoice, Options, OtherEnvironment, SwapMode,
};
use crate::runner::{Environment, WorkflowRun};

pub(super) const NAME_THE_CONTAINER: &str = "name the container: `https://ACCOUNT.blob.core.windows.net/CONTAINER`";

/// The part of a release to run.
#[derive(Debug, Clone)]
pub enum Task {
    /// `release`, and `stage`, which does not swap.
    Release,
    /// `promote`
    Promote(Box<Ticket>),
    /// `check`
    Check {
        /// Whether there is a package to look at.
        with_package: bool,
    },
    /// `check` with `apps`
    CheckApps(Vec<AppsAsked>),
    /// `diff`, with another environment or without
    Diff(Option<Box<OtherEnvironment>>),
    /// Say what runs where.
    Status,
    /// `layer`
    LookForLayer,
    /// `gc`
    Collect(Collection),
    /// `rollback`
    Rollback,
    /// `reconcile`
    Reconcile(Option<Box<Ticket>>),
}

impl Task {
    pub(in crate::cli) fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Promote(ticket) | Self::Reconcile(Some(ticket)) => Some(ticket),
            Self::Release
            | Self::Check { .. }
            | Self::CheckApps(_)
            | Self::Diff(_)
            | Self::Status
            | Self::LookForLayer
            | Self::Collect(_)
            | Self::Rollback
            | Self::Reconcile(None) => None,
        }
    }
}

/// The settings of `release` and of its parts.
#[derive(Debug)]
pub struct ReleaseSettings {
    /// Which part.
    pub task: Task,
    /// What the parts have in common.
    pub options: Options,
    /// `package`
    pub package: PathBuf,
    /// `package-unchanged`
    pub package_unchanged: bool,
    /// `dependencies`
    pub dependencies: Dependencies,
    /// `artifact`, with `run-id`
    pub artifact: Option<AskedArtifact>,
    /// `digest`
    pub retained: Option<Digest>,
    /// `auth`
    pub auth: AuthChoice,
    /// `client-secret`, whether it is used or not.
    pub client_secret: Option<Secret>,
    /// Values of settings that came from variables and from the input `settings`.
    pub setting_values: Vec<Secret>,
    /// `deployment`
    pub deployment: DeploymentChoice,
    /// `environment-name`
    pub environment_name: String,
    /// `github-token`
    pub github_token: Option<Secret>,
    /// `ca-file`
    pub ca_file: Option<PathBuf>,
    /// `report`
    pub report: Option<PathBuf>,
    /// `sarif`
    pub sarif: Option<PathBuf>,
    /// What is worth a warning about the inputs themselves.
    pub warnings: Vec<String>,
    /// What is worth a line in the log.
    pub notes: Vec<String>,
}

/// Stands for the name of the app where there are several; nothing is asked about it.
const SEVERAL: &str = "several-apps";

impl Reader<'_> {
    pub(super) fn release(&mut self, command: Command, environment: &Environment) -> Option<ReleaseSettings> {
        let against = self.against(command, environment);
        let task = match command {
            Command::Diff => {
                let other = against.as_ref().and_then(Option::as_ref);
                Some(Task::Diff(other.map(|against| against.environment.clone())))
            }
            _ => self.task(command),
        };
        let app_name: Option<AppName> = match &task {
            Some(Task::CheckApps(_)) => SEVERAL.parse().ok(),
            _ => {
                let fix = "set it to the name of the function app, here or in `slot-deploy.yml`";
                self.required("app-name", fix).and_then(|_| self.name("app-name"))
            }
        };
        let resource_group = self.text("resource-group").map(|_| self.name("resource-group"));
        let (slot, target_slot): (Option<SlotName>, Option<SlotName>) = (self.name("slot"), self.name("target-slot"));
        self.look_for_one_side(slot.as_ref(), target_slot.as_ref());
        let watch = self.time_of_watch();
        if environment.is_actions() && self.raw.given("report").is_some() {
            self.warnings.push(
                "`report` has no effect in GitHub Actions: the record lies below RUNNER_TEMP, where the post-step finds it; the output \
                 `report` names the file"
                    .to_owned(),
            );
        }
        let auth = self.auth(environment);
        let [client_id, tenant_id] = self.ids_for(auth.as_ref());
        let subscription_id = self.guid("subscription-id", true);
        let asked = self.asked(task.as_ref().and_then(Task::ticket));
        let probes = asked.as_ref().map(|asked| &asked.configuration.probes);
        // A probe that compares with an empty commit would fail for its whole deadline.
        // What another job staged has the commit of its ticket.
        let staged = task.as_ref().and_then(Task::ticket).is_some_and(|ticket| ticket.commit.is_some());
        let has_commit = staged || WorkflowRun::read(environment).commit.is_some();
        if probes.is_some_and(Probes::name_commit) && !has_commit {
            self.problem(
                if self.raw.get("probes").is_some() { "probes" } else { "config" },
                "a probe uses `${release.commit}`, and this run has no commit",
                "run in GitHub Actions, or set GITHUB_SHA, or compare `${release.digest}`",
            );
        }
        let swap = match command {
            Command::Stage => Some(SwapMode::None),
            _ => self.swap(),
        };
        if let Some(probes) = probes
            && matches!(command, Command::Release | Command::Promote | Command::Check)
            && swap.is_some_and(|swap| swap != SwapMode::None)
        {
            self.look_for_probes_of_production(probes);
        }
        let deployment = self.choice("deployment");
        let (package_unchanged, strict) = (self.flag("package-unchanged"), self.flag("strict"));
        let (timeout, cloud) = (self.duration("timeout"), self.cloud());
        let takes_foreign_ticket = self.flag("allow-foreign-ticket");
        let (busy, force, drain) = (self.busy(), self.flag("force"), self.flag("drain"));
        let slot_life = asked.as_ref().and_then(|asked| self.hold_and_after(asked.configuration.hold_and_after));
        let sarif = self.written_file("sarif", environment);
        let dry_run = self.flag("dry-run");
        // What it asks for is known since before the inputs were read.
        let _ = self.flag("json");
        let role_for = match command {
            // What `check` judges is whether a release would start, unless another command is named.
            Command::Check => self.choice("for").and_then(|name| RoleFor::named(&name)),
            command => command.role(),
        };
        let artifact = self.artifact();
        let retained = match &artifact {
            // There it is the digest that the content has to have.
            None | Some(Some(_)) => Some(None),
            Some(None) => self.retained(),
        };
        let dependencies = self.dependencies();
        let (strategy, container) = (self.strategy(), self.container(cloud.as_ref()));
        let (origin, verified_in) = (self.origin(), self.verified_in());
        let build = self.build(strategy, package_unchanged);
        let create_slot = asked.as_ref().map(|asked| self.create_slot(&asked.configuration));
        let declared = asked.as_ref().map(|asked| asked.configuration.settings.clone()).unwrap_or_default();
        let planned = self.planned(Values::of(command, environment), &declared, cloud.as_ref(), environment);
        let Asked {
            configuration: Configuration { probes, watch: watch_rules, lint, checks, required, site, .. },
            source: asks,
        } = asked?;
        let (planned, (hold, after)) = (planned?, slot_life?);
        if hold {
            self.look_for_held(&planned.settings.names());
        }
        Some(ReleaseSettings {
            task: task?,
            options: Options {
                role_for: role_for?,
                app_name: app_name?,
                resource_group: resource_group.map_or(Some(None), |group| group.map(Some))?,
                slot: slot?,
                target_slot: target_slot?,
                probes,
                watch_rules,
                lint,
                checks,
                settings: planned.settings,
                asks,
                origin: origin?,
                verified_in: verified_in?,
                create_slot: create_slot??,
                required,
                site,
                swap: swap?,
                drain: drain?,
                hold,
                after,
                watch: watch?,
                timeout: timeout?,
                cloud: cloud?,
                tenant_id: tenant_id?,
                client_id: client_id?,
                subscription_id: subscription_id?.parse().ok()?,
                build: build?,
                strategy: strategy?,
                container,
                names_dependencies: self.text("dependencies").is_some(),
                dry_run: dry_run?,
                is_check: command == Command::Check,
                busy: busy?,
                force: force?,
                takes_foreign_ticket: takes_foreign_ticket?,
                strict: strict?,
            },
            package: self.path("package")?,
            package_unchanged: package_unchanged?,
            dependencies: dependencies?,
            artifact: artifact?,
            retained: retained?,
            auth: auth?,
            client_secret: self.text("client-secret").map(Secret::new),
            setting_values: planned
                .secrets
                .into_iter()
                .chain(against?.map(|against| against.secrets).unwrap_or_default())
                .collect(),
            deployment: match deployment?.as_str() {
                "true" => DeploymentChoice::Yes,
                "false" => DeploymentChoice::No,
                _ => DeploymentChoice::Auto,
            },
            environment_name: self.text("environment-name")?,
            github_token: self.text("github-token").map(Secret::new),
            ca_file: self.path("ca-file"),
            report: self.path("report"),
            sarif: sarif?,
            warnings: std::mem::take(&mut self.warnings),
            notes: std::mem::take(&mut self.notes),
        })
    }

    /// A swap takes two sides.
    pub(super) fn look_for_one_side(&mut self, slot: Option<&SlotName>, target: Option<&SlotName>) {
        if let (Some(slot), Some(target)) = (slot, target)
            && slot.as_str().eq_ignore_ascii_case(target.as_str())
        {
            let says = format!("`{slot}` is also the target slot, so there would be nothing to swap");
            self.problem("slot", says, "deploy to another slot than the one that serves users");
        }
    }

    pub(super) fn time_of_watch(&mut self) -> Option<Duration> {
        let watch = self.duration("watch");
        if watch.is_some_and(|watch| watch < Duration::from_secs(60)) {
            self.problem("watch", "less than a minute says nothing about production", "set it to `1m` or more");
        }
        watch
    }

    fn task(&mut self, command: Command) -> Option<Task> {
        match command {
            Command::Promote => {
                let text = self.required("ticket", A_TICKET)?;
                self.ticket(&text).map(Task::Promote)
            }
            // The job that staged may be the lost one.
            Command::Reconcile => match self.text("ticket") {
                Some(text) => self.ticket(&text).map(|ticket| Task::Reconcile(Some(ticket))),
                None => Some(Task::Reconcile(None)),
            },
            // The runner hands over the default as well, so an app in the workspace is looked for.
            Command::Check if !self.several("apps").is_empty() => self.apps_to_check().map(Task::CheckApps),
            Command::Check => {
                let named = ["package", "digest", "artifact"].iter().any(|name| self.given(name).is_some());
                Some(Task::Check { with_package: named || Path::new("host.json").is_file() })
            }
            Command::Layer => {
                self.required("storage-container", NAME_THE_CONTAINER);
                Some(Task::LookForLayer)
            }
            Command::Status => Some(Task::Status),
            Command::Gc => self.collection().map(Task::Collect),
            Command::Rollback => Some(Task::Rollback),
            _ => Some(Task::Release),
        }
    }

    fn retained(&mut self) -> Option<Option<Digest>> {
        let Some(text) = self.text("digest") else { return Some(None) };
        if self.text("storage-container").is_none() {
            self.problem(
                "digest",
                "without `storage-container` there is no package to be had by its digest",
                "give the container",
            );
            return None;
        }
        self.content_digest(&text).map(Some)
    }

    pub(super) fn content_digest(&mut self, text: &str) -> Option<Digest> {
        let digest = text.trim().strip_prefix("sha256:").unwrap_or(text.trim()).parse();
        let fix = "write `sha256:` and 64 hexadecimal digits, as the output `digest` of a release has them";
        digest.map_err(|_| self.problem("digest", format!("`{}` is not a digest", brief(text)), fix)).ok()
    }

    pub(super) fn dependencies(&mut self) -> Option<Dependencies> {
        let given = self.several("dependencies");
        let read = Dependencies::of(given.iter().map(String::as_str));
        let fix = "write folders with `/` at their end, and lock files, such as `.python_packages/ requirements.txt`";
        read.map_err(|bad| self.problem("dependencies", bad.to_string(), fix)).ok()
    }

    pub(super) fn container(&mut self, cloud: Option<&CloudChoice>) -> Option<String> {
        let text = self.text("storage-container")?;
        if let Err(wrong) = ContainerUrl::check(&text, cloud?) {
            self.problem("storage-container", wrong.to_string(), wrong.fix());
        }
        Some(text)
    }

    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        let text = self.text(name)?;
        let number = text.parse().ok();
        if number.is_none() {
            let says = format!("`{}` is not a whole number up to {}", brief(&text), u32::MAX);
            self.problem(name, says, "write a number such as `10`");
        }
        number
    }

    fn ticket(&mut self, text: &str) -> Option<Box<Ticket>> {
        match Ticket::from_text(text) {
            Ok(ticket) => Some(Box::new(ticket)),
            Err(error) => {
                self.problem("ticket", error.to_string(), error.hints().join("; "));
                None
            }
        }
    }

    fn busy(&mut self) -> Option<BusyMode> {
        Some(match self.choice("busy")?.as_str() {
            "fail" => BusyMode::Fail,
            _ => BusyMode::Wait,
        })
    }

    pub(super) fn strategy(&mut self) -> Option<StrategyChoice> {
        // Commands without a package have no such input.
        match self.choice("strategy").as_deref() {
            Some("zip-deploy") => Some(StrategyChoice::Asked(Way::ZipDeploy)),
            Some("package-url") if self.text("storage-container").is_none() => {
                let says = "`strategy: package-url` needs a container for the packages";
                self.problem(
                    "storage-container",
                    says,
                    "give its URL: `storage-container: https://ACCOUNT.blob.core.windows.net/CONTAINER`",
                );
                None
            }
            Some("site-package") => Some(StrategyChoice::Asked(Way::SitePackage)),
            Some("package-url") => Some(StrategyChoice::Asked(Way::PackageUrl)),
            _ => Some(StrategyChoice::Auto),
        }
    }

    /// The input wins over the file.
    pub(super) fn create_slot(&mut self, configuration: &Configuration) -> Option<bool> {
        match self.raw.get("create-slot") {
            Some(_) => self.flag("create-slot"),
            None => Some(configuration.create_slot),
        }
    }

    pub(super) fn swap(&mut self) -> Option<SwapMode> {
        Some(match self.choice("swap")?.as_str() {
            "none" => SwapMode::None,
            "preview" => SwapMode::MultiPhase,
            _ => SwapMode::Direct,
        })
    }
}
