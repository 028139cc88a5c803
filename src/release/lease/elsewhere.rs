use super::history::{entry, memo_of, with_its_end};
use crate::github::{GitHubDeployments, GitHubError};
use crate::record::{Digest, HistoryEntry};
use crate::release::run::Run;

impl Run {
    /// The releases of this content to another environment, of whatever app, as its GitHub Deployments have them: of the newest five
    /// hundred. What other tools wrote there, and what cannot be understood, is none of them.
    pub async fn releases_elsewhere(
        &self,
        deployments: &GitHubDeployments,
        environment: &str,
        digest: &Digest,
    ) -> Result<Vec<HistoryEntry>, GitHubError> {
        let mut known = Vec::new();
        for one in deployments.of_environment(environment).await? {
            let Some(memo) = memo_of(&one.payload).filter(|memo| memo.digest.as_ref() == Some(digest)) else {
                continue;
            };
            known.extend(with_its_end(deployments, entry(one, memo)).await?);
        }
        Ok(known)
    }
}
