use super::wanted::Wanted;
use super::{DataService, DataUse, Fact, Part, Reading};
use crate::azure::{Arm, AzureError, DataRights, KnownRoles, SiteRef};

/// A resource whose data the identity of a side opens.
#[derive(Debug, Clone)]
pub struct OpenedResource {
    /// The side.
    pub at: SiteRef,
    /// The name of the connection.
    pub connection: String,
    /// Of which service.
    pub service: DataService,
    /// Its name; `None` where that is not seen.
    pub name: Option<String>,
    /// The object id of the identity; `None` where the side has not the one that is named, or it is not seen which.
    pub identity: Option<String>,
    /// What it is opened for.
    pub uses: Vec<(DataUse, Part)>,
}

/// What an identity may do with it; `None` where the resource is not seen, or the identity not known.
pub type ResourceRights = Reading<Option<DataRights>>;

/// What the identities of both sides may do with the data that they open.
#[derive(Debug, Clone, Default)]
pub struct ConnectionRights {
    /// Each with what the identity may do.
    pub known: Vec<(OpenedResource, ResourceRights)>,
    /// What is opened by an identity for a binding of another kind, in words.
    pub not_looked_at: Vec<String>,
}

/// Reads what each may do. One that cannot be read hides no other: they may lie in other groups, and Cosmos DB is asked itself.
pub(super) async fn read_rights(
    wanted: &Wanted,
    arm: &Arm,
    (opened, not_looked_at): (Vec<OpenedResource>, Vec<String>),
) -> ConnectionRights {
    let (mut all, mut known): (Vec<(OpenedResource, ResourceRights)>, _) = (Vec::new(), KnownRoles::default());
    for one in opened {
        let is_same = |(other, _): &&(OpenedResource, ResourceRights)| {
            (other.service, &other.name, &other.identity) == (one.service, &one.name, &one.identity)
        };
        let mut rights = match all.iter().find(is_same) {
            Some((_, rights)) => rights.clone(),
            None => wanted.read(Fact::ConnectionRoles, one.rights(arm, &mut known)).await,
        };
        if let Ok(Some(whole)) = &rights
            && one.asks_for_parts(whole)
        {
            let whole = whole.clone();
            let with_parts = async { whole.with_parts(arm, &mut known).await.map(Some) };
            rights = wanted.read(Fact::ConnectionRoles, with_parts).await;
        }
        all.push((one, rights));
    }
    ConnectionRights { known: all, not_looked_at }
}

impl OpenedResource {
    async fn rights(&self, arm: &Arm, known: &mut KnownRoles) -> Result<Option<DataRights>, AzureError> {
        let (Some(name), Some(identity)) = (&self.name, &self.identity) else { return Ok(None) };
        let (subscription, resource) = (&self.at.app.subscription, (self.service.resource_type(), name.as_str()));
        match self.service {
            DataService::Cosmos => DataRights::on_cosmos(arm, subscription, resource, identity, known).await,
            _ => DataRights::on_resource(arm, subscription, resource, identity, known).await,
        }
    }

    /// Whether a role on a part would be enough where there is none on the whole; of Cosmos DB all are known at once.
    fn asks_for_parts(&self, rights: &DataRights) -> bool {
        let lacks = |what: &DataUse| !what.actions().iter().any(|action| rights.allow(action));
        self.service != DataService::Cosmos && self.uses.iter().any(|(what, part)| *part != Part::Whole && lacks(what))
    }
}
