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

/// Compares two readings. With an unknown side, or two foreign sides without a common trace of content, the result is
/// `CannotTell`.
pub fn compare(a: &ContentIdentity, b: &ContentIdentity) -> Comparison {
    use ContentIdentity::{Foreign as Theirs, Ours, Unknown};
    match (a, b) {
        (Unknown { .. }, _) | (_, Unknown { .. }) => Comparison::CannotTell,
        (Ours { digest: a }, Ours { digest: b }) if a == b => Comparison::Same,
        (Theirs(a), Theirs(b)) => compare_foreign(a, b),
        _ => Comparison::Different,
    }
}

/// Contents with a differing trace are different. To be the same, a trace that only this content
/// has must agree: two releases often share their `host.json`, and `deploymentId` names the place
/// content was made in, which a deployment in place keeps. The names of functions are not compared:
/// the control plane lists what it knew at its last sync.
fn compare_foreign(a: &Foreign, b: &Foreign) -> Comparison {
    let traces = |a: &Option<String>, b: &Option<String>| Some(Foreign::same_trace(a.as_ref()?, b.as_ref()?));
    let unique = [traces(&a.active_scm_deployment, &b.active_scm_deployment), traces(&a.package, &b.package)];
    let host_json = a.host_json.as_ref().zip(b.host_json.as_ref()).map(|(a, b)| a == b);
    let shared = [host_json, traces(&a.deployment_id, &b.deployment_id)];
    if unique.iter().chain(&shared).any(|trace| *trace == Some(false)) {
        Comparison::Different
    } else if unique.contains(&Some(true)) {
        Comparison::Same
    } else {
        Comparison::CannotTell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{any_content, ours};
    use crate::record::Digest;
    use proptest::prelude::*;

    fn foreign(deployment: Option<&str>, scm: Option<&str>) -> ContentIdentity {
        ContentIdentity::Foreign(Foreign {
            deployment_id: deployment.map(str::to_owned),
            active_scm_deployment: scm.map(str::to_owned),
            ..Foreign::default()
        })
    }

    #[test]
    fn our_content_is_compared_by_its_digest() {
        assert_eq!(compare(&ours("a"), &ours("a")), Comparison::Same);
        assert_eq!(compare(&ours("a"), &ours("b")), Comparison::Different);
        assert_eq!(compare(&ours("a"), &foreign(Some("app"), None)), Comparison::Different);
    }

    #[test]
    fn a_deployment_in_place_keeps_the_deployment_id_and_is_still_noticed() {
        let before = foreign(Some("app"), Some("1"));
        assert_eq!(compare(&before, &foreign(Some("app"), Some("2"))), Comparison::Different);
        assert_eq!(compare(&before, &before), Comparison::Same);
        assert_eq!(compare(&foreign(Some("app"), None), &foreign(Some("app"), None)), Comparison::CannotTell);
        assert_eq!(compare(&foreign(Some("app"), None), &foreign(Some("app__af56"), None)), Comparison::Different);
    }

    #[test]
    fn sealed_content_compares_equal_and_contains_no_names() {
        let before = foreign(Some("Shop__af56"), Some("1"));
        let sealed = before.sealed();
        assert_eq!(compare(&sealed, &foreign(Some("shop__af56"), Some("1"))), Comparison::Same);
        assert_eq!(compare(&sealed, &foreign(Some("shop__af56"), Some("2"))), Comparison::Different);
        assert!(!serde_json::to_string(&sealed).unwrap().to_lowercase().contains("shop"));
    }

    #[test]
    fn the_same_host_json_does_not_make_two_releases_the_same() {
        let with = |functions: &[&str]| {
            ContentIdentity::Foreign(Foreign {
                deployment_id: Some("app".into()),
                host_json: Some(Digest::of(b"{}")),
                functions: functions.iter().map(|name| (*name).to_owned()).collect(),
                ..Foreign::default()
            })
        };
        assert_eq!(compare(&with(&[]), &with(&["late"])), Comparison::CannotTell);
    }

    #[test]
    fn nothing_is_concluded_from_an_unknown_side() {
        let unknown = ContentIdentity::Unknown { reason: "403".into() };
        assert_eq!(compare(&unknown, &unknown), Comparison::CannotTell);
        assert_eq!(compare(&ours("a"), &unknown), Comparison::CannotTell);
    }

    proptest! {
        #[test]
        fn comparison_is_symmetric(a in any_content(), b in any_content()) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a));
            prop_assert_ne!(compare(&a, &a), Comparison::Different);
        }

        #[test]
        fn two_contents_equal_to_a_third_are_never_different(a in any_content(), b in any_content(), c in any_content()) {
            if compare(&a, &b) == Comparison::Same && compare(&b, &c) == Comparison::Same {
                prop_assert_eq!(compare(&a, &c), Comparison::Same);
            }
        }
    }
}
