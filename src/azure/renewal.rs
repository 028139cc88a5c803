use super::Credential;
use crate::http::Secret;

/// What one request does about refused tokens. A 401 had no effect, whatever was asked, so it is sent again with a new token; once of
/// its own doing.
#[derive(Default)]
pub(super) struct Renewal {
    is_done: bool,
}

impl Renewal {
    /// Its token was refused: whether it is sent again, with the one that the credential gives next. The refusal of a token that
    /// another request has had renewed already says nothing of the new one, and does not count.
    pub(super) async fn again(&mut self, credential: &Credential, scope: &str, refused: &Secret) -> bool {
        let was_in_use = credential.drop_refused(scope, refused).await;
        !was_in_use || !std::mem::replace(&mut self.is_done, true)
    }
}
