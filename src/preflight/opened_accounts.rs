use super::connection_roles::{OpenedAccount, StorageUse};
use super::settings::used_connections::{UsedConnection, used_connections};
use super::{SideSurvey, Survey};
use crate::azure::{Configuration, Opening};

impl Survey {
    /// The storage accounts that the identities of both sides open: those of production as it is after the swap, and those of the slot.
    /// What is not known of the settings is left out, and the checks of settings say so.
    pub(super) fn opened_accounts(&self) -> Vec<OpenedAccount> {
        let (Some(slot), Some(Ok(after))) = (&self.slot, self.after_swap("")) else { return Vec::new() };
        let Some(Ok([_, of_slot])) = self.both_configurations("") else { return Vec::new() };
        let functions = self.listed_functions("").0;
        let of = |side: &SideSurvey, configuration: Configuration<'_>| -> Vec<OpenedAccount> {
            used_connections(&functions, configuration).into_values().filter_map(|used| opened(side, &used)).collect()
        };
        [of(&self.production, after.configuration()), of(slot, of_slot)].concat()
    }
}

fn opened(side: &SideSurvey, used: &UsedConnection) -> Option<OpenedAccount> {
    let opening = &used.opening;
    let account = opening.account.clone().filter(|_| opening.is_by_identity())?;
    let has = |setting| used.needs.iter().any(|need| need.contains(&setting));
    let uses = [
        (StorageUse::Blobs, "blobServiceUri"),
        (StorageUse::Queues, "queueServiceUri"),
        (StorageUse::Tables, "tableServiceUri"),
    ];
    Some(OpenedAccount {
        at: side.at.clone(),
        connection: opening.name.clone(),
        account,
        identity: reader(side, opening),
        uses: uses.into_iter().filter(|(_, setting)| has(*setting)).map(|(one, _)| one).collect(),
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
