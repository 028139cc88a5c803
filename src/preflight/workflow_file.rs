use std::fs::File;
use std::io::Read;

use super::Fact;
use super::wanted::Wanted;
use crate::config::ForeignYaml;
use crate::http::off_runtime;
use crate::runner::WorkflowRun;

/// A longer one is not a workflow; GitHub takes less.
const LONGEST: u64 = 1024 * 1024;

/// The workflow file of a run, as the checkout has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowFile {
    /// Its name from the root.
    pub name: String,
    /// The line of the group, else of the job.
    pub line: Option<u32>,
    /// The concurrency group of the run or of its job; `None`: there is none.
    pub concurrency: Option<Concurrency>,
}

/// A concurrency group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concurrency {
    /// Whether a newer run cancels the one that runs; `None`: by an expression.
    pub cancels: Option<bool>,
    /// Whether its name holds what every run has for itself, such as its id, so that no two runs are in one group.
    pub is_of_one_run: bool,
}

impl WorkflowFile {
    /// Reads it; `None` where the checkout has no such regular file, or it is not understood.
    pub(super) async fn read(wanted: &Wanted, run: &WorkflowRun) -> Option<Self> {
        let name = run.workflow_file.clone().filter(|_| wanted.wants(Fact::WorkflowFile))?;
        let (root, job) = (run.workspace.clone()?, run.job.clone());
        off_runtime(move || {
            let path = root.join(&name);
            // No link leads out of the checkout.
            let (root, real) = (root.canonicalize().ok()?, path.canonicalize().ok()?);
            let is_ours = real.starts_with(root) && real.metadata().is_ok_and(|found| found.is_file());
            let file = is_ours.then(|| File::open(real).ok())??;
            let mut text = String::new();
            file.take(LONGEST).read_to_string(&mut text).ok()?;
            let (concurrency, line) = read_text(&text, job.as_deref())?;
            Some(Self { name, line, concurrency })
        })
        .await
    }
}

/// The outer `None`: it is not understood. The line is that of the job.
fn read_text(text: &str, job: Option<&str>) -> Option<(Option<Concurrency>, Option<u32>)> {
    let yaml = ForeignYaml::parse(text)?;
    let job = job.and_then(|job| yaml.root().get("jobs")?.value.get(job));
    let of_job = job.and_then(|job| job.value.get("concurrency"));
    let group = of_job.or_else(|| yaml.root().get("concurrency"));
    let concurrency = group.map(|group| Concurrency {
        cancels: match group.value.get("cancel-in-progress").map(|cancels| cancels.value.text()) {
            None | Some(Some("false")) => Some(false),
            Some(Some("true")) => Some(true),
            Some(_) => None,
        },
        is_of_one_run: group
            .value
            .get("group")
            .map_or(group.value.text(), |group| group.value.text())
            .is_some_and(names_run),
    });
    Some((concurrency, group.or(job).map(|entry| entry.line)))
}

/// What differs from run to run (facts: github-concurrency).
fn names_run(group: &str) -> bool {
    let group = group.to_ascii_lowercase();
    ["github.run_id", "github.run_number", "github.sha"].iter().any(|own| group.contains(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_stands_with_the_workflow_or_with_the_job() {
        let cancels = |text: &str| read_text(text, Some("release")).unwrap().0.map(|group| group.cancels);
        assert_eq!(cancels("on: push\njobs: { release: { runs-on: x } }"), None);
        assert_eq!(cancels("jobs: { other: { concurrency: shop } }"), None);
        assert_eq!(cancels("concurrency: shop\njobs: {}"), Some(Some(false)));
        assert_eq!(
            cancels("jobs: { release: { concurrency: { group: shop, cancel-in-progress: true } } }"),
            Some(Some(true))
        );
        assert_eq!(cancels("concurrency: { group: a, cancel-in-progress: '${{ x }}' }"), Some(None));
        let is_of_one_run = |text: &str| read_text(text, None).unwrap().0.unwrap().is_of_one_run;
        assert!(is_of_one_run("concurrency: 'release-${{ github.run_id }}'"));
        assert!(is_of_one_run("concurrency: { group: 'r-${{ github.SHA }}' }"));
        assert!(!is_of_one_run("concurrency: { group: 'r-${{ github.ref }}' }"));
        assert_eq!(read_text("jobs: [", None), None);
        let line = |text: &str| read_text(text, Some("release")).unwrap().1;
        assert_eq!(line("on: push\njobs:\n  release:\n    runs-on: x\n"), Some(3));
        assert_eq!(line("jobs:\n  release:\n    concurrency: shop\n"), Some(3));
    }
}
