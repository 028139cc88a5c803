//! The history of deployments is kept short: the last ten that worked and the active one, and of those that failed the newest,
//! if nothing came after it (facts: deployment-history; Kudu, `DeploymentManager.PurgeDeployments`). Others may write into it.

use time::OffsetDateTime;

use crate::state::{Deployment, Kudu};

const SUCCESSES: usize = 10;

/// Forgets what is too old. Newest first.
pub fn prune(deployments: &mut Vec<Deployment>) {
    let (mut newest, mut worked) = (true, 0);
    deployments.retain(|deployment| {
        let first = std::mem::take(&mut newest);
        match deployment.succeeded {
            None => true,
            Some(false) => first,
            Some(true) => {
                worked += 1;
                worked <= SUCCESSES || deployment.active
            }
        }
    });
}

/// An entry that somebody else writes.
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Whether it worked.
    pub succeeded: bool,
    /// Whether its content is in place.
    pub active: bool,
    /// A message.
    pub message: String,
    /// Who did it.
    pub deployer: String,
    /// Who is said to be its author.
    pub author: String,
    /// A line for its log.
    pub details: Option<String>,
}

/// Writes an entry; one that is there already stays as it is (KuduLite, `DeploymentController.CreateDeployment`).
pub fn write(kudu: &mut Kudu, entry: Entry, at: OffsetDateTime) {
    if kudu.deployments.iter().any(|there| there.id == entry.id) {
        return;
    }
    let told = if entry.succeeded { "Deployment successful." } else { "Deployment failed." };
    let mut log = vec![(at, told.to_owned(), !entry.succeeded)];
    log.extend(entry.details.map(|details| (at, details, false)));
    if entry.active {
        kudu.deployments.iter_mut().for_each(|other| other.active = false);
    }
    let deployment = Deployment {
        id: entry.id,
        deployer: entry.deployer,
        message: entry.message,
        author: entry.author,
        ended: Some(at),
        succeeded: Some(entry.succeeded),
        active: entry.active,
        log,
        ..Deployment::received(at)
    };
    kudu.deployments.insert(0, deployment);
    prune(&mut kudu.deployments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_successes_the_active_one_and_the_newest_failure_are_kept() {
        let at = OffsetDateTime::UNIX_EPOCH;
        let one = |id: usize, succeeded| Deployment {
            id: id.to_string(),
            succeeded,
            active: id == 14,
            ..Deployment::received(at)
        };
        let mut all: Vec<Deployment> = (0..15).map(|id| one(id, Some(id != 0 && id != 2))).collect();
        prune(&mut all);
        let kept: Vec<&str> = all.iter().map(|deployment| deployment.id.as_str()).collect();
        assert_eq!(kept, ["0", "1", "3", "4", "5", "6", "7", "8", "9", "10", "11", "14"]);
        let mut later = vec![one(20, Some(true)), one(21, Some(false))];
        prune(&mut later);
        assert_eq!(later.len(), 1, "a failure that something came after is forgotten");
    }
}
