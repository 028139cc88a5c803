use std::time::Duration;

use time::OffsetDateTime;

use super::connection_roles::read_rights;
use super::reading::{Reading, Unread};
use super::seen_slots::SeenSlots;
use super::side_survey::Secrets;
use super::wanted::Wanted;
use super::{
    ConnectionRights, Fact, GitHubSurvey, Infrastructure, OtherSlots, PackageSurvey, PreflightOptions, SideSurvey,
    Surroundings, ToWrite, WorkflowFile, WorkingTree,
};
use crate::azure::{Arm, AzureError, Creation, Plan, PlannedSettings, Side, SiteRef, SlotConfigNames};
use crate::config::{RequiredSetting, SiteProperties};
use crate::store::Store;

/// Throttled answers come within a minute (facts: arm-limits).
const PATIENCE: Duration = Duration::from_secs(150);

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
    /// The slot, when it is there; one that was begun to be created counts as missing where it is going to be completed.
    pub slot: Option<SideSurvey>,
    /// The release that began to create the slot, which is not complete.
    pub begun_by: Option<String>,
    /// The plan.
    pub plan: Reading<Plan>,
    /// The names of all slots; a release lists them only where its slot is not there.
    pub slots: Reading<Vec<String>>,
    /// The app's other slots, where the swap migrates the Functions host.
    pub other_slots: Reading<OtherSlots>,
    /// The names of the settings that stay with their slot, those among them that the release makes sticky.
    pub sticky: Reading<SlotConfigNames>,
    /// What the release has yet to make of the settings of its slot.
    pub to_write: ToWrite,
    /// The container of packages, where there is one.
    pub package: Option<PackageSurvey>,
    /// What the identities of both sides may do with the data that they open.
    pub connection_roles: ConnectionRights,
    /// The settings that have to be there.
    pub required: Vec<RequiredSetting>,
    /// What the site of the slot is given.
    pub site: SiteProperties,
    /// What surrounds the release.
    pub around: Surroundings,
    /// What was read of GitHub.
    pub github: GitHubSurvey,
    /// What files of the checkout say of apps; `None` without a checkout.
    pub infrastructure: Option<Infrastructure>,
    /// The workflow file of this run; `None` where it is not in a checkout.
    pub workflow: Option<WorkflowFile>,
    /// What git's files say of the working tree; `None` in a job.
    pub working_tree: Option<WorkingTree>,
    /// When it was read.
    pub at: OffsetDateTime,
    /// What Azure and GitHub did not let this identity read.
    pub forbidden: Vec<Fact>,
}

impl Survey {
    /// Whether the slot is stopped, as a release left it, and is started before anything is delivered to it.
    pub fn has_stopped_slot(&self) -> bool {
        let is_stopped = self.slot.as_ref().is_some_and(|slot| slot.site.state.eq_ignore_ascii_case("stopped"));
        is_stopped && self.options.starts_a_stopped_slot()
    }

    /// Reads these facts, each once, side by side. Only a side that cannot be read at all is an
    /// error; any other fact that cannot be read is [`Unread`] to the checks.
    pub async fn read(
        arm: &Arm,
        [target, slot_at]: [SiteRef; 2],
        options: PreflightOptions,
        facts: Vec<Fact>,
        store: Option<&Store>,
        around: Surroundings,
    ) -> Result<Box<Self>, AzureError> {
        // A look is over in minutes, and says what it did not see.
        let patience = options.is_check.then(|| (arm.pace(), PATIENCE));
        let wanted = Wanted::new(facts, patience);
        let (of_production, of_slot) = (wanted.of(Fact::Production), wanted.of(Fact::Slot));
        let asked = arm.pace().now();
        let target_site = async { (Side::read_site(arm, &target).await, arm.pace().now() - asked) };
        // Boxed: a release is a deep future already.
        let slots = SeenSlots::read(&wanted, arm, &target, &slot_at, options.is_check);
        let ((site, arm_took), SeenSlots { names, slot }) = Box::pin(async { tokio::join!(target_site, slots) }).await;
        let site = site?;
        let slot = slot?;
        let begun_by = match slot.as_ref().and_then(|site| site.creation.clone()) {
            Some(Creation::Begun(release)) => Some(release),
            _ => None,
        };
        let is_missing = options.creates_slot && begun_by.is_some();
        let slot = slot.filter(|_| !is_missing);
        let slot = slot.map(|site| (Side::new(arm.clone(), slot_at.clone(), &site), site));
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
                None if !options.is_check => wanted.read(Fact::SlotNames, Side::slots(arm, &target)).await,
                _ => names,
            }
        };
        let slot_survey = async {
            match (&slot, slot_secrets) {
                (Some((side, site)), Some(secrets)) => {
                    Some(SideSurvey::read(of_slot, side, site.clone(), secrets, &around.settings).await)
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
        let nothing = PlannedSettings::default();
        let reading = async {
            tokio::join!(
                Box::pin(package),
                Box::pin(wanted.read(Fact::Plan, Plan::read(arm, site.plan_id.as_deref()))),
                Box::pin(slots),
                Box::pin(SideSurvey::read(of_production, &side, site.clone(), secrets, &nothing)),
                Box::pin(slot_survey),
                Box::pin(wanted.read(Fact::StickySettings, SlotConfigNames::read(arm, &target.app))),
                Box::pin(GitHubSurvey::read(&wanted, &around)),
                Box::pin(Infrastructure::read(&wanted, &around.run)),
                Box::pin(WorkflowFile::read(&wanted, &around.run)),
                Box::pin(WorkingTree::read(&wanted, &around.run)),
            )
        };
        let (package, plan, slots, production, slot, sticky, github, infrastructure, workflow, working_tree) =
            Box::pin(reading).await;
        let (to_write, sticky) = ToWrite::of(&around.settings, slot.as_ref(), sticky);
        let connection_roles = ConnectionRights::default();
        let other_slots = match &slot {
            Some(slot) => Box::pin(OtherSlots::read(&wanted, arm, [&production, slot], &slots, &around.settings)).await,
            None => Err(Unread::NotAsked(Fact::OtherSlots)),
        };
        let mut survey = Box::new(Self {
            options,
            arm_took,
            production,
            slot_at,
            slot,
            begun_by,
            plan,
            slots,
            other_slots,
            sticky,
            to_write,
            package,
            connection_roles,
            required: Vec::new(),
            site: SiteProperties::default(),
            around,
            github,
            infrastructure,
            workflow,
            working_tree,
            at: arm.pace().wall(),
            forbidden: Vec::new(),
        });
        if wanted.wants(Fact::ConnectionRoles) {
            survey.connection_roles = Box::pin(read_rights(&wanted, arm, survey.opened_resources())).await;
        }
        survey.forbidden = wanted.forbidden();
        Ok(survey)
    }
}
