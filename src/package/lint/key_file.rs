use super::places::{file_name, is_dependency};
use super::subject::Subject;
use crate::record::{Code, Finding};

const NAMES: [&str; 7] = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", ".pypirc", ".git-credentials"];
const ENDINGS: [&str; 5] = [".pfx", ".p12", ".jks", ".keystore", ".publishsettings"];

/// Files whose name says that they hold a key or a password.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let finding = |name: &str| {
        let says = "by its name this file holds a private key or a password";
        let fix = "keep it out of the package, in a key vault or in the app's settings, and list it in `.funcignore`";
        Finding::warning(Code::KEY_FILE, says, fix).at(name, None)
    };
    let names = subject.contents.files.iter().map(|file| &*file.name);
    names.filter(|name| !is_dependency(name) && is_key_file(name)).map(finding).collect()
}

fn is_key_file(name: &str) -> bool {
    let file = file_name(name).to_lowercase();
    NAMES.contains(&file.as_str()) || ENDINGS.iter().any(|ending| file.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn a_file_with_the_name_of_a_key_is_a_warning_unless_a_library_brings_it() {
        let said = |name: &str| Tree::of(&[(name, "x")]).said_by(Code::KEY_FILE, &Target::default());
        insta::assert_snapshot!(said("certs/Client.PFX"), @r##"
        warning key-file certs/Client.PFX
          by its name this file holds a private key or a password
          fix: keep it out of the package, in a key vault or in the app's settings, and list it in `.funcignore`
        "##);
        assert_ne!(said("deploy/id_rsa"), "");
        for name in [
            "certs/ca.pem",
            "id_rsa.pub",
            "keys.py",
            ".python_packages/lib/site-packages/a/test.p12",
            "node_modules/a/x.pfx",
        ] {
            assert_eq!(said(name), "", "{name}");
        }
    }
}
