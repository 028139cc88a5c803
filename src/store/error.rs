use thiserror::Error;

use super::denied::Denied;
use crate::azure::AzureError;
use crate::record::{Code, Digest, Explain, ServiceAnswer};

/// The store could not be used.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// It could not be reached, or refused.
    #[error(transparent)]
    Azure(#[from] AzureError),
    /// No storage account has this address.
    #[error("there is no storage account `{account}`")]
    NoAccount {
        /// Its name.
        account: String,
    },
    /// The account has no such container.
    #[error("the storage account `{account}` has no container `{container}`")]
    NoContainer {
        /// The account.
        account: String,
        /// The container.
        container: String,
    },
    /// Everybody can read the packages.
    #[error("the container `{container}` can be read without signing in (public access: {level})")]
    Public {
        /// The account.
        account: String,
        /// The container.
        container: String,
        /// `blob` or `container`.
        level: String,
    },
    /// The identity may not read it.
    #[error("the identity may not read the container `{}`", .0.container)]
    NotReadable(Denied),
    /// The identity may read it and not write.
    #[error("the identity may read the container `{}` and not write to it", .0.container)]
    NotWritable(Denied),
    /// The account's network rules shut this machine out.
    #[error("the storage account `{}` shuts this machine out", .0.account)]
    Shut(Denied),
    /// The token is of another tenant, or for another service.
    #[error("the storage account `{}` does not accept the token", .0.account)]
    TokenRefused(Denied),
    /// The file of the package is another one than when it was planned.
    #[error("the file of the package changed while it was being sent (at byte {at})")]
    FileChanged {
        /// Where the block begins.
        at: u64,
    },
    /// The file of the package cannot be read.
    #[error("the file of the package cannot be read: {why}")]
    FileUnreadable {
        /// Why.
        why: String,
    },
    /// Parts are neither on this machine nor in the store.
    #[error("{count} of the package's blocks ({bytes} bytes) are neither on this machine nor in the store")]
    BlocksMissing {
        /// How many.
        count: usize,
        /// Of how many bytes.
        bytes: u64,
    },
    /// A blob with the release's name holds something else.
    #[error("the blob of release {} in the store is not that release: {what}", .release.short())]
    Differs {
        /// The release.
        release: Digest,
        /// In which respect.
        what: String,
    },
    /// The service changed under the upload each time it was planned.
    #[error("the upload was planned {tries} times, and each time the store changed before it was done: {last}")]
    Restless {
        /// How often.
        tries: u32,
        /// What happened last.
        last: String,
    },
    /// A copy within the store did not succeed.
    #[error("a copy within the store {how}")]
    CopyFailed {
        /// How it ended, as a clause.
        how: String,
    },
    /// A layer is not what it says.
    #[error("the layer is incomplete: {why}")]
    LayerIncomplete {
        /// What is missing, as a clause.
        why: String,
    },
    /// It is unknown what the sides of the apps run from.
    #[error("nothing was deleted: what every app runs from could not be read ({why})")]
    LiveUnknown {
        /// Why.
        why: String,
    },
}

impl Explain for StoreError {
    fn code(&self) -> Code {
        match self {
            Self::Azure(error) => error.code(),
            Self::NoAccount { .. } => Code::STORE_ACCOUNT_NOT_FOUND,
            Self::NoContainer { .. } => Code::STORE_CONTAINER_NOT_FOUND,
            Self::Public { .. } => Code::STORE_PUBLIC,
            Self::NotReadable(_) => Code::STORE_NOT_READABLE,
            Self::NotWritable(_) => Code::STORE_NOT_WRITABLE,
            Self::Shut(_) => Code::STORE_SHUT,
            Self::TokenRefused(_) => Code::STORE_TOKEN_REFUSED,
            Self::FileChanged { .. } | Self::FileUnreadable { .. } => Code::STORE_FILE_CHANGED,
            Self::BlocksMissing { .. } => Code::STORE_BLOCKS_MISSING,
            Self::Differs { .. } => Code::STORE_RELEASE_DIFFERS,
            Self::Restless { .. } => Code::STORE_CHANGES,
            Self::CopyFailed { .. } => Code::STORE_COPY_FAILED,
            Self::LayerIncomplete { .. } => Code::STORE_LAYER_INCOMPLETE,
            Self::LiveUnknown { .. } => Code::STORE_LIVE_UNKNOWN,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Azure(error) => error.hints(),
            Self::NoAccount { account } => vec![format!(
                "check the name `{account}` in `storage-container`; an account that only a private endpoint leads to needs a \
                 self-hosted runner inside the network"
            )],
            Self::NoContainer { account, container } => vec![super::commands::create_container(account, container)],
            Self::Public { account, container, .. } => vec![super::commands::make_private(account, container)],
            Self::NotReadable(denied) | Self::NotWritable(denied) => {
                let missing = denied.action.iter().map(|action| format!("the action that is missing is `{action}`"));
                let assign = super::commands::assign_role(denied);
                let late = "a role that was just assigned can take several minutes to count".to_owned();
                [assign, late].into_iter().chain(missing).collect()
            }
            Self::Shut(denied) => super::commands::open_network(denied),
            Self::TokenRefused(denied) => vec![format!(
                "check that the storage account `{}` belongs to the tenant `{}` and to the cloud that this job signs in to",
                denied.account, denied.tenant
            )],
            Self::FileChanged { .. } | Self::FileUnreadable { .. } => {
                vec!["let nothing else write into the folder of the runner while the release is in progress".to_owned()]
            }
            Self::BlocksMissing { .. } => vec![
                "install the dependencies in this job, so that the whole package can be made: their layer is no longer in the \
                 store"
                    .to_owned(),
            ],
            Self::Differs { release, .. } => {
                vec![format!("find out who wrote to releases/{release}.zip, delete that blob, and run the job again")]
            }
            Self::Restless { .. } | Self::CopyFailed { .. } => vec!["run the job again".to_owned()],
            Self::LayerIncomplete { .. } => {
                vec!["run the job again with the dependencies installed: the layer is then made anew".to_owned()]
            }
            Self::LiveUnknown { .. } => vec![
                "give the identity the right to list the app settings of every app that was named; an app that is left out, and \
                 uses the container, may lose the package it runs from"
                    .to_owned(),
            ],
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::Azure(error) => error.service(),
            Self::NotReadable(denied) | Self::NotWritable(denied) | Self::Shut(denied) | Self::TokenRefused(denied) => {
                denied.answer.clone()
            }
            _ => None,
        }
    }
}
