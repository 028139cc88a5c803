use std::io::ErrorKind;
use std::path::Path;

/// The reports that a run writes into its folder, as name and extension.
const REPORTS: [(&str, &str); 2] = [("release", "json"), ("summary", "md")];

/// Takes the reports of a former run out of the folder of this one, so that nobody reads them as this run's, also when this one
/// is killed. `kept_as`: that run has no recorded end, and its reports are kept under a name with this word, like its journal.
/// What could not be taken out is told.
pub fn clear_former_reports(folder: &Path, kept_as: Option<&str>) -> Vec<String> {
    let mut left = Vec::new();
    for (name, extension) in REPORTS {
        let path = folder.join(name).with_extension(extension);
        // One of a run that was killed within a write.
        let _ = std::fs::remove_file(path.with_added_extension("part"));
        let cleared = match kept_as {
            // A folder is nothing that a run wrote; the report says that it is there when it is written.
            _ if path.is_dir() && !path.is_symlink() => Ok(()),
            Some(word) => std::fs::rename(&path, folder.join(format!("{name}-{word}.{extension}"))),
            None => std::fs::remove_file(&path),
        };
        if let Err(error) = cleared
            && error.kind() != ErrorKind::NotFound
        {
            left.push(format!("{} is a former run's, and cannot be taken away: {error}", path.display()));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let all = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        names.iter().for_each(|name| std::fs::write(folder.path().join(name), "former").unwrap());
        folder
    }

    #[test]
    fn reports_of_a_run_that_ended_are_removed_and_of_one_that_did_not_are_kept_under_another_name() {
        let all = ["release.json", "release.json.part", "summary.md", "notes.txt"];
        let folder = folder_with(&all);
        assert_eq!(clear_former_reports(folder.path(), None), [""; 0]);
        assert_eq!(names(folder.path()), ["notes.txt"]);
        let folder = folder_with(&all);
        assert_eq!(clear_former_reports(folder.path(), Some("former-1")), [""; 0]);
        assert_eq!(names(folder.path()), ["notes.txt", "release-former-1.json", "summary-former-1.md"]);
    }

    #[test]
    fn a_folder_in_place_of_a_report_is_left_alone() {
        let folder = folder_with(&[]);
        std::fs::create_dir(folder.path().join("release.json")).unwrap();
        assert_eq!(clear_former_reports(folder.path(), None), [""; 0]);
        assert_eq!(names(folder.path()), ["release.json"]);
    }
}
