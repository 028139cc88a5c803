use crate::record::{ContentIdentity, Foreign};

/// Whether two readings show the same content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// They do.
    Same,
    /// They do not.
    Different,
    /// The traces do not suffice.
    CannotTell,
}

/// Compares two readings. An unknown side, or two foreign sides without a common trace of content, cannot be told.
pub fn compare(a: &ContentIdentity, b: &ContentIdentity) -> Comparison {
    use ContentIdentity::{Foreign as Theirs, Ours, Unknown};
    match (a, b) {
        (Unknown { .. }, _) | (_, Unknown { .. }) => Comparison::CannotTell,
        (Ours { digest: a }, Ours { digest: b }) if a == b => Comparison::Same,
        (Theirs(a), Theirs(b)) => compare_foreign(a, b),
        _ => Comparison::Different,
    }
}

/// `deploymentId` names the place content was made in, not the content: a deployment in place keeps it. So when it
/// differs the contents differ, but when it agrees another trace has to agree too.
fn compare_foreign(a: &Foreign, b: &Foreign) -> Comparison {
    let content = [
        agreement(&a.active_scm_deployment, &b.active_scm_deployment),
        agreement(&a.package, &b.package),
        agreement(&a.host_json, &b.host_json),
    ];
    let names_differ =
        !a.functions.is_empty() && !b.functions.is_empty() && a.functions != b.functions;
    if content.contains(&Some(false))
        || agreement(&a.deployment_id, &b.deployment_id) == Some(false)
        || names_differ
    {
        Comparison::Different
    } else if content.contains(&Some(true)) {
        Comparison::Same
    } else {
        Comparison::CannotTell
    }
}

fn agreement<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> Option<bool> {
    Some(a.as_ref()? == b.as_ref()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    fn ours(text: &str) -> ContentIdentity {
        ContentIdentity::Ours {
            digest: Digest::of(text.as_bytes()),
        }
    }

    fn foreign(deployment: Option<&str>, scm: Option<&str>) -> ContentIdentity {
        ContentIdentity::Foreign(Foreign {
            deployment_id: deployment.map(str::to_owned),
            active_scm_deployment: scm.map(str::to_owned),
            ..Foreign::default()
        })
    }

    #[test]
    fn our_content_is_told_by_its_digest() {
        assert_eq!(compare(&ours("a"), &ours("a")), Comparison::Same);
        assert_eq!(compare(&ours("a"), &ours("b")), Comparison::Different);
        assert_eq!(
            compare(&ours("a"), &foreign(Some("app"), None)),
            Comparison::Different
        );
    }

    #[test]
    fn a_deployment_in_place_keeps_the_deployment_id_and_is_still_noticed() {
        let before = foreign(Some("app"), Some("1"));
        assert_eq!(
            compare(&before, &foreign(Some("app"), Some("2"))),
            Comparison::Different
        );
        assert_eq!(compare(&before, &before), Comparison::Same);
        assert_eq!(
            compare(&foreign(Some("app"), None), &foreign(Some("app"), None)),
            Comparison::CannotTell
        );
        assert_eq!(
            compare(
                &foreign(Some("app"), None),
                &foreign(Some("app__af56"), None)
            ),
            Comparison::Different
        );
    }

    #[test]
    fn nothing_is_concluded_from_an_unknown_side() {
        let unknown = ContentIdentity::Unknown {
            reason: "403".into(),
        };
        assert_eq!(compare(&unknown, &unknown), Comparison::CannotTell);
        assert_eq!(compare(&ours("a"), &unknown), Comparison::CannotTell);
    }
}
