//! What an app's own files name and the package does not hold. Nothing is refused for it, since a build on the server or a file that
//! is named elsewhere may bring it; where the host finds no function, it is the likely cause.

use serde_json::{Map, Value};

use super::content::Entry;
use super::host_files::handler;

/// Files of an app that may list its extensions (source: `Utility.TryResolveExtensionsMetadataPath` of azure-functions-host).
const EXTENSIONS: [&str; 3] = ["bin/extensions.json", "extensions.json", ".azurefunctions/extensions.json"];
/// Files that make functions of their own known to a worker.
const DECLARE: [&str; 3] = ["function_app.py", "package.json", "functions.metadata"];
/// Programs that a custom handler may take from the system's path.
const ON_PATH: [&str; 12] =
    ["bash", "bun", "deno", "dotnet", "java", "node", "php", "powershell", "pwsh", "python", "python3", "sh"];

/// What a package lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacks {
    /// Each thing, as a sentence.
    pub says: Vec<String>,
    /// Whether functions of other triggers than HTTP and timers cannot be bound: neither `host.json` nor the package has
    /// extensions, and the app is in a language that does not bring them.
    pub extensions: bool,
}

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
        self.entries.iter().any(|entry| entry.name == name)
    }

    fn has_folder(&self, folder: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Looks at all of it.
    pub(super) fn lack(&self) -> Lacks {
        let all = [self.isolated(), self.entry_point(), self.library(), self.handler(), self.python(), self.nothing()];
        Lacks { says: all.into_iter().flatten().collect(), extensions: self.extensions() }
    }

    fn isolated(&self) -> Option<String> {
        let is_isolated = self.has("functions.metadata") || self.has("worker.config.json");
        (is_isolated && !self.has_folder(".azurefunctions") && !self.has_folder("bin")).then(|| {
            "the package of an isolated .NET app has no folder `.azurefunctions`, which `dotnet publish` makes: \
             actions/upload-artifact leaves it out without `include-hidden-files: true`"
                .to_owned()
        })
    }

    fn main(&self) -> Option<&str> {
        self.package.as_ref()?["main"]
            .as_str()
            .map(|main| main.trim_start_matches("./"))
            .filter(|main| !main.is_empty())
    }

    fn entry_point(&self) -> Option<String> {
        let main = self.main()?;
        let is_pattern = main.contains(['*', '?', '{', '[']);
        (!is_pattern && !self.has(main) && !self.has_folder(main))
            .then(|| format!("`main` of package.json is `{main}`, and the package has no such file"))
    }

    fn library(&self) -> Option<String> {
        let library = "@azure/functions";
        self.package.as_ref()?["dependencies"][library].as_str()?;
        let is_there = self.has_folder(&format!("node_modules/{library}"));
        (!is_there).then(|| format!("package.json needs {library}, and the package has no node_modules/{library}"))
    }

    fn handler(&self) -> Option<String> {
        let (path, named) = handler(self.host)?;
        match self.entries.iter().find(|entry| entry.name == path) {
            Some(entry) if !entry.executable && !path.ends_with(".exe") => {
                Some(format!("host.json starts `{path}`, which is not executable in the package: `chmod +x` it"))
            }
            Some(_) => None,
            None if named.starts_with('/') || named.contains(['%', ':']) || ON_PATH.contains(&named) => None,
            None => Some(format!("host.json starts `{path}`, and the package has no such file")),
        }
    }

    fn python(&self) -> Option<String> {
        let needs = self.has("function_app.py") && self.has("requirements.txt");
        (needs && !self.has_folder(".python_packages")).then(|| {
            "the package has requirements.txt and no `.python_packages`: install into \
             .python_packages/lib/site-packages before it is packed"
                .to_owned()
        })
    }

    fn nothing(&self) -> Option<String> {
        let has_folders = self.entries.iter().any(|entry| entry.name.ends_with("/function.json"));
        (!has_folders && !DECLARE.iter().any(|name| self.has(name))).then(|| {
            "the package has none of function.json in a folder, function_app.py, package.json and functions.metadata: no \
             worker finds a function in it"
                .to_owned()
        })
    }

    fn extensions(&self) -> bool {
        let is_bundled = self.host.get("extensionBundle").is_some_and(|bundle| bundle["id"].is_string());
        let is_other =
            |script: &String| [".py", ".js", ".mjs", ".cjs", ".ps1", ".jar"].iter().any(|end| script.ends_with(end));
        let needs = self.has("function_app.py")
            || self.main().is_some()
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

    fn says(host: Value, package: Option<Value>, names: &[(&str, bool)]) -> (String, bool) {
        let entry = |(name, executable): &(&str, bool)| Entry {
            name: (*name).to_owned(),
            executable: *executable,
            hash: Digest::of(b""),
            size: 0,
        };
        let entries: Vec<Entry> = names.iter().map(entry).collect();
        let host = host.as_object().unwrap().clone();
        let lacks = Files { entries: &entries, host: &host, package, scripts: &[] }.lack();
        (lacks.says.join("; "), lacks.extensions)
    }

    #[test]
    fn each_thing_that_the_files_name_and_the_package_does_not_hold_is_said() {
        let handler = json!({"customHandler": {"description": {"defaultExecutablePath": "handler"}}});
        let main = |main: &str| Some(json!({"main": main, "dependencies": {"@azure/functions": "^4.0.0"}}));
        for (host, package, names, said) in [
            (json!({}), None, &[("functions.metadata", false)][..], "no folder `.azurefunctions`"),
            (json!({}), main("dist/index.js"), &[("package.json", false)], "`main` of package.json is `dist/index.js`"),
            (
                json!({}),
                main("src/index.js"),
                &[("package.json", false), ("src/index.js", false)],
                "node_modules/@azure/functions",
            ),
            (handler.clone(), None, &[("a/function.json", false)], "no such file"),
            (handler.clone(), None, &[("a/function.json", false), ("handler", false)], "not executable"),
            (json!({}), None, &[("function_app.py", false), ("requirements.txt", false)], "no `.python_packages`"),
            (json!({}), None, &[("host.json", false)], "no worker finds a function"),
        ] {
            assert!(says(host, package, names).0.contains(said), "{said}");
        }
    }

    #[test]
    fn a_whole_package_lacks_nothing() {
        let node = Some(json!({"main": "src/*.js", "dependencies": {"@azure/functions": "^4.0.0"}}));
        let bundle = json!({"extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}});
        let names =
            [("package.json", false), ("src/a.js", false), ("node_modules/@azure/functions/package.json", false)];
        assert_eq!(says(bundle, node, &names), (String::new(), false));
        let handler = json!({"customHandler": {"description": {"defaultExecutablePath": "handler"}}});
        assert_eq!(says(handler, None, &[("a/function.json", false), ("handler", true)]).0, "");
        let isolated = [("functions.metadata", false), (".azurefunctions/a.dll", false)];
        assert_eq!(says(json!({}), None, &isolated), (String::new(), false), ".NET brings its extensions");
    }

    #[test]
    fn only_an_app_that_is_sure_to_need_a_bundle_lacks_one() {
        assert!(says(json!({}), None, &[("function_app.py", false)]).1);
        assert!(!says(json!({}), None, &[("function_app.py", false), ("bin/extensions.json", false)]).1);
        assert!(!says(json!({}), None, &[("a/function.json", false)]).1, "its language is not known");
    }
}
