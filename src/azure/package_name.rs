use bytes::Bytes;

use super::arm::NO_SUCH_FILE;
use super::site_packages::among_packages;
use super::{AzureError, Scm, Unreadable};
use crate::http::{Body, Policy};
use crate::names::FileName;

/// The file that names the package that runs.
const POINTER: &str = "packagename.txt";
/// What it is written as before it takes that name.
const POINTER_ASIDE: &str = ".slotdeploy-packagename.txt";
/// A name is written again only after it was read back that the former write had no effect.
const TRIES: u32 = 3;

/// What `packagename.txt` says: the package that the next start mounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackageName {
    /// Its text; `None` without such a file.
    text: Option<String>,
    /// The state of the file.
    etag: Option<String>,
}

/// How a name is written over another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renaming {
    /// By a command, so that nobody reads half of it.
    ByCommand,
    /// In place, if it is still in the state in which it was read: the SCM site has no command for it.
    InPlace,
}

impl PackageName {
    /// The package; an error when the text is no name of a file.
    pub fn package(&self) -> Result<Option<FileName>, String> {
        let Some(text) = &self.text else { return Ok(None) };
        text.parse().map(Some).map_err(|_| format!("{POINTER} does not hold the bare name of a package"))
    }

    /// Whether it says this.
    pub fn is(&self, package: Option<&FileName>) -> bool {
        self.text.as_deref() == package.map(FileName::as_str)
    }
}

/// The file that names the package is written last, and read back (facts: run-from-package; facts: wwwroot).
impl Scm {
    /// What names the package that the next start mounts.
    pub async fn package_name(&self) -> Result<PackageName, AzureError> {
        let doing = format!("read {POINTER} from the SCM site of {}", self.side());
        let policy = Policy::safe().decided_by(NO_SUCH_FILE);
        match self.get(&doing, among_packages().then(POINTER), policy).await {
            Ok(response) => {
                let text = Some(String::from_utf8_lossy(&response.body).into_owned());
                Ok(PackageName { text, etag: response.header("etag").map(str::to_owned) })
            }
            Err(error) if error.is_not_found() => Ok(PackageName::default()),
            Err(error) => Err(error),
        }
    }

    /// Names the package that the next start mounts, if what names it is still as it was `found`, and reads it back. When this
    /// fails, it may have been written.
    pub async fn name_package(
        &self,
        wanted: Option<&FileName>,
        found: &PackageName,
        renaming: Renaming,
    ) -> Result<(), AzureError> {
        let mut last = None;
        for _ in 0..TRIES {
            let now = self.package_name().await?;
            if now.is(wanted) {
                return Ok(());
            }
            if now.text != found.text {
                return Err(self.not_as_written());
            }
            last = self.write_name(wanted, &now, renaming).await.err();
        }
        if self.package_name().await?.is(wanted) {
            return Ok(());
        }
        Err(last.unwrap_or_else(|| self.not_as_written()))
    }

    async fn write_name(
        &self,
        wanted: Option<&FileName>,
        now: &PackageName,
        renaming: Renaming,
    ) -> Result<(), AzureError> {
        let pointer = || among_packages().then(POINTER);
        let doing = format!("write {POINTER}");
        let Some(wanted) = wanted else {
            return self.remove(pointer(), now.etag.as_deref().unwrap_or("*")).await;
        };
        // The bare name: the platform takes even the end of a line for a part of it (facts: wwwroot).
        let text = Body::Bytes(Bytes::from(wanted.to_string()));
        match (renaming, POINTER_ASIDE.parse(), POINTER.parse()) {
            (Renaming::ByCommand, Ok(aside), Ok(name)) => {
                self.write(among_packages().then(POINTER_ASIDE), &doing, text, Some("*")).await?;
                self.rename(&aside, &name).await.map(drop)
            }
            _ => self.write(pointer(), &doing, text, now.etag.as_deref()).await,
        }
    }

    fn not_as_written(&self) -> AzureError {
        Unreadable::Unexpected { field: POINTER.to_owned() }.during(&format!("write {POINTER} of {}", self.side()))
    }
}
