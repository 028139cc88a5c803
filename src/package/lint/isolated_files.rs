use super::subject::Subject;
use crate::record::{Code, Finding};

/// An isolated .NET app without the hidden folder that its host starts from.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let named = ["functions.metadata", "worker.config.json"].into_iter().find(|name| contents.has(name));
    let finding = |file: &str| {
        let says = "the package of an isolated .NET app has no folder `.azurefunctions`, which `dotnet publish` makes";
        let fix = "pack the output of `dotnet publish` as it is: actions/upload-artifact leaves the folder out without \
                   `include-hidden-files: true`";
        Finding::warning(Code::DOTNET_ISOLATED_FILES, says, fix).at(file, None)
    };
    let is_whole = contents.has_folder(".azurefunctions") || contents.has_folder("bin");
    named.filter(|_| !is_whole).map(finding).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn isolated_dotnet_without_its_hidden_folder_is_a_warning() {
        let tree = Tree::of(&[("functions.metadata", "[]"), ("Api.dll", "MZ")]);
        let said = |tree: &Tree| tree.said_by(Code::DOTNET_ISOLATED_FILES, &Target::default());
        insta::assert_snapshot!(said(&tree), @r##"
        warning dotnet-isolated-files functions.metadata
          the package of an isolated .NET app has no folder `.azurefunctions`, which `dotnet publish` makes
          fix: pack the output of `dotnet publish` as it is: actions/upload-artifact leaves the folder out without `include-hidden-files: true`
        "##);
        assert_eq!(said(&tree.with(".azurefunctions/a.dll", "MZ")), "");
    }
}
