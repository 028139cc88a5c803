use std::collections::BTreeMap;

/// The tenant's directory.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Registered applications and user-assigned identities.
    pub apps: Vec<RegisteredApp>,
    /// The user-assigned identities that were made as resources; each is one of the apps too.
    pub identities: Vec<Identity>,
    /// The roles that were made.
    pub roles: Vec<Role>,
    /// Scope, role and principal of the assignments that were made, in lower case, by their names.
    pub assigned: BTreeMap<String, [String; 3]>,
}

/// A user-assigned identity as a resource.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its resource group.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub location: String,
    /// The client id under which it signs in.
    pub client_id: String,
}

/// A role of one's own.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its name, which people know it by.
    pub name: String,
    /// What it allows.
    pub actions: Vec<String>,
}

/// An application that can sign in.
#[derive(Debug, Clone)]
pub struct RegisteredApp {
    /// Its client id.
    pub client_id: String,
    /// The object id of its service principal.
    pub object_id: String,
    /// Whom it trusts.
    pub federated: Vec<FederatedCredential>,
    /// Client secrets it has.
    pub secrets: Vec<String>,
    /// What it may do.
    pub actions: Vec<String>,
    /// What it may do with data, as the role of its own says; what it may by built-in roles stands with each storage account.
    pub data_actions: Vec<String>,
}

/// A federated credential; all three have to match, letter by letter (facts: token-exchange).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedCredential {
    /// Who issues.
    pub issuer: String,
    /// For whom.
    pub subject: String,
    /// To whom.
    pub audience: String,
}

/// Who a token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The client id.
    pub client_id: String,
    /// The object id.
    pub object_id: String,
}

impl Directory {
    /// The application of this client id.
    pub fn app(&self, client_id: &str) -> Option<&RegisteredApp> {
        self.apps.iter().find(|app| app.client_id.eq_ignore_ascii_case(client_id))
    }

    /// The application of this client id, to be changed.
    pub fn app_mut(&mut self, client_id: &str) -> Option<&mut RegisteredApp> {
        self.apps.iter_mut().find(|app| app.client_id.eq_ignore_ascii_case(client_id))
    }
}
