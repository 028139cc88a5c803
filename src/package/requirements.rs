use std::path::Path;

/// Files that include each other deeper than this do so in a circle.
const DEEPEST: usize = 8;

/// What a `requirements.txt` names beside itself, when it pins everything that it names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Requirements {
    /// The files it includes by `-r` and `-c`, as they are named from the folder of the app, and their bytes.
    pub included: Vec<(String, Vec<u8>)>,
}

/// Reads the requirements in `bytes`, the file of this name in `root`; or says why they do not decide what is installed.
pub(super) fn read(root: &Path, name: &str, bytes: &[u8]) -> Result<Requirements, String> {
    let mut found = Requirements::default();
    found.read(root, name, bytes, 0)?;
    Ok(found)
}

impl Requirements {
    fn read(&mut self, root: &Path, name: &str, bytes: &[u8], depth: usize) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|_| format!("`{name}` is not UTF-8"))?;
        let joined = text.trim_start_matches('\u{feff}').replace("\\\r\n", " ").replace("\\\n", " ");
        for line in joined.lines() {
            let line = without_comment(line);
            match Line::of(line) {
                Line::Nothing => {}
                Line::Pinned => {}
                Line::Include(path) => self.include(root, name, path, depth)?,
                Line::Open(what) => return Err(format!("`{name}` does not pin `{what}` to one version with `==`")),
            }
        }
        Ok(())
    }

    fn include(&mut self, root: &Path, from: &str, path: &str, depth: usize) -> Result<(), String> {
        if depth == DEEPEST || path.contains("://") || path.starts_with('/') {
            return Err(format!("`{from}` includes `{path}`, which is not a file beside it"));
        }
        let name = match from.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{path}"),
            None => path.to_owned(),
        };
        if self.included.iter().any(|(known, _)| *known == name) {
            return Ok(());
        }
        let bytes = super::lock_file::bytes(&root.join(&name)).map_err(|error| format!("`{name}`: {error}"))?;
        self.included.push((name.clone(), bytes.clone()));
        self.read(root, &name, &bytes, depth + 1)
    }
}

/// What a line of requirements is.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Nothing,
    Pinned,
    Include(&'a str),
    /// Another day it may be another version.
    Open(&'a str),
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        if line.is_empty() {
            return Self::Nothing;
        }
        for option in ["--requirement", "--constraint", "-r", "-c"] {
            if let Some(path) = line.strip_prefix(option) {
                return Self::Include(path.trim_start_matches('=').trim());
            }
        }
        if line.starts_with("-e") || line.starts_with("--editable") {
            return Self::Open(line);
        }
        if line.starts_with('-') {
            return Self::Nothing;
        }
        let (requirement, options) = line.split_once(" --").unwrap_or((line, ""));
        let has_hash = options.contains("hash=") || requirement.contains("#sha256=");
        let requirement = requirement.split(" ;").next().unwrap_or_default();
        if let Some((name, _)) = requirement.split_once('@') {
            return if has_hash { Self::Pinned } else { Self::Open(name.trim()) };
        }
        let requirement = requirement.split(';').next().unwrap_or_default().trim();
        match requirement.split_once("==") {
            Some((name, version)) if is_name(name) && is_version(version.trim_start_matches('=').trim()) => {
                Self::Pinned
            }
            _ => Self::Open(requirement),
        }
    }
}

/// The name of a distribution, perhaps with extras.
fn is_name(name: &str) -> bool {
    let name = name.trim().split('[').next().unwrap_or_default().trim();
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

/// One version, without a pattern.
fn is_version(version: &str) -> bool {
    !version.is_empty() && version.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.+!".contains(letter))
}

/// A comment begins at the begin of a line, or behind a space.
fn without_comment(line: &str) -> &str {
    let line = if line.trim_start().starts_with('#') { "" } else { line };
    line.split(" #").next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<(), String> {
        read(Path::new("nowhere"), "requirements.txt", text.as_bytes()).map(|_| ())
    }

    #[test]
    fn requirements_that_pin_every_version_decide_what_is_installed() {
        for text in [
            "",
            "\u{feff}# all\r\nrequests==2.31.0\r\n",
            "azure-functions[extra] == 1.20.0 ; python_version >= '3.9'",
            "numpy===1.26.4+cpu # why",
            "--index-url https://example.org/simple\nsix==1.16.0 \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n",
            "own @ https://example.org/own-1.0.whl --hash=sha256:ab",
        ] {
            assert_eq!(read_text(text), Ok(()), "{text}");
        }
        for (text, open) in [
            ("requests", "`requests`"),
            ("a==1\nrequests>=2,<3", "`requests>=2,<3`"),
            ("requests==2.*", "`requests==2.*`"),
            ("requests==2.31,!=2.32", "`requests==2.31,!=2.32`"),
            ("-e .", "`-e .`"),
            ("./wheels/own.whl", "`./wheels/own.whl`"),
            ("own @ git+https://example.org/own", "`own`"),
            ("-r https://example.org/all.txt", "not a file beside it"),
            ("-r missing.txt", "`missing.txt`"),
        ] {
            let why = read_text(text).unwrap_err();
            assert!(why.contains(open), "{text}: {why}");
        }
    }

    #[test]
    fn included_files_are_read_too_and_may_name_each_other() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("more")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("more/base.txt", "a==1\n--constraint=limits.txt");
        write("more/limits.txt", "b==2\n-r base.txt");
        let found = read(folder.path(), "requirements.txt", b"-r more/base.txt").unwrap();
        let names: Vec<&str> = found.included.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["more/base.txt", "more/limits.txt"]);
        write("more/limits.txt", "b");
        let why = read(folder.path(), "requirements.txt", b"-r more/base.txt").unwrap_err();
        assert!(why.contains("`more/limits.txt` does not pin `b`"), "{why}");
    }
}
