//! Test support: a world, an app, and the program's entry point, all in virtual time.

pub mod between;
pub mod described;
pub mod description;
pub mod dice;
pub mod draw;
pub mod emulator;
pub mod gate;
pub mod invariants;
pub mod liar;
pub mod meddler;
pub mod moments;
pub mod odd;
pub mod pages;
pub mod plain_client;
pub mod platform;
pub mod plays;
pub mod recorded;
pub mod schedule;
pub mod served;
pub mod shared;
pub mod signed_in;
pub mod source;
pub mod stable;
pub mod sweep;
pub mod trial;
pub mod zips;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use bytes::Bytes;
use rehearsal::default_world::{APP, CLIENT, CONTAINER, SLOT, STORAGE, SUBSCRIPTION, TENANT, build_with};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Content, Effect, File, Side, State};
use rehearsal::{World, WorldOptions};
use serde_json::{Value, json};
use slot_deploy::attestation::Roots;
use slot_deploy::cli::{self, Ending, Front, Job};
use slot_deploy::http::{Http, HttpError, Pace, Redactor, Response};
use slot_deploy::record::{Outcome, ReleaseRecord};
use slot_deploy::rehearse::in_process;
use slot_deploy::release::{JournalPlace, Leftover, Locks};
use slot_deploy::runner::{Cancel, Console, Environment, LogLayer, RunKey, Style};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio_util::task::AbortOnDropHandle;
use tracing_subscriber::layer::SubscriberExt;

pub const ORIGIN: &str = "sim.test";
/// The container for packages of the default world.
pub fn container() -> String {
    format!("https://{ORIGIN}/blob/{STORAGE}/{CONTAINER}")
}

pub const COMMIT: &str = "1111111111111111111111111111111111111111";

/// The authority of the simulated world; read once, since thousands of releases are made.
static ROOTS: LazyLock<Roots> =
    LazyLock::new(|| Roots::simulated(include_str!("../fixtures/attestations/simulated-root.json")).unwrap());

/// A transport that looks at each answer of the control plane.
struct Described(Arc<dyn Http>);

#[async_trait::async_trait]
impl Http for Described {
    async fn send(&self, request: slot_deploy::http::Request) -> Result<Response, HttpError> {
        let (method, uri) = (request.method.to_string(), request.url.to_string());
        let answer = self.0.send(request).await?;
        described::check(&method, &uri, answer.status.as_u16(), &answer.body);
        Ok(answer)
    }
}

/// A folder that is deleted with the test.
pub struct Temp(pub PathBuf, #[expect(dead_code, reason = "the folder goes when it is dropped")] TempDir);

impl Temp {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("slot-deploy-test-").tempdir().unwrap();
        Self(folder.path().to_owned(), folder)
    }
}

/// A small app whose answers are scripted.
#[derive(Clone)]
pub struct TestApp {
    files: BTreeMap<String, String>,
    script: Value,
}

impl TestApp {
    /// One HTTP function `version` that answers its commit.
    pub fn new(commit: &str) -> Self {
        let app = Self {
            files: BTreeMap::from([("host.json".to_owned(), r#"{"version":"2.0"}"#.to_owned())]),
            script: json!({"answers": {}}),
        };
        app.http("version", "anonymous").answers("GET /api/version", json!({"status": 200, "json": {"commit": commit}}))
    }

    pub fn http(self, name: &str, level: &str) -> Self {
        self.function(name, json!({"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": level}))
    }

    pub fn function(self, name: &str, trigger: Value) -> Self {
        self.function_with(name, json!([trigger]))
    }

    /// A function with other bindings beside its trigger.
    pub fn function_with(mut self, name: &str, bindings: Value) -> Self {
        let json = json!({"bindings": bindings});
        self.files.insert(format!("{name}/function.json"), json.to_string());
        self
    }

    pub fn answers(mut self, request: &str, answer: Value) -> Self {
        self.script["answers"][request] = answer;
        self
    }

    /// How long an execution of a function takes.
    pub fn takes(mut self, function: &str, seconds: u64) -> Self {
        self.script["executions"][function]["seconds"] = json!(seconds);
        self
    }

    /// A function throws on each event, or on those that contain a text.
    pub fn throws(mut self, function: &str, on: Value) -> Self {
        self.script["executions"][function]["throws"] = on;
        self
    }

    pub fn fails_to_start(mut self, error: &str) -> Self {
        self.script["startup_error"] = json!(error);
        self
    }

    /// It does not start without this setting.
    pub fn needs(mut self, setting: &str) -> Self {
        self.script["needs"] = json!([setting]);
        self
    }

    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.files.remove(name);
        self
    }

    fn all(&self) -> BTreeMap<String, String> {
        let mut files = self.files.clone();
        files.insert("scripted.json".to_owned(), self.script.to_string());
        files
    }

    pub fn write(&self, folder: &Path) {
        for (name, text) in self.all() {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }

    /// The app as a zip.
    pub fn zip(&self) -> Vec<u8> {
        let all = self.all();
        zips::zip_of(&all.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
    }

    /// The app as another tool has deployed it.
    pub fn content(&self) -> Content {
        Content::of(self.all().into_iter().map(|(name, text)| {
            let file = File { bytes: Bytes::from(text), executable: false, modified: 1 };
            (name, file)
        }))
    }
}

/// A probe that production and slot have to pass.
pub const PROBES: &str = r#"
- name: version
  request: { path: /api/version }
  expect: { json: [{ path: "$.commit", equals: "${release.commit}" }] }
"#;

/// A release that is about to run in its own world.
#[must_use]
pub struct Rehearsal {
    pub world: World,
    pub temp: Temp,
    variables: BTreeMap<String, String>,
    style: Style,
    seam: Option<Seam>,
    /// Where the client keeps its journal; in memory for what is never killed.
    pub journal: JournalPlace,
    /// Whether locks work where it keeps them.
    pub locks: Locks,
}

/// What a test puts between the client and the world.
pub type Seam = Arc<dyn Fn(Arc<dyn Http>) -> Arc<dyn Http> + Send + Sync>;

/// The result, and everything that was written.
pub struct Told {
    pub ending: Ending,
    pub record: ReleaseRecord,
    pub log: String,
    pub summary: String,
    pub outputs: String,
    pub world: World,
    pub temp: Temp,
    pub variables: BTreeMap<String, String>,
    kept: JournalPlace,
}

impl Rehearsal {
    /// The new version of a test app, and a production that something else has deployed. Call it
    /// within a paused runtime.
    pub fn new() -> Self {
        Self::of(&TestApp::new(COMMIT), &TestApp::new("former"))
    }

    pub fn of(new: &TestApp, former: &TestApp) -> Self {
        let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
        let options = WorldOptions { wall: now, scale: 1.0, authority: ORIGIN.to_owned(), run_apps: false };
        let world = World::new(build_with(ORIGIN, now, former.content()), options);
        let temp = Temp::new();
        new.write(&temp.0.join("app"));
        std::fs::create_dir_all(temp.0.join("runner")).unwrap();
        let path = |name: &str| temp.0.join(name).display().to_string();
        let (token, request_token) = {
            let state = world.state();
            (state.github.token.clone(), state.github.job.request_token.clone())
        };
        let variables = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", "contoso/shop".to_owned()),
            ("GITHUB_SHA", COMMIT.to_owned()),
            ("GITHUB_RUN_ID", "77".to_owned()),
            ("GITHUB_EVENT_NAME", "push".to_owned()),
            ("GITHUB_ACTOR", "octocat".to_owned()),
            ("GITHUB_API_URL", format!("https://{ORIGIN}/github")),
            ("GITHUB_OUTPUT", path("runner/output")),
            ("GITHUB_STEP_SUMMARY", path("runner/summary")),
            ("GITHUB_STATE", path("runner/state")),
            ("RUNNER_TEMP", path("runner")),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("https://{ORIGIN}/oidc/token?api-version=2.0")),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", request_token),
            ("INPUT_APP-NAME", APP.to_owned()),
            ("INPUT_SLOT", SLOT.to_owned()),
            ("INPUT_PACKAGE", path("app")),
            ("INPUT_CLOUD", format!("https://{ORIGIN}/")),
            ("INPUT_CLIENT-ID", CLIENT.to_owned()),
            ("INPUT_TENANT-ID", TENANT.to_owned()),
            ("INPUT_SUBSCRIPTION-ID", SUBSCRIPTION.to_owned()),
            ("INPUT_GITHUB-TOKEN", token),
            ("INPUT_PROBES", PROBES.to_owned()),
        ];
        Self {
            world,
            temp,
            variables: variables.map(|(name, value)| (name.to_owned(), value)).into(),
            style: Style::Actions,
            seam: None,
            journal: JournalPlace::Disk,
            locks: Locks::default(),
        }
    }

    /// A job on its own machine: files of other jobs are gone.
    pub fn on_new_runner(world: World, temp: Temp, variables: BTreeMap<String, String>) -> Self {
        let _ = std::fs::remove_dir_all(temp.0.join("runner"));
        std::fs::create_dir_all(temp.0.join("runner")).unwrap();
        Self {
            world,
            temp,
            variables,
            style: Style::Actions,
            seam: None,
            journal: JournalPlace::Disk,
            locks: Locks::default(),
        }
    }

    /// Sets an input; an empty value takes it away.
    pub fn input(self, name: &str, value: &str) -> Self {
        self.variable(&format!("INPUT_{}", name.to_uppercase()), value)
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A configuration file with the probes and this.
    pub fn declares(self, declared: &str) -> Self {
        let probes: String = PROBES.lines().map(|line| format!("    {line}\n")).collect();
        let path = self.temp.0.join("declared.yml");
        std::fs::write(&path, format!("probes:\n  checks:\n{probes}{declared}")).unwrap();
        self.no_probes().input("config", path.to_str().unwrap())
    }

    pub fn no_probes(self) -> Self {
        self.input("probes", "")
    }

    pub fn fault(self, at: Where, what: What) -> Self {
        self.with_fault(Fault::new(at, what))
    }

    pub fn with_fault(self, fault: Fault) -> Self {
        self.world.state().faults.push(fault);
        self
    }

    /// Changes the world before the release.
    pub fn world(self, change: impl FnOnce(&mut State)) -> Self {
        change(&mut self.world.state());
        self
    }

    /// Changes the slot before the release.
    pub fn slot(self, change: impl FnOnce(&mut Side)) -> Self {
        self.world(|state| change(state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap()))
    }

    /// Changes production before the release.
    pub fn production(self, change: impl FnOnce(&mut Side)) -> Self {
        self.world(|state| change(&mut state.app_mut(APP).unwrap().production))
    }

    /// Releases.
    pub async fn run(self) -> Told {
        self.run_with(Cancel::default()).await
    }

    /// Releases, and is cancelled after this time.
    pub async fn cancelled_after(self, time: Duration) -> Told {
        let cancel = Cancel::default();
        let later = cancel.clone();
        let _task = AbortOnDropHandle::new(tokio::spawn(async move {
            tokio::time::sleep(time).await;
            later.cancel();
        }));
        self.run_with(cancel).await
    }

    /// Puts something between the client and the world.
    pub fn through(self, seam: Seam) -> Self {
        Self { seam: Some(seam), ..self }
    }

    /// Ends with an error of the program itself before the release begins.
    pub fn fails_inside(self, what: &str) -> Told {
        let log = Log::default();
        let (_, front) = self.front(&log, Cancel::default());
        let ending = cli::report_internal(what, &front);
        self.told(ending, &log)
    }

    /// Releases, and ends after this time as by SIGKILL.
    pub async fn killed_after(self, time: Duration) -> Killed {
        self.killed_when(tokio::time::sleep(time)).await.unwrap_or_else(|_| panic!("it had ended by then"))
    }

    /// Releases, and ends at that event; an error when it had ended before.
    pub async fn killed_when(self, death: impl Future<Output = ()>) -> Result<Killed, Box<Told>> {
        let log = Log::default();
        let (environment, front) = self.front(&log, Cancel::default());
        let Ok(Job::Release(settings)) = cli::read(&[], &environment) else { panic!("wrong inputs") };
        let ended = tokio::select! {
            biased;
            () = death => None,
            ending = cli::run_release(*settings, front) => Some(ending),
        };
        match ended {
            Some(ending) => Err(Box::new(self.told(ending, &log))),
            None => {
                let Self { world, temp, variables, .. } = self;
                Ok(Killed { world, temp, variables })
            }
        }
    }

    fn front(&self, log: &Log, cancel: Cancel) -> (Environment, Front) {
        let console = Console::new(Box::new(log.clone()), self.style, Redactor::default(), true);
        let environment = Environment::of(self.variables.clone());
        let front = Front {
            environment: environment.clone(),
            json: cli::asks_for_json(&[], &environment),
            console,
            cancel,
            pace: Pace::starting(self.world.clock().now()),
            rehearsed: None,
            journal: self.journal.clone(),
            locks: self.locks,
            roots: ROOTS.clone(),
            transport: Some({
                let described: Arc<dyn Http> = Arc::new(Described(in_process(&self.world)));
                match &self.seam {
                    Some(seam) => seam(described),
                    None => described,
                }
            }),
        };
        (environment, front)
    }

    async fn run_with(self, cancel: Cancel) -> Told {
        let log = Log::default();
        let (environment, front) = self.front(&log, cancel);
        let subscriber = tracing_subscriber::registry().with(LogLayer::new(front.console.clone()));
        let _guard = tracing::subscriber::set_default(subscriber);
        let ending = match cli::read(&[], &environment) {
            Ok(Job::Release(settings)) => Box::pin(cli::run_release(*settings, front)).await,
            Ok(Job::Skip(reason)) => cli::report_skipped(reason, &front),
            Ok(_) => panic!("another command"),
            Err(problems) => cli::report_invalid(&problems, &front),
        };
        let told = self.told(ending, &log);
        told.is_consistent();
        told
    }

    fn told(self, ending: Ending, log: &Log) -> Told {
        let read = |name: &str| std::fs::read_to_string(self.temp.0.join("runner").join(name)).unwrap_or_default();
        Told {
            record: *ending.record.clone().unwrap(),
            summary: read("summary"),
            outputs: read("output"),
            log: log.text(),
            ending,
            world: self.world,
            temp: self.temp,
            variables: self.variables,
            kept: self.journal,
        }
    }
}

/// What a killed release left.
pub struct Killed {
    pub world: World,
    pub temp: Temp,
    pub variables: BTreeMap<String, String>,
}

/// What the post-step did.
pub struct Post {
    pub ending: Ending,
    /// What was reported, if anything.
    pub told: Option<Told>,
    pub log: String,
}

impl Killed {
    /// Another job that reconciles without the files of the lost runner.
    pub fn lost(self) -> Rehearsal {
        let Self { world, temp, variables } = self;
        Rehearsal::on_new_runner(world, temp, variables).input("command", "reconcile").input("package", "")
    }

    /// The post-step of the step that was killed; `remembers`: whether the runner hands the step's state over.
    pub async fn post(self, remembers: bool) -> Post {
        self.post_with(remembers, Locks::default()).await
    }

    /// The same on a file system with these locks.
    pub async fn post_with(self, remembers: bool, locks: Locks) -> Post {
        let Self { world, temp, mut variables } = self;
        for file in ["output", "summary"] {
            let _ = std::fs::remove_file(temp.0.join("runner").join(file));
        }
        if remembers {
            for (name, value) in outputs_in(&std::fs::read_to_string(temp.0.join("runner/state")).unwrap_or_default()) {
                variables.insert(format!("STATE_{name}"), value);
            }
        }
        let rehearsal =
            Rehearsal { world, temp, variables, style: Style::Actions, seam: None, journal: JournalPlace::Disk, locks };
        let log = Log::default();
        let (_, front) = rehearsal.front(&log, Cancel::default());
        let ending = cli::run_post(front).await;
        let told = ending.record.is_some().then(|| rehearsal.told(ending.clone(), &log));
        if let Some(told) = &told {
            told.is_consistent();
        }
        Post { ending, told, log: log.text() }
    }
}

/// The values that a step wrote to one of the runner's files.
pub fn outputs_in(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap();
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        values.insert(name.to_owned(), value.join("\n"));
    }
    values
}

/// The key that the last step on this runner handed to its post-step, where the runner takes it.
pub fn run_key(runner: &Path) -> Option<RunKey> {
    let state = std::fs::read_to_string(runner.join("state")).ok()?;
    outputs_in(&state).get("journal_key").map(|text| RunKey::from_text(text))
}

/// Markdown as it is read: without its marks, in one line.
fn as_read(text: &str) -> String {
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&#64;", "@"), ("&#35;", "#"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    text.replace(['\\', '`', '|', '*'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Told {
    /// The post-step that follows.
    pub async fn post(self) -> Post {
        let Self { world, temp, variables, .. } = self;
        Killed { world, temp, variables }.post(true).await
    }

    /// Every surface says the outcome of the record, and the exit code is the outcome's.
    fn is_consistent(&self) {
        let outcome = self.outcome();
        assert_eq!(self.ending.exit_code, self.record.exit_code);
        let offered = |name: &str| Path::new(&self.variables[name]).starts_with(&self.temp.0);
        for (name, text) in [("GITHUB_STEP_SUMMARY", &self.summary), ("GITHUB_OUTPUT", &self.outputs)] {
            assert!(!offered(name) || text.contains(outcome.name()), "{name}: {text}");
        }
        // At a terminal the outcome is printed to stdout, and there are no annotations.
        if self.variables.get("GITHUB_ACTIONS").is_some_and(|text| text == "true") {
            assert!(self.log.contains(outcome.name()), "{}", self.log);
            self.every_hint_reaches_its_reader();
        }
        let folder = self.temp.0.join("runner/slot-deploy").join(&self.record.id);
        let key = run_key(&self.temp.0.join("runner"));
        if key.is_some() && folder.join("journal.jsonl").is_file() && self.code() != "journal-incomplete" {
            let left = Leftover::read(&folder, &self.record, key.as_ref());
            assert!(left.damage.is_empty(), "what a run itself wrote is whole: {:?}", left.damage);
        }
    }

    /// Each hint stands whole in log, annotation and summary.
    fn every_hint_reaches_its_reader(&self) {
        if !self.log.contains("\n::") {
            return;
        }
        let title = format!("title={}%3A ", self.outcome().name());
        let annotation = self.log.lines().find(|line| line.starts_with("::") && line.contains(&title)).unwrap();
        let annotation = as_read(&annotation.replace("%0A", "\n").replace("%25", "%"));
        let log: String =
            self.log.lines().filter(|line| !line.starts_with("::")).map(|line| format!("{line}\n")).collect();
        let (log, summary) = (as_read(&log), as_read(&self.summary));
        let offered = Path::new(&self.variables["GITHUB_STEP_SUMMARY"]).starts_with(&self.temp.0);
        for line in self.record.problem.iter().flat_map(|problem| &problem.hints).flat_map(|hint| hint.lines()) {
            let line = &*as_read(line);
            assert!(log.contains(line), "the log lacks \"{line}\":\n{log}");
            let is_cut = annotation.contains("… (cut");
            assert!(is_cut || annotation.contains(line), "the annotation lacks \"{line}\":\n{annotation}");
            assert!(!offered || summary.contains(line), "the summary lacks \"{line}\":\n{summary}");
        }
    }

    pub fn outcome(&self) -> Outcome {
        self.record.outcome.unwrap()
    }

    /// The code of the problem it ended with.
    pub fn code(&self) -> &str {
        self.record.problem.as_ref().map_or("", |problem| problem.code.as_str())
    }

    /// An output of the step, where it was set.
    pub fn output(&self, name: &str) -> Option<String> {
        outputs_in(&self.outputs).remove(name)
    }

    /// The problem's sentence and hints.
    pub fn advice(&self) -> String {
        let problem = self.record.problem.clone().unwrap();
        format!("{}\n{}", problem.sentence, problem.hints.join("\n"))
    }

    pub fn effects(&self) -> Vec<Effect> {
        self.world.effects()
    }

    /// How often routing was really switched.
    pub fn swaps(&self) -> usize {
        self.effects().iter().filter(|effect| matches!(effect, Effect::Swapped { .. })).count()
    }

    pub fn deployments(&self) -> usize {
        self.effects().iter().filter(|effect| matches!(effect, Effect::ContentDeployed { .. })).count()
    }

    /// The content of production in the world: the digest of a release, or a made-up name.
    pub fn production(&self) -> String {
        self.world.state().app(APP).unwrap().production.moving.wwwroot().mark()
    }

    pub fn digest(&self) -> String {
        self.record.digest.clone().unwrap().to_string()
    }

    /// All files of the evidence folder; what a recovery wrote beside damaged files comes last.
    pub fn evidence(&self) -> BTreeMap<String, String> {
        let root = self.temp.0.join("runner").join("slot-deploy");
        let mut files = BTreeMap::new();
        for folder in std::fs::read_dir(root).unwrap().flatten() {
            let recovery = std::fs::read_dir(folder.path().join("recovery")).into_iter().flatten().flatten();
            let own = std::fs::read_dir(folder.path()).unwrap().flatten().filter(|file| file.path().is_file());
            for file in own.chain(recovery) {
                let text = std::fs::read_to_string(file.path()).unwrap();
                files.insert(file.file_name().into_string().unwrap(), text);
            }
        }
        files
    }

    /// The lines of the journal; of the recovery's own, where it began one beside the run's.
    pub fn journal(&self) -> Vec<Value> {
        if let JournalPlace::Memory(memory) = &self.kept {
            return memory.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        }
        let folder = self.temp.0.join("runner/slot-deploy").join(&self.record.id);
        let text = std::fs::read_to_string(folder.join("recovery/journal.jsonl"))
            .or_else(|_| std::fs::read_to_string(folder.join("journal.jsonl")))
            .unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Another release of another app on the same world.
    pub fn then(self, next: &TestApp) -> Rehearsal {
        let rehearsal = self.next_job();
        let app = rehearsal.temp.0.join("app");
        std::fs::remove_dir_all(&app).unwrap();
        next.write(&app);
        rehearsal
    }

    /// The job that promotes what this one staged: nothing that only a release is given, and the ticket.
    pub fn promoting(self) -> Rehearsal {
        let ticket = outputs_in(&self.outputs)["ticket"].clone();
        self.next_job().input("command", "promote").input("package", "").input("build", "").input("ticket", &ticket)
    }

    /// The job that follows, on a runner of its own.
    pub fn next_job(self) -> Rehearsal {
        let Self { world, temp, variables, .. } = self;
        Rehearsal::on_new_runner(world, temp, variables)
    }
}

/// Everything that was written to the console.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An answer in place of a service's own.
pub fn status(status: u16) -> What {
    What::Status { status, body: None, content_type: None, retry_after: None }
}

/// The image that is tested.
pub fn image() -> String {
    std::env::var("SLOT_DEPLOY_IMAGE").unwrap_or_else(|_| "slot-deploy:local".to_owned())
}
