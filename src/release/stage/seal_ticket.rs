use std::time::Duration;

use crate::azure::{AppSecret, MarkKey, measured};
use crate::record::Ticket;
use crate::release::ground::{SwapMode, new_key};
use crate::release::run::RunOnSides;

/// A ticket without a seal is refused where the key can be read then, so a host that is away for a minute is waited for.
const PATIENCE: Duration = Duration::from_secs(150);

/// What the ticket is made with.
pub(super) struct Sealing {
    /// The secret that it is sealed with.
    secret: Option<AppSecret>,
    /// The key of its settings mark.
    pub(super) key: Option<MarkKey>,
}

impl RunOnSides {
    /// Reads the secret for a ticket that goes to another job. One that stays in this run needs no seal.
    pub(super) async fn prepare_seal(&self) -> Sealing {
        if self.setup.options.swap != SwapMode::None {
            return Sealing { secret: None, key: self.own_mark_key() };
        }
        match self.read_secret().await {
            Ok(secret) => Sealing { key: Some(secret.mark_key(&new_key())), secret: Some(secret) },
            Err(why) => {
                self.recorder.warn(&format!(
                    "the ticket has no seal, and a reader of it can try values of settings against it: {why}"
                ));
                Sealing { secret: None, key: Some(MarkKey::open(new_key())) }
            }
        }
    }

    /// In a dry run: a ticket without a seal would be taken only where nobody can read the key.
    pub(super) async fn foresee_seal(&self) {
        if self.setup.options.swap == SwapMode::None
            && let Err(why) = self.read_secret().await
        {
            self.recorder.warn(&format!(
                "the ticket would have no seal: `promote` refuses it with `strict`, and where it can read the key itself; {why}"
            ));
        }
    }

    async fn read_secret(&self) -> Result<AppSecret, String> {
        let reading = measured(AppSecret::read(&self.sides.production));
        match self.setup.pace.within(PATIENCE, reading).await {
            Some(read) => read.map_err(|error| error.to_string()),
            None => Err("production's host did not give its key in time".to_owned()),
        }
    }
}

impl Sealing {
    /// Seals what is written.
    pub(super) fn seal(&self, ticket: Ticket) -> Ticket {
        let seal = self.secret.as_ref().map(|secret| secret.seal(&ticket.to_be_sealed()));
        Ticket { seal, ..ticket }
    }
}
