use crate::azure::{AppSecret, AzureError, Side, measured};
use crate::judge::SealReading;
use crate::record::{KeyedBy, Ticket};

/// What a ticket's seal says, and the secret that it was checked with.
pub(super) struct CheckedSeal {
    pub reading: SealReading,
    pub secret: Option<AppSecret>,
}

/// Reads the secret of the app where the ticket was sealed with it, and checks the seal. A missing right to it is an error: no
/// other reading would end otherwise.
pub(super) async fn check_seal(ticket: &Ticket, production: &Side) -> Result<CheckedSeal, AzureError> {
    let by_app = ticket.settings.as_ref().is_some_and(|mark| mark.keyed_by == KeyedBy::App);
    if ticket.seal.is_none() {
        // Whoever could make the mark with the secret has sealed the ticket as well.
        let reading = if by_app { SealReading::Broken } else { SealReading::None };
        return Ok(CheckedSeal { reading, secret: None });
    }
    let read = measured(AppSecret::read(production)).await;
    if let Err(error) = &read
        && error.is_forbidden()
    {
        return Err(error.clone());
    }
    let made = read.as_ref().map(|secret| secret.seal(&ticket.to_be_sealed())).map_err(AzureError::to_string);
    Ok(CheckedSeal { reading: SealReading::of(ticket.seal.as_ref(), made), secret: read.ok() })
}
