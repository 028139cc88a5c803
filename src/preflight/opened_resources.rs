use super::connection_roles::OpenedResource;
use super::settings::used_connections::{UsedConnection, used_connections};
use super::{DataService, SideSurvey, Survey};
use crate::azure::{Configuration, Opening};

const SERVICES: [DataService; 4] =
    [DataService::Storage, DataService::ServiceBus, DataService::EventHubs, DataService::Cosmos];

impl Survey {
    /// What the identities of both sides open: of production as it is after the swap, and of the slot; and, in words, what is opened
    /// for bindings whose roles are not known here. What is not known of the settings is left out, and the checks of settings say so.
    pub(super) fn opened_resources(&self) -> (Vec<OpenedResource>, Vec<String>) {
        let (mut opened, mut others) = (Vec::new(), Vec::new());
        let (Some(slot), Some(Ok(after))) = (&self.slot, self.after_swap("")) else { return (opened, others) };
        let Some(Ok([_, of_slot])) = self.both_configurations("") else { return (opened, others) };
        let functions = self.listed_functions("").0;
        let sides: [(&SideSurvey, Configuration<'_>); 2] = [(&self.production, after.configuration()), (slot, of_slot)];
        for (side, configuration) in sides {
            let used = used_connections(&functions, configuration).into_values();
            for used in used.filter(|used| used.opening.is_by_identity()) {
                opened.extend(SERVICES.into_iter().filter_map(|service| of_service(side, &used, service)));
                let (name, at) = (&used.opening.name, &side.at);
                others.extend(used.others.iter().map(|kind| format!("`{name}` of {at}, which `{kind}` opens")));
            }
        }
        (opened, others)
    }
}

fn of_service(side: &SideSurvey, used: &UsedConnection, service: DataService) -> Option<OpenedResource> {
    let opening = &used.opening;
    let name = match service {
        DataService::Storage => &opening.account,
        DataService::ServiceBus | DataService::EventHubs => &opening.namespace,
        DataService::Cosmos => &opening.cosmos,
    };
    let uses: Vec<_> = used.uses.iter().filter(|(what, _)| what.service() == service).cloned().collect();
    (!uses.is_empty()).then(|| OpenedResource {
        at: side.at.clone(),
        connection: opening.name.clone(),
        service,
        name: name.clone(),
        identity: reader(side, opening),
        uses,
    })
}

/// By which of its identities the side opens it.
fn reader(side: &SideSurvey, opening: &Opening) -> Option<String> {
    let identities = &side.site.identities;
    match (&opening.identity, opening.has_client_id) {
        (Some(id), _) => identities.given(id).map(str::to_owned),
        // Which one has this client id is not said here.
        (None, true) => identities.given.values().next().filter(|_| identities.given.len() == 1).cloned(),
        (None, false) => identities.own.clone(),
    }
}
