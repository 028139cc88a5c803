//! The program: reads its inputs, runs the command, and ends with the outcome's exit code.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use slot_deploy::attestation::Roots;
use slot_deploy::cli::{self, Ending, Front, Job};
use slot_deploy::http::{Pace, Redactor};
use slot_deploy::record::Outcome;
use slot_deploy::rehearse;
use slot_deploy::release::{JournalPlace, Locks};
use slot_deploy::runner::{Cancel, Console, Environment, LogLayer, Style, Terminal, is_contained, neutral};
use tracing_subscriber::layer::SubscriberExt;

/// The program's other name: under it, it is the post-step.
const POST: &str = "slot-deploy-post";
/// The time for an orderly end: the runner kills after ten seconds.
const LAST_RESORT: Duration = Duration::from_secs(9);

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let texts: Vec<String> = arguments.iter().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let json = cli::asks_for_json(&texts, &Environment::of_this_process());
    let front = move |cancel| front(cancel, json);
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
                if front.console.style() == Style::Terminal {
                    tokio::spawn(keep_live(front.console.clone()));
                }
                run(arguments, front).await
            }
            Err(error) => cli::report_internal(&format!("signals cannot be handled: {error}"), &front),
        }
    });
    let code = end(&ending);
    // Dropping a runtime would wait for work that is no longer needed.
    runtime.shutdown_background();
    code
}

fn front(cancel: Cancel, json: bool) -> Front {
    let environment = Environment::of_this_process();
    let console = console(&environment, json);
    let subscriber = tracing_subscriber::registry().with(LogLayer::new(console.clone()));
    let _ = tracing::subscriber::set_global_default(subscriber);
    let _ = rustls::crypto::ring::default_provider().install_default();
    Front {
        environment,
        json,
        console,
        cancel,
        pace: Pace::real(),
        rehearsed: None,
        journal: JournalPlace::Disk,
        locks: Locks::default(),
        roots: Roots::default(),
        transport: None,
    }
}

async fn last_resort(cancel: Cancel) {
    cancel.requested().await;
    tokio::time::sleep(LAST_RESORT).await;
    std::process::exit(i32::from(Outcome::Interrupted.row().exit));
}

/// An internal error is reported like any other end, with its own outcome; one in contained work is an error of that work.
fn report_panics(front: Front) {
    std::panic::set_hook(Box::new(move |panic| {
        if is_contained(panic) {
            return;
        }
        let ending = cli::report_internal(&panic.to_string(), &front);
        end(&ending);
        std::process::exit(i32::from(ending.exit_code));
    }));
}

fn end(ending: &Ending) -> ExitCode {
    let colours = std::io::stdout().is_terminal() && Environment::of_this_process().likes_colours();
    match show(&Terminal { colours, ..Terminal::PLAIN }.painted(&neutral(&ending.output))) {
        Ok(()) => ExitCode::from(ending.exit_code),
        Err(error) => {
            eprint(&format!(
                "error: standard output cannot be written: {error}; without this error the exit code would be {}",
                ending.exit_code
            ));
            ExitCode::from(if ending.exit_code == 0 { Outcome::Internal.row().exit } else { ending.exit_code })
        }
    }
}

/// Writes to standard output. A reader that has gone, such as `head`, has what it wanted: that is no error.
fn show(text: &str) -> std::io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn eprint(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn run(arguments: Vec<OsString>, front: Front) -> Ending {
    let mut arguments = arguments.into_iter();
    let name = arguments.next().unwrap_or_default();
    if Path::new(&name).file_stem().is_some_and(|name| name == POST) {
        return cli::run_post(front).await;
    }
    match cli::read_process(arguments, &front.environment) {
        Ok(Job::Release(settings)) => cli::run_release(*settings, front).await,
        Ok(Job::Pack(settings)) => cli::run_pack(settings, &front).await,
        Ok(Job::Rehearse(settings)) => rehearse::run(settings, front).await,
        Ok(Job::Simulate(settings)) => rehearse::simulate(settings, announce, &front).await,
        Ok(Job::Role(settings)) => cli::run_role(&settings),
        Ok(Job::Explain(topics)) => cli::run_explain(&topics),
        Ok(Job::Skip(reason)) => cli::report_skipped(reason, &front),
        Ok(Job::Help(text) | Job::Print(text)) => Ending::with_output(0, text),
        Err(problems) => cli::report_invalid(&problems, &front),
    }
}

/// The one line that tells other programs how to reach the simulated world.
fn announce(line: &str) {
    if let Err(error) = show(&format!("{line}\n")) {
        eprint(&format!("error: standard output cannot be written: {error}"));
        std::process::exit(i32::from(Outcome::Internal.row().exit));
    }
}

/// In Actions everything goes to standard output; elsewhere the log goes to standard error, and standard output is left to results. So
/// it is in Actions where a program asked for JSON: the runner looks for commands in both (facts: file-commands).
fn console(environment: &Environment, json: bool) -> Console {
    let (sink, style): (Box<dyn Write + Send>, Style) = if environment.is_actions() {
        let sink: Box<dyn Write + Send> = if json { Box::new(std::io::stderr()) } else { Box::new(std::io::stdout()) };
        (sink, Style::Actions)
    } else if std::io::stderr().is_terminal() {
        (Box::new(std::io::stderr()), Style::Terminal)
    } else {
        (Box::new(std::io::stderr()), Style::Plain)
    };
    let terminal = match style {
        Style::Terminal => Terminal { width: width_of_the_log, colours: environment.likes_colours() },
        Style::Actions | Style::Plain => Terminal::PLAIN,
    };
    Console::new(sink, style, Redactor::default(), environment.is_debug()).on(terminal)
}

/// The columns of the terminal that the log goes to, as they are now.
fn width_of_the_log() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stderr())?;
    Some(usize::from(width.0))
}

/// Keeps the seconds of the live line moving.
async fn keep_live(console: Console) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        console.refresh();
    }
}
