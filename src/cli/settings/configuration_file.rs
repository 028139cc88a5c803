use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What is larger is no configuration, and is not read on; the configuration itself has a smaller limit.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The text of a configuration file; `None` when there is none. The file may come from a pull request: only a regular file is
/// read, and a link only where it stays in the workspace, since what is wrong in it is quoted.
pub(super) fn read(path: &Path, workspace: &Path) -> Result<Option<String>, String> {
    let found = match path.symlink_metadata() {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if found.is_symlink() {
        let real = path.canonicalize().map_err(|error| format!("it is a link that leads nowhere ({error})"))?;
        if !workspace.canonicalize().is_ok_and(|workspace| real.starts_with(workspace)) {
            return Err("it is a link that leads out of the workspace".to_owned());
        }
    }
    let real = path.metadata().map_err(|error| error.to_string())?;
    if !real.is_file() {
        return Err("it is a folder, a pipe or a device, and no regular file".to_owned());
    }
    if real.len() > LONGEST {
        return Err(format!("it holds {} bytes, and a configuration at most 256 KiB", real.len()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(LONGEST).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map(Some).map_err(|error| format!("it is not UTF-8 text ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_a_regular_file_within_the_workspace_is_read_and_only_a_missing_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let read = |name: &str| super::read(&at(name), &at("workspace"));
        std::fs::create_dir_all(at("workspace/folder")).unwrap();
        std::fs::write(at("outside"), "secret").unwrap();
        std::fs::write(at("workspace/own"), "probes: {}").unwrap();
        symlink(at("outside"), at("workspace/out")).unwrap();
        symlink(at("nowhere"), at("workspace/dangling")).unwrap();
        symlink("own", at("workspace/inside")).unwrap();
        symlink("/dev/zero", at("workspace/endless")).unwrap();
        assert_eq!(read("workspace/missing"), Ok(None));
        assert_eq!(read("workspace/own"), Ok(Some("probes: {}".to_owned())));
        assert_eq!(read("workspace/inside"), Ok(Some("probes: {}".to_owned())));
        for (name, why) in [
            ("workspace/out", "out of the workspace"),
            ("workspace/endless", "out of the workspace"),
            ("workspace/dangling", "leads nowhere"),
            ("workspace/folder", "no regular file"),
        ] {
            assert!(read(name).unwrap_err().contains(why), "{name}");
        }
        assert!(super::read(Path::new("/dev/zero"), &at("workspace")).unwrap_err().contains("no regular file"));
    }
}
