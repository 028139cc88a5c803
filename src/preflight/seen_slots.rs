use super::Fact;
use super::reading::{Reading, Unread};
use super::wanted::Wanted;
use crate::azure::{Arm, AzureError, Side, Site, SiteRef};

/// The app's slots, and the one that is deployed to.
pub(super) struct SeenSlots {
    /// The names of all, where they were listed.
    pub names: Reading<Vec<String>>,
    /// The slot; the inner `None`: it is not there.
    pub slot: Result<Option<Site>, AzureError>,
}

impl SeenSlots {
    /// A check lists all slots, which has the slot as well; a release asks for its slot alone.
    pub(super) async fn read(wanted: &Wanted, arm: &Arm, target: &SiteRef, slot_at: &SiteRef, is_check: bool) -> Self {
        if !is_check {
            return Self { names: Err(Unread::NotAsked(Fact::SlotNames)), slot: alone(arm, slot_at).await };
        }
        let mut listed = match wanted.read(Fact::SlotNames, Side::listed(arm, target)).await {
            Ok(listed) => listed,
            Err(unread) => return Self { names: Err(unread), slot: alone(arm, slot_at).await },
        };
        let is_it = |(name, _): &mut (String, Option<Site>)| name.eq_ignore_ascii_case(slot_at.slot_name());
        let slot = match listed.iter_mut().find_map(|one| is_it(one).then(|| one.1.take())) {
            None if slot_at.slot.is_some() => Ok(None),
            Some(Some(site)) => Ok(Some(site)),
            // What the list says of it is not enough.
            _ => alone(arm, slot_at).await,
        };
        Self { names: Ok(listed.into_iter().map(|(name, _)| name).collect()), slot }
    }
}

async fn alone(arm: &Arm, slot_at: &SiteRef) -> Result<Option<Site>, AzureError> {
    match Side::read_site(arm, slot_at).await {
        Ok(site) => Ok(Some(site)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
