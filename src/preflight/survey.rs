use std::time::Duration;

use time::OffsetDateTime;

use super::connection_roles::read_rights;
use super::reading::Reading;
use super::seen_slots::SeenSlots;
use super::side_survey::Secrets;
use super::wanted::Wanted;
use super::{
    ConnectionRights, Fact, GitHubSurvey, Infrastructure, PackageSurvey, PreflightOptions, SideSurvey, Surroundings,
    WorkflowFile, WorkingTree,
};
use crate::azure::{Arm, AzureError, Plan, Side, SiteRef, SlotConfigNames};
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
    /// The slot, when it is there.
    pub slot: Option<SideSurvey>,
    /// The plan.
    pub plan: Reading<Plan>,
    /// The names of all slots; a release lists them only where its slot is not there.
    pub slots: Reading<Vec<String>>,
    /// The names of the settings that stay with their slot.
    pub sticky: Reading<SlotConfigNames>,
    /// The container of packages, where there is one.
    pub package: Option<PackageSurvey>,
    /// What the identities of both sides may do with the data that they open.
    pub connection_roles: ConnectionRights,
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
    /// Reads these facts, each once, side by side. Only a side that cannot be read at all is an
    /// error; any other fact that cannot be read is [`Unread`] to the checks.
    pub async fn read(
        arm: &Arm,
        [target, slot_at]: [SiteRef; 2],
        options: PreflightOptions,
        facts: Vec<Fact>,
        store: Option<&Store>,
        around: Surroundings,
    ) -> Result<Self, AzureError> {
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
        let slot = slot?.map(|site| (Side::new(arm.clone(), slot_at.clone(), &site), site));
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
                Box::pin(package),
                Box::pin(wanted.read(Fact::Plan, Plan::read(arm, site.plan_id.as_deref()))),
                Box::pin(slots),
                Box::pin(SideSurvey::read(of_production, &side, site.clone(), secrets)),
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
        let connection_roles = ConnectionRights::default();
        let mut survey = Self {
            options,
            arm_took,
            production,
            slot_at,
            slot,
            plan,
            slots,
            sticky,
            package,
            connection_roles,
            around,
            github,
            infrastructure,
            workflow,
            working_tree,
            at: arm.pace().wall(),
            forbidden: Vec::new(),
        };
        if wanted.wants(Fact::ConnectionRoles) {
            survey.connection_roles = Box::pin(read_rights(&wanted, arm, survey.opened_resources())).await;
        }
        survey.forbidden = wanted.forbidden();
        Ok(survey)
    }
}
