use super::subject::Subject;
use crate::record::{Code, Finding};

/// Files that make functions of their own known to a worker.
const DECLARE: [&str; 3] = ["function_app.py", "package.json", "functions.metadata"];

/// A package in which no worker finds a function.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let in_folders = contents.files.iter().any(|file| file.name.ends_with("/function.json"));
    if in_folders || DECLARE.iter().any(|name| contents.has(name)) {
        return Vec::new();
    }
    let says = "the package has none of function.json in a folder, function_app.py, package.json and functions.metadata: no worker \
                finds a function in it";
    let fix = "pack the built app: for .NET the output of `dotnet publish`, for Java `target/azure-functions/NAME`";
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
}
