use super::secret_shapes::SHAPES;
use super::subject::Subject;
use crate::record::{Code, Finding};

/// Secrets in what the team wrote. The value is never repeated.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let found = &subject.contents.secrets;
    let fix = "take it out of the file, put it into a key vault or the app's settings, and make it invalid, since it was readable for \
               everyone who can read the package";
    let one = |(file, line, shape): &(String, u32, usize)| {
        let says = format!("the file holds {} in plain text", SHAPES[*shape].what);
        Finding::warning(Code::SECRET_IN_FILE, says, fix).at(file.clone(), Some(*line))
    };
    found.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(name: &str, text: &str) -> String {
        Tree::of(&[(name, text)]).said_by(Code::SECRET_IN_FILE, &Target::default())
    }

    #[test]
    fn a_secret_is_a_warning_at_its_line_and_is_never_repeated() {
        let value = "kJ3hG7fD2s".repeat(9)[..86].to_owned();
        let text = format!("import os\n\nCONNECTION = \"AccountName=a;AccountKey={value}==\"\n");
        let said = said("shared/storage.py", &text);
        insta::assert_snapshot!(said, @r##"
        warning secret-in-file shared/storage.py:3
          the file holds the key of a storage account in plain text
          fix: take it out of the file, put it into a key vault or the app's settings, and make it invalid, since it was readable for everyone who can read the package
        "##);
        assert!(!said.contains(&value[..10]), "{said}");
    }

    #[test]
    fn binaries_libraries_and_what_lies_behind_a_megabyte_are_not_searched() {
        let token = format!("token = \"ghp_{}\"", "aB3dE6gH9k".repeat(4)[..36].to_owned());
        assert_ne!(said("a.py", &token), "");
        assert_eq!(said("a.bin", &format!("\0{token}")), "");
        assert_eq!(said(".python_packages/lib/site-packages/a.py", &token), "");
        assert_eq!(said("node_modules/a/b.js", &token), "");
        assert_eq!(said("a.py", &format!("{}{token}", " ".repeat(1 << 20))), "");
    }
}
