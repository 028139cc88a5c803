use super::subject::Subject;
use crate::record::{Code, Finding};

/// Packages that are only a pointer to a folder of the machine that installed them.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let fix = "install it as a copy, without `-e` or `--editable`: `pip install --target .python_packages/lib/site-packages .`";
    let finding = |file: &String| {
        let says = "an editable installation: it points to a folder of the machine that installed it, which Azure does not have";
        Finding::warning(Code::EDITABLE_INSTALL, says, fix).at(file.clone(), None)
    };
    subject.contents.editable.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn an_editable_installation_is_a_warning_in_each_of_its_forms_and_a_copy_is_none() {
        let said = |name: &str, text: &str| {
            let name = format!(".python_packages/lib/site-packages/{name}");
            Tree::of(&[(&name, text)]).said_by(Code::EDITABLE_INSTALL, &Target::default())
        };
        insta::assert_snapshot!(said("__editable__.shared-1.0.pth", "/home/runner/work/app/shared\n"), @r##"
        warning editable-install .python_packages/lib/site-packages/__editable__.shared-1.0.pth
          an editable installation: it points to a folder of the machine that installed it, which Azure does not have
          fix: install it as a copy, without `-e` or `--editable`: `pip install --target .python_packages/lib/site-packages .`
        "##);
        assert_ne!(said("__editable___shared_1_0_finder.py", ""), "");
        assert_ne!(said("shared.egg-link", "/home/runner/work\n."), "");
        let editable = r#"{"dir_info": {"editable": true}, "url": "file:///home/runner/work/app/shared"}"#;
        assert_ne!(said("shared-1.0.dist-info/direct_url.json", editable), "");
        let copied = r#"{"dir_info": {}, "url": "file:///home/runner/work/app/shared"}"#;
        assert_eq!(said("shared-1.0.dist-info/direct_url.json", copied), "");
        assert_eq!(said("shared/direct_url.json", editable), "");
    }
}
