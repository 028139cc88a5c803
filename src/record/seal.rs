use serde::{Deserialize, Serialize};

use super::Digest;

/// What shows that a ticket is as a run of slot-deploy with rights on the app wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Which secret of the app it was made with, without the secret: a changed one is told from a changed ticket by it.
    pub key: Digest,
    /// HMAC-SHA256 over everything else in the ticket.
    pub mark: Digest,
}
