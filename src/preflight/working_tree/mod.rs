//! The working tree of git on a person's machine, as far as the files of git say it (facts: git-files). Neither git nor anything of the
//! working tree is run.

mod index;
mod refs;

use std::path::Path;

use super::Fact;
use super::wanted::Wanted;
use crate::http::off_runtime;
use crate::runner::{Machine, WorkflowRun};

/// What is seen of a working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTree {
    /// The commit that is checked out.
    pub commit: String,
    /// A remote-tracking branch that is or was at it. `None` does not say that it was never pushed: it may be before one.
    pub remote: Option<String>,
    /// Tracked files that are gone, or of another size than when they were last added. Other changes are not seen. An error in words.
    pub changed: Result<Vec<String>, &'static str>,
}

impl WorkingTree {
    /// Reads it; `None` in a job, where the checkout is the runner's, and where there is none that is understood.
    pub(super) async fn read(wanted: &Wanted, run: &WorkflowRun) -> Option<Self> {
        let is_wanted = run.machine == Machine::Terminal && wanted.wants(Fact::WorkingTree);
        let root = run.workspace.clone().filter(|_| is_wanted)?;
        off_runtime(move || read(&root)).await
    }

    /// The commit, as people write it.
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

fn read(root: &Path) -> Option<WorkingTree> {
    let git = refs::Git::open(root)?;
    let commit = git.head()?;
    let remote = git.remote_at(&commit);
    // A hash is as long in the index as in the name of the commit.
    let changed = index::changed(root, &git.own.join("index"), commit.len() / 2);
    Some(WorkingTree { commit, remote, changed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn write(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_commit_is_known_to_be_pushed_where_a_remote_tracking_branch_is_or_was_at_it() {
        let temp = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| write(temp.path(), name, text);
        let [one, two, three] = ["1", "2", "3"].map(|digit| digit.repeat(40));
        assert_eq!(read(temp.path()), None, "there is no git");
        write(".git/HEAD", "ref: refs/heads/main\n");
        assert_eq!(read(temp.path()), None, "nothing was committed");
        write(
            ".git/packed-refs",
            &format!("# pack-refs with: peeled\n{one} refs/heads/main\n{two} refs/remotes/origin/main\n"),
        );
        let tree = read(temp.path()).unwrap();
        assert_eq!((tree.commit.as_str(), tree.short(), &tree.remote), (one.as_str(), "1111111", &None));
        write(".git/refs/heads/main", &format!("{two}\n"));
        assert_eq!(
            read(temp.path()).unwrap().remote.as_deref(),
            Some("origin/main"),
            "a file counts before the packed one"
        );
        write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/main\n");
        write(".git/refs/remotes/origin/fix/a", &three);
        write(".git/HEAD", &three);
        assert_eq!(read(temp.path()).unwrap().remote.as_deref(), Some("origin/fix/a"));
        write(".git/HEAD", &one);
        write(
            ".git/logs/refs/remotes/origin/main",
            &format!("{three} {one} A <a@b> 1 +0000\tpush\n{one} {two} A <a@b> 2 +0000\tpush\n"),
        );
        assert_eq!(read(temp.path()).unwrap().remote.as_deref(), Some("origin/main"));
        write(".git/HEAD", "ref: ../../secret\n");
        assert_eq!(read(temp.path()), None, "no name leads out of the folder");
    }

    #[test]
    fn a_further_working_tree_has_its_own_head_and_the_common_branches() {
        let temp = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| write(temp.path(), name, text);
        let one = "1".repeat(40);
        write("second/.git", "gitdir: ../first/.git/worktrees/second\n");
        write("first/.git/worktrees/second/HEAD", &one);
        write("first/.git/worktrees/second/commondir", "../..\n");
        write("first/.git/refs/remotes/origin/main", &one);
        let tree = read(&temp.path().join("second")).unwrap();
        assert_eq!((tree.commit, tree.remote.as_deref()), (one, Some("origin/main")));
        assert_eq!(tree.changed, Err("git's index cannot be read"));
    }
}
