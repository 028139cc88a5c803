use super::subject::Subject;
use crate::record::{Code, Finding};

const NAME: &str = "local.settings.json";

/// The settings of a developer's machine in the package.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let is_there = subject.contents.has(NAME);
    let finding = || {
        let says =
            "the package holds local.settings.json, whose values are for a developer's machine and often secrets";
        let fix = "leave it out of the package; a running app takes its values from the app's settings";
        Finding::warning(Code::LOCAL_SETTINGS, says, fix).at(NAME, None)
    };
    is_there.then(finding).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn the_settings_of_a_developer_are_a_warning_where_they_are_in_the_package() {
        let tree = Tree::of(&[(NAME, "{}")]);
        assert_eq!(tree.said_by(Code::LOCAL_SETTINGS, &Target::default()), "", "they are left out by themselves");
        let included = tree.with(".funcignore", "!local.settings.json\n");
        insta::assert_snapshot!(included.said_by(Code::LOCAL_SETTINGS, &Target::default()), @r##"
        warning local-settings local.settings.json
          the package holds local.settings.json, whose values are for a developer's machine and often secrets
          fix: leave it out of the package; a running app takes its values from the app's settings
        "##);
    }
}
