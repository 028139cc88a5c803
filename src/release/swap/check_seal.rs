use std::time::Duration;

use crate::azure::{AppSecret, AzureError, Side, measured};
use crate::judge::SealReading;
use crate::record::{KeyedBy, Ticket};

/// For a ticket without a seal a secret that is away is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a ticket's seal says, and the secret that it was checked with.
pub(super) struct CheckedSeal {
    pub reading: SealReading,
    pub secret: Option<AppSecret>,
}

impl CheckedSeal {
    fn without(reading: SealReading) -> Self {
        Self { reading, secret: None }
    }
}

/// Reads the secret of the app, and checks the seal of a ticket that comes from another job. A missing right to the secret of a
/// sealed ticket is an error: no other reading would end otherwise.
pub(super) async fn check_seal(ticket: &Ticket, production: &Side) -> Result<CheckedSeal, AzureError> {
    if ticket.seal.is_none() {
        // Whoever could make the mark with the secret has sealed the ticket as well.
        if ticket.settings.as_ref().is_some_and(|mark| mark.keyed_by == KeyedBy::App) {
            return Ok(CheckedSeal::without(SealReading::Broken));
        }
        let reading = production.arm().pace().within(PATIENCE, measured(AppSecret::read(production))).await;
        let can_be_had = matches!(reading, Some(Ok(_)));
        return Ok(CheckedSeal::without(if can_be_had { SealReading::Missing } else { SealReading::None }));
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

/// The same for a ticket that this run has issued, or has taken before: without a seal nothing is to be checked.
pub(super) async fn check_seal_again(ticket: &Ticket, production: &Side) -> Result<CheckedSeal, AzureError> {
    match ticket.seal {
        None => Ok(CheckedSeal::without(SealReading::None)),
        Some(_) => check_seal(ticket, production).await,
    }
}
