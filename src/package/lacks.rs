//! Whether an app brings the extensions that its triggers need. It is no error of the package alone, since only the host's list of
//! functions says which triggers there are.

use serde_json::{Map, Value};

use super::content::Entry;

/// Files of an app that may list its extensions (source: `Utility.TryResolveExtensionsMetadataPath` of azure-functions-host).
const EXTENSIONS: [&str; 3] = ["bin/extensions.json", "extensions.json", ".azurefunctions/extensions.json"];

/// The files that are read.
pub(super) struct Files<'a> {
    /// All of them.
    pub entries: &'a [Entry],
    /// `host.json`.
    pub host: &'a Map<String, Value>,
    /// `package.json`, where it can be read.
    pub package: Option<Value>,
    /// The scripts of functions in folders.
    pub scripts: &'a [String],
}

impl Files<'_> {
    fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| *entry.name == *name)
    }

    fn registers_in_node(&self) -> bool {
        self.package.as_ref().and_then(|package| package["main"].as_str()).is_some_and(|main| !main.is_empty())
    }

    /// Whether functions of other triggers than HTTP and timers cannot be bound: neither `host.json` nor the package has
    /// extensions, and the app is in a language that does not bring them.
    pub(super) fn lack_extensions(&self) -> bool {
        let is_bundled = self.host.get("extensionBundle").is_some_and(|bundle| bundle["id"].is_string());
        let is_other =
            |script: &String| [".py", ".js", ".mjs", ".cjs", ".ps1", ".jar"].iter().any(|end| script.ends_with(end));
        let needs = self.has("function_app.py")
            || self.registers_in_node()
            || self.scripts.iter().any(is_other)
            || self.host.get("customHandler").is_some_and(|handler| handler["description"].is_object());
        needs && !is_bundled && !EXTENSIONS.iter().any(|name| self.has(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;
    use serde_json::json;

    fn lacks_extensions(host: Value, names: &[&str]) -> bool {
        let entry = |name: &&str| Entry { name: (*name).into(), executable: false, hash: Digest::of(b""), size: 0 };
        let entries: Vec<Entry> = names.iter().map(entry).collect();
        let host = host.as_object().unwrap().clone();
        Files { entries: &entries, host: &host, package: None, scripts: &[] }.lack_extensions()
    }

    #[test]
    fn only_an_app_that_is_sure_to_need_a_bundle_lacks_one() {
        let bundle = json!({"extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}});
        assert!(lacks_extensions(json!({}), &["function_app.py"]));
        assert!(!lacks_extensions(bundle, &["function_app.py"]));
        assert!(!lacks_extensions(json!({}), &["function_app.py", "bin/extensions.json"]));
        assert!(!lacks_extensions(json!({}), &["a/function.json"]), "its language is not known");
        assert!(!lacks_extensions(json!({}), &["functions.metadata"]), ".NET brings its extensions");
    }
}
