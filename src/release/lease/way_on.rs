use super::word::YIELDED;
use crate::record::{HistoryEntry, Outcome, Problem, shell_line};
use crate::release::run::Run;

/// GitHub's own API; any other is that of a server.
const GITHUB: &str = "api.github.com";

/// What a person can do about a record that is in the way and should not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// Its release is not at work any more.
    End,
    /// It says what is not so.
    Disregard,
}

impl Run {
    /// Adds the command by which a person takes a record of the release history out of the way, if there is one in the way.
    pub fn way_on(&self, problem: Problem, by: Option<&HistoryEntry>, way: WayOn) -> Problem {
        let (Some(github), Some(entry)) = (&self.setup.github, by) else { return problem };
        let source = entry.source();
        let (what_for, word) = match way {
            WayOn::End => (
                format!("if the release of the {source} is not in progress any more, this ends it"),
                Outcome::Interrupted.name(),
            ),
            WayOn::Disregard => {
                (format!("if what the {source} says is not true, after this it is disregarded"), YIELDED)
            }
        };
        let path = format!("repos/{}/deployments/{}/statuses", github.repository, entry.id);
        let description = format!("description={word}: by hand");
        let host = github.api_url.host_str().filter(|host| *host != GITHUB);
        let server = host.map(|host| ["--hostname", host]).into_iter().flatten();
        let words = ["gh", "api", "--method", "POST"].into_iter().chain(server);
        let words = words.chain([path.as_str(), "-f", "state=inactive", "-f", description.as_str()]);
        problem.command(&what_for, &shell_line(words))
    }
}
