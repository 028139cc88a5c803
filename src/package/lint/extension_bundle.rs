use serde_json::Value;

use super::lines::line_of;
use super::subject::Subject;
use super::version_range::VersionRange;
use crate::record::{Code, Finding, brief};

/// The first bundle that gets fixes.
const OLDEST: u64 = 4;
const FIX: &str = "write `\"extensionBundle\": {\"id\": \"Microsoft.Azure.Functions.ExtensionBundle\", \"version\": \"[4.*, 5.0.0)\"}`";

/// The bundle of extensions that `host.json` names (source: `ExtensionBundleOptionsSetup` of azure-functions-host).
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let Some(Value::Object(bundle)) = contents.host.get("extensionBundle") else { return Vec::new() };
    let text = |name: &str| bundle.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    // The host takes a bundle without either for none.
    if bundle.is_empty() {
        return Vec::new();
    }
    let finding = match (text("id"), text("version")) {
        ("", _) => Finding::error(
            Code::EXTENSION_BUNDLE,
            "`extensionBundle` has no `id`: the host does not start with it",
            FIX,
        ),
        (_, version) => match VersionRange::parse(version) {
            None if version.is_empty() => {
                let says = "`extensionBundle` has no `version`: the host does not start with it";
                Finding::error(Code::EXTENSION_BUNDLE, says, FIX)
            }
            None => {
                let says = format!(
                    "the `version` of `extensionBundle` is `{}`, which is not a range of versions: the host does not start with it",
                    brief(version)
                );
                Finding::error(Code::EXTENSION_BUNDLE, says, FIX)
            }
            Some(range) if !range.reaches(OLDEST) => {
                let says = format!(
                    "the `version` of `extensionBundle` is `{}`: bundles before {OLDEST} are not supported any more",
                    brief(version)
                );
                Finding::warning(Code::EXTENSION_BUNDLE, says, FIX)
            }
            Some(_) => return Vec::new(),
        },
    };
    vec![finding.at("host.json", line_of(&contents.host_text, "extensionBundle"))]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(bundle: &str) -> String {
        let host = format!("{{\n  \"version\": \"2.0\",\n  \"extensionBundle\": {bundle}\n}}");
        Tree::of(&[("host.json", &host)]).said_by(Code::EXTENSION_BUNDLE, &Target::default())
    }

    #[test]
    fn a_bundle_without_a_range_of_versions_is_an_error() {
        insta::assert_snapshot!(said(r#"{"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "latest"}"#), @r##"
        error extension-bundle host.json:3
          the `version` of `extensionBundle` is `latest`, which is not a range of versions: the host does not start with it
          fix: write `"extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}`
        "##);
        assert!(said(r#"{"id": "Microsoft.Azure.Functions.ExtensionBundle"}"#).contains("has no `version`"));
        assert!(said(r#"{"version": "[4.*, 5.0.0)"}"#).contains("has no `id`"));
    }

    #[test]
    fn a_bundle_that_is_not_supported_any_more_is_a_warning_and_a_supported_one_is_not() {
        insta::assert_snapshot!(said(r#"{"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 3.0.0)"}"#), @r##"
        warning extension-bundle host.json:3
          the `version` of `extensionBundle` is `[2.*, 3.0.0)`: bundles before 4 are not supported any more
          fix: write `"extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}`
        "##);
        for version in ["[4.*, 5.0.0)", "[4.0.0, 5.0.0)", "[3.*, 5.0.0)"] {
            let bundle = format!(r#"{{"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "{version}"}}"#);
            assert_eq!(said(&bundle), "", "{version}");
        }
        assert_eq!(said("{}"), "");
    }
}
