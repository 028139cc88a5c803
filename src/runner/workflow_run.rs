use std::path::{Path, PathBuf};

use super::{Environment, Event};

/// Variables that other services for continuous integration set: the convention, Azure Pipelines, Jenkins, TeamCity (facts: ci-services).
const OTHER_SERVICES: [&str; 4] = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"];

/// Where a run runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Machine {
    /// A job of GitHub Actions.
    Actions,
    /// Another service for continuous integration.
    OtherService,
    /// A person's machine, as far as its environment says.
    #[default]
    Terminal,
}

/// The workflow run that this is a step of; all empty outside Actions.
#[derive(Debug, Clone, Default)]
pub struct WorkflowRun {
    /// `owner/name`.
    pub repository: Option<String>,
    /// GitHub's number of the repository.
    pub repository_id: Option<String>,
    /// The commit: the pull request's head, or that of the completed run, where there is one.
    pub commit: Option<String>,
    /// The run.
    pub run_id: Option<String>,
    /// Which attempt at it.
    pub attempt: Option<String>,
    /// The account that started it.
    pub actor: Option<String>,
    /// Where GitHub's REST API is; another host on GitHub Enterprise.
    pub api_url: String,
    /// The page of the run.
    pub url: Option<String>,
    /// The event that started it.
    pub event: Event,
    /// Where it runs.
    pub machine: Machine,
    /// The ref that started it, such as `refs/heads/main`.
    pub reference: Option<String>,
    /// Whether branch protection or a ruleset is configured for that ref; GitHub says `false` of every tag.
    pub reference_is_protected: Option<bool>,
    /// The workflow file within the repository; `None` for one of another repository.
    pub workflow_file: Option<String>,
    /// The id of the job in that file.
    pub job: Option<String>,
    /// The checkout; on a person's machine the working tree of git around the working directory.
    pub workspace: Option<PathBuf>,
}

impl WorkflowRun {
    /// Reads the run from the environment.
    pub fn read(environment: &Environment) -> Self {
        let event = Event::read(environment);
        let get = |name: &str| environment.get(name).map(str::to_owned);
        let server = get("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned());
        let repository = get("GITHUB_REPOSITORY");
        let run_id = get("GITHUB_RUN_ID");
        let url = match (&repository, &run_id) {
            (Some(repository), Some(run)) => Some(format!("{server}/{repository}/actions/runs/{run}")),
            _ => None,
        };
        let head = event.pull_request.as_ref().map(|pull| pull.head_sha.clone());
        let head = head.or_else(|| event.completed_run_sha.clone());
        let machine = match () {
            () if environment.is_actions() => Machine::Actions,
            () if OTHER_SERVICES.iter().any(|name| environment.get(name).is_some()) => Machine::OtherService,
            () => Machine::Terminal,
        };
        Self {
            machine,
            reference: get("GITHUB_REF"),
            reference_is_protected: environment.get("GITHUB_REF_PROTECTED").map(|text| text == "true"),
            workflow_file: get("GITHUB_WORKFLOW_REF").and_then(|at| file_of(&at, repository.as_deref()?)),
            job: get("GITHUB_JOB"),
            workspace: environment.path("GITHUB_WORKSPACE").or_else(|| working_tree(environment, machine)),
            commit: head.or_else(|| get("GITHUB_SHA")),
            attempt: get("GITHUB_RUN_ATTEMPT"),
            actor: get("GITHUB_TRIGGERING_ACTOR").or_else(|| get("GITHUB_ACTOR")),
            api_url: get("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned()),
            repository_id: get("GITHUB_REPOSITORY_ID"),
            repository,
            run_id,
            url,
            event,
        }
    }
}

/// Where git's working tree around the working directory begins, on a person's machine.
fn working_tree(environment: &Environment, machine: Machine) -> Option<PathBuf> {
    let folder = environment.folder().filter(|_| machine == Machine::Terminal)?;
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

/// The file of `owner/name/.github/workflows/release.yml@refs/heads/main`, where it is one of this repository. The workflow that is called
/// by another names its caller here (facts: code-scanning).
fn file_of(workflow: &str, repository: &str) -> Option<String> {
    let (owner_and_name, rest) = workflow.split_at_checked(repository.len())?;
    let file = rest.strip_prefix('/')?.split('@').next()?;
    let is_plain = file.starts_with(".github/workflows/") && !file.split('/').any(|part| part == "..");
    (owner_and_name.eq_ignore_ascii_case(repository) && is_plain).then(|| file.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(variables: &[(&str, &str)]) -> WorkflowRun {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        WorkflowRun::read(&Environment::of(variables))
    }

    #[test]
    fn a_machine_is_a_persons_unless_a_service_says_otherwise() {
        assert_eq!(run(&[("GITHUB_ACTIONS", "true"), ("CI", "true")]).machine, Machine::Actions);
        assert_eq!(run(&[("TF_BUILD", "True")]).machine, Machine::OtherService);
        assert_eq!(run(&[("CI", "")]).machine, Machine::Terminal);
    }

    #[test]
    fn on_a_persons_machine_the_workspace_is_the_working_tree_around_the_working_directory() {
        let temp = tempfile::tempdir().unwrap();
        let deep = temp.path().join("shop/app");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir_all(temp.path().join("shop/.git")).unwrap();
        let workspace = |folder: &Path, variables: &[(&str, &str)]| {
            let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            WorkflowRun::read(&Environment::of(variables).in_folder(folder.to_owned())).workspace
        };
        assert_eq!(workspace(&deep, &[]), Some(temp.path().join("shop")));
        assert_eq!(workspace(&deep, &[("CI", "true")]), None);
        assert_eq!(workspace(&deep, &[("GITHUB_WORKSPACE", "/w")]), Some(PathBuf::from("/w")));
    }

    #[test]
    fn a_workflow_file_is_one_of_this_repository_and_stays_in_its_folder() {
        let file = |workflow: &str| {
            run(&[("GITHUB_REPOSITORY", "contoso/shop"), ("GITHUB_WORKFLOW_REF", workflow)]).workflow_file
        };
        let release = ".github/workflows/release.yml";
        assert_eq!(file(&format!("Contoso/shop/{release}@refs/heads/main")).as_deref(), Some(release));
        for other in ["contoso/other/.github/workflows/a.yml@main", "contoso/shop/.github/workflows/../../a@x", "", "é"]
        {
            assert_eq!(file(other), None, "{other}");
        }
    }
}
