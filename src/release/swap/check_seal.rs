use crate::azure::{AppSecret, AzureError, Side, measured};
use crate::judge::SealReading;
use crate::record::{KeyedBy, Ticket};

/// What a ticket's seal says, and the secret that it was checked with.
pub(super) struct CheckedSeal {
    pub reading: SealReading,
    pub secret: Option<AppSecret>,
}

/// Reads the secret of the app where the ticket was made with it, and checks the seal.
pub(super) async fn check_seal(ticket: &Ticket, production: &Side) -> CheckedSeal {
    let by_app = ticket.settings.as_ref().is_some_and(|mark| mark.keyed_by == KeyedBy::App);
    if ticket.seal.is_none() && !by_app {
        return CheckedSeal { reading: SealReading::None, secret: None };
    }
    let read = measured(AppSecret::read(production)).await;
    let made = read.as_ref().map(|secret| secret.seal(&ticket.to_be_sealed())).map_err(AzureError::to_string);
    CheckedSeal { reading: SealReading::of(ticket.seal.as_ref(), made), secret: read.ok() }
}
