use super::wanted::Wanted;
use super::{Fact, Reading};
use crate::azure::{Arm, DataRights, KnownRoles, SiteRef};

/// What is done with the data of a storage account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageUse {
    /// Blobs are read and written.
    Blobs,
    /// Messages are taken from queues.
    Queues,
    /// Entities are written to tables.
    Tables,
}

impl StorageUse {
    /// The data action without which it fails (docs: Azure built-in roles, "Storage").
    pub fn action(self) -> &'static str {
        match self {
            Self::Blobs => "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            Self::Queues => "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action",
            Self::Tables => "Microsoft.Storage/storageAccounts/tableServices/tables/entities/write",
        }
    }

    /// The built-in role that is recommended for it (facts: identity-connections).
    pub fn role(self) -> &'static str {
        match self {
            Self::Blobs => "Storage Blob Data Owner",
            Self::Queues => "Storage Queue Data Contributor",
            Self::Tables => "Storage Table Data Contributor",
        }
    }
}

/// A storage account that the identity of a side opens.
#[derive(Debug, Clone)]
pub struct OpenedAccount {
    /// The side.
    pub at: SiteRef,
    /// The name of the connection.
    pub connection: String,
    /// The account.
    pub account: String,
    /// The object id of the identity; `None` where the side has not the one that is named, or it is not seen which.
    pub identity: Option<String>,
    /// What it is opened for.
    pub uses: Vec<StorageUse>,
}

/// What the identity may do there; `None` where the account is not seen, or the identity not known.
pub type AccountRights = (OpenedAccount, Option<DataRights>);

/// Reads what each may do, if that is wanted.
pub(super) async fn read_rights(wanted: &Wanted, arm: &Arm, opened: Vec<OpenedAccount>) -> Reading<Vec<AccountRights>> {
    if opened.is_empty() {
        return Ok(Vec::new());
    }
    let reading = async {
        let (mut known, mut all): (KnownRoles, Vec<AccountRights>) = (KnownRoles::default(), Vec::new());
        for one in opened {
            let is_same = |(other, _): &&AccountRights| other.account == one.account && other.identity == one.identity;
            let rights = match (all.iter().find(is_same), &one.identity) {
                (Some((_, rights)), _) => rights.clone(),
                (None, Some(identity)) => {
                    let subscription = &one.at.app.subscription;
                    DataRights::on_account(arm, subscription, &one.account, identity, &mut known).await?
                }
                (None, None) => None,
            };
            all.push((one, rights));
        }
        Ok(all)
    };
    wanted.read(Fact::ConnectionRoles, reading).await
}
