use super::Unread;
use crate::azure::Refusal;

/// What a check answers. There is no third way to be in order: what could not be read is never fine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Looked at and in order; what was seen.
    Fine(String),
    /// Not in order.
    Wrong {
        /// What was seen.
        says: String,
        /// How to mend it.
        fix: String,
    },
    /// In order for the release, and not for the app, or not in order in production already: whatever the weight of the check, a
    /// warning.
    Unwise {
        /// What was seen.
        says: String,
        /// How to mend it.
        fix: String,
    },
    /// Worth knowing, and no more: whatever the weight of the check, a note.
    Noted {
        /// What was seen.
        says: String,
        /// What can be done about it; empty where nothing need be.
        fix: String,
    },
    /// It could not be told.
    Untold {
        /// What could not be told, and why.
        says: String,
        /// What would tell; empty when nothing is known that would.
        fix: String,
    },
    /// It could not be told, since a fact could not be read.
    Unread {
        /// What could not be told.
        what: String,
        /// Why it could not be read; many checks have one such cause.
        cause: String,
        /// What would tell; empty when nothing is known that would.
        fix: String,
    },
    /// It could not be told, and no more than a note says so: the thing is worth knowing only.
    Unseen {
        /// What could not be told, and why.
        says: String,
        /// What would tell; empty when nothing is known that would.
        fix: String,
    },
    /// It could not be told since a read-only lock refuses to list settings. Many checks have this one cause, and the check of
    /// locks says it for all of them.
    Locked {
        /// What could not be told.
        what: String,
    },
}

impl Answer {
    pub(super) fn fine(says: impl Into<String>) -> Self {
        Self::Fine(says.into())
    }

    pub(super) fn wrong(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Wrong { says: says.into(), fix: fix.into() }
    }

    pub(super) fn unwise(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Unwise { says: says.into(), fix: fix.into() }
    }

    pub(super) fn noted(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Noted { says: says.into(), fix: fix.into() }
    }

    pub(super) fn unseen(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Unseen { says: says.into(), fix: fix.into() }
    }

    pub(super) fn untold(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Untold { says: says.into(), fix: fix.into() }
    }

    /// A fact is unknown.
    pub(super) fn unread(what: &str, error: &Unread) -> Self {
        if error.refusal() == Some(&Refusal::Locked) {
            return Self::Locked { what: what.trim_end_matches(',').to_owned() };
        }
        Self::Unread { what: what.to_owned(), cause: error.to_string(), fix: error.fix() }
    }

    /// What an [`Answer::Unread`] says.
    pub(super) fn could_not_read(what: &str, cause: &str) -> String {
        format!("{what} could not be read ({cause})")
    }
}
