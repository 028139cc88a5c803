use slot_deploy::record::visible;
use slot_deploy::runner::{Environment, FileCommands};

use super::Folder;

/// Outputs and state with any value, read back as the runner reads them: no value becomes another output. An
/// output is shown to people, so what is not seen in it is a dot; state is kept byte by byte.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let folder = Folder::new();
    let path = |name: &str| folder.0.join(name).display().to_string();
    let variables = [("GITHUB_OUTPUT", path("output")), ("GITHUB_STATE", path("state"))];
    let commands = FileCommands::new(&Environment::of(variables.map(|(name, value)| (name.to_owned(), value))));
    assert_eq!(commands.set_outputs([("outcome", text.to_string()), ("last", "x".to_owned())]), None);
    assert_eq!(commands.save_state("report", &text), None);
    let read = |name: &str| as_the_runner_reads(&std::fs::read_to_string(folder.0.join(name)).unwrap());
    assert_eq!(read("output"), [("outcome".to_owned(), visible(&text)), ("last".to_owned(), "x".to_owned())]);
    assert_eq!(read("state"), [("report".to_owned(), text.to_string())]);
}

/// Only LF ends a line on Linux; a CR stays in the value.
fn as_the_runner_reads(text: &str) -> Vec<(String, String)> {
    let mut lines = text.split('\n');
    let mut found = Vec::new();
    while let Some((name, delimiter)) = lines.next().and_then(|line| line.split_once("<<")) {
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        found.push((name.to_owned(), value.join("\n")));
    }
    found
}
