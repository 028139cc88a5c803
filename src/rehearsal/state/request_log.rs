use std::collections::VecDeque;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One request that reached the world, without bodies and credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestEntry {
    /// When it arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Which service: `arm`, `entra`, `scm`, `site`, `oidc`, `github`, `metadata`, `blob`.
    pub service: String,
    /// The method.
    pub method: String,
    /// The path within the service.
    pub path: String,
    /// For apps and SCM sites: the side it was for, `production` or the name of a slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The status it was answered with; `None` when the connection was cut or no answer was given.
    pub status: Option<u16>,
    /// Whether a fault had its hand in it.
    pub faulted: bool,
}

/// The newest requests, oldest first. Older ones are forgotten, so that a world can be asked for
/// days; a whole release makes some hundred.
#[derive(Debug, Clone, Default)]
pub struct RequestLog {
    kept: VecDeque<RequestEntry>,
    forgotten: u64,
}

/// So many are kept.
const KEPT: usize = 10_000;

impl RequestLog {
    /// Writes a request down and returns its number, by which it is found again.
    pub fn push(&mut self, entry: RequestEntry) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(entry);
        self.forgotten + self.kept.len() as u64 - 1
    }

    /// The request of this number, when it is not forgotten.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut RequestEntry> {
        self.kept.get_mut(usize::try_from(number.checked_sub(self.forgotten)?).ok()?)
    }

    /// How many are forgotten.
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

impl Deref for RequestLog {
    type Target = VecDeque<RequestEntry>;

    fn deref(&self) -> &Self::Target {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: u64) -> RequestEntry {
        let (service, method) = ("arm".to_owned(), "GET".to_owned());
        let at = OffsetDateTime::UNIX_EPOCH;
        RequestEntry { at, service, method, path: path.to_string(), slot: None, status: None, faulted: false }
    }

    #[test]
    fn the_newest_are_kept_and_found_by_their_number() {
        let mut log = RequestLog::default();
        let last = (0..KEPT as u64 + 5).map(|path| log.push(entry(path))).last();
        assert_eq!((log.len(), log.forgotten(), last), (KEPT, 5, Some(KEPT as u64 + 4)));
        assert!(log.get_mut(4).is_none());
        assert_eq!(log.get_mut(5).unwrap().path, "5");
    }
}
