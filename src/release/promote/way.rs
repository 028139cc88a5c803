use crate::preflight::Survey;
use crate::record::{Outcome, Ticket};
use crate::release::ground::{Stop, SwapMode};
use crate::release::run::RunOnSides;

/// A way for staged content to become what users get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promotion {
    /// Slot and production change places, in one step or in two.
    Swap,
}

impl Promotion {
    /// The way that is asked for; `None`: the slot keeps the release.
    pub fn of(mode: SwapMode) -> Option<Self> {
        match mode {
            SwapMode::Direct | SwapMode::MultiPhase => Some(Self::Swap),
            SwapMode::None => None,
        }
    }
}

impl RunOnSides {
    /// Promotes what the ticket says, if it is still just that; `survey` is what preflight read.
    pub async fn promote(&self, way: Promotion, ticket: &Ticket, survey: &Survey) -> Result<Outcome, Stop> {
        match way {
            Promotion::Swap => self.promote_by_swap(ticket, survey).await,
        }
    }
}
