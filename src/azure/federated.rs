use crate::runner::Claims;

/// The subjects a federated credential may need, each with its title: the one that this token
/// carries first, then the other of the two forms that GitHub knows.
///
/// Repositories created, renamed or transferred after 2026-07-15 carry ids in their subject, and
/// older ones may switch to it (github-contract §4.2).
pub fn subject_forms(claims: &Claims) -> Vec<(&'static str, String)> {
    const THIS: &str = "a federated credential that matches this token";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_s_own_form_comes_first_whichever_it_is() {
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
