use super::places::is_dependency;
use super::subject::Subject;
use crate::record::{Code, Finding, brief};

/// Files that make functions of their own known to a worker.
const DECLARE: [&str; 3] = ["function_app.py", "package.json", "functions.metadata"];

/// A package in which no worker finds a function.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    // The host looks for them in folders at the root only (source: `HostFunctionMetadataProvider` of azure-functions-host).
    let in_folder = |name: &str| name.strip_suffix("/function.json").is_some_and(|folder| !folder.contains('/'));
    let in_folders = contents.files.iter().any(|file| in_folder(&file.name));
    if in_folders || DECLARE.iter().any(|name| contents.has(name)) {
        return Vec::new();
    }
    // Azure publishes a project of .NET that it is sent (facts: packaging).
    let is_project = |name: &str| !name.contains('/') && (name.ends_with(".csproj") || name.ends_with(".fsproj"));
    if subject.target.built_there && contents.files.iter().any(|file| is_project(&file.name)) {
        return Vec::new();
    }
    let says = "the package has none of function.json in a folder, function_app.py, package.json and functions.metadata: no worker \
                finds a function in it";
    let built = |name: &str| name.strip_suffix("/host.json").filter(|_| !is_dependency(name)).map(str::to_owned);
    let built: Vec<String> = contents.files.iter().filter_map(|file| built(&file.name)).collect();
    let fix = match &built[..] {
        [folder] => format!("pack the built app: `{}` has a host.json of its own", brief(folder)),
        _ => "pack the built app: for .NET the output of `dotnet publish`, for Java `target/azure-functions/NAME`"
            .to_owned(),
    };
    vec![Finding::warning(Code::NO_FUNCTION_FILES, says, fix)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn a_package_without_a_file_that_declares_functions_is_a_warning() {
        let said =
            |name: &str, text: &str| Tree::of(&[(name, text)]).said_by(Code::NO_FUNCTION_FILES, &Target::default());
        insta::assert_snapshot!(said("Program.cs", ""), @r##"
        warning no-function-files 
          the package has none of function.json in a folder, function_app.py, package.json and functions.metadata: no worker finds a function in it
          fix: pack the built app: for .NET the output of `dotnet publish`, for Java `target/azure-functions/NAME`
        "##);
        let binding = r#"{"bindings": [{"type": "timerTrigger"}]}"#;
        for (name, text) in [
            ("function_app.py", ""),
            ("package.json", "{}"),
            ("functions.metadata", "[]"),
            ("a/function.json", binding),
        ] {
            assert_eq!(said(name, text), "", "{name}");
        }
    }

    #[test]
    fn a_project_that_azure_publishes_declares_its_functions_only_then() {
        let project = Tree::of(&[("orders.csproj", "<Project/>")]);
        let built_there = Target { built_there: true, ..Target::default() };
        assert_eq!(project.said_by(Code::NO_FUNCTION_FILES, &built_there), "");
        assert!(project.said_by(Code::NO_FUNCTION_FILES, &Target::default()).contains("dotnet publish"));
    }

    #[test]
    fn the_project_of_an_app_is_told_from_the_app_that_was_built_in_it() {
        let function = r#"{"bindings": [{"type": "timerTrigger"}]}"#;
        let built = "target/azure-functions/shop-1";
        let (host, nightly) = (format!("{built}/host.json"), format!("{built}/nightly/function.json"));
        let project = Tree::of(&[("pom.xml", ""), (&host, "{}"), (&nightly, function)]);
        insta::assert_snapshot!(project.said_by(Code::NO_FUNCTION_FILES, &Target::default()), @r##"
        warning no-function-files 
          the package has none of function.json in a folder, function_app.py, package.json and functions.metadata: no worker finds a function in it
          fix: pack the built app: `target/azure-functions/shop-1` has a host.json of its own
        "##);
    }
}
