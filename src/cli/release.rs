use std::path::PathBuf;
use std::sync::Arc;

use super::settings::{AuthChoice, ReleaseSettings};
use super::telling::{new_id, tell};
use super::{Ending, Front};
use crate::http::{Http, Resilient, Transport, TransportOptions};
use crate::record::{Outcome, Problem, ReleaseRecord};
use crate::release::{GitHubSetup, Journal, Setup, SignInWay, Stop, Story, finish, run};
use crate::report::closing_lines;
use crate::runner::{IdTokenSource, WorkflowRun};

/// Releases, and tells everyone how it went.
pub async fn run_release(settings: ReleaseSettings, front: Front) -> Ending {
    let run_info = WorkflowRun::read(&front.environment);
    let record = begin(&settings, &front, &run_info);
    let folder = report_folder(&settings, &front, &record.id);
    let package_file = std::env::temp_dir().join(format!("slot-deploy-{}.zip", record.id));
    for secret in [&settings.github_token, &settings.client_secret].into_iter().flatten() {
        front.console.hide(secret);
    }
    let story = |journal| Story::new(record.clone(), journal, front.console.clone(), front.pace);
    let transport: Result<Arc<dyn Http>, _> = match &front.transport {
        Some(transport) => Ok(transport.clone()),
        None => Transport::new(TransportOptions { ca_file: settings.ca_file.clone() })
            .map(|transport| Arc::new(transport) as Arc<dyn Http>),
    };
    let record = match (Journal::create(&folder), transport) {
        (Ok(journal), Ok(transport)) => {
            let story = story(Some(journal));
            settings.warnings.iter().for_each(|warning| story.warn(warning));
            let http: Arc<dyn Http> = Arc::new(Resilient::new(transport, front.pace));
            let setup = setup(settings, &front, http, run_info, package_file.clone());
            run(&setup, &story).await
        }
        (Err(error), _) => finish(&story(None), Err(Stop::aborted(&error)), settings.strict),
        (_, Err(error)) => {
            let problem = Problem::new("https-unavailable", error.to_string())
                .hint("check `ca-file` and SSL_CERT_FILE, and that the machine has root certificates");
            finish(&story(None), Err(Stop::new(Outcome::Invalid, problem)), settings.strict)
        }
    };
    let _ = std::fs::remove_file(package_file);
    tell(&record, &front, Some(&folder));
    Ending {
        exit_code: record.exit_code,
        output: match front.environment.is_actions() {
            true => String::new(),
            false => front.console.redactor().own(&closing_lines(&record)).into_owned(),
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

/// In Actions below RUNNER_TEMP, where later steps find it and no checkout is touched.
fn report_folder(settings: &ReleaseSettings, front: &Front, id: &str) -> PathBuf {
    match (front.environment.is_actions(), &settings.report) {
        (false, Some(folder)) => folder.clone(),
        _ => front.environment.path("RUNNER_TEMP").unwrap_or_else(std::env::temp_dir).join("slot-deploy").join(id),
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
