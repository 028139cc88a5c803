use thiserror::Error;

use super::federated::{Credential, subject_forms};
use crate::http::HttpError;
use crate::record::{Code, Explain, ServiceAnswer};
use crate::runner::{Claims, OidcError};

/// No token for Azure.
#[derive(Debug, Clone, Error)]
pub enum SignInError {
    /// GitHub issued no token to exchange.
    #[error(transparent)]
    GitHub(#[from] OidcError),
    /// Entra ID refused the credential.
    #[error("Entra ID refused the sign-in: {}", headline(.answer))]
    Rejected {
        /// Entra's own words.
        answer: ServiceAnswer,
        /// The AADSTS number.
        aadsts: Option<u32>,
        /// The claims of GitHub's token; absent for other ways of signing in.
        claims: Option<Box<Claims>>,
        /// The application the token was presented for.
        client_id: String,
    },
    /// Entra ID, or the local token source, could not be reached.
    #[error("could not sign in: {0}")]
    Unreachable(HttpError),
    /// Anything else, in the words of the library.
    #[error("could not sign in: {0}")]
    Failed(String),
}

impl SignInError {
    /// Reads Entra's refusal; source of the codes: facts: sign-in-errors.
    pub(super) fn rejected(answer: ServiceAnswer, claims: Option<Claims>, client_id: &str) -> Self {
        let aadsts = answer
            .message
            .split_once("AADSTS")
            .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        Self::Rejected { answer, aadsts, claims: claims.map(Box::new), client_id: client_id.to_owned() }
    }
}

impl SignInError {
    /// In the words of the library, without where it is documented.
    pub(super) fn failed(words: &str) -> Self {
        let words = words.split("To troubleshoot").next().unwrap_or_default();
        let words: Vec<&str> = words.split_whitespace().collect();
        Self::Failed(words.join(" ").trim_end_matches([' ', '.']).to_owned())
    }
}

impl Explain for SignInError {
    fn code(&self) -> Code {
        match self {
            Self::GitHub(OidcError::NotPermitted { .. }) => Code::OIDC_NOT_PERMITTED,
            Self::GitHub(_) => Code::OIDC_UNAVAILABLE,
            Self::Rejected { aadsts, .. } => match aadsts {
                Some(70021 | 700211 | 700212 | 700213 | 7002137 | 7002138) => Code::FEDERATED_CREDENTIAL_MISMATCH,
                Some(700016 | 700027 | 90002 | 900023) => Code::SIGN_IN_WRONG_TENANT_OR_CLIENT,
                Some(7000215 | 7000222) => Code::CLIENT_SECRET_REFUSED,
                _ => Code::SIGN_IN_REJECTED,
            },
            Self::Unreachable(error) => error.code(),
            Self::Failed(_) => Code::SIGN_IN_FAILED,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::GitHub(OidcError::NotPermitted { from_fork: false, .. }) => vec![
                "add to the job:\n  permissions:\n    id-token: write\n    contents: read".into(),
                "or sign in another way: `auth: managed-identity` on a self-hosted runner, `auth: azure-cli` on a laptop".into(),
            ],
            Self::Rejected {
                aadsts,
                claims,
                client_id,
                ..
            } => {
                let mut hints = rejection_hints(*aadsts, claims.as_deref(), client_id);
                if hints.is_empty() {
                    hints.extend(self.code().explanation().map(|explanation| explanation.fix.to_owned()));
                }
                // What to do comes first, and then what it was told by.
                hints.extend(claims.as_deref().map(claimed));
                hints
            }
            Self::Unreachable(error) => error.hints(),
            Self::Failed(words) if words.contains("AzureCli") => vec![
                "install the Azure CLI and sign in by `az login`, or choose another way with `auth`".into(),
            ],
            _ => self.code().explanation().map(|explanation| explanation.fix.to_owned()).into_iter().collect(),
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::Rejected { answer, .. } => Some(answer.clone()),
            _ => None,
        }
    }
}

fn claimed(claims: &Claims) -> String {
    let Claims { issuer, subject, audience, .. } = claims;
    format!("GitHub's token says: issuer `{issuer}`, subject `{subject}`, audience `{audience}`")
}

fn rejection_hints(aadsts: Option<u32>, claims: Option<&Claims>, client_id: &str) -> Vec<String> {
    let mut hints = Vec::new();
    match (aadsts, claims) {
        (Some(70021 | 700211 | 700212 | 700213 | 7002137 | 7002138), Some(claims)) => {
            if aadsts == Some(7002138) {
                hints.push("correct the case of the credential: one matches but for that, and every letter counts".into());
            }
            for (title, subject) in subject_forms(claims) {
                let credential = Credential::of(claims, &subject);
                hints.push(format!(
                    "{title}, where `client-id` is that of a user-assigned managed identity:\n{}",
                    credential.for_managed_identity(client_id)
                ));
                hints.push(format!(
                    "{title}, where `client-id` is that of an app registration:\n{}",
                    credential.for_app_registration(client_id)
                ));
            }
            hints.push("a credential that was just created can take a few minutes to count".into());
        }
        (Some(700016), _) => hints.push(format!(
            "check `client-id` and `tenant-id`: the tenant does not know the application {client_id}; for a user-assigned \
             identity take its client id, not its object id"
        )),
        (Some(90002 | 900023), _) => hints.push("check `tenant-id`, and `cloud` when it is not the public one".into()),
        (Some(700024), _) => hints.push(
            "check the clock of a self-hosted runner: the token was outside its five minutes".into(),
        ),
        (Some(7000215 | 7000222), _) => hints.push("create a new client secret: this one is wrong or has expired".into()),
        (Some(53003 | 530032), _) => hints.push("let the Conditional Access policy for workload identities admit it: one forbids this sign-in".into()),
        _ => {}
    }
    hints
}

/// Entra's first sentence, without its trace ids.
fn headline(answer: &ServiceAnswer) -> String {
    let message = answer.message.split(" Trace ID").next().unwrap_or(&answer.message);
    match (message.is_empty(), answer.status) {
        (false, _) => message.to_owned(),
        (true, Some(status)) => format!("it answered {status}"),
        (true, None) => "it gave no reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_failed_sign_in_is_one_sentence_and_says_what_to_do() {
        let text = "AzureCliCredential authentication failed. az not found on PATH\nTo troubleshoot, visit https://aka.ms/azsdk";
        let error = super::SignInError::failed(text);
        let told = "could not sign in: AzureCliCredential authentication failed. az not found on PATH";
        assert_eq!(error.to_string(), told);
        assert!(super::Explain::hints(&error)[0].contains("az login"));
    }

    use super::*;

    fn rejected(message: &str) -> SignInError {
        let answer = ServiceAnswer {
            status: Some(401),
            code: Some("invalid_client".into()),
            message: message.into(),
            correlation_id: None,
        };
        let claims = Claims {
            issuer: "https://token.actions.githubusercontent.com".into(),
            subject: "repo:contoso/orders:environment:production".into(),
            audience: "api://AzureADTokenExchange".into(),
            repository: Some("contoso/orders".into()),
            repository_id: Some("42".into()),
            owner_id: Some("7".into()),
            ..Claims::default()
        };
        SignInError::rejected(answer, Some(claims), "11111111-1111-1111-1111-111111111111")
    }

    #[test]
    fn a_mismatch_prints_the_claims_and_the_ready_credential_in_both_forms() {
        let error = rejected(
            "AADSTS700213: No matching federated identity record found for presented assertion subject 'x'. Trace ID: 1",
        );
        assert_eq!(error.code(), "federated-credential-mismatch");
        let hints = error.hints().join("\n");
        assert!(hints.contains("\"subject\":\"repo:contoso/orders:environment:production\""), "{hints}");
        assert!(hints.contains("\"subject\":\"repo:contoso@7/orders@42:environment:production\""), "{hints}");
        assert!(!error.to_string().contains("Trace ID"));
    }

    #[test]
    fn a_mismatch_prints_a_command_for_each_kind_of_identity_and_says_which_is_for_what() {
        let hints = rejected("AADSTS700213: No matching federated identity record found").hints();
        let line =
            |start: &str| hints.iter().flat_map(|hint| hint.lines()).find(|line| line.starts_with(start)).unwrap();
        assert!(hints[0].lines().next().unwrap().contains("user-assigned managed identity"), "{hints:?}");
        let words = shlex::split(line("az identity federated-credential create")).unwrap();
        let at = |name: &str| words.iter().position(|word| word == name).map(|at| words[at + 1].as_str());
        assert_eq!(at("--subject"), Some("repo:contoso/orders:environment:production"));
        assert_eq!(at("--audiences"), Some("api://AzureADTokenExchange"));
        assert_eq!((at("--identity-name"), at("--resource-group")), (Some("$identity"), Some("$group")));
        assert!(line("identity=$(az identity list").contains("clientId=='11111111-1111-1111-1111-111111111111'"));
        assert!(line("group=$(az identity list").contains(".resourceGroup"));
        assert!(hints[1].lines().next().unwrap().contains("app registration"), "{hints:?}");
        assert!(hints[1].contains("az ad app federated-credential create --id 11111111-"), "{hints:?}");
    }

    #[test]
    fn what_to_do_comes_before_what_the_token_says() {
        for message in ["AADSTS700213: x", "AADSTS700016: x", "AADSTS90002: x", "AADSTS700024: x", "something new"] {
            let hints = rejected(message).hints();
            assert!(!hints[0].starts_with("GitHub's token says"), "{message}: {hints:?}");
            assert!(hints.last().unwrap().starts_with("GitHub's token says"), "{message}: {hints:?}");
        }
    }

    #[test]
    fn each_entra_code_has_its_own_hint() {
        assert_eq!(rejected("AADSTS700016: Application not found").code(), "sign-in-wrong-tenant-or-client");
        assert!(rejected("AADSTS700024: expired").hints().concat().contains("clock"));
        assert_eq!(rejected("something new").code(), "sign-in-rejected");
    }
}
