use std::path::{Component, Path, PathBuf};

use super::reader::Reader;
use crate::record::brief;
use crate::runner::Environment;

impl Reader<'_> {
    /// A file that is to be written: below the working directory, the workspace or the runner's temporary folder, also where links
    /// lead on the way, since an input may come from elsewhere. `None`: a bad one; `Some(None)`: none.
    pub(super) fn written_file(&mut self, name: &str, environment: &Environment) -> Option<Option<PathBuf>> {
        let Some(given) = self.path(name) else { return Some(None) };
        let roots =
            [std::env::current_dir().ok(), environment.path("GITHUB_WORKSPACE"), environment.path("RUNNER_TEMP")];
        if lies_below(&given, roots.into_iter().flatten()) {
            return Some(Some(given));
        }
        let says = format!(
            "`{}` is not a file below the working directory, the workspace or RUNNER_TEMP",
            brief(&given.display().to_string())
        );
        self.problem(name, says, "write a path such as `slot-deploy.sarif`, relative to the checkout and without `..`");
        None
    }
}

/// Whether a file would be written below one of these folders.
fn lies_below(file: &Path, roots: impl Iterator<Item = PathBuf>) -> bool {
    if file.file_name().is_none() || file.is_dir() || file.components().any(|part| part == Component::ParentDir) {
        return false;
    }
    let Ok(whole) = std::path::absolute(file) else { return false };
    // The folders that are not there yet will be made, and are no links.
    let folder = whole.ancestors().skip(1).find(|folder| folder.exists());
    let Some(folder) = folder.and_then(|folder| folder.canonicalize().ok()) else { return false };
    let mut roots = roots.filter_map(|root| root.canonicalize().ok());
    roots.any(|root| folder.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_only_below_what_belongs_to_the_run() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let below = |path: &Path| lies_below(path, [root.path().to_owned()].into_iter());
        assert!(below(&root.path().join("a.sarif")) && below(&root.path().join("new/folder/a.sarif")));
        assert!(!below(&elsewhere.path().join("a.sarif")));
        assert!(!below(&root.path().join("../a.sarif")) && !below(root.path()) && !below(Path::new("/")));
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("link")).unwrap();
        assert!(!below(&root.path().join("link/a.sarif")) && !below(&root.path().join("link/new/a.sarif")));
    }
}
