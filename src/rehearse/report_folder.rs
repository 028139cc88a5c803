use std::io;
use std::path::{Path, PathBuf};

use super::job::RunnerJob;
use super::problem::Problem;
use crate::cli::InputProblem;
use crate::release::{Journal, JournalPlace, Locked, Locks, ReleaseLock};
use crate::report::clear_former_reports;
use crate::runner::RunKey;

/// What a run keeps, and what is named at the end.
const REPORTS: [&str; 3] = ["release.json", "summary.md", "journal.jsonl"];
/// What another process would take for a run at work.
const LOCK: &str = "lock";

/// The folder in which the records of a rehearsal are kept, held for this one.
pub(super) struct ReportFolder {
    folder: PathBuf,
    lock: Option<ReleaseLock>,
}

/// The folder of a job that was not the last of its rehearsal.
fn of_job(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("job-{number}"))
}

/// Takes the reports of former jobs out of their folders; returns what could not be taken out.
fn of_former_jobs(folder: &Path) -> Vec<String> {
    let folders = (1..).map(|number| of_job(folder, number)).take_while(|job| job.is_dir());
    let clear = |job: PathBuf| {
        let unclear = clear_former_reports(&job, None);
        let _ = std::fs::remove_file(job.join("journal.jsonl"));
        // What else lies in it stays.
        let _ = std::fs::remove_dir(&job);
        unclear
    };
    folders.collect::<Vec<_>>().into_iter().flat_map(clear).collect()
}

impl ReportFolder {
    /// Takes it as a release takes its own: one at a time, and what a former run left is taken out of it.
    pub(super) fn open(folder: &Path) -> Result<Self, Problem> {
        let wrong = |why: &str, fix: &str| {
            Problem::World(InputProblem::new("report", format!("{}: {why}", folder.display()), fix))
        };
        let elsewhere = "name a folder that can be made and written";
        std::fs::create_dir_all(folder).map_err(|error| wrong(&format!("it cannot be made: {error}"), elsewhere))?;
        // Before anything is moved in it.
        if let Some(name) = REPORTS.into_iter().find(|name| folder.join(name).is_dir()) {
            return Err(wrong(&format!("{name} is a folder"), elsewhere));
        }
        let key = RunKey::new();
        let locked = ReleaseLock::take(folder, &key, Locks::default());
        if let Some([what, fix]) = locked.refusal() {
            return Err(wrong(what, fix));
        }
        let lock = match locked {
            Locked::Ours(lock) => Some(lock),
            _ => None,
        };
        let unclear = match Journal::begin(&JournalPlace::Disk, folder, &key) {
            Ok(journal) => {
                let own = clear_former_reports(folder, journal.kept_as());
                own.into_iter().chain(of_former_jobs(folder)).next()
            }
            Err(error) => Some(error.to_string()),
        };
        // It was begun to keep a former one; those of the jobs come in its place.
        let _ = std::fs::remove_file(folder.join("journal.jsonl"));
        if let Some(why) = unclear {
            lock.into_iter().for_each(ReleaseLock::dissolve);
            return Err(wrong(&why, elsewhere));
        }
        Ok(Self { folder: folder.to_owned(), lock })
    }

    /// Keeps the records: those of the last job in the folder itself, those of the others below it. Returns what it keeps of the
    /// last, or of the others where that wrote none; or why not.
    pub(super) fn keep(self, jobs: &[RunnerJob]) -> io::Result<Vec<PathBuf>> {
        let (mut kept, mut targets) = (Ok(()), Vec::new());
        for (number, job) in (1..).zip(jobs) {
            let folder = &self.folder;
            let target = if number == jobs.len() { folder.clone() } else { of_job(folder, number) };
            targets.push(target.clone());
            for report in std::fs::read_dir(job.reports()).into_iter().flatten().flatten() {
                kept = kept.and_then(|()| copy(&report.path(), &target));
            }
        }
        if let Some(lock) = self.lock {
            lock.dissolve();
        }
        kept?;
        let of = |folder: &PathBuf| REPORTS.map(|name| folder.join(name)).into_iter().filter(|file| file.is_file());
        let last: Vec<PathBuf> = targets.last().into_iter().flat_map(of).collect();
        Ok(if last.is_empty() { targets.iter().flat_map(of).collect() } else { last })
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.flatten().filter(|entry| entry.file_name() != LOCK) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            // Renamed into its place: nothing is written through a link that lies there.
            let part = target.with_added_extension("part");
            let _ = std::fs::remove_file(&part);
            std::fs::copy(&path, &part)?;
            std::fs::rename(&part, &target)?;
        }
    }
    Ok(())
}
