use std::sync::MutexGuard;

use serde_json::Value;
use time::OffsetDateTime;

use crate::doors::Incoming;
use crate::state::{GitHub, State};

/// A request to the API that is being answered.
pub(super) struct Ask<'a> {
    /// The request.
    pub incoming: &'a Incoming,
    /// The world, which is held until it is answered.
    pub state: MutexGuard<'a, State>,
    /// The time.
    pub now: OffsetDateTime,
    /// Where the world is reached.
    pub origin: String,
    /// Where its API is: `…/github`, and `/api/v3` behind it on Enterprise Server.
    pub base: String,
    /// The parts of the path behind `repos/OWNER/NAME`.
    pub path: Vec<String>,
}

/// Whether a path leads into the world's one repository.
pub(super) enum Entered {
    /// It does.
    Known,
    /// It names a repository that is not there.
    Unknown,
    /// It is about no repository.
    Elsewhere,
}

impl Ask<'_> {
    /// Takes the repository off the path; it is named by owner and name in any case, or by its id, as
    /// links to further pages do.
    pub(super) fn enter_repository(&mut self) -> Entered {
        let github = &self.state.github;
        let taken = match &self.path[..] {
            [root, owner, name, ..] if root == "repos" => {
                let known = github.owner.eq_ignore_ascii_case(owner) && github.repository.eq_ignore_ascii_case(name);
                known.then_some(3)
            }
            [root, id, ..] if root == "repositories" => (github.repository_id.to_string() == *id).then_some(2),
            _ => return Entered::Elsewhere,
        };
        match taken {
            Some(count) => {
                self.path.drain(..count);
                Entered::Known
            }
            None => Entered::Unknown,
        }
    }

    pub(super) fn github(&self) -> &GitHub {
        &self.state.github
    }

    /// The number at this place of the path.
    pub(super) fn number(&self, place: usize) -> Option<u64> {
        self.path.get(place)?.parse().ok()
    }

    /// The text at this place of the path.
    pub(super) fn text(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// The body, when it is a JSON object.
    pub(super) fn body(&self) -> Option<Value> {
        self.incoming.json().filter(Value::is_object)
    }

    /// The URL of something of the repository.
    pub(super) fn url(&self, rest: &str) -> String {
        format!("{}/repos/{}{rest}", self.base, self.state.github.full_name())
    }

    /// The page of something of the repository, for people.
    pub(super) fn page_url(&self, rest: &str) -> String {
        format!("{}/{}{rest}", self.state.github.server.web(), self.state.github.full_name())
    }
}
