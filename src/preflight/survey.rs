use std::time::Duration;

use super::reading::{Reading, Unread, Wanted};
use super::slot_survey::SlotSurvey;
use super::{Answer, Fact, PackageSurvey, PreflightOptions};
use crate::azure::{
    AppSettings, Arm, AzureError, Configuration, JustRead, Plan, Rights, Side, Site, SiteRef, SlotConfigNames,
    has_site_auth, read_traffic,
};
use crate::record::{ContentIdentity, DurableHost, FunctionSet, HostHealth, IdentityEvidence, Minute, Route};
use crate::store::Store;

/// The newest minutes of production's traffic that are read.
const RECENT: Duration = Duration::from_secs(10 * 60);

/// The SCM site of the slot is waited for so long here.
const WAKES: Duration = Duration::from_secs(45);

/// What was read before anything is changed.
pub struct Survey {
    /// The side that serves users.
    pub target: SiteRef,
    /// The slot that is deployed to.
    pub slot: SiteRef,
    /// What the release is about.
    pub options: PreflightOptions,
    /// Production's resource.
    pub production: Site,
    /// The plan.
    pub plan: Reading<Plan>,
    /// The names of all slots, which only a slot that is not there makes worth listing.
    pub slots: Reading<Vec<String>>,
    /// The slot, when it is there.
    pub on_slot: Option<SlotSurvey>,
    /// What production runs.
    pub production_identity: IdentityEvidence,
    /// Production's functions.
    pub production_functions: Reading<FunctionSet>,
    /// Production's settings.
    pub production_settings: Reading<AppSettings>,
    /// Production's connection strings.
    pub production_connection_strings: Reading<AppSettings>,
    /// What its `host.json` says of Durable Functions; `None` where none is listed.
    pub production_durable: Reading<Option<DurableHost>>,
    /// Its host.
    pub production_host: Reading<HostHealth>,
    /// Its users in the last minutes.
    pub production_traffic: Reading<Vec<Minute>>,
    /// Whether the platform signs its users in.
    pub production_sign_in: Reading<bool>,
    /// What this identity may do with it.
    pub production_rights: Reading<Rights>,
    /// The names of the settings that stay with their slot.
    pub sticky: Reading<SlotConfigNames>,
    /// The container of packages, where there is one.
    pub package: Option<PackageSurvey>,
}

impl Survey {
    /// Reads these facts, each once, side by side. Only a side that cannot be read at all is an
    /// error; any other fact that cannot be read is [`Unread`] to the checks.
    pub async fn read(
        arm: &Arm,
        [target, slot]: [SiteRef; 2],
        options: PreflightOptions,
        facts: Vec<Fact>,
        store: Option<&Store>,
    ) -> Result<Self, AzureError> {
        let wanted = Wanted(facts);
        // Boxed: a release is a deep future already.
        let (production, on_slot) =
            Box::pin(async { tokio::join!(Side::read_site(arm, &target), Side::read_site(arm, &slot)) }).await;
        let production = production?;
        let on_slot = match on_slot {
            Ok(site) => Some((Side::new(arm.clone(), slot.clone(), &site), site)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let side = Side::new(arm.clone(), target.clone(), &production);
        // Before all else: what is a secret has to be known before any other answer may repeat it.
        let (production_secrets, slot_secrets) = Box::pin(async {
            let facts = [Fact::ProductionSettings, Fact::ProductionConnectionStrings];
            let of_slot = async {
                let facts = [Fact::SlotSettings, Fact::SlotConnectionStrings];
                match &on_slot {
                    Some((slot, _)) => read_secrets(&wanted, slot, facts).await,
                    None => facts.map(|fact| Err(Unread::NotAsked(fact))).into(),
                }
            };
            tokio::join!(read_secrets(&wanted, &side, facts), of_slot)
        })
        .await;
        let (production_settings, production_connection_strings) = production_secrets;
        let on_slot_site = on_slot.as_ref().map(|(_, site)| site);
        let slots = async {
            match &on_slot {
                Some(_) => Err(Unread::NotAsked(Fact::SlotNames)),
                None => wanted.read(Fact::SlotNames, Side::slots(arm, &target)).await,
            }
        };
        let of_slot = async {
            match &on_slot {
                Some((side, site)) => Some(SlotSurvey::read(&wanted, side, site, slot_secrets).await),
                None => None,
            }
        };
        // An SCM site that sleeps takes half a minute to answer, and is needed soon.
        let wake = async {
            if let Some((slot, _)) = &on_slot
                && wanted.0.contains(&Fact::SlotFunctions)
            {
                let _ = arm.pace().within(WAKES, slot.scm.warm_up()).await;
            }
        };
        let package = async {
            match store {
                Some(store) => Some(
                    PackageSurvey::read(
                        &wanted,
                        arm,
                        store,
                        &target,
                        [&production, on_slot_site.unwrap_or(&production)],
                    )
                    .await,
                ),
                None => None,
            }
        };
        let reading = async {
            tokio::join!(
                package,
                wake,
                wanted.read(Fact::Plan, Plan::read(arm, production.plan_id.as_deref())),
                slots,
                read_content(&wanted, &side, &production, &production_settings),
                wanted.read(Fact::ProductionHost, async { Ok(side.host.health().await) }),
                wanted.read(Fact::ProductionTraffic, read_recent(&side)),
                wanted.read(Fact::ProductionSignIn, has_site_auth(arm, &target)),
                wanted.read(Fact::ProductionRights, Rights::read(arm, &target)),
                wanted.read(Fact::StickySettings, SlotConfigNames::read(arm, &target.app)),
                of_slot,
            )
        };
        let (
            package,
            (),
            plan,
            slots,
            (production_identity, production_functions),
            production_host,
            production_traffic,
            production_sign_in,
            production_rights,
            sticky,
            on_slot,
        ) = Box::pin(reading).await;
        let production_durable =
            Box::pin(wanted.read_durable(Fact::ProductionDurable, &side, &production_functions)).await;
        Ok(Self {
            plan,
            slots,
            production_identity,
            production_functions,
            production_durable,
            production_settings,
            production_connection_strings,
            production_host,
            production_traffic,
            production_sign_in,
            production_rights,
            sticky,
            package,
            on_slot,
            target,
            slot,
            options,
            production,
        })
    }

    /// The settings of production and of the slot; when they could not be read, the answer that says so. `None` without
    /// a slot.
    pub fn both_settings(&self, what: &str) -> Option<Result<(&AppSettings, &AppSettings), Answer>> {
        let slot = self.on_slot.as_ref()?;
        Some(match (&self.production_settings, &slot.settings) {
            (Ok(production), Ok(slot)) => Ok((production, slot)),
            (Err(error), _) | (_, Err(error)) => Err(Answer::unread(what, error)),
        })
    }

    /// What the hosts of production and of the slot read their connections from; likewise.
    pub fn both_configurations(&self, what: &str) -> Option<Result<[Configuration<'_>; 2], Answer>> {
        let (production, slot) = match self.both_settings(what)? {
            Ok(settings) => settings,
            Err(answer) => return Some(Err(answer)),
        };
        Some(match (&self.production_connection_strings, &self.on_slot.as_ref()?.connection_strings) {
            (Ok(of_production), Ok(of_slot)) => Ok([
                Configuration { settings: production, strings: of_production },
                Configuration { settings: slot, strings: of_slot },
            ]),
            (Err(error), _) | (_, Err(error)) => Err(Answer::unread(what, error)),
        })
    }
}

/// What holds secrets: the settings and the connection strings of a side.
async fn read_secrets(
    wanted: &Wanted,
    side: &Side,
    [settings, strings]: [Fact; 2],
) -> (Reading<AppSettings>, Reading<AppSettings>) {
    tokio::join!(wanted.read(settings, side.settings()), wanted.read(strings, side.connection_strings()))
}

/// Content and functions; content that is not ours is recognised by its functions and settings too.
async fn read_content(
    wanted: &Wanted,
    side: &Side,
    site: &Site,
    settings: &Reading<AppSettings>,
) -> (IdentityEvidence, Reading<FunctionSet>) {
    let stamp = wanted.read(Fact::ProductionContent, async { Ok(side.stamp().await) });
    let (stamp, functions) = tokio::join!(stamp, wanted.read(Fact::ProductionFunctions, side.functions()));
    let identity = match stamp {
        Ok(stamp) => {
            // A fact that could not be read is not asked for again; one that was not wanted is read here.
            let known =
                JustRead { site: Some(Some(site)), settings: just_read(settings), functions: just_read(&functions) };
            side.identify(stamp, known).await
        }
        Err(unread) => IdentityEvidence {
            content: ContentIdentity::Unknown { reason: unread.to_string() },
            route: Route::None,
            sources: None,
        },
    };
    (identity, functions)
}

fn just_read<T>(reading: &Reading<T>) -> Option<Option<&T>> {
    match reading {
        Err(Unread::NotAsked(_)) => None,
        known => Some(known.as_ref().ok()),
    }
}

async fn read_recent(side: &Side) -> Result<Vec<Minute>, AzureError> {
    let now = side.arm().pace().wall();
    read_traffic(side.arm(), side.at(), now - RECENT, now).await
}
