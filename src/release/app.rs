use super::Stop;
use crate::azure::{Arm, AzureError, Side, Site, SiteRef};
use crate::preflight::Survey;
use crate::record::{Outcome, Problem};

/// The app, and how Azure is asked about it.
pub struct App {
    /// The control plane.
    pub arm: Arm,
    /// The slot that is deployed to.
    pub slot: SiteRef,
    /// The side that serves users.
    pub target: SiteRef,
}

/// The two sides of a release.
pub struct Sides {
    /// The control plane.
    pub arm: Arm,
    /// What serves users.
    pub production: Side,
    /// What is deployed to.
    pub slot: Side,
}

impl App {
    /// Both sides, at the hosts that ARM named.
    pub fn sides(&self, survey: &Survey) -> Result<Sides, Stop> {
        let Some(on_slot) = &survey.on_slot else {
            // Preflight ends a release whose slot does not exist; nothing else may rely on that
            // silently.
            let problem = Problem::new("slot-missing", "the slot does not exist");
            return Err(Stop::new(Outcome::Aborted, problem));
        };
        Ok(Sides {
            arm: self.arm.clone(),
            production: Side::new(self.arm.clone(), self.target.clone(), &survey.production),
            slot: Side::new(self.arm.clone(), self.slot.clone(), &on_slot.site),
        })
    }
}

impl App {
    /// Both sides, read anew.
    pub async fn read_sides(&self) -> Result<Sides, AzureError> {
        let side = async |at: &SiteRef| {
            let site = Side::read_site(&self.arm, at).await?;
            Ok::<_, AzureError>(Side::new(self.arm.clone(), at.clone(), &site))
        };
        Ok(Sides { arm: self.arm.clone(), production: side(&self.target).await?, slot: side(&self.slot).await? })
    }
}

/// Both sides' resources as they were when something else was begun to be read and when it had been read: contents that were
/// read while a swap was completed belong to no time. `None` is what could not be read.
pub struct Around {
    target: [Option<Site>; 2],
    slot: [Option<Site>; 2],
}

impl Around {
    /// Whether something went on with one of the sides, or was completed, in between; `None` when that could not be read.
    pub fn in_progress(&self) -> Option<bool> {
        let all = || self.target.iter().chain(&self.slot);
        if all().flatten().any(|site| site.swap.operation.is_some()) {
            return Some(true);
        }
        let [Some(first), Some(last)] = &self.target else { return None };
        match first.swap.stamp != last.swap.stamp {
            true => Some(true),
            false => all().all(Option::is_some).then_some(false),
        }
    }

    /// The target as it was at the end.
    pub fn target(&self) -> Option<&Site> {
        self.target[1].as_ref()
    }

    /// The slot as it was at the end.
    pub fn slot(&self) -> Option<&Site> {
        self.slot[1].as_ref()
    }
}

impl Sides {
    /// Reads something between two looks at both resources. Neither is waited for long, since who reads so reads again; and a
    /// slot that did not answer the first time is not asked again.
    pub async fn around<T>(&self, reading: impl Future<Output = T>) -> (T, Around) {
        let first = (self.production.glance().await.ok(), self.slot.glance().await.ok());
        let read = reading.await;
        let last_target = self.production.glance().await.ok();
        let last_slot = match &first.1 {
            Some(_) => self.slot.glance().await.ok(),
            None => None,
        };
        (read, Around { target: [first.0, last_target], slot: [first.1, last_slot] })
    }

    /// Both resources, production's first.
    pub async fn sites(&self) -> Result<(Site, Site), AzureError> {
        Ok((self.production.site().await?, self.slot.site().await?))
    }

    /// The command that swaps the two sides, for a person to run.
    pub fn swap_command(&self) -> String {
        let (slot, target) = (self.slot.at(), self.production.at());
        format!(
            "az functionapp deployment slot swap --name {} --resource-group {} --slot {} --target-slot {}",
            slot.app.name,
            slot.app.group,
            slot.slot_name(),
            target.slot_name()
        )
    }
}
