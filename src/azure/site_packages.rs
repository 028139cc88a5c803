use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::IF_MATCH;

use super::arm::NO_SUCH_FILE;
use super::path::ApiPath;
use super::wire::{self, Deploying, FolderEntry};
use super::{AzureError, RUN_FROM_PACKAGE, RunFromPackage, Scm, Unreadable};
use crate::http::{Body, Policy, Request};
use crate::names::FileName;

/// Where the packages are, below `/home`.
pub(super) const FOLDER: &str = "data/SitePackages";
/// A package may be read back whole up to this size: it is held in memory.
const LARGEST_READ: u64 = 512 << 20;
/// The site may have to start first (facts: scm-access).
const START: Duration = Duration::from_secs(90);
/// At least so many bytes are sent or read in a second.
const SLOWEST: u64 = 500_000;

/// A file among the packages on a side's share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePackage {
    /// Its name.
    pub name: FileName,
    /// Its length.
    pub bytes: u64,
    /// When it was written, in the words of the SCM site.
    pub written: String,
}

/// Packages that lie on a side's own share, as its SCM site sees and changes them; the setting
/// `WEBSITE_RUN_FROM_PACKAGE=1` makes it run from one (facts: run-from-package; facts: scm-endpoints).
impl Scm {
    /// What the SCM site knows the setting as, which it learns late (facts: settings-restart).
    pub async fn runs_from(&self, within: Duration) -> Result<RunFromPackage, AzureError> {
        let doing = format!("read {RUN_FROM_PACKAGE} from the SCM site of {}", self.side());
        let path = ApiPath::new("api/settings").then(RUN_FROM_PACKAGE);
        let policy = Policy::safe().within(within).decided_by(NO_SUCH_FILE);
        match self.get(&doing, path, policy).await {
            Ok(response) => {
                let value: String = wire::read(&doing, &response)?;
                Ok(RunFromPackage::of(Some(value.as_str())))
            }
            Err(error) if error.is_not_found() => Ok(RunFromPackage::No),
            Err(error) => Err(error),
        }
    }

    /// Whether a deployment is in progress.
    pub async fn is_deploying(&self) -> Result<bool, AzureError> {
        let doing = format!("ask whether a deployment to {} is in progress", self.side());
        let response = self.get(&doing, ApiPath::new("api/isdeploying"), Policy::safe()).await?;
        Ok(wire::read::<Deploying>(&doing, &response)?.is_so())
    }

    /// The files among the packages; those whose names no request is made with are left out.
    pub async fn site_packages(&self) -> Result<Vec<SitePackage>, AzureError> {
        let doing = format!("list the packages of {}", self.side());
        // A folder is asked for with a slash at the end.
        let path = among_packages().then("");
        let entries: Vec<FolderEntry> = match self.get(&doing, path, Policy::safe().decided_by(NO_SUCH_FILE)).await {
            Ok(response) => wire::read(&doing, &response)?,
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => return Err(error),
        };
        let files = entries.into_iter().filter(|entry| !entry.is_folder()).filter_map(|entry| {
            Some(SitePackage { name: entry.name.parse().ok()?, bytes: entry.size.0, written: entry.mtime })
        });
        Ok(files.collect())
    }

    /// A file among the packages; `None` when it is not there.
    pub async fn site_package(&self, name: &FileName, bytes: u64) -> Result<Option<Bytes>, AzureError> {
        let doing = format!("read {name} back from the SCM site of {}", self.side());
        if bytes > LARGEST_READ {
            return Err(Unreadable::TooLarge { bytes }.during(&doing));
        }
        let once = transfer(bytes);
        let transfer = Policy { body_limit: bytes as usize + 1, ..Policy::safe().within(once * 3).attempt(once) };
        match self.get(&doing, among_packages().named(name), transfer.decided_by(NO_SUCH_FILE)).await {
            Ok(response) => Ok(Some(response.body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file among the packages, in place of one of this name.
    pub async fn send_site_package(&self, name: &FileName, body: Body) -> Result<(), AzureError> {
        self.write(among_packages().named(name), &format!("send {name}"), body, Some("*")).await
    }

    /// Removes a file among the packages.
    pub async fn remove_site_package(&self, name: &FileName) -> Result<(), AzureError> {
        self.remove(among_packages().named(name), "*").await
    }

    /// Writes a file, in place of one that is in this state.
    pub(super) async fn write(
        &self,
        path: ApiPath,
        what: &str,
        body: Body,
        state: Option<&str>,
    ) -> Result<(), AzureError> {
        let doing = format!("{what} to the SCM site of {}", self.side());
        let once = transfer(match &body {
            Body::Empty => 0,
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::Reopen(file) => file.length,
        });
        // A lost answer is no reason to give up: the same bytes are written again.
        let policy = Policy::idempotent().within(once * 3).attempt(once);
        let request = Request::new(Method::PUT, self.url(&path)?).body(body).policy(policy);
        let request = match state {
            Some(state) => request.header(IF_MATCH, state),
            None => request,
        };
        self.send(&doing, request).await.map(drop)
    }

    /// Removes a file that is in this state.
    pub(super) async fn remove(&self, path: ApiPath, state: &str) -> Result<(), AzureError> {
        let doing = format!("remove a file among the packages of {}", self.side());
        let policy = Policy::idempotent().decided_by(NO_SUCH_FILE);
        let request = Request::new(Method::DELETE, self.url(&path)?).header(IF_MATCH, state).policy(policy);
        match self.send(&doing, request).await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }
}

/// The folder of the packages.
pub(super) fn among_packages() -> ApiPath {
    ApiPath::new("api/vfs").then(FOLDER)
}

/// How long one try may take.
fn transfer(bytes: u64) -> Duration {
    START + Duration::from_secs(bytes / SLOWEST)
}
