use time::OffsetDateTime;

use super::SealReading;
use super::mismatch::{Mismatch, Rule, broken};
use crate::record::{Code, Ticket, TicketSites, number_of};

/// The facts that say whose a ticket is.
#[derive(Debug, Clone)]
pub struct TicketOrigin<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The time.
    pub now: OffsetDateTime,
    /// The sides that are about to be changed.
    pub sites: TicketSites,
    /// `owner/name` of the repository of this run.
    pub repository: Option<&'a str>,
    /// This workflow run.
    pub run: Option<&'a str>,
    /// Whether a ticket of another run is accepted.
    pub takes_foreign: bool,
    /// Its seal.
    pub seal: SealReading,
}

/// What speaks against taking the ticket at all, whatever Azure holds; the most important first. Everything that takes a ticket
/// asks this: promoting as a part of its fence, and reconciling.
pub fn refuse_ticket(origin: &TicketOrigin) -> Vec<Mismatch> {
    broken(rules(), origin)
}

fn rules<'a>() -> [Rule<TicketOrigin<'a>>; 7] {
    [
        Rule {
            // These two first: the seal of another app's ticket does not fit either, and says less.
            code: Code::TICKET_BUILT_ELSEWHERE,
            broken: |origin| {
                let build = origin.ticket.build.as_ref()?;
                (origin.ticket.sites.slot != origin.sites.slot).then(|| {
                    format!(
                        "{} built what this ticket is for, in another slot or app: the same sources give other content here, which \
                         was never probed",
                        build.built_by
                    )
                })
            },
        },
        Rule {
            code: Code::TICKET_OF_ANOTHER_APP,
            broken: |origin| {
                let same = origin.ticket.sites == origin.sites;
                (!same).then(|| "the ticket was written for another app, slot or target".to_owned())
            },
        },
        Rule {
            code: Code::TICKET_ALTERED,
            broken: |origin| {
                (origin.seal == SealReading::Broken).then(|| "the ticket was changed after it was written".to_owned())
            },
        },
        Rule {
            code: Code::TICKET_UNSEALED,
            broken: |origin| {
                let says = "the ticket has no seal, although the key for one can be read: it was taken off, or the step that \
                        staged could not read the key";
                (origin.seal == SealReading::Missing).then(|| says.to_owned())
            },
        },
        Rule {
            code: Code::TICKET_KEY_CHANGED,
            broken: |origin| {
                let says = "production's master key is another one than when the ticket was sealed with it";
                (origin.seal == SealReading::OtherKey).then(|| says.to_owned())
            },
        },
        Rule {
            code: Code::TICKET_OF_ANOTHER_RUN,
            broken: |origin| {
                let ticket = (origin.ticket.repository.as_deref(), origin.ticket.run.as_deref());
                let same = ticket == (origin.repository, origin.run);
                (!same && !origin.takes_foreign).then(|| "the ticket was written in another workflow run".to_owned())
            },
        },
        Rule {
            code: Code::TICKET_EXPIRED,
            broken: |origin| {
                let over = origin.now - origin.ticket.expires;
                (!over.is_negative())
                    .then(|| format!("the ticket expired {} ago", number_of(over.whole_minutes(), "minute")))
            },
        },
    ]
}
