use std::io::SeekFrom;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::own_name::OwnNames;
use super::plan::{self, Plan};
use crate::azure::{AzureError, Renaming, Scm, SitePackage};
use crate::deliver::{DeliverError, Sent};
use crate::http::{Body, Reopen};
use crate::names::FileName;
use crate::package::Package;
use crate::record::Digest;

/// A list of blocks is never longer: a package has ten thousand at most.
const LONGEST_LIST: u64 = 4 << 20;
/// A file gets its name again only after it was read back that the former command had no effect.
const TRIES: u32 = 3;

/// Brings a package among those on a share, where nothing names it yet.
pub(super) struct Arrival<'a> {
    pub scm: &'a Scm,
    pub package: &'a Package,
    pub names: &'a OwnNames,
    /// Whether the SCM site has commands for files.
    pub renaming: Renaming,
    pub requests: u64,
}

impl Arrival<'_> {
    /// Sends what is not there, and compares the digest of the whole with that of the package before it gets its name.
    /// `named`: the package that runs.
    pub(super) async fn bring(
        &mut self,
        there: &[SitePackage],
        named: Option<&FileName>,
    ) -> Result<Sent, DeliverError> {
        let bytes = self.package.bytes;
        let own = &self.names.package;
        self.requests += 1;
        if there.iter().any(|file| file.name == *own && file.bytes == bytes) && self.is_package(own).await? {
            return Ok(Sent { bytes: 0, reused: bytes, requests: self.requests });
        }
        let by_command = self.renaming == Renaming::ByCommand;
        let part = if by_command { &self.names.part } else { own };
        let put_together = if by_command { self.put_together(there, named).await? } else { None };
        let (sent, reused) = match put_together {
            Some(plan) => (plan.sent_bytes(), plan.copied_bytes()),
            None => {
                self.send_whole(part).await?;
                (bytes, 0)
            }
        };
        if by_command {
            self.give_name().await?;
        }
        // A base for the next one, which it can do without.
        let list = Body::Bytes(Bytes::from(plan::written(&self.package.blocks)));
        self.requests += 1;
        if let Err(error) = self.scm.send_site_package(&self.names.blocks, list).await {
            tracing::info!("the list of the package's blocks was not kept beside it: {error}");
        }
        Ok(Sent { bytes: sent, reused, requests: self.requests })
    }

    async fn send_whole(&mut self, name: &FileName) -> Result<(), DeliverError> {
        let Package { path, bytes, package_digest, .. } = self.package;
        self.requests += 1;
        let body = Body::Reopen(Reopen::file(path.clone(), *bytes, package_digest));
        self.scm.send_site_package(name, body).await?;
        if self.is_package(name).await? {
            return Ok(());
        }
        // Nothing names it; the next release would find the same.
        let _ = self.scm.remove_site_package(name).await;
        Err(DeliverError::PackageDiffers { name: name.to_string() })
    }

    /// Puts the package together from one that lies there. `None` where none is of use, or what came of it is not the package: then
    /// it is sent whole.
    async fn put_together(
        &mut self,
        there: &[SitePackage],
        named: Option<&FileName>,
    ) -> Result<Option<Plan>, DeliverError> {
        let mut bases: Vec<(&SitePackage, OwnNames)> =
            there.iter().filter_map(|file| Some((file, OwnNames::of_package(&file.name)?))).collect();
        bases.sort_by_key(|(file, _)| (Some(&file.name) == named, file.written.clone()));
        for (file, base) in bases.into_iter().rev().take(2) {
            self.requests += 1;
            let Some(list) = self.scm.site_package(&base.blocks, LONGEST_LIST).await? else { continue };
            let Some(blocks) = plan::read(&list, file.bytes) else { continue };
            let Some(plan) = Plan::of(&self.package.blocks, &blocks) else { continue };
            return Ok(self.follow(&plan, &base.package).await?.then_some(plan));
        }
        Ok(None)
    }

    /// Whether the package came of it.
    async fn follow(&mut self, plan: &Plan, base: &FileName) -> Result<bool, DeliverError> {
        let OwnNames { part, delta, .. } = self.names;
        let Ok(bytes) = self.sent(plan).await else { return Ok(false) };
        // Of an earlier try more may be there than belongs there.
        self.requests += 2;
        self.scm.remove_site_package(part).await?;
        self.scm.send_site_package(delta, Body::Bytes(bytes)).await?;
        let of_base = plan.copied.iter().map(|piece| (base, *piece));
        for (from, piece) in of_base.chain(plan.of_delta().map(|piece| (delta, piece))) {
            self.requests += 1;
            let copied = self.scm.copy_piece(from, part, piece).await?;
            if !copied.failed.is_empty() {
                tracing::info!(
                    "the package could not be put together on the share ({}); sending it whole",
                    copied.failed
                );
                return Ok(false);
            }
        }
        let is_package = self.is_package(part).await?;
        if !is_package {
            tracing::info!("what was put together on the share is not the package; sending it whole");
        }
        Ok(is_package)
    }

    /// The bytes of the file on this machine that are sent.
    async fn sent(&self, plan: &Plan) -> std::io::Result<Bytes> {
        let mut file = tokio::fs::File::open(&self.package.path).await?;
        let mut bytes = Vec::with_capacity(plan.sent_bytes() as usize);
        for piece in &plan.sent {
            file.seek(SeekFrom::Start(piece.from)).await?;
            let at = bytes.len();
            bytes.resize(at + piece.length as usize, 0);
            file.read_exact(&mut bytes[at..]).await?;
        }
        Ok(Bytes::from(bytes))
    }

    /// Whether a file on the share is the package, by its digest: computed there, or where the SCM site has no command for it, of the
    /// file read back.
    async fn is_package(&mut self, name: &FileName) -> Result<bool, DeliverError> {
        if self.renaming == Renaming::ByCommand {
            self.requests += 1;
            let said = self.scm.digest_by_command(name).await?;
            let digest = said.output.split_whitespace().next().and_then(|word| word.parse::<Digest>().ok());
            if let Some(digest) = digest {
                return Ok(digest == self.package.package_digest);
            }
            tracing::info!("the SCM site did not say the digest of the package ({}); reading it back", said.failed);
        }
        self.requests += 1;
        let read = self.scm.site_package(name, self.package.bytes).await?;
        Ok(read.is_some_and(|bytes| Digest::of(&bytes) == self.package.package_digest))
    }

    /// The package that was compared gets its name; that it has it is read back.
    async fn give_name(&mut self) -> Result<(), DeliverError> {
        let OwnNames { package, part, .. } = self.names;
        let mut last: Option<AzureError> = None;
        for _ in 0..TRIES {
            self.requests += 2;
            let renamed = self.scm.rename(part, package).await;
            let files = self.scm.site_packages().await?;
            let has = |name: &FileName| files.iter().any(|file| file.name == *name && file.bytes == self.package.bytes);
            if has(package) && !has(part) {
                return Ok(());
            }
            last = renamed.err();
        }
        Err(last.map_or(DeliverError::PackageDiffers { name: package.to_string() }, DeliverError::Azure))
    }
}
