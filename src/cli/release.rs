use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::settings::{AuthChoice, ReleaseSettings, Task};
use super::telling::{Reports, blank, conclude_with};
use super::{Ending, Front};
use crate::http::{Counted, Http, Resilient, Transport, TransportOptions};
use crate::record::{Code, Outcome, Problem, ReleaseRecord};
use crate::release::{
    Ended, GitHubSetup, Journal, JournalPlace, Locked, Recorder, ReleaseLock, STOP_FILE, Setup, SignInWay, Source,
    Stop, check, check_apps, collect_garbage, diff, look_for_layer, promote_ticket, reconcile_lost, record_outcome,
    rollback, run, status,
};
use crate::report::{EvidencePlace, clear_former_reports};
use crate::runner::{FileCommands, IdTokenSource, RunKey, WorkflowRun};

/// Shorter values of settings are masked where they stand in what others say, and not in what we say.
const SHORTEST_SECRET: usize = 8;

/// Releases, and reports the outcome everywhere.
pub async fn run_release(settings: ReleaseSettings, front: Front) -> Ending {
    hide_secrets(&settings, &front);
    let mut run_info = WorkflowRun::read(&front.environment);
    // A promotion at a terminal has no commit of its own.
    run_info.commit = run_info.commit.or_else(|| settings.task.ticket()?.commit.clone());
    let record = begin(&settings, &front, &run_info);
    let folder = report_folder(&settings, &front, &record.id);
    let reports = Reports { sarif: settings.sarif.clone() };
    let key = RunKey::new();
    if let Some(secret) = key.secret() {
        front.console.hide(secret);
    }
    let recorder = |journal| Recorder::new(record.clone(), journal, front.console.clone(), front.pace);
    let strict = settings.options.strict;
    let stop = async |stop| {
        let recorder = recorder(None);
        Ended { record: record_outcome(&recorder, Err(stop), strict, true).await, is_final: true }
    };
    let locked = lock(&folder, &key, &front);
    if let Some([what, fix]) = locked.refusal() {
        let problem = Problem::new(Code::JOURNAL_UNWRITABLE, format!("{what} {}", folder.display())).hint(fix);
        let ended = stop(Stop::new(Outcome::Invalid, problem)).await;
        tell_post_step(&front, &folder, true);
        return conclude_with(ended.record, &front, None, &reports);
    }
    let mut sent = None;
    let mut ended = match (Journal::begin(&front.journal, &folder, &key), transport(&settings, &front)) {
        (Ok(journal), Ok(http)) => {
            let kept_aside = journal.kept_aside().map(|kept| kept.display().to_string());
            let unclear = clear_former_reports(&folder, journal.kept_as());
            let recorder = recorder(Some(journal));
            recorder.open();
            if let Locked::Unknown(error) = &locked {
                recorder.warn(&format!(
                    "the report folder does not support locks ({error}): when this step is cut off, its post-step reads and reports \
                     both sides, and changes nothing"
                ));
            }
            unclear.iter().for_each(|what| recorder.warn(what));
            if let Some(kept) = kept_aside {
                recorder.warn(&format!(
                    "the report folder had the journal of a run without a recorded end; it is now {kept}, and `reconcile` \
                     finishes that run"
                ));
            }
            // One of a former run with the same report folder would end this one.
            let _ = std::fs::remove_file(folder.join(STOP_FILE));
            let _stop_file = front.cancel.by_file(folder.join(STOP_FILE));
            let commands = FileCommands::new(&front.environment);
            let told = tell_post_step(&front, &folder, false).or_else(|| key.hand_over(&commands));
            told.into_iter().for_each(|warning| recorder.warn(&warning));
            settings.notes.iter().for_each(|note| recorder.say(note));
            settings.warnings.iter().for_each(|warning| recorder.warn(warning));
            if let Some(why) = &run_info.event.unreadable {
                recorder.warn(&format!(
                    "the payload of the event cannot be understood, so the commit is GITHUB_SHA: {why}"
                ));
            }
            let task = settings.task.clone();
            let source = Source {
                package: settings.package.clone(),
                artifact: settings.artifact.clone(),
                folder: folder_in_checkout(&settings.package),
                file: package_file(&front, &record.id),
                unchanged: settings.package_unchanged,
                dependencies: settings.dependencies.clone(),
                retained: settings.retained.clone(),
            };
            let counted = Counted::new(http);
            let setup = setup(settings, &front, Arc::new(counted.clone()), run_info);
            let ended = match &task {
                Task::Release => run(&setup, &source, &recorder).await,
                Task::Promote(ticket) => promote_ticket(&setup, ticket, &recorder).await,
                Task::Check { with_package } => check(&setup, with_package.then_some(&source), &recorder).await,
                Task::CheckApps(asked) => check_apps(&setup, asked, &recorder).await,
                Task::Diff(against) => diff(&setup, against.as_deref(), &recorder).await,
                Task::Status => status(&setup, &recorder).await,
                Task::LookForLayer => look_for_layer(&setup, &source, &recorder).await,
                Task::Collect(asked) => collect_garbage(&setup, asked, &recorder).await,
                Task::Rollback => rollback(&setup, &recorder).await,
                Task::Reconcile(ticket) => reconcile_lost(&setup, ticket.as_deref(), &recorder).await,
            };
            sent = Some(counted.sent());
            let _ = std::fs::remove_file(source.file);
            if let Locked::Ours(lock) = locked
                && ended.is_final
            {
                lock.dissolve();
            }
            ended
        }
        (Err(error), _) => stop(Stop::aborted(&error)).await,
        (_, Err(problem)) => stop(Stop::new(Outcome::Invalid, problem)).await,
    };
    if let (Some(check), Some(sent)) = (&mut ended.record.check, sent) {
        check.requests = sent;
    }
    if ended.is_final {
        tell_post_step(&front, &folder, true);
    }
    conclude_with(ended.record, &front, Some(&EvidencePlace { folder, key }), &reports)
}

/// The path of a folder below the working directory, which in a workflow is the checkout; `None` for all else.
fn folder_in_checkout(package: &Path) -> Option<String> {
    if !package.is_dir() {
        return None;
    }
    let inside =
        if package.is_absolute() { package.strip_prefix(std::env::current_dir().ok()?).ok()? } else { package };
    let mut parts = Vec::new();
    for component in inside.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// Passes to the post-step where the journal is and whether recovery is needed.
fn tell_post_step(front: &Front, folder: &Path, is_final: bool) -> Option<String> {
    let commands = FileCommands::new(&front.environment);
    let journal = folder.join(Journal::FILE).display().to_string();
    commands.save_state("journal", &journal).or(commands.save_state("final", &is_final.to_string()))
}

/// Before anything is written: another process may be using this folder.
fn lock(folder: &Path, key: &RunKey, front: &Front) -> Locked {
    if matches!(front.journal, JournalPlace::Disk) {
        // When it cannot be made, the journal says so.
        let _ = std::fs::create_dir_all(folder);
    }
    ReleaseLock::take(folder, key, front.locks)
}

/// The HTTP client.
pub(super) fn transport(settings: &ReleaseSettings, front: &Front) -> Result<Arc<dyn Http>, Problem> {
    let inner: Arc<dyn Http> = match &front.transport {
        Some(transport) => transport.clone(),
        None => Arc::new(
            Transport::new(TransportOptions { ca_file: settings.ca_file.clone(), direct: false }).map_err(|error| {
                Problem::new(Code::HTTPS_UNAVAILABLE, error.to_string())
                    .hint("check `ca-file` and SSL_CERT_FILE, and that the machine has root certificates")
            })?,
        ),
    };
    Ok(Arc::new(Resilient::new(inner, front.pace)))
}

/// The record of a release with these settings.
pub(super) fn begin(settings: &ReleaseSettings, front: &Front, run: &WorkflowRun) -> ReleaseRecord {
    let mut record = blank(front);
    record.app = settings.options.app_name.to_string();
    record.resource_group = settings.options.resource_group.as_ref().map(ToString::to_string);
    record.slot = settings.options.slot.to_string();
    record.target_slot = settings.options.target_slot.to_string();
    record.commit = run.commit.clone();
    record.repository = run.repository.clone();
    record.actor = run.actor.clone();
    record.urls.run = run.url.clone();
    record
}

/// In Actions below RUNNER_TEMP, where later steps find it and no checkout is changed.
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
    for value in &settings.setting_values {
        front.console.redactor().learn_setting(value);
        // What is shorter occurs in ordinary words.
        if value.expose().len() >= SHORTEST_SECRET {
            front.console.hide(value);
        }
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
            environment: settings.environment_name.clone(),
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
        deadline: None,
        github,
        environment: settings.environment_name,
        roots: front.roots.clone(),
        is_rehearsed: front.rehearsed.is_some(),
    }
}
