use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Environment;
use crate::record::visible;
use ring::rand::{SecureRandom, SystemRandom};

/// What the runner reads from files after the step: outputs, state for the post-step, and the job summary.
///
/// A path that is not set, or that cannot be written (some self-hosted set-ups), is a warning and not a failure.
#[derive(Debug, Clone, Default)]
pub struct FileCommands {
    output: Option<PathBuf>,
    summary: Option<PathBuf>,
    state: Option<PathBuf>,
}

impl FileCommands {
    /// The files that the environment names.
    pub fn new(environment: &Environment) -> Self {
        Self {
            output: environment.path("GITHUB_OUTPUT"),
            summary: environment.path("GITHUB_STEP_SUMMARY"),
            state: environment.path("GITHUB_STATE"),
        }
    }

    /// Writes step outputs; returns a warning when that was not possible.
    pub fn set_outputs<'a>(&self, outputs: impl IntoIterator<Item = (&'a str, String)>) -> Option<String> {
        let path = self.output.as_ref()?;
        let text: String =
            outputs.into_iter().map(|(name, value)| heredoc(name, &visible(&value), &delimiter())).collect();
        append(path, &text).err().map(|error| unwritable("step outputs", path, &error))
    }

    /// Hands a value to the post-step, which finds it as `STATE_name`; the last one written counts. Returns a warning when
    /// that was not possible.
    pub fn save_state(&self, name: &str, value: &str) -> Option<String> {
        let path = self.state.as_ref()?;
        let text = heredoc(name, value, &delimiter());
        append(path, &text).err().map(|error| unwritable("state for the post-step", path, &error))
    }

    /// Replaces the job summary of this step; returns a warning when that was not possible.
    pub fn set_summary(&self, markdown: &str) -> Option<String> {
        let path = self.summary.as_ref()?;
        std::fs::write(path, visible(markdown)).err().map(|error| unwritable("job summary", path, &error))
    }
}

/// The values in one of these files, as the runner reads them: the last one of a name counts.
pub fn written(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut lines = text.lines();
    let mut values = BTreeMap::new();
    while let Some((name, delimiter)) = lines.next().and_then(|line| line.split_once("<<")) {
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        values.insert(name.to_owned(), value.join("\n"));
    }
    values
}

fn unwritable(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("{} could not be written, so the {what} will be missing: {error}", path.display())
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// An unpredictable delimiter, so that no value can end its own heredoc and set another output.
fn delimiter() -> String {
    let mut bytes = [0u8; 16];
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes.iter().fold("slot-deploy-".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

fn heredoc(name: &str, value: &str, delimiter: &str) -> String {
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_line_breaks_cannot_set_another_output() {
        let one = delimiter();
        assert_ne!(one, delimiter());
        let text = heredoc("reason", "a\nexit=0\nEOF", &one);
        assert_eq!(text, format!("reason<<{one}\na\nexit=0\nEOF\n{one}\n"));
    }

    #[test]
    fn outputs_and_summary_hold_no_character_that_is_not_seen() {
        let folder = tempfile::tempdir().unwrap();
        let [output, summary] = ["output", "summary"].map(|name| folder.path().join(name));
        let commands =
            FileCommands { output: Some(output.clone()), summary: Some(summary.clone()), ..FileCommands::default() };
        let hostile = "a\u{1b}[2J\r\u{202e}b\u{200b}\u{9b}c";
        assert_eq!(commands.set_outputs([("reason", hostile.to_owned())]), None);
        assert_eq!(commands.set_summary(hostile), None);
        for path in [output, summary] {
            let written = std::fs::read_to_string(path).unwrap();
            assert!(written.contains("a·[2J··b··c"), "{written:?}");
        }
    }

    #[test]
    fn an_unwritable_file_is_a_warning() {
        let nowhere = || Some(PathBuf::from("/nowhere/at/all"));
        let commands = FileCommands { output: nowhere(), summary: nowhere(), state: nowhere() };
        assert!(commands.set_outputs([("a", "b".to_owned())]).is_some());
        assert!(commands.set_summary("text").is_some());
        assert!(commands.save_state("a", "b").is_some());
        assert!(FileCommands::default().set_summary("text").is_none(), "outside Actions there is nothing to warn of");
    }
}
