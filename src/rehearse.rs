//! The rehearsal: the one place where client and simulated world meet.
//!
//! The client runs through its own entry points, step and post-step, with the inputs and the environment of a workflow; it talks
//! to the world over real sockets and real TLS. The clock of both jumps over waits, so that the times in the report are those of
//! a real release.

mod answer;
mod closing;
mod cut;
mod in_flight;
mod in_process;
mod job;
mod jumping;
mod language;
mod opening;
mod problem;
mod put_fault;
mod report_folder;
mod server_build;
mod simulate;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rehearsal::named::NAMED;
use rehearsal::serve::Listening;
use rehearsal::{World, WorldOptions, sample};
use time::OffsetDateTime;

use crate::cli::{self, Ending, Front, InputProblem, RehearseSettings};
use crate::http::{Transport, TransportOptions};
use crate::record::brief;
use crate::runner::{Annotation, FileCommands};
use answer::Question;
use closing::Closing;
use in_flight::InFlight;
pub use in_process::{InProcess, in_process};
use job::{NEW_COMMIT, RunnerJob, Workflow};
use opening::{Scratch, load};
use problem::Problem;
use put_fault::put_faults;
use report_folder::ReportFolder;
pub use simulate::simulate;

/// The whole of it against a world of its own.
pub async fn run(settings: RehearseSettings, front: Front) -> Ending {
    let front = Front { rehearsed: Some(OffsetDateTime::now_utc()), ..front };
    let ended = if settings.real_time {
        rehearse(&settings, &front).await
    } else {
        let inside = front.clone();
        let ended = jumping::on_jumping_clock(move || async move { rehearse(&settings, &inside).await }).await;
        ended.unwrap_or_else(|error| Err(error.into()))
    };
    match ended {
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

async fn rehearse(settings: &RehearseSettings, front: &Front) -> Result<Ending, Problem> {
    let console = &front.console;
    let reports = ReportFolder::open(&settings.report)?;
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let (mut state, description) = load(settings.world.as_deref(), &listening.authority(), now)?;
    let fitted = settings.app.as_ref().and_then(|app| language::fit(&mut state, app, description.as_ref()));
    // A world file says itself what its slot builds.
    let builds =
        settings.world.as_ref().map_or_else(|| server_build::switch_on(&mut state, &settings.inputs), |_| None);
    let faults = put_faults(&settings.faults, &mut state, now)?;
    let runs_app = settings.app.is_none() || settings.run_app;
    let in_flight = Arc::<InFlight>::default();
    let options = WorldOptions { wall: now, scale: 1.0, authority: listening.authority(), run_apps: runs_app };
    let world = World::telling(state, options, in_flight.hears());
    let folder = Scratch::new()?;
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, &listening.ca_pem)?;
    let app = match &settings.app {
        Some(app) => app.clone(),
        None => write_sample(&folder.path().join("orders"))?,
    };
    let client = Transport::new(TransportOptions { ca_file: Some(ca_file.clone()), direct: true });
    let client = client.map_err(|error| Problem::Io(error.to_string()))?;
    let workflow = Workflow {
        world: &world,
        app: &app,
        inputs: &settings.inputs,
        ca_file: &ca_file,
        transport: in_flight.counting(Arc::new(client)),
        front,
    };
    let job = |number: usize, ticket: Option<&str>| {
        let folder = folder.path().join(format!("runner-{number}"));
        RunnerJob::prepare(&workflow, folder, &settings.steps[number], ticket)
    };
    let question = job(0, None)?.settings().and_then(|settings| Question::of(&settings));
    let serving = tokio::spawn(listening.serve(world.clone()));
    console.line(&format!("rehearsing on a simulated Azure at {}", world.origin()));
    fitted.iter().chain(&builds).for_each(|says| console.line(says));
    let mut closing = Closing::begin(question, &world, !runs_app).await;
    let (mut jobs, mut ticket, mut cut) = (Vec::new(), None, settings.cut);
    for number in 0..settings.steps.len() {
        let job = job(number, ticket.as_deref())?;
        if settings.steps.len() > 1 {
            console.line(&format!("job {} of {}: {}", number + 1, settings.steps.len(), settings.steps[number]));
        }
        let is_lost = settings.steps.get(number + 1).is_some_and(|next| next == "reconcile");
        let (ending, was_cut) = job.run(&workflow, cut, is_lost).await;
        closing.add(ending);
        cut = cut.filter(|_| !was_cut);
        ticket = job.ticket().or(ticket);
        jobs.push(job);
        if front.cancel.is_requested() {
            break;
        }
    }
    let text = closing.text(&world).await;
    closing.missed(faults.iter().filter(|fault| fault.is_missed(&world.state())).map(|fault| fault.name.as_str()));
    serving.abort();
    world.end_apps().await;
    pass_on(&jobs, &settings.report, front);
    Ok(closing.ending(settings.expect, cut, text, reports.keep(&jobs), front))
}

/// In Actions the summaries of the jobs and the outputs of the last one are those of the step.
fn pass_on(jobs: &[RunnerJob], report: &Path, front: &Front) {
    if !front.environment.is_actions() {
        return;
    }
    let commands = FileCommands::new(&front.environment);
    let mut outputs = jobs.last().map(RunnerJob::outputs).unwrap_or_default();
    if let Some(kept) = outputs.get_mut("report") {
        *kept = report.display().to_string();
    }
    let outputs = outputs.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let summaries: String = jobs.iter().map(RunnerJob::summary).collect();
    for warning in [commands.set_summary(&summaries), commands.set_outputs(outputs)].into_iter().flatten() {
        front.console.annotate(&Annotation::warning("rehearsal", warning));
    }
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
