use std::path::PathBuf;
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use time::macros::format_description;

use super::settings::{AuthChoice, ReleaseSettings};
use super::{Ending, Front};
use crate::http::{Http, Resilient, Transport, TransportOptions};
use crate::record::{Outcome, Problem, ReleaseRecord};
use crate::release::{GitHubSetup, Journal, Setup, SignInWay, Stop, Story, finish, run};
use crate::report::{SUMMARY_LIMIT, annotations, closing_lines, outputs, summary, write_evidence};
use crate::runner::{FileCommands, IdTokenSource, WorkflowRun};

/// Releases, and tells everyone how it went.
pub async fn run_release(settings: ReleaseSettings, front: Front) -> Ending {
    let run_info = WorkflowRun::read(&front.environment);
    let record = begin(&settings, &front, &run_info);
    let folder = report_folder(&settings, &front, &record.id);
    let package_file = std::env::temp_dir().join(format!("slot-deploy-{}.zip", record.id));
    for secret in [&settings.github_token, &settings.client_secret]
        .into_iter()
        .flatten()
    {
        front.console.hide(secret);
    }
    let story = |journal| Story::new(record.clone(), journal, front.console.clone(), front.pace);
    let transport: Result<Arc<dyn Http>, _> = match &front.transport {
        Some(transport) => Ok(transport.clone()),
        None => Transport::new(TransportOptions {
            ca_file: settings.ca_file.clone(),
        })
        .map(|transport| Arc::new(transport) as Arc<dyn Http>),
    };
    let record = match (Journal::create(&folder), transport) {
        (Ok(journal), Ok(transport)) => {
            let story = story(Some(journal));
            settings
                .warnings
                .iter()
                .for_each(|warning| story.warn(warning));
            let http: Arc<dyn Http> = Arc::new(Resilient::new(transport, front.pace));
            let setup = setup(settings, &front, http, run_info, package_file.clone());
            run(&setup, &story).await
        }
        (Err(error), _) => finish(&story(None), Err(Stop::aborted(&error)), settings.strict),
        (_, Err(error)) => {
            let problem = Problem::new("https-unavailable", error.to_string()).hint(
                "check `ca-file` and SSL_CERT_FILE, and that the machine has root certificates",
            );
            finish(
                &story(None),
                Err(Stop::new(Outcome::Invalid, problem)),
                settings.strict,
            )
        }
    };
    let _ = std::fs::remove_file(package_file);
    tell(&record, &front, &folder);
    Ending {
        exit_code: record.exit_code,
        output: match front.environment.is_actions() {
            true => String::new(),
            false => front
                .console
                .redactor()
                .own(&closing_lines(&record))
                .into_owned(),
        },
        record: Some(Box::new(record)),
    }
}

fn begin(settings: &ReleaseSettings, front: &Front, run: &WorkflowRun) -> ReleaseRecord {
    let mut record = ReleaseRecord::begin(new_id(front), front.pace.wall(), front.pace.factor());
    record.app = settings.app_name.clone();
    record.slot = settings.slot.clone();
    record.target_slot = settings.target_slot.clone();
    record.commit = run.commit.clone();
    record.repository = run.repository.clone();
    record.actor = run.actor.clone();
    record.urls.run = run.url.clone();
    record
}

/// When it began, and a few random digits: two runs of one second are two releases.
fn new_id(front: &Front) -> String {
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    let mut random = [0u8; 3];
    let _ = SystemRandom::new().fill(&mut random);
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{random}",
        front.pace.wall().format(format).unwrap_or_default()
    )
}

/// In Actions below RUNNER_TEMP, where later steps find it and no checkout is touched.
fn report_folder(settings: &ReleaseSettings, front: &Front, id: &str) -> PathBuf {
    match (front.environment.is_actions(), &settings.report) {
        (false, Some(folder)) => folder.clone(),
        _ => front
            .environment
            .path("RUNNER_TEMP")
            .unwrap_or_else(std::env::temp_dir)
            .join("slot-deploy")
            .join(id),
    }
}

fn setup(
    settings: ReleaseSettings,
    front: &Front,
    http: Arc<dyn Http>,
    run: WorkflowRun,
    package_file: PathBuf,
) -> Setup {
    let sign_in = match settings.auth {
        AuthChoice::Oidc => SignInWay::Oidc(IdTokenSource::new(
            &front.environment,
            http.clone(),
            front.console.clone(),
        )),
        AuthChoice::ClientSecret(secret) => SignInWay::ClientSecret(secret),
        AuthChoice::ManagedIdentity => SignInWay::ManagedIdentity,
        AuthChoice::AzureCli => SignInWay::AzureCli,
    };
    let github = match (
        settings.github_token,
        &run.repository,
        &run.commit,
        run.api_url.parse(),
    ) {
        (Some(token), Some(repository), Some(commit), Ok(api_url)) => Some(GitHubSetup {
            api_url,
            token,
            repository: repository.clone(),
            commit: commit.clone(),
            environment: settings.environment_name,
            choice: settings.deployment,
        }),
        _ => None,
    };
    Setup {
        http,
        pace: front.pace,
        console: front.console.clone(),
        run,
        cloud: settings.cloud,
        sign_in,
        tenant_id: settings.tenant_id,
        client_id: settings.client_id,
        subscription_id: settings.subscription_id,
        resource_group: settings.resource_group,
        app_name: settings.app_name,
        slot: settings.slot,
        target_slot: settings.target_slot,
        package: settings.package,
        package_unchanged: settings.package_unchanged,
        package_file,
        probes: settings.probes,
        swap: settings.swap,
        watch: settings.watch,
        timeout: settings.timeout,
        strict: settings.strict,
        github,
    }
}

/// Every surface, from the one record.
fn tell(record: &ReleaseRecord, front: &Front, folder: &std::path::Path) {
    let console = &front.console;
    let commands = FileCommands::new(&front.environment);
    let own = |text: &str| console.redactor().own(text).into_owned();
    let evidence = write_evidence(record, folder, console.redactor())
        .err()
        .map(|error| error.to_string());
    let written = [
        evidence,
        commands.set_summary(&own(&summary(record, SUMMARY_LIMIT))),
        commands.set_outputs(
            outputs(record)
                .into_iter()
                .map(|(name, value)| (name, own(&value))),
        ),
    ];
    if front.environment.is_actions() {
        for annotation in annotations(record) {
            console.annotate(&annotation);
        }
    }
    for warning in written.into_iter().flatten() {
        console.line(&format!("warning: {warning}"));
    }
}

/// A run that could not even begin, told like any other.
pub fn report_invalid(problems: &[super::InputProblem], front: &Front) -> Ending {
    let mut record = ReleaseRecord::begin(new_id(front), front.pace.wall(), front.pace.factor());
    let first = problems
        .first()
        .map(|problem| problem.says.clone())
        .unwrap_or_default();
    let sentence = match problems {
        [one] if !one.input.is_empty() => format!("the input `{}`: {first}", one.input),
        [_] => first,
        several => format!("{} inputs have to be mended", several.len()),
    };
    let mut problem = Problem::new("inputs-invalid", sentence.clone());
    problem.hints = problems.iter().map(|problem| problem.to_string()).collect();
    record.outcome = Some(Outcome::Invalid);
    record.exit_code = Outcome::Invalid.row().exit;
    record.reason = sentence;
    record.problem = Some(problem);
    let commands = FileCommands::new(&front.environment);
    let summary_text = front
        .console
        .redactor()
        .own(&summary(&record, SUMMARY_LIMIT))
        .into_owned();
    let _ = commands.set_summary(&summary_text);
    let _ = commands.set_outputs(
        outputs(&record)
            .into_iter()
            .filter(|(name, _)| *name != "report"),
    );
    if front.environment.is_actions() {
        for annotation in annotations(&record) {
            front.console.annotate(&annotation);
        }
    }
    for problem in problems {
        front.console.line(&problem.to_string());
    }
    Ending {
        exit_code: record.exit_code,
        output: String::new(),
        record: Some(Box::new(record)),
    }
}
