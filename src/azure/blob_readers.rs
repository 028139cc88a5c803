use super::data_rights::{DataRights, KnownRoles, STORAGE_ACCOUNTS, find_resource};
use super::{Arm, AzureError};
use crate::names::SubscriptionId;

/// What the platform does with a package's blob (docs: Azure built-in roles, "Storage Blob Data Reader").
const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

/// Who may read the blobs of a container, by roles on it and above it. Needs Microsoft.Authorization/roleAssignments/read and
/// …/roleDefinitions/read.
#[derive(Debug, Clone)]
pub struct BlobReaders {
    /// The container's resource id.
    pub scope: String,
    principals: Vec<String>,
}

impl BlobReaders {
    /// Asks which of these identities may read the blobs of a container; its account is looked for in the subscription. What a
    /// role assignment's condition takes away is not seen.
    pub async fn read(
        arm: &Arm,
        subscription: &SubscriptionId,
        [account, container]: [&str; 2],
        identities: &[String],
    ) -> Result<Option<Self>, AzureError> {
        let found = find_resource(arm, subscription, (STORAGE_ACCOUNTS, account)).await?;
        let Some(account) = found else { return Ok(None) };
        let scope = format!("{account}/blobServices/default/containers/{container}");
        let (mut principals, mut known) = (Vec::new(), KnownRoles::default());
        for identity in identities {
            if DataRights::on(arm, &scope, identity, &mut known).await?.allow(READ) {
                principals.push(identity.clone());
            }
        }
        Ok(Some(Self { scope, principals }))
    }

    /// Whether this identity may.
    pub fn include(&self, identity: &str) -> bool {
        self.principals.iter().any(|principal| principal.eq_ignore_ascii_case(identity))
    }
}
