use super::sides::Sides;
use super::stop::Stop;
use crate::azure::{Arm, AzureError, Side, Site, SiteRef};
use crate::preflight::Survey;
use crate::record::{Code, Digest, Outcome, Problem, TicketSites};
use crate::store::{Records, Store};

/// The app and its client for Azure.
#[derive(Clone)]
pub struct App {
    /// The control plane.
    pub arm: Arm,
    /// The slot that is deployed to.
    pub slot: SiteRef,
    /// The side that serves users.
    pub target: SiteRef,
    /// The container of packages, where one is given.
    pub store: Option<Store>,
}

impl App {
    /// Both sides, at the hosts that ARM named.
    pub fn sides(&self, survey: &Survey) -> Result<Sides, Stop> {
        let Some(on_slot) = &survey.slot else {
            // Preflight ends a release whose slot does not exist; nothing else may rely on that
            // silently.
            let problem = Problem::new(Code::SLOT_MISSING, "the slot does not exist")
                .hint("set `create-slot: true` where it is staged, or `slot` to one that exists");
            return Err(Stop::new(Outcome::Aborted, problem));
        };
        Ok(Sides {
            arm: self.arm.clone(),
            production: Side::new(self.arm.clone(), self.target.clone(), &survey.production.site),
            slot: Side::new(self.arm.clone(), self.slot.clone(), &on_slot.site),
        })
    }

    /// Both sides, read anew, and production's resource.
    pub async fn read_sides(&self) -> Result<(Sides, Site), AzureError> {
        let side = async |at: &SiteRef| {
            let site = Side::read_site(&self.arm, at).await?;
            Ok::<_, AzureError>((Side::new(self.arm.clone(), at.clone(), &site), site))
        };
        // On the heap: a release is a deep future already.
        let ((production, site), (slot, _)) =
            tokio::try_join!(Box::pin(side(&self.target)), Box::pin(side(&self.slot)))?;
        Ok((Sides { arm: self.arm.clone(), production, slot }, site))
    }

    /// The command that swaps the two sides, for a person to run.
    pub fn swap_command(&self) -> String {
        let names = ["--slot", self.slot.slot_name(), "--target-slot", self.target.slot_name()];
        self.slot.app.command("functionapp deployment slot swap", names)
    }

    /// What releases of this app wrote down in the container of packages; `None` without a container.
    pub fn records(&self) -> Option<Records> {
        Some(self.store.as_ref()?.records(&self.named().target))
    }

    /// The two sides as tickets name them.
    pub fn named(&self) -> TicketSites {
        TicketSites { slot: side_named(&self.slot), target: side_named(&self.target) }
    }
}

/// A side as tickets and records name it.
pub(in crate::release) fn side_named(side: &SiteRef) -> Digest {
    Digest::of(side.path().to_string().to_lowercase().as_bytes())
}
