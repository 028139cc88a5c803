use super::reader::Reader;
use crate::http::Secret;
use crate::runner::Environment;

/// How to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthChoice {
    /// GitHub's token.
    Oidc,
    /// The machine's identity.
    ManagedIdentity,
    /// A secret.
    ClientSecret(Secret),
    /// The Azure CLI's user.
    AzureCli,
}

impl Reader<'_> {
    pub(super) fn auth(&mut self, environment: &Environment) -> Option<AuthChoice> {
        let default = if environment.is_actions() { "oidc" } else { "azure-cli" };
        let name = match self.raw.get("auth") {
            Some(_) => self.choice("auth")?,
            None => default.to_owned(),
        };
        let secret = self.text("client-secret").map(Secret::new);
        match (name.as_str(), secret) {
            ("oidc", _) => Some(AuthChoice::Oidc),
            ("managed-identity", _) => Some(AuthChoice::ManagedIdentity),
            ("client-secret", Some(secret)) => Some(AuthChoice::ClientSecret(secret)),
            ("client-secret", None) => {
                let fix = "give it from a secret: `client-secret: ${{ secrets.AZURE_CLIENT_SECRET }}`";
                self.problem("client-secret", "`auth: client-secret` needs it", fix);
                None
            }
            _ => Some(AuthChoice::AzureCli),
        }
    }

    /// The identity and its tenant; where the way of signing in does not know them, they have to be given.
    pub(super) fn ids_for(&mut self, auth: Option<&AuthChoice>) -> [Option<String>; 2] {
        let needs_ids = matches!(auth, Some(AuthChoice::Oidc | AuthChoice::ClientSecret(_)));
        ["client-id", "tenant-id"].map(|input| self.guid(input, needs_ids))
    }

    /// The same of another environment. How this step signs in is read, and reported, once.
    pub(super) fn own_ids(&mut self, environment: &Environment) -> [Option<String>; 2] {
        let told = self.problems.len();
        let auth = self.auth(environment);
        self.problems.truncate(told);
        self.ids_for(auth.as_ref())
    }
}
