use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::settings::{AuthChoice, ReleaseSettings, Task};
use super::telling::{conclude, new_id};
use super::{Ending, Front};
use crate::http::{Http, Resilient, Transport, TransportOptions};
use crate::record::{Outcome, Problem, ReleaseRecord};
use crate::release::{
    Ended, GitHubSetup, Journal, Locked, ReleaseLock, STOP_FILE, Setup, SignInWay, Source, Stop, Story, finish,
    promote_ticket, reconcile_lost, rollback, run,
};
use crate::runner::{FileCommands, IdTokenSource, WorkflowRun};

/// Releases, and tells everyone how it went.
pub async fn run_release(settings: ReleaseSettings, front: Front) -> Ending {
    hide_secrets(&settings, &front);
    let run_info = WorkflowRun::read(&front.environment);
    let record = begin(&settings, &front, &run_info);
    let folder = report_folder(&settings, &front, &record.id);
    let story = |journal| Story::new(record.clone(), journal, front.console.clone(), front.pace);
    let stop = |stop| {
        let story = story(None);
        Ended { record: finish(&story, Err(stop), settings.options.strict, true), is_final: true }
    };
    let ended = match (Journal::create(&folder), transport(&settings, &front)) {
        (Ok(journal), Ok(http)) => {
            let story = story(Some(journal));
            story.open();
            let lock = lock(&folder, &story);
            let _stop_file = front.cancel.by_file(folder.join(STOP_FILE));
            hand_over(&front, &folder, false).into_iter().for_each(|warning| story.warn(&warning));
            settings.warnings.iter().for_each(|warning| story.warn(warning));
            let task = settings.task.clone();
            let source = Source {
                package: settings.package.clone(),
                file: package_file(&front, &record.id),
                unchanged: settings.package_unchanged,
            };
            let setup = setup(settings, &front, http, run_info);
            let ended = match &task {
                Task::Release => run(&setup, &source, &story).await,
                Task::Promote(ticket) => promote_ticket(&setup, ticket, &story).await,
                Task::Rollback => rollback(&setup, &story).await,
                Task::Reconcile(ticket) => reconcile_lost(&setup, ticket.as_deref(), &story).await,
            };
            let _ = std::fs::remove_file(source.file);
            if let Some(lock) = lock.filter(|_| ended.is_final) {
                lock.dissolve();
            }
            ended
        }
        (Err(error), _) => stop(Stop::aborted(&error)),
        (_, Err(problem)) => stop(Stop::new(Outcome::Invalid, problem)),
    };
    if ended.is_final {
        hand_over(&front, &folder, true);
    }
    conclude(ended.record, &front, Some(&folder))
}

/// Tells the post-step where the journal is, and whether anything is left for it.
fn hand_over(front: &Front, folder: &Path, is_final: bool) -> Option<String> {
    let commands = FileCommands::new(&front.environment);
    let journal = folder.join(Journal::FILE).display().to_string();
    commands.save_state("journal", &journal).or(commands.save_state("final", &is_final.to_string()))
}

fn lock(folder: &Path, story: &Story) -> Option<ReleaseLock> {
    match ReleaseLock::take(folder) {
        Locked::Ours(lock) => Some(lock),
        Locked::Theirs => None,
        Locked::Unknown(error) => {
            story.warn(&format!("the folder of the report knows no locks ({error})"));
            None
        }
    }
}

/// What requests go through.
pub(super) fn transport(settings: &ReleaseSettings, front: &Front) -> Result<Arc<dyn Http>, Problem> {
    let inner: Arc<dyn Http> = match &front.transport {
        Some(transport) => transport.clone(),
        None => Arc::new(Transport::new(TransportOptions { ca_file: settings.ca_file.clone() }).map_err(|error| {
            Problem::new("https-unavailable", error.to_string())
                .hint("check `ca-file` and SSL_CERT_FILE, and that the machine has root certificates")
        })?),
    };
    Ok(Arc::new(Resilient::new(inner, front.pace)))
}

fn begin(settings: &ReleaseSettings, front: &Front, run: &WorkflowRun) -> ReleaseRecord {
    let mut record = ReleaseRecord::begin(new_id(front), front.pace.wall(), front.pace.factor());
    record.app = settings.options.app_name.clone();
    record.resource_group = settings.options.resource_group.clone();
    record.slot = settings.options.slot.clone();
    record.target_slot = settings.options.target_slot.clone();
    record.commit = run.commit.clone();
    record.repository = run.repository.clone();
    record.actor = run.actor.clone();
    record.urls.run = run.url.clone();
    record
}

/// In Actions below RUNNER_TEMP, where later steps find it and no checkout is touched.
fn report_folder(settings: &ReleaseSettings, front: &Front, id: &str) -> PathBuf {
    match (front.environment.is_actions(), &settings.report) {
        (false, Some(folder)) => folder.clone(),
        _ => reports(front).join(id),
    }
}

/// Where the package is made: below RUNNER_TEMP as well, since the container's own file system may be read-only or small.
pub(super) fn package_file(front: &Front, id: &str) -> PathBuf {
    let folder = reports(front);
    // When it cannot be made, the packing says so.
    let _ = std::fs::create_dir_all(&folder);
    folder.join(format!("{id}.zip"))
}

/// The folder of all reports of this job.
pub(super) fn reports(front: &Front) -> PathBuf {
    front.environment.path("RUNNER_TEMP").unwrap_or_else(std::env::temp_dir).join("slot-deploy")
}

/// Before anything else is written.
pub(super) fn hide_secrets(settings: &ReleaseSettings, front: &Front) {
    for secret in [&settings.github_token, &settings.client_secret].into_iter().flatten() {
        front.console.hide(secret);
    }
}

/// Takes the settings apart for the release.
pub(super) fn setup(settings: ReleaseSettings, front: &Front, http: Arc<dyn Http>, run: WorkflowRun) -> Setup {
    let sign_in = match settings.auth {
        AuthChoice::Oidc => {
            SignInWay::Oidc(IdTokenSource::new(&front.environment, http.clone(), front.console.clone()))
        }
        AuthChoice::ClientSecret(secret) => SignInWay::ClientSecret(secret),
        AuthChoice::ManagedIdentity => SignInWay::ManagedIdentity,
        AuthChoice::AzureCli => SignInWay::AzureCli,
    };
    let github = match (settings.github_token, &run.repository, &run.commit, run.api_url.parse()) {
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
        cancel: front.cancel.clone(),
        run,
        sign_in,
        options: settings.options,
        takes_back: true,
        deadline: None,
        github,
    }
}
