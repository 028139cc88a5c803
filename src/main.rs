//! The program: reads what it is told, does it, and ends with the outcome's exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use slot_deploy::cli::{self, Ending, Front, Request};
use slot_deploy::http::{Pace, Redactor};
use slot_deploy::record::Outcome;
use slot_deploy::rehearse;
use slot_deploy::runner::{Cancel, Console, Environment, LogLayer, Style};
use tracing_subscriber::layer::SubscriberExt;

/// The program's other name: under it, it is the post-step.
const POST: &str = "slot-deploy-post";
/// Whoever asked for the end gets it: the runner kills after ten seconds, and a report that takes longer is none.
const LAST_RESORT: Duration = Duration::from_secs(9);

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return end(&cli::report_internal(&error.to_string(), &front(Cancel::default()))),
    };
    let ending = runtime.block_on(async {
        let cancel = Cancel::by_signals();
        let front = front(cancel.as_ref().cloned().unwrap_or_default());
        report_panics(front.clone());
        match cancel {
            Ok(cancel) => {
                tokio::spawn(last_resort(cancel));
                run(front).await
            }
            Err(error) => cli::report_internal(&format!("no handler for signals: {error}"), &front),
        }
    });
    let code = end(&ending);
    // A runtime that is dropped would wait for work that nobody wants any more.
    runtime.shutdown_background();
    code
}

fn front(cancel: Cancel) -> Front {
    let environment = Environment::of_this_process();
    let console = console(&environment);
    let subscriber = tracing_subscriber::registry().with(LogLayer::new(console.clone()));
    let _ = tracing::subscriber::set_global_default(subscriber);
    let _ = rustls::crypto::ring::default_provider().install_default();
    Front { environment, console, cancel, pace: Pace::real(), transport: None }
}

async fn last_resort(cancel: Cancel) {
    cancel.requested().await;
    tokio::time::sleep(LAST_RESORT).await;
    std::process::exit(i32::from(Outcome::Interrupted.row().exit));
}

/// A mistake of this program is told like any other ending, with an outcome of its own.
fn report_panics(front: Front) {
    std::panic::set_hook(Box::new(move |panic| {
        let ending = cli::report_internal(&panic.to_string(), &front);
        end(&ending);
        std::process::exit(i32::from(ending.exit_code));
    }));
}

fn end(ending: &Ending) -> ExitCode {
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(ending.output.as_bytes()).and_then(|()| output.flush());
    ExitCode::from(ending.exit_code)
}

async fn run(front: Front) -> Ending {
    let mut arguments = std::env::args();
    let name = arguments.next().unwrap_or_default();
    if Path::new(&name).file_stem().is_some_and(|name| name == POST) {
        return cli::run_post(front).await;
    }
    let arguments: Vec<String> = arguments.collect();
    let cancel = front.cancel.clone();
    match cli::read(&arguments, &front.environment) {
        Ok(Request::Release(settings)) => cli::run_release(*settings, front).await,
        Ok(Request::Pack(settings)) => tokio::select! {
            ending = cli::run_pack(settings) => ending,
            () = cancel.requested() => Ending::with_output(Outcome::Interrupted.row().exit, ""),
        },
        Ok(Request::Rehearse(settings)) => rehearse::run(settings, front).await,
        Ok(Request::Simulate(settings)) => tokio::select! {
            ending = rehearse::simulate(settings, announce) => ending,
            () = cancel.requested() => Ending::with_output(0, ""),
        },
        Ok(Request::Skip(reason)) => cli::report_skipped(reason, &front),
        Ok(Request::Help(text)) => Ending::with_output(0, text),
        Err(problems) => cli::report_invalid(&problems, &front),
    }
}

/// The one line that tells other programs how to reach the simulated world.
fn announce(line: &str) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// In Actions everything goes to standard output, where the runner looks for commands; elsewhere
/// the log goes to standard error, and standard output is left to results.
fn console(environment: &Environment) -> Console {
    let (sink, style): (Box<dyn Write + Send>, Style) = match environment.is_actions() {
        true => (Box::new(std::io::stdout()), Style::Actions),
        false if std::io::stderr().is_terminal() => (Box::new(std::io::stderr()), Style::Terminal),
        false => (Box::new(std::io::stderr()), Style::Plain),
    };
    Console::new(sink, style, Redactor::default(), environment.is_debug())
}
