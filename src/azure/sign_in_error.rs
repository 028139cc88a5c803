use serde_json::json;
use thiserror::Error;

use super::federated::subject_forms;
use crate::http::HttpError;
use crate::record::{Explain, ServiceAnswer};
use crate::runner::{Claims, OidcError};

/// No token for Azure.
#[derive(Debug, Clone, Error)]
pub enum SignInError {
    /// GitHub gave none to exchange.
    #[error(transparent)]
    GitHub(#[from] OidcError),
    /// Entra ID did not take what was presented.
    #[error("Entra ID refused the sign-in: {}", headline(.answer))]
    Rejected {
        /// Entra's own words.
        answer: ServiceAnswer,
        /// The AADSTS number.
        aadsts: Option<u32>,
        /// What GitHub's token says of itself; absent for other ways of signing in.
        claims: Option<Box<Claims>>,
        /// The application the token was presented for.
        client_id: String,
    },
    /// Entra ID, or whoever signs in for us, could not be asked.
    #[error("could not sign in: {0}")]
    Unreachable(HttpError),
    /// Anything else, in the words of the library.
    #[error("could not sign in: {0}")]
    Failed(String),
}

impl SignInError {
    /// Reads Entra's refusal; source of the codes: azure-wire §1.3.
    pub(super) fn rejected(answer: ServiceAnswer, claims: Option<Claims>, client_id: &str) -> Self {
        let aadsts = answer
            .message
            .split_once("AADSTS")
            .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        Self::Rejected { answer, aadsts, claims: claims.map(Box::new), client_id: client_id.to_owned() }
    }
}

impl Explain for SignInError {
    fn code(&self) -> &'static str {
        match self {
            Self::GitHub(OidcError::NotPermitted { .. }) => "oidc-not-permitted",
            Self::GitHub(_) => "oidc-unavailable",
            Self::Rejected { aadsts, .. } => match aadsts {
                Some(70021 | 700211 | 700212 | 700213 | 7002137 | 7002138) => "federated-credential-mismatch",
                Some(700016 | 700027 | 90002 | 900023) => "sign-in-wrong-tenant-or-client",
                Some(7000215 | 7000222) => "client-secret-refused",
                _ => "sign-in-rejected",
            },
            Self::Unreachable(error) => error.code(),
            Self::Failed(_) => "sign-in-failed",
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
            } => rejection_hints(*aadsts, claims.as_deref(), client_id),
            Self::Unreachable(error) => error.hints(),
            _ => Vec::new(),
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::Rejected { answer, .. } => Some(answer.clone()),
            _ => None,
        }
    }
}

fn rejection_hints(aadsts: Option<u32>, claims: Option<&Claims>, client_id: &str) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(claims) = claims {
        hints.push(format!(
            "GitHub's token says: issuer `{}`, subject `{}`, audience `{}`",
            claims.issuer, claims.subject, claims.audience
        ));
    }
    match (aadsts, claims) {
        (Some(70021 | 700211 | 700212 | 700213 | 7002137 | 7002138), Some(claims)) => {
            for (title, subject) in subject_forms(claims) {
                hints.push(format!("{title}:\n{}", federated_credential(claims, &subject, client_id)));
            }
            if aadsts == Some(7002138) {
                hints.push("a credential matches but for upper and lower case; every letter counts".into());
            }
            hints.push("a credential that was just created can take a few minutes to count".into());
        }
        (Some(700016), _) => hints.push(format!(
            "the tenant does not know the application {client_id}: check `client-id` and `tenant-id`, and for a user-assigned \
             identity take its client id, not its object id"
        )),
        (Some(90002 | 900023), _) => hints.push("check `tenant-id`, and `cloud` when it is not the public one".into()),
        (Some(700024), _) => hints.push(
            "the token was outside its five minutes: check the clock of a self-hosted runner".into(),
        ),
        (Some(7000215 | 7000222), _) => hints.push("the client secret is wrong or has expired".into()),
        (Some(53003 | 530032), _) => hints.push("a Conditional Access policy for workload identities forbids it".into()),
        _ => {}
    }
    hints
}

/// The command with the ready credential that would make the token match.
fn federated_credential(claims: &Claims, subject: &str, client_id: &str) -> String {
    let name: String = subject.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(100).collect();
    let credential = json!({
        "name": format!("slot-deploy-{}", name.trim_matches('-')),
        "issuer": claims.issuer,
        "subject": subject,
        "audiences": [claims.audience],
    });
    format!("az ad app federated-credential create --id {client_id} --parameters '{credential}'")
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
    fn other_codes_have_their_own_advice() {
        assert_eq!(rejected("AADSTS700016: Application not found").code(), "sign-in-wrong-tenant-or-client");
        assert!(rejected("AADSTS700024: expired").hints().concat().contains("clock"));
        assert_eq!(rejected("something new").code(), "sign-in-rejected");
    }
}
