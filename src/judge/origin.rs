use crate::record::{Provenance, RequiredBuilder};

/// The facts about who built a package.
#[derive(Debug, Clone)]
pub struct OriginFacts<'a> {
    /// What an attestation proved.
    pub origin: &'a Provenance,
    /// What is asked for.
    pub required: &'a RequiredBuilder,
    /// `owner/name` of the repository of this run.
    pub repository: &'a str,
    /// GitHub's number of it, where this run knows it.
    pub repository_id: Option<&'a str>,
}

/// Why a package that is attested was not built by who is asked for; `None`: it was.
///
/// The number of a repository decides where both are known: a name can be given to another repository once it is free.
pub fn refuse_origin(facts: &OriginFacts) -> Option<String> {
    let OriginFacts { origin, required, repository, repository_id } = facts;
    let is_ours = match (repository_id, &origin.repository_id) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => origin.repository.eq_ignore_ascii_case(repository),
    };
    if !is_ours {
        return Some(format!("it was built from {}, and this is {repository}", origin.repository));
    }
    match required {
        // A reusable workflow of another repository signs for its caller.
        RequiredBuilder::ThisRepository => None,
        RequiredBuilder::Workflow { repository: of, file, reference } => {
            // Its own name now may not be the one that it had then.
            let of = of.as_deref().unwrap_or(&origin.repository);
            // GitHub compares names of repositories without regard to case, and paths with it.
            let signer = origin.workflow.strip_suffix(file.as_str()).and_then(|folder| folder.strip_suffix('/'));
            let is_file = signer.is_some_and(|signer| signer.eq_ignore_ascii_case(of));
            let is_reference = reference.as_ref().is_none_or(|asked| *asked == origin.workflow_reference);
            (!is_file || !is_reference).then(|| {
                let Provenance { workflow, workflow_reference, .. } = origin;
                format!("it was signed by {workflow}@{workflow_reference}, and {required} is asked for")
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;
    use time::macros::datetime;

    fn origin() -> Provenance {
        Provenance {
            digest: Digest::of(b"package"),
            repository: "contoso/orders".to_owned(),
            repository_id: Some("7".to_owned()),
            workflow: "contoso/orders/.github/workflows/build.yml".to_owned(),
            workflow_reference: "refs/heads/main".to_owned(),
            commit: None,
            reference: None,
            run: None,
            runner: None,
            predicate: "https://slsa.dev/provenance/v1".to_owned(),
            signed: datetime!(2026-11-30 10:00 UTC),
        }
    }

    fn refused(origin: &Provenance, required: &str, repository: &str, id: Option<&str>) -> Option<String> {
        let required = RequiredBuilder::parse(required).unwrap();
        refuse_origin(&OriginFacts { origin, required: &required, repository, repository_id: id })
    }

    #[test]
    fn the_repository_is_recognised_by_its_number_and_by_its_name_where_that_is_not_known() {
        assert_eq!(refused(&origin(), "true", "Contoso/Orders", None), None);
        assert_eq!(refused(&origin(), "true", "contoso/renamed", Some("7")), None);
        for (name, id) in [("contoso/other", None), ("contoso/orders", Some("8"))] {
            assert!(refused(&origin(), "true", name, id).unwrap().contains("built from contoso/orders"));
        }
    }

    #[test]
    fn the_workflow_is_the_whole_file_and_its_ref_where_that_is_asked_for() {
        let here = ".github/workflows/build.yml";
        let whole = "Contoso/orders/.github/workflows/build.yml@refs/heads/main";
        for right in [here, whole, ".github/workflows/build.yml@refs/heads/main"] {
            assert_eq!(refused(&origin(), right, "contoso/orders", None), None, "{right}");
        }
        for wrong in [
            ".github/workflows/ild.yml",
            ".github/workflows/Build.yml",
            ".github/workflows/build.yaml",
            "contoso/builds/.github/workflows/build.yml",
            ".github/workflows/build.yml@refs/heads/mai",
            ".github/workflows/build.yml@refs/tags/v1",
        ] {
            assert!(refused(&origin(), wrong, "contoso/orders", None).is_some(), "{wrong}");
        }
    }

    #[test]
    fn a_reusable_workflow_of_another_repository_signs_for_its_caller() {
        let signed = Provenance { workflow: "contoso/builds/.github/workflows/build.yml".to_owned(), ..origin() };
        assert_eq!(refused(&signed, "true", "contoso/orders", None), None);
        assert_eq!(refused(&signed, "contoso/builds/.github/workflows/build.yml", "contoso/orders", None), None);
        assert!(refused(&signed, ".github/workflows/build.yml", "contoso/orders", None).is_some());
    }
}
