use serde_json::json;

use crate::record::{Word, shell_capture, shell_line};
use crate::runner::Claims;

/// The subjects a federated credential may need, each with its title: the one that this token
/// carries first, then the other of the two forms that GitHub knows.
///
/// Repositories created, renamed or transferred after 2026-07-15 carry ids in their subject, and
/// older ones may switch to it (facts: oidc-subject).
pub(super) fn subject_forms(claims: &Claims) -> Vec<(&'static str, String)> {
    const THIS: &str = "create a federated credential that matches this token";
    let mut forms = vec![(THIS, claims.subject.clone())];
    let Some((owner, name)) = claims.repository.as_deref().and_then(|repository| repository.split_once('/')) else {
        return forms;
    };
    let classic = format!("repo:{owner}/{name}:");
    if let Some(rest) = claims.subject.strip_prefix(&classic) {
        if let (Some(owner_id), Some(id)) = (&claims.owner_id, &claims.repository_id) {
            let title = "the same for the immutable form, should the repository be switched to it";
            forms.push((title, format!("repo:{owner}@{owner_id}/{name}@{id}:{rest}")));
        }
    } else if let Some((_, rest)) = claims.subject.strip_prefix("repo:").and_then(|rest| rest.split_once(':')) {
        let title = "the same in the classic form, which this repository's tokens do not carry";
        forms.push((title, format!("{classic}{rest}")));
    }
    forms
}

/// The federated credential that would make the token match.
pub(super) struct Credential<'a> {
    name: String,
    issuer: &'a str,
    subject: &'a str,
    audience: &'a str,
}

impl<'a> Credential<'a> {
    /// For the claims, with this subject.
    pub(super) fn of(claims: &'a Claims, subject: &'a str) -> Self {
        let name: String = subject.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(100).collect();
        let name = format!("slot-deploy-{}", name.trim_matches('-'));
        Self { name, issuer: &claims.issuer, subject, audience: &claims.audience }
    }

    /// The commands that create it for the managed identity of this client id. They take names, which a client id does not
    /// tell, so the first two look them up
    /// (<https://learn.microsoft.com/cli/azure/identity/federated-credential>).
    pub(super) fn for_managed_identity(&self, client_id: &str) -> String {
        let look_up = |variable, property| {
            let query = format!("[?clientId=='{client_id}'].{property} | [0]");
            shell_capture(variable, ["az", "identity", "list", "--query", &query, "--output", "tsv"])
        };
        let create = shell_line("az identity federated-credential create".split(' ').map(Word::Text).chain([
            Word::Text("--identity-name"),
            Word::Variable("identity"),
            Word::Text("--resource-group"),
            Word::Variable("group"),
            Word::Text("--name"),
            Word::Text(&self.name),
            Word::Text("--issuer"),
            Word::Text(self.issuer),
            Word::Text("--subject"),
            Word::Text(self.subject),
            Word::Text("--audiences"),
            Word::Text(self.audience),
        ]));
        [look_up("identity", "name"), look_up("group", "resourceGroup"), create].join("\n")
    }

    /// The command that creates it for the app registration of this client id
    /// (<https://learn.microsoft.com/cli/azure/ad/app/federated-credential>).
    pub(super) fn for_app_registration(&self, client_id: &str) -> String {
        let Self { name, issuer, subject, audience } = self;
        let parameters =
            json!({ "name": name, "issuer": issuer, "subject": subject, "audiences": [audience] }).to_string();
        shell_line("az ad app federated-credential create --id".split(' ').chain([
            client_id,
            "--parameters",
            &parameters,
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_form_of_the_token_is_printed_first() {
        let claims = |subject: &str| Claims {
            subject: subject.into(),
            repository: Some("o/r".into()),
            repository_id: Some("2".into()),
            owner_id: Some("1".into()),
            ..Claims::default()
        };
        let subjects = |subject: &str| -> Vec<String> {
            subject_forms(&claims(subject)).into_iter().map(|(_, subject)| subject).collect()
        };
        assert_eq!(
            subjects("repo:o/r:ref:refs/heads/main"),
            ["repo:o/r:ref:refs/heads/main", "repo:o@1/r@2:ref:refs/heads/main"]
        );
        assert_eq!(subjects("repo:o@1/r@2:environment:p"), ["repo:o@1/r@2:environment:p", "repo:o/r:environment:p"]);
    }
}
