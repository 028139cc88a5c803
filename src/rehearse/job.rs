use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rehearsal::World;

use super::cut;
use super::opening::Facts;
use super::problem::Problem;
use crate::attestation::Roots;
use crate::cli::{self, Cut, Ending, Front, How, Job};
use crate::http::{Http, Pace};
use crate::record::Outcome;
use crate::release::{JournalPlace, Locks};
use crate::runner::{Cancel, Environment, written};

/// The commit that the sample app's new version carries.
pub(super) const NEW_COMMIT: &str = "5a3p1e5a3p1e5a3p1e5a3p1e5a3p1e5a3p1e5a3p";

/// What a variable of the step holds that the file names for a setting. It is hidden like the secret that it stands for, so it is no
/// word that anybody says.
fn stands_for(variable: &str) -> String {
    format!("value-of-{variable}-in-this-rehearsal")
}

/// What all jobs of a rehearsal have in common.
pub(super) struct Workflow<'a> {
    /// Where they release to.
    pub world: &'a World,
    /// The app that is released.
    pub app: &'a Path,
    /// Further inputs, as they were given.
    pub inputs: &'a BTreeMap<String, String>,
    /// The world's certificate authority.
    pub ca_file: &'a Path,
    /// How the world is reached.
    pub transport: Arc<dyn Http>,
    /// The surroundings of the rehearsal itself.
    pub front: &'a Front,
}

/// One job on a runner of its own: a step, and its post-step.
pub(super) struct RunnerJob {
    /// What the runner keeps for the step.
    folder: PathBuf,
    variables: BTreeMap<String, String>,
}

impl RunnerJob {
    /// A job that runs `command`, with a ticket where another job has made one.
    pub(super) fn prepare(
        workflow: &Workflow<'_>,
        folder: PathBuf,
        command: &str,
        ticket: Option<&str>,
    ) -> Result<Self, Problem> {
        std::fs::create_dir_all(&folder)?;
        let mut variables = variables(workflow);
        let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
        for (name, file) in [("GITHUB_OUTPUT", "output"), ("GITHUB_STATE", "state"), ("GITHUB_STEP_SUMMARY", "summary")]
        {
            set(name, folder.join(file).display().to_string());
        }
        set("RUNNER_TEMP", folder.display().to_string());
        set("INPUT_COMMAND", command.to_owned());
        if workflow.front.environment.is_actions() {
            set("GITHUB_ACTIONS", "true".to_owned());
        } else {
            set("INPUT_REPORT", folder.join("slot-deploy/rehearsal").display().to_string());
        }
        if cli::takes(command, "package") {
            set("INPUT_PACKAGE", workflow.app.display().to_string());
        }
        if let Some(ticket) = ticket.filter(|_| cli::takes(command, "ticket")) {
            set("INPUT_TICKET", ticket.to_owned());
        }
        for (name, value) in workflow.inputs.iter().filter(|(name, _)| cli::takes(command, name)) {
            let value = if name == "storage-container" { container(workflow.world, value) } else { value.clone() };
            set(&format!("INPUT_{}", name.to_uppercase()), value);
        }
        // A container that the app's own file names is one of the world as well.
        let named = cli::from_file(&Environment::of(variables.clone()), command, "storage-container");
        if let Some(url) = named.filter(|_| !variables.contains_key("INPUT_STORAGE-CONTAINER")) {
            variables.insert("INPUT_STORAGE-CONTAINER".to_owned(), container(workflow.world, &url));
        }
        // Secrets that the real step would have; the rehearsal goes without them.
        for name in cli::variables_of_settings(&Environment::of(variables.clone()), command) {
            let value = stands_for(&name);
            variables.entry(name).or_insert(value);
        }
        Ok(Self { folder, variables })
    }

    /// The settings of the step, when its inputs are right.
    pub(super) fn settings(&self) -> Option<cli::ReleaseSettings> {
        match cli::read(&[], &Environment::of(self.variables.clone())) {
            Ok(Job::Release(settings)) => Some(*settings),
            _ => None,
        }
    }

    /// Runs the step, and then its post-step, as the runner does; after a kill not where the machine is lost with it. Says as well whether it was cut
    /// short as it was asked for.
    pub(super) async fn run(&self, workflow: &Workflow<'_>, cut: Option<Cut>, is_lost: bool) -> (Ending, bool) {
        let cancel = Cancel::default();
        let front = self.front(workflow, self.variables.clone(), cancel.clone());
        let step = async {
            match cli::read(&[], &front.environment) {
                Ok(Job::Release(release)) => cli::run_release(*release, front.clone()).await,
                Ok(_) => cli::report_internal("the rehearsal's own inputs name another command", &front),
                Err(problems) => cli::report_invalid(&problems, &front),
            }
        };
        let interrupted = async {
            workflow.front.cancel.requested().await;
            How::Cancel
        };
        let cut_short = async {
            match cut {
                Some(cut) => cut::moment(cut, &self.reports(), &front.pace).await,
                None => std::future::pending().await,
            }
        };
        let mut step = Box::pin(step);
        let (ended, was_cut) = tokio::select! {
            biased;
            ending = &mut step => (Some(ending), false),
            how = interrupted => (self.end(how, &cancel, &mut step).await, false),
            how = cut_short => (self.end(how, &cancel, &mut step).await, true),
        };
        drop(step);
        if ended.is_none() && is_lost {
            return (Ending::with_output(Outcome::Interrupted.row().exit, ""), was_cut);
        }
        let after = self.post(workflow).await;
        let ending = match (ended, after) {
            (Some(step), after) if after.record.is_none() => step,
            (step, after) => {
                Ending { output: step.map(|step| step.output).unwrap_or_default() + &after.output, ..after }
            }
        };
        (ending, was_cut)
    }

    /// A cancelled step reports before it ends; a killed one does nothing any more.
    async fn end(
        &self,
        how: How,
        cancel: &Cancel,
        step: &mut (impl Future<Output = Ending> + Unpin),
    ) -> Option<Ending> {
        match how {
            How::Kill => None,
            How::Cancel => {
                cancel.cancel();
                Some(step.await)
            }
        }
    }

    async fn post(&self, workflow: &Workflow<'_>) -> Ending {
        let mut variables = self.variables.clone();
        for (name, value) in written(&self.folder.join("state")) {
            variables.insert(format!("STATE_{name}"), value);
        }
        cli::run_post(self.front(workflow, variables, Cancel::default())).await
    }

    fn front(&self, workflow: &Workflow<'_>, variables: BTreeMap<String, String>, cancel: Cancel) -> Front {
        let environment = Environment::of(variables);
        Front {
            json: cli::asks_for_json(&[], &environment),
            environment,
            console: workflow.front.console.clone(),
            cancel,
            pace: Pace::starting(workflow.world.clock().now()),
            rehearsed: workflow.front.rehearsed,
            journal: JournalPlace::Disk,
            locks: Locks::default(),
            roots: Roots::default(),
            transport: Some(workflow.transport.clone()),
        }
    }

    /// The outputs that the step set.
    pub(super) fn outputs(&self) -> BTreeMap<String, String> {
        written(&self.folder.join("output"))
    }

    /// The ticket that the step wrote.
    pub(super) fn ticket(&self) -> Option<String> {
        self.outputs().remove("ticket").filter(|ticket| !ticket.is_empty())
    }

    /// The job summary.
    pub(super) fn summary(&self) -> String {
        std::fs::read_to_string(self.folder.join("summary")).unwrap_or_default()
    }

    /// Where the step keeps the records of releases.
    pub(super) fn reports(&self) -> PathBuf {
        self.folder.join("slot-deploy")
    }
}

/// The container of the world that stands for the one of this URL: of the same account and name where there is one, else the first.
fn container(world: &World, url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (account, rest) = host.split_once('.').unwrap_or((host, ""));
    let wanted = (account, rest.rsplit('/').next().unwrap_or_default());
    let state = world.state();
    let all = || {
        let accounts = state.storage.iter();
        accounts
            .flat_map(|(account, storage)| storage.containers.keys().map(move |name| (account.as_str(), name.as_str())))
    };
    match all().find(|one| *one == wanted).or_else(|| all().next()) {
        Some((account, name)) => format!("{}/blob/{account}/{name}", world.origin()),
        None => url.to_owned(),
    }
}

/// The environment that GitHub's runner would give each step.
fn variables(workflow: &Workflow<'_>) -> BTreeMap<String, String> {
    let world = workflow.world;
    let (github, facts) = {
        let state = world.state();
        (state.github.clone(), Facts::of(&state))
    };
    let origin = world.origin();
    let config = workflow.app.join("slot-deploy.yml");
    let mut variables: BTreeMap<String, String> = [
        ("INPUT_APP-NAME", facts.app),
        ("INPUT_SLOT", facts.slot),
        ("INPUT_CLOUD", format!("{origin}/")),
        ("INPUT_AUTH", "oidc".to_owned()),
        ("INPUT_CLIENT-ID", facts.client),
        ("INPUT_TENANT-ID", facts.tenant),
        ("INPUT_SUBSCRIPTION-ID", facts.subscription),
        ("INPUT_GITHUB-TOKEN", github.token),
        ("INPUT_CA-FILE", workflow.ca_file.display().to_string()),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{origin}/oidc/token?api-version=2.0")),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", github.job.request_token),
        ("GITHUB_REPOSITORY", format!("{}/{}", github.owner, github.repository)),
        ("GITHUB_SHA", NEW_COMMIT.to_owned()),
        ("GITHUB_RUN_ID", "1".to_owned()),
        ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ("GITHUB_ACTOR", "octocat".to_owned()),
        ("GITHUB_EVENT_NAME", "push".to_owned()),
        ("GITHUB_API_URL", format!("{origin}/github")),
        ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if config.is_file() {
        variables.insert("INPUT_CONFIG".to_owned(), config.display().to_string());
    }
    variables
}
