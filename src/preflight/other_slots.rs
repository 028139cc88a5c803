use super::Fact;
use super::SideSurvey;
use super::reading::Reading;
use super::wanted::Wanted;
use crate::azure::{AppSettings, Arm, AzureError, PlannedSettings, Side, SiteRef};

/// The setting that chooses the version of the Functions host.
const HOST_VERSION: &str = "FUNCTIONS_EXTENSION_VERSION";

/// The app's other slots, as far as a migration of the Functions host depends on them: the version moves only when all sides let it
/// (facts: what-moves).
pub struct OtherSlots {
    /// Those that do not let it move.
    pub hold_back: Vec<SiteRef>,
}

impl OtherSlots {
    /// Reads them, where a migration is asked for: the sides of the release name different versions of the host, and both let them
    /// move, or the configuration declares the slot's. Otherwise no slot is asked, and there are none.
    pub(super) async fn read(
        wanted: &Wanted,
        arm: &Arm,
        [production, slot]: [&SideSurvey; 2],
        listed: &Reading<Vec<String>>,
        planned: &PlannedSettings,
    ) -> Reading<Self> {
        let (Ok(of_production), Ok(of_slot)) = (&production.settings, &slot.settings) else {
            return Ok(Self { hold_back: Vec::new() });
        };
        let versions = of_production.host_version().zip(of_slot.host_version());
        let is_asked = of_production.migrates_to(of_slot)
            || versions.is_some_and(|(from, to)| from != to) && planned.change.concerns(HOST_VERSION);
        if !is_asked || !wanted.wants(Fact::OtherSlots) {
            return Ok(Self { hold_back: Vec::new() });
        }
        let reading = async {
            let names = match listed {
                Ok(names) => names.clone(),
                Err(_) => Side::slots(arm, &production.at).await?,
            };
            let others = names
                .iter()
                .filter_map(|name| name.parse().ok())
                .map(|slot| SiteRef::new(production.at.app.clone(), &slot));
            let is_own = |at: &SiteRef| {
                [&production.at, &slot.at].iter().any(|own| own.slot_name().eq_ignore_ascii_case(at.slot_name()))
            };
            let others = others.filter(|at| !is_own(at));
            let mut hold_back = Vec::new();
            for at in others {
                if !AppSettings::read(arm, &at).await?.moves_host_version() {
                    hold_back.push(at);
                }
            }
            Ok::<_, AzureError>(Self { hold_back })
        };
        wanted.read(Fact::OtherSlots, reading).await
    }
}
