use std::time::Duration;

use super::reading::{Reading, Unread};
use super::wanted::OfSide;
use super::{Reach, SeenPackages, SideFact};
use crate::azure::{
    AppSettings, AzureError, JustRead, PlannedSettings, Rights, SettingReference, Side, Site, SiteRef, WebConfig,
    has_site_auth, read_traffic,
};
use crate::record::{ContentIdentity, DurableHost, FunctionSet, HostHealth, IdentityEvidence, Minute, Route};

/// The newest minutes of the traffic that are read.
const RECENT: Duration = Duration::from_secs(10 * 60);

/// The facts of one side. A new one is a field here, a line in its reading below, and a [`SideFact`].
pub struct SideSurvey {
    /// Which side it is.
    pub at: SiteRef,
    /// Its resource.
    pub site: Site,
    /// What it runs.
    pub identity: IdentityEvidence,
    /// Its functions.
    pub functions: Reading<FunctionSet>,
    /// Its settings, of the slot with those that the release brings: checks judge what will be.
    pub settings: Reading<AppSettings>,
    /// The same as they were found.
    pub settings_found: Reading<AppSettings>,
    /// Its connection strings.
    pub connection_strings: Reading<AppSettings>,
    /// How its references to Key Vaults and App Configuration stand.
    pub references: Reading<Vec<SettingReference>>,
    /// What its `host.json` says of Durable Functions; `None` where none is listed.
    pub durable: Reading<Option<DurableHost>>,
    /// Its host.
    pub host: Reading<HostHealth>,
    /// Its users in the last minutes.
    pub traffic: Reading<Vec<Minute>>,
    /// Whether the platform signs its users in.
    pub sign_in: Reading<bool>,
    /// What this identity may do with it.
    pub rights: Reading<Rights>,
    /// Its configuration.
    pub config: Reading<WebConfig>,
    /// What its SCM site says of the packages on its share; `None` where it does not run from one.
    pub packages: Reading<Option<SeenPackages>>,
    /// Whether this machine can reach it.
    pub reach: Reading<Reach>,
    /// Whether this machine can reach its SCM site.
    pub scm_reach: Reading<Reach>,
}

/// What holds secrets. It is read before all else: what is a secret has to be known before any other answer may repeat it.
pub(super) struct Secrets {
    settings: Reading<AppSettings>,
    connection_strings: Reading<AppSettings>,
}

impl Secrets {
    pub(super) async fn read(wanted: OfSide<'_>, side: &Side) -> Self {
        let (settings, connection_strings) = tokio::join!(
            wanted.read(SideFact::Settings, side.settings()),
            wanted.read(SideFact::ConnectionStrings, side.connection_strings())
        );
        Self { settings, connection_strings }
    }
}

impl SideSurvey {
    /// Reads what is wanted, each once, side by side.
    pub(super) async fn read(
        wanted: OfSide<'_>,
        side: &Side,
        site: Site,
        secrets: Secrets,
        planned: &PlannedSettings,
    ) -> Self {
        let Secrets { settings, connection_strings } = secrets;
        let ((identity, functions), references, host, traffic, sign_in, rights, config, packages, reach, scm_reach) = tokio::join!(
            Box::pin(read_content(wanted, side, &site, &settings)),
            Box::pin(read_references(wanted, side, [&settings, &connection_strings], planned)),
            Box::pin(wanted.read(SideFact::Host, async { Ok(side.host.health().await) })),
            Box::pin(wanted.read(SideFact::Traffic, read_recent(side))),
            Box::pin(wanted.read(SideFact::SignIn, has_site_auth(side.arm(), side.at()))),
            Box::pin(wanted.read(SideFact::Rights, Rights::read(side.arm(), side.at()))),
            Box::pin(read_config(wanted, side, &site)),
            Box::pin(SeenPackages::read(wanted, side, &settings)),
            Box::pin(wanted.read(SideFact::Reach, async { Ok(Reach::measure(side.arm(), &site).await) })),
            Box::pin(wanted.read(SideFact::ScmReach, async { Ok(Reach::measure_scm(side, &site).await) })),
        );
        let durable = wanted.read_durable(side, &functions).await;
        let at = side.at().clone();
        let (settings_found, settings) = (settings.clone(), settings.map(|found| planned.over(&found)));
        Self {
            at,
            site,
            identity,
            functions,
            settings,
            settings_found,
            connection_strings,
            references,
            durable,
            host,
            traffic,
            sign_in,
            rights,
            config,
            packages,
            reach,
            scm_reach,
        }
    }
}

/// Content and functions; content that is not ours is recognised by its functions and settings too.
async fn read_content(
    wanted: OfSide<'_>,
    side: &Side,
    site: &Site,
    settings: &Reading<AppSettings>,
) -> (IdentityEvidence, Reading<FunctionSet>) {
    let stamp = wanted.read(SideFact::Content, async { Ok(side.stamp().await) });
    let functions = async {
        // To a release an app without a list is one without functions, since it may be new; a look says what it did not see.
        if wanted.is_of_look() { side.functions_that_are_listed().await } else { side.functions().await }
    };
    let (stamp, functions) = tokio::join!(stamp, wanted.read(SideFact::Functions, functions));
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

/// Without a reference there is nothing to ask for.
async fn read_references(
    wanted: OfSide<'_>,
    side: &Side,
    settings: [&Reading<AppSettings>; 2],
    planned: &PlannedSettings,
) -> Reading<Vec<SettingReference>> {
    let (settings, strings) = match settings {
        [Ok(settings), Ok(strings)] => (settings, strings),
        [Err(error), _] | [_, Err(error)] => return Err(error.clone()),
    };
    let brought = SettingReference::brought(&planned.change.missing_in(settings));
    if settings.references().is_empty() && strings.references().is_empty() {
        return Ok(brought);
    }
    let read =
        wanted.read(SideFact::References, SettingReference::read(side.arm(), side.at(), [settings, strings])).await?;
    // Of what is replaced, it does not matter how it stands.
    let replaced = planned.change.missing_in(settings);
    let stays = read.into_iter().filter(|one| one.is_connection_string || !replaced.concerns(&one.setting));
    Ok(stays.chain(brought).collect())
}

/// For the language alone it is read on Windows only.
async fn read_config(wanted: OfSide<'_>, side: &Side, site: &Site) -> Reading<WebConfig> {
    let only_for_the_language = !wanted.wants(SideFact::Config) && !site.is_on_linux();
    let fact = if only_for_the_language { SideFact::Stack } else { SideFact::Config };
    wanted.read(fact, side.web_config()).await
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
