//! The program: reads what it is told, does it, and ends with the outcome's exit code.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use slot_deploy::cli::{self, Ending, Front, Request};
use slot_deploy::http::{Pace, Redactor};
use slot_deploy::rehearse;
use slot_deploy::runner::{Console, Environment, LogLayer, Style};
use tracing_subscriber::layer::SubscriberExt;

fn main() -> ExitCode {
    let environment = Environment::of_this_process();
    let console = console(&environment);
    let front = Front { environment, console: console.clone(), pace: Pace::real(), transport: None };
    report_panics(front.clone());
    let subscriber = tracing_subscriber::registry().with(LogLayer::new(console));
    let _ = tracing::subscriber::set_global_default(subscriber);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ending = match runtime {
        Ok(runtime) => runtime.block_on(run(front)),
        Err(error) => cli::report_internal(&error.to_string(), &front),
    };
    end(&ending)
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match cli::read(&arguments, &front.environment) {
        Ok(Request::Release(settings)) => cli::run_release(*settings, front).await,
        Ok(Request::Pack(settings)) => cli::run_pack(settings).await,
        Ok(Request::Rehearse(settings)) => rehearse::run(settings, front).await,
        Ok(Request::Simulate(settings)) => rehearse::simulate(settings, announce).await,
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
