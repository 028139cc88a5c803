//! The rehearsal: the one place where client and simulated world meet.
//!
//! The client goes through its own front door, with the inputs and the environment that a workflow
//! would give it; it talks to the world over real sockets and real TLS. Only the clocks run faster.

mod opening;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::cli::{self, Ending, Front, RehearseSettings, Request, SimulateSettings};
use crate::http::{self, Body, Effect, Http, HttpError, Kind, Observed, Pace, shown_url};
use crate::rehearsal::named::NAMED;
use crate::rehearsal::serve::{Listening, ServeError};
use crate::rehearsal::{Answer, World, WorldOptions, sample};
use crate::runner::Environment;
use opening::{Facts, load};

/// How many times faster than real time a rehearsal runs: ten minutes of watching pass in three
/// seconds.
const SPEED: u32 = 200;
/// The commit that the sample app's new version carries.
const NEW_COMMIT: &str = "5a3p1e5a3p1e5a3p1e5a3p1e5a3p1e5a3p1e5a3p";

/// The whole release against a world of its own.
pub async fn run(settings: RehearseSettings, front: Front) -> Ending {
    match rehearse(settings, &front).await {
        Ok(ending) => ending,
        Err(Problem::Faults(unknown)) => {
            let known: Vec<String> = NAMED.iter().map(|fault| format!("  {:<28} {}", fault.name, fault.says)).collect();
            Ending::with_output(2, format!("there is no fault `{unknown}`; there are:\n{}\n", known.join("\n")))
        }
        Err(Problem::World(what)) => Ending::with_output(2, format!("{what}\n")),
        Err(Problem::Io(what)) => cli::report_internal(&what, &front),
    }
}

enum Problem {
    World(String),
    Faults(String),
    Io(String),
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<ServeError> for Problem {
    fn from(error: ServeError) -> Self {
        Self::Io(error.to_string())
    }
}

async fn rehearse(settings: RehearseSettings, front: &Front) -> Result<Ending, Problem> {
    let console = &front.console;
    let speed = match settings.real_time {
        true => 1,
        false => SPEED,
    };
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let mut state = load(settings.world.as_deref(), &listening.authority(), now)?;
    for name in &settings.faults {
        match NAMED.iter().find(|fault| fault.name == name) {
            Some(fault) => fault.apply(&mut state),
            None => return Err(Problem::Faults(name.clone())),
        }
    }
    let runs_app = settings.app.is_none() || settings.run_app;
    let world = World::new(
        state,
        WorldOptions { wall: now, speed, scale: 1.0, authority: listening.authority(), run_apps: runs_app },
    );
    let folder = Scratch::new()?;
    let ca_file = folder.0.join("ca.pem");
    std::fs::write(&ca_file, &listening.ca_pem)?;
    let app = match &settings.app {
        Some(app) => app.clone(),
        None => write_sample(&folder.0.join("orders"))?,
    };
    let before = describe_answer(&world).await;
    let serving = tokio::spawn(listening.serve(world.clone()));
    console
        .line(&format!("rehearsing on a simulated Azure at {}, {speed} times faster than real time", world.origin()));
    let environment = environment(&world, &app, &ca_file, &settings.report);
    let front = Front {
        environment: environment.clone(),
        console: console.clone(),
        cancel: front.cancel.clone(),
        pace: Pace::starting(now, speed),
        transport: None,
    };
    let mut ending = match cli::read(&[], &environment) {
        Ok(Request::Release(release)) => cli::run_release(*release, front).await,
        Ok(_) => cli::report_internal("the rehearsal's own inputs name another command", &front),
        Err(problems) => cli::report_invalid(&problems, &front),
    };
    let after = describe_answer(&world).await;
    serving.abort();
    ending.output += &closing(&world, &settings, &before, &after, runs_app);
    Ok(ending)
}

/// The environment that GitHub's runner would give the step.
fn environment(world: &World, app: &Path, ca_file: &Path, report: &Path) -> Environment {
    let (github, token, facts) = {
        let state = world.state();
        (state.github.clone(), state.github.token.clone(), Facts::of(&state))
    };
    let origin = world.origin();
    let config = app.join("slot-deploy.yml");
    let mut variables: BTreeMap<String, String> = [
        ("INPUT_APP-NAME", facts.app),
        ("INPUT_SLOT", facts.slot),
        ("INPUT_PACKAGE", app.display().to_string()),
        ("INPUT_CLOUD", format!("{origin}/")),
        ("INPUT_AUTH", "oidc".to_owned()),
        ("INPUT_CLIENT-ID", facts.client),
        ("INPUT_TENANT-ID", facts.tenant),
        ("INPUT_SUBSCRIPTION-ID", facts.subscription),
        ("INPUT_GITHUB-TOKEN", token),
        ("INPUT_CA-FILE", ca_file.display().to_string()),
        ("INPUT_REPORT", report.display().to_string()),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{origin}/oidc/token?api-version=2.0")),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", github.job.request_token.clone()),
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
    Environment::of(variables)
}

fn write_sample(folder: &Path) -> Result<PathBuf, Problem> {
    for (name, bytes, executable) in sample::files(NEW_COMMIT) {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, bytes)?;
        #[cfg(unix)]
        if executable {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        }
    }
    Ok(folder.to_owned())
}

/// What production answers on `/api/version`, asked of the world itself and not through the client.
async fn describe_answer(world: &World) -> String {
    let app = world.state().released().app;
    let uri = format!("{}/site/{app}/api/version", world.origin());
    let request = ::http::Request::builder().uri(uri).body(Bytes::new());
    match request {
        Ok(request) => match world.handle(request).await {
            Answer::Response(response) => {
                let body = String::from_utf8_lossy(response.body()).trim().chars().take(120).collect::<String>();
                format!("{} {body}", response.status().as_u16())
            }
            _ => "no answer".to_owned(),
        },
        Err(error) => error.to_string(),
    }
}

fn closing(world: &World, settings: &RehearseSettings, before: &str, after: &str, runs_app: bool) -> String {
    let effects = world.effects();
    let swaps =
        effects.iter().filter(|effect| matches!(effect, crate::rehearsal::state::Effect::Swapped { .. })).count();
    let how = match runs_app {
        true => "the app itself, started from its deployed files",
        false => "scripted answers; this app is not run without --run-app",
    };
    format!(
        "\nproduction before:  {before}\nproduction now:     {after}   ({how})\nswaps that happened in the simulated Azure: \
         {swaps}\nrecord: {0}/release.json, {0}/summary.md, {0}/journal.jsonl\n",
        settings.report.display()
    )
}

/// A folder for the time of a rehearsal.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Problem> {
        let path = std::env::temp_dir().join(format!("slot-deploy-rehearsal-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Serves a world for other clients until it is stopped; `announce` gets the one line that tells
/// how to reach it.
pub async fn simulate(settings: SimulateSettings, announce: impl FnOnce(&str)) -> Ending {
    match open(settings).await {
        Ok((listening, world, line, _folder)) => {
            announce(&line.to_string());
            match listening.serve(world).await {}
        }
        Err(Problem::Io(what) | Problem::World(what) | Problem::Faults(what)) => {
            Ending::with_output(2, format!("{what}\n"))
        }
    }
}

async fn open(settings: SimulateSettings) -> Result<(Listening, World, Value, Scratch), Problem> {
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(settings.listen).await?;
    let world = World::new(
        load(settings.world.as_deref(), &listening.authority(), now)?,
        WorldOptions { wall: now, speed: 1, scale: settings.scale, authority: listening.authority(), run_apps: true },
    );
    let folder = Scratch::new()?;
    let ca_file = folder.0.join("ca.pem");
    std::fs::write(&ca_file, &listening.ca_pem)?;
    let origin = world.origin();
    let (github, facts) = {
        let state = world.state();
        (state.github.clone(), Facts::of(&state))
    };
    let line = json!({
        "arm": format!("{origin}/"), "authority": origin, "ca_file": ca_file, "tenant_id": facts.tenant,
        "client_id": facts.client, "subscription_id": facts.subscription, "resource_group": facts.group,
        "app_name": facts.app, "slot": facts.slot, "web_app_name": facts.web_app,
        "github_api": format!("{origin}/github"),
        "oidc_request_url": format!("{origin}/oidc/token?api-version=2.0"),
        "oidc_request_token": github.job.request_token, "control": format!("{origin}/control"),
    });
    Ok((listening, world, line, folder))
}

/// The world behind the client's seam, without sockets: whole releases run in virtual time.
pub struct InProcess(pub World);

#[async_trait::async_trait]
impl Http for InProcess {
    async fn send(&self, request: http::Request) -> Result<http::Response, HttpError> {
        let limit = request.policy.attempt_timeout;
        let failed = |kind, effect| HttpError {
            method: request.method.clone(),
            shown: shown_url(&request.url),
            kind,
            effect,
            attempts: 1,
        };
        let body = match &request.body {
            Body::Empty => Bytes::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::Reopen(reopen) => {
                read_all(reopen).await.map_err(|error| failed(Kind::Unreadable(error.to_string()), Effect::None))?
            }
        };
        let mut built = ::http::Request::builder().method(request.method.clone()).uri(request.url.as_str());
        if let Some(headers) = built.headers_mut() {
            *headers = request.headers.clone();
        }
        let built = built.body(body).map_err(|error| failed(Kind::Malformed(error.to_string()), Effect::None))?;
        let started = tokio::time::Instant::now();
        // In a task of its own: a request that was sent is worked on even when nobody waits for the answer any more.
        let world = self.0.clone();
        let handled = tokio::spawn(async move { world.handle(built).await });
        let answer = tokio::time::timeout(limit, handled).await;
        let lost = || failed(Kind::Lost, Effect::Possible);
        match answer {
            Err(_) => Err(failed(Kind::Timeout(limit), Effect::Possible)),
            Ok(Err(_) | Ok(Answer::Reset | Answer::Truncated(_))) => Err(lost()),
            Ok(Ok(Answer::Never)) => {
                tokio::time::sleep(limit.saturating_sub(started.elapsed())).await;
                Err(failed(Kind::Timeout(limit), Effect::Possible))
            }
            Ok(Ok(Answer::Response(response))) => {
                let (parts, body) = response.into_parts();
                Ok(http::Response {
                    status: parts.status,
                    headers: parts.headers,
                    body,
                    url: request.url.clone(),
                    observed: Observed { attempts: 1, first_byte: started.elapsed(), total: started.elapsed() },
                })
            }
        }
    }
}

/// Read with blocking calls: tokio's files would let the virtual clock run while they work.
async fn read_all(reopen: &http::Reopen) -> std::io::Result<Bytes> {
    use tokio::io::AsyncReadExt;
    let mut reader = (reopen.open)().await?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).await?;
    Ok(Bytes::from(bytes))
}

/// An in-process client of `world`.
pub fn in_process(world: &World) -> Arc<dyn Http> {
    Arc::new(InProcess(world.clone()))
}
