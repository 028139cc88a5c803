use std::time::Duration;

use super::SideFact;
use super::reading::Reading;
use super::wanted::OfSide;
use crate::azure::{AppSettings, PackageName, RunFromPackage, Side};

/// An SCM site that sleeps takes half a minute to answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the SCM site of a side says of the packages on its share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPackages {
    /// What it knows the setting as.
    pub runs_from: RunFromPackage,
    /// Which one is named.
    pub named: PackageName,
}

impl SeenPackages {
    /// Reads it; `None` for a side that by these settings has no such packages.
    pub(super) async fn read(
        wanted: OfSide<'_>,
        side: &Side,
        settings: &Reading<AppSettings>,
    ) -> Reading<Option<Self>> {
        let runs_from = match settings {
            Ok(settings) => settings.run_from_package(),
            Err(error) => return Err(error.clone()),
        };
        if runs_from != RunFromPackage::Local {
            return Ok(None);
        }
        let reading = async {
            let side = side.hurried(PATIENCE);
            let runs_from = side.scm.runs_from(PATIENCE).await?;
            Ok(Some(Self { runs_from, named: side.scm.package_name().await? }))
        };
        wanted.read(SideFact::Packages, reading).await
    }
}
