use std::time::Duration;

use super::reading::{Reading, Unread};
use super::side_survey::Secrets;
use super::wanted::Wanted;
use super::{Fact, PackageSurvey, PreflightOptions, SideSurvey};
use crate::azure::{Arm, AzureError, Plan, Side, SiteRef, SlotConfigNames};
use crate::store::Store;

/// What was read before anything is changed.
pub struct Survey {
    /// What the release is about.
    pub options: PreflightOptions,
    /// How long the control plane took for the first answer.
    pub arm_took: Duration,
    /// The side that serves users.
    pub production: SideSurvey,
    /// The slot that is deployed to, also where it is not there.
    pub slot_at: SiteRef,
    /// The slot, when it is there.
    pub slot: Option<SideSurvey>,
    /// The plan.
    pub plan: Reading<Plan>,
    /// The names of all slots, which only a slot that is not there makes worth listing.
    pub slots: Reading<Vec<String>>,
    /// The names of the settings that stay with their slot.
    pub sticky: Reading<SlotConfigNames>,
    /// The container of packages, where there is one.
    pub package: Option<PackageSurvey>,
    /// What Azure did not let this identity read.
    pub forbidden: Vec<Fact>,
}

impl Survey {
    /// Reads these facts, each once, side by side. Only a side that cannot be read at all is an
    /// error; any other fact that cannot be read is [`Unread`] to the checks.
    pub async fn read(
        arm: &Arm,
        [target, slot_at]: [SiteRef; 2],
        options: PreflightOptions,
        facts: Vec<Fact>,
        store: Option<&Store>,
    ) -> Result<Self, AzureError> {
        let wanted = Wanted::new(facts);
        let (of_production, of_slot) = (wanted.of(Fact::Production), wanted.of(Fact::Slot));
        let asked = arm.pace().now();
        let target_site = async { (Side::read_site(arm, &target).await, arm.pace().now() - asked) };
        // Boxed: a release is a deep future already.
        let ((site, arm_took), slot_site) =
            Box::pin(async { tokio::join!(target_site, Side::read_site(arm, &slot_at)) }).await;
        let site = site?;
        let slot = match slot_site {
            Ok(site) => Some((Side::new(arm.clone(), slot_at.clone(), &site), site)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let side = Side::new(arm.clone(), target.clone(), &site);
        let (secrets, slot_secrets) = Box::pin(async {
            let of_slot = async {
                match &slot {
                    Some((side, _)) => Some(Secrets::read(of_slot, side).await),
                    None => None,
                }
            };
            tokio::join!(Secrets::read(of_production, &side), of_slot)
        })
        .await;
        let slots = async {
            match &slot {
                Some(_) => Err(Unread::NotAsked(Fact::SlotNames)),
                None => wanted.read(Fact::SlotNames, Side::slots(arm, &target)).await,
            }
        };
        let slot_survey = async {
            match (&slot, slot_secrets) {
                (Some((side, site)), Some(secrets)) => {
                    Some(SideSurvey::read(of_slot, side, site.clone(), secrets).await)
                }
                _ => None,
            }
        };
        let package = async {
            let sites = [&site, slot.as_ref().map_or(&site, |(_, site)| site)];
            match store {
                Some(store) => Some(PackageSurvey::read(&wanted, arm, store, &target, sites).await),
                None => None,
            }
        };
        let reading = async {
            tokio::join!(
                package,
                wanted.read(Fact::Plan, Plan::read(arm, site.plan_id.as_deref())),
                slots,
                Box::pin(SideSurvey::read(of_production, &side, site.clone(), secrets)),
                Box::pin(slot_survey),
                wanted.read(Fact::StickySettings, SlotConfigNames::read(arm, &target.app)),
            )
        };
        let (package, plan, slots, production, slot, sticky) = Box::pin(reading).await;
        let forbidden = wanted.forbidden();
        Ok(Self { options, arm_took, production, slot_at, slot, plan, slots, sticky, package, forbidden })
    }
}
