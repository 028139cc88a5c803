mod arrival;
mod own_name;
mod plan;

use std::time::Duration;

use async_trait::async_trait;

use self::arrival::Arrival;
use self::own_name::OwnNames;
use super::{Consignment, DeliverError, Ready, Receipt, Sent, Strategy, Switch, Trace};
use crate::azure::{PackageName, Renaming, RunFromPackage, Scm, Side, SitePackage};
use crate::http::{Moment, Pace};
use crate::names::FileName;
use crate::record::Digest;
use crate::runner::PROGRESS;

/// The SCM site learns of a setting so much later at most (facts: settings-restart).
const LEARNS_WITHIN: Duration = Duration::from_secs(300);
const POLL: Duration = Duration::from_secs(5);
/// So many of our own packages stay beside the one that runs and the one before it.
const MORE_KEPT: usize = 1;

/// Puts the package on the side's own share, where it is compared with what was packed, and names it as the one that the next start
/// mounts (facts: run-from-package; facts: scm-endpoints). Nothing is deployed by the SCM site, which would delete older packages
/// before it looks into the new one.
pub struct SitePackages {
    /// How files get another name there.
    pub renaming: Renaming,
}

impl SitePackages {
    /// What a slot that runs from one package is switched to by another one; `None` for a release without a name.
    pub fn switch(from: &Option<FileName>, release: &Digest) -> Option<Switch> {
        Some(Switch::Name { from: from.clone(), to: OwnNames::of(release).ok()?.package })
    }
}

#[async_trait]
impl Strategy for SitePackages {
    fn name(&self) -> &'static str {
        "site-package"
    }

    async fn prepare(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Box<dyn Ready>, DeliverError> {
        let Consignment { package, pace, limit, .. } = *consignment;
        let waiting = Waiting { scm: &side.scm, pace, began: pace.now(), limit };
        waiting.until_it_runs_from_packages().await?;
        waiting.until_free().await?;
        let from = side.scm.package_name().await?;
        let named = from.package().map_err(|why| DeliverError::NoPackageName { why })?;
        let names =
            OwnNames::of(&package.release_id).map_err(|why| DeliverError::NoPackageName { why: why.to_string() })?;
        let there = side.scm.site_packages().await?;
        let mut arrival = Arrival { scm: &side.scm, package, names: &names, renaming: self.renaming, requests: 0 };
        let sent = arrival.bring(&there, named.as_ref()).await?;
        Ok(Box::new(ReadyToName { from, named, to: names.package, sent, renaming: self.renaming }))
    }
}

struct Waiting<'a> {
    scm: &'a Scm,
    pace: Pace,
    began: Moment,
    limit: Duration,
}

impl Waiting<'_> {
    async fn until_it_runs_from_packages(&self) -> Result<(), DeliverError> {
        let end = self.pace.now() + LEARNS_WITHIN.min(self.limit);
        loop {
            match self.scm.runs_from(LEARNS_WITHIN).await? {
                RunFromPackage::Local => return Ok(()),
                _ if self.pace.now() + POLL > end => return Err(DeliverError::NotFromSitePackages),
                _ => {
                    tracing::info!(target: PROGRESS, "the SCM site does not know yet that the slot runs from packages")
                }
            }
            self.pace.sleep(POLL).await;
        }
    }

    async fn until_free(&self) -> Result<(), DeliverError> {
        while self.scm.is_deploying().await? {
            let waited = (self.pace.now() - self.began).as_secs();
            if self.pace.now() + POLL > self.began + self.limit {
                return Err(DeliverError::Busy { waited });
            }
            tracing::info!(target: PROGRESS, "waiting for another deployment to end: {waited} s");
            self.pace.sleep(POLL).await;
        }
        Ok(())
    }
}

/// A package that lies on the share, and that nothing names.
struct ReadyToName {
    from: PackageName,
    named: Option<FileName>,
    to: FileName,
    sent: Sent,
    renaming: Renaming,
}

#[async_trait]
impl Ready for ReadyToName {
    fn switch(&self) -> Option<Switch> {
        Some(Switch::Name { from: self.named.clone(), to: self.to.clone() })
    }

    async fn deliver(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Receipt, DeliverError> {
        let to = &self.to;
        let Consignment { package, pace, last_look, .. } = *consignment;
        last_look.look().await?;
        let overtaken = |why: &str| DeliverError::Overtaken { why: why.to_owned() };
        if side.scm.is_deploying().await? {
            return Err(overtaken("another deployment to the slot began"));
        }
        let now = side.scm.package_name().await?;
        if now != self.from {
            return Err(overtaken("the slot was given another package after this release had looked"));
        }
        let there = side.scm.site_packages().await?;
        if !there.iter().any(|file| file.name == *to && file.bytes == package.bytes) {
            return Err(overtaken("the package of this release was removed from the share"));
        }
        let earliest = pace.wall();
        side.scm.name_package(Some(to), &self.from, self.renaming).await?;
        let ended = pace.wall();
        // Nothing restarts by itself. Whether it did is seen at the instances; one that did not is restarted again.
        match side.restart().await {
            Err(error) if !(error.effect_is_possible() || error.is_transient()) => return Err(error.into()),
            _ => {}
        }
        prune(&side.scm, there, [Some(to), self.named.as_ref()]).await;
        Ok(Receipt { trace: Trace::SitePackage(to.clone()), ended, ended_earliest: earliest, sent: self.sent })
    }
}

/// Removes what older releases left there: never a package that is named or was named before, and nothing that is not ours. That it
/// could not be removed is no harm.
async fn prune(scm: &Scm, mut there: Vec<SitePackage>, kept: [Option<&FileName>; 2]) {
    there.sort_by(|one, other| other.written.cmp(&one.written));
    let is_kept = |name: &FileName| kept.contains(&Some(name));
    let mut old = Vec::new();
    for file in &there {
        match OwnNames::of_package(&file.name) {
            Some(own) if !is_kept(&own.package) => old.push(own),
            _ => {}
        }
    }
    let packages = old.into_iter().skip(MORE_KEPT).flat_map(|own| [own.package, own.blocks]);
    let parts = there.iter().map(|file| &file.name).filter(|name| OwnNames::is_part(name)).cloned();
    for name in packages.chain(parts) {
        if let Err(error) = scm.remove_site_package(&name).await {
            tracing::info!("{name} was not removed from the share: {error}");
            return;
        }
    }
}
