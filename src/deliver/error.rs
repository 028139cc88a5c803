use thiserror::Error;

use crate::azure::AzureError;
use crate::record::{Code, Explain, ServiceAnswer, brief};
use crate::runner::neutral_line;
use crate::store::StoreError;

/// The package did not arrive.
#[derive(Debug, Clone, Error)]
pub enum DeliverError {
    /// Azure could not be reached, or refused.
    #[error(transparent)]
    Azure(#[from] AzureError),
    /// The container of packages could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another deployment did not end.
    #[error("another deployment to the slot was still in progress after {waited} s")]
    Busy {
        /// Seconds waited.
        waited: u64,
    },
    /// Something happened on the app since the release looked.
    #[error("nothing was sent: {why}")]
    Overtaken {
        /// In one clause.
        why: String,
    },
    /// The slot takes its files from a URL.
    #[error("the slot runs from a package URL (WEBSITE_RUN_FROM_PACKAGE), so its SCM site takes no packages")]
    RunsFromUrl,
    /// The slot does not run from packages on its share.
    #[error("the SCM site of the slot does not show WEBSITE_RUN_FROM_PACKAGE=1, so nothing would run the package")]
    NotFromSitePackages,
    /// What names the package that runs cannot be put back.
    #[error("nothing was sent: {why}")]
    NoPackageName {
        /// In one clause.
        why: String,
    },
    /// What lies on the share is not what was sent.
    #[error(
        "the package on the slot's share ({name}) is not the one that was sent, by its SHA-256; the slot was not switched to it"
    )]
    PackageDiffers {
        /// Its name.
        name: String,
    },
    /// The deployment failed.
    #[error("the deployment {id} {ended}")]
    Failed {
        /// Its id.
        id: String,
        /// How it ended.
        ended: &'static str,
        /// Its log, or as much of it as could be read.
        log: Vec<String>,
    },
    /// The deployment disappeared.
    #[error("the deployment {id} disappeared from the slot's history, most likely displaced by another one")]
    Displaced {
        /// Its id.
        id: String,
    },
    /// The deployment did not end in time.
    #[error("the deployment {id} was still in progress after {waited} s")]
    Unfinished {
        /// Its id.
        id: String,
        /// Seconds waited.
        waited: u64,
    },
    /// The package was sent several times and never appeared in the history.
    #[error("the package was sent {tries} times, and the slot's history does not show it")]
    NeverArrived {
        /// How often.
        tries: u32,
    },
}

impl DeliverError {
    /// The service's build log.
    pub fn log(&self) -> &[String] {
        match self {
            Self::Failed { log, .. } => log,
            _ => &[],
        }
    }
}

/// The end of a log, in one line.
fn last_lines(log: &[String]) -> Option<String> {
    const LINES: usize = 3;
    let said: Vec<String> = log
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .map(|line| neutral_line(&brief(line)))
        .collect();
    (!said.is_empty()).then(|| said[said.len().saturating_sub(LINES)..].join(" · "))
}

impl Explain for DeliverError {
    fn code(&self) -> Code {
        match self {
            Self::Azure(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Busy { .. } => Code::DEPLOYMENT_BUSY,
            Self::Overtaken { .. } => Code::BUSY,
            Self::RunsFromUrl => Code::SLOT_RUNS_FROM_URL,
            Self::NotFromSitePackages => Code::SITE_PACKAGES_OFF,
            Self::NoPackageName { .. } => Code::SITE_PACKAGE_NAME,
            Self::PackageDiffers { .. } => Code::SITE_PACKAGE_DIFFERS,
            Self::Failed { .. } => Code::DEPLOYMENT_FAILED,
            Self::Displaced { .. } => Code::DEPLOYMENT_DISPLACED,
            Self::Unfinished { .. } => Code::DEPLOYMENT_UNFINISHED,
            Self::NeverArrived { .. } => Code::DEPLOYMENT_LOST,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Azure(error) => error.hints(),
            Self::Store(error) => error.hints(),
            Self::Busy { .. } | Self::Displaced { .. } => vec![
                "let one workflow at a time deploy to this slot: give the job a `concurrency:` group named after the app"
                    .into(),
            ],
            Self::Overtaken { .. } => vec!["with `busy: wait` the release waits, and looks again".into()],
            Self::RunsFromUrl => vec![
                "give the container of packages with `storage-container`, or remove WEBSITE_RUN_FROM_PACKAGE from the slot's settings, or set it to `1`".into(),
            ],
            Self::NotFromSitePackages => {
                vec!["set WEBSITE_RUN_FROM_PACKAGE=1 in the slot's settings, or release with `strategy: zip-deploy`".into()]
            }
            Self::NoPackageName { .. } => vec!["release once with `strategy: zip-deploy`, which writes it anew".into()],
            Self::PackageDiffers { .. } => {
                vec!["release again; when it stays so, look at what else writes to the slot's share".into()]
            }
            Self::Failed { log, .. } => match last_lines(log) {
                None => vec!["the deployment's log above says why".into()],
                Some(lines) => vec![format!("the deployment's log above says why; it ends with: {lines}")],
            },
            _ => Vec::new(),
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::Azure(error) => error.service(),
            Self::Store(error) => error.service(),
            _ => None,
        }
    }
}
