//! The rehearsal: the one place where client and simulated world meet.
//!
//! The client runs through its own entry point, with the inputs and the environment of a workflow; it talks to the world over
//! real sockets and real TLS. Only the clocks run faster.

mod in_process;
mod opening;
mod problem;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde_json::{Value, json};
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::cli::{self, Ending, Front, InputProblem, Job, RehearseSettings, SimulateSettings};
use crate::http::Pace;
use crate::record::brief;
use crate::release::{JournalPlace, Locks};
use crate::runner::Environment;
pub use in_process::{InProcess, in_process};
use opening::{Facts, load};
use problem::Problem;
use rehearsal::named::NAMED;
use rehearsal::serve::Listening;
use rehearsal::{Answer, World, WorldOptions, sample};

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
            let known: Vec<String> = NAMED.iter().map(|fault| format!("{:<28} {}", fault.name, fault.says)).collect();
            let problems = unknown.iter().map(|name| {
                let fix = format!("name one of these:\n{}", known.join("\n"));
                InputProblem::new("fault", format!("there is no fault `{}`", brief(name)), fix)
            });
            cli::report_invalid(&problems.collect::<Vec<_>>(), &front)
        }
        Err(Problem::World(problem)) => cli::report_invalid(&[problem], &front),
        Err(Problem::Io(what)) => cli::report_internal(&what, &front),
    }
}

async fn rehearse(settings: RehearseSettings, front: &Front) -> Result<Ending, Problem> {
    let console = &front.console;
    let speed = if settings.real_time { 1 } else { SPEED };
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let mut state = load(settings.world.as_deref(), &listening.authority(), now)?;
    let known = |name: &String| NAMED.iter().find(|fault| fault.name == name);
    let unknown: Vec<String> = settings.faults.iter().filter(|name| known(name).is_none()).cloned().collect();
    if !unknown.is_empty() {
        return Err(Problem::Faults(unknown));
    }
    settings.faults.iter().filter_map(known).for_each(|fault| fault.apply(&mut state, now));
    let runs_app = settings.app.is_none() || settings.run_app;
    let world = World::new(
        state,
        WorldOptions { wall: now, speed, scale: 1.0, authority: listening.authority(), run_apps: runs_app },
    );
    let folder = scratch()?;
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, &listening.ca_pem)?;
    let app = match &settings.app {
        Some(app) => app.clone(),
        None => write_sample(&folder.path().join("orders"))?,
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
        journal: JournalPlace::Disk,
        locks: Locks::default(),
        transport: None,
    };
    let mut ending = match cli::read(&[], &environment) {
        Ok(Job::Release(release)) => cli::run_release(*release, front).await,
        Ok(_) => cli::report_internal("the rehearsal's own inputs name another command", &front),
        Err(problems) => cli::report_invalid(&problems, &front),
    };
    let after = describe_answer(&world).await;
    serving.abort();
    world.end_apps().await;
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

/// Production's answer to `/api/version`, read from the world and not through the client.
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
    let swaps = effects.iter().filter(|effect| matches!(effect, rehearsal::state::Effect::Swapped { .. })).count();
    let how = if runs_app {
        "the app itself, started from its deployed files"
    } else {
        "scripted answers; this app is not \
        run without --run-app"
    };
    let files = ["release.json", "summary.md", "journal.jsonl"].map(|name| settings.report.join(name));
    let written: Vec<String> =
        files.iter().filter(|file| file.is_file()).map(|file| file.display().to_string()).collect();
    let record = if written.is_empty() { "none was written".to_owned() } else { written.join(", ") };
    format!(
        "\nproduction before:  {before}\nproduction now:     {after}   ({how})\nswaps that happened in the simulated Azure: \
         {swaps}\nrecord: {record}\n"
    )
}

/// A folder for the time of a rehearsal.
fn scratch() -> Result<TempDir, Problem> {
    Ok(tempfile::Builder::new().prefix("slot-deploy-rehearsal-").tempdir()?)
}

/// Serves a world for other clients until it is cancelled; `announce` gets the one line that tells
/// how to reach it.
pub async fn simulate(settings: SimulateSettings, announce: impl FnOnce(&str), front: &Front) -> Ending {
    match open(settings).await {
        Ok((listening, world, line, _folder)) => {
            announce(&line.to_string());
            tokio::select! {
                never = listening.serve(world.clone()) => match never {},
                () = front.cancel.requested() => {
                    world.end_apps().await;
                    Ending::with_output(0, "")
                }
            }
        }
        Err(Problem::World(problem)) => cli::report_invalid(&[problem], front),
        Err(Problem::Faults(_)) => cli::report_internal("a simulated world has no faults by name", front),
        Err(Problem::Io(what)) => {
            let fix = "choose another address or port, or `127.0.0.1:0` for a free port";
            cli::report_invalid(&[InputProblem::new("listen", what, fix)], front)
        }
    }
}

async fn open(settings: SimulateSettings) -> Result<(Listening, World, Value, TempDir), Problem> {
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(settings.listen).await?;
    let world = World::new(
        load(settings.world.as_deref(), &listening.authority(), now)?,
        WorldOptions { wall: now, speed: 1, scale: settings.scale, authority: listening.authority(), run_apps: true },
    );
    let folder = scratch()?;
    let ca_file = folder.path().join("ca.pem");
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
        "blob_endpoint": facts.storage.as_ref().map(|account| format!("{origin}/blob/{}", account.name)),
        "storage_account": facts.storage.as_ref().map(|account| &account.name),
        "storage_key": facts.storage.as_ref().and_then(|account| account.keys.first()),
        "storage_container": facts.storage.as_ref().and_then(|account| account.containers.keys().next()),
    });
    Ok((listening, world, line, folder))
}
