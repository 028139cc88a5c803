//! Who can sign in, and what they may do.

use super::description::Description;
use super::identity_part::{PrincipalPart, Trust};
use crate::state::{FederatedCredential, RegisteredApp, State};

/// Replaces the directory of the default world; its one application is the template.
pub(super) fn build(state: &mut State, description: &Description) {
    let Some(template) = state.directory.apps.first().cloned() else {
        return;
    };
    let first = description.principal.clone().unwrap_or_default();
    let subject = state.github.subject();
    let mut made = vec![application(&template, &first, &subject)];
    for part in &description.other_principals {
        // Two principals with the same ids would be one.
        let ids = RegisteredApp { client_id: state.new_guid(), object_id: state.new_guid(), ..template.clone() };
        made.push(application(&ids, part, &subject));
    }
    state.directory.apps = made;
}

fn application(template: &RegisteredApp, part: &PrincipalPart, subject: &str) -> RegisteredApp {
    let usual = template.federated.first().cloned();
    let trust = |trust: &Trust| FederatedCredential {
        issuer: trust.issuer.clone().or_else(|| Some(usual.clone()?.issuer)).unwrap_or_default(),
        subject: trust.subject.clone().unwrap_or_else(|| subject.to_owned()),
        audience: trust.audience.clone().or_else(|| Some(usual.clone()?.audience)).unwrap_or_default(),
    };
    let federated = part.federated.clone().unwrap_or_else(|| vec![Trust::default()]);
    let mut made = template.clone();
    made.client_id = part.client_id.clone().unwrap_or(made.client_id);
    made.object_id = part.object_id.clone().unwrap_or(made.object_id);
    made.federated = federated.iter().map(trust).collect();
    made.secrets = part.secrets.clone().unwrap_or(made.secrets);
    made.actions = part.rights.clone().unwrap_or(made.actions);
    made.data_actions = part.data_rights.clone().unwrap_or(made.data_actions);
    made
}

/// Says every principal in full, the first one apart.
pub(super) fn say(state: &State) -> (Option<PrincipalPart>, Vec<PrincipalPart>) {
    let mut all = state.directory.apps.iter().map(|app| PrincipalPart {
        client_id: Some(app.client_id.clone()),
        object_id: Some(app.object_id.clone()),
        rights: Some(app.actions.clone()),
        data_rights: Some(app.data_actions.clone()).filter(|actions| !actions.is_empty()),
        federated: Some(app.federated.iter().map(say_trust).collect()),
        secrets: Some(app.secrets.clone()),
    });
    (all.next(), all.collect())
}

fn say_trust(credential: &FederatedCredential) -> Trust {
    let FederatedCredential { issuer, subject, audience } = credential.clone();
    Trust { subject: Some(subject), issuer: Some(issuer), audience: Some(audience) }
}
