use super::subject::Subject;
use crate::record::{Code, Finding};

/// A Python app whose dependencies were not installed.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let needs = contents.has("function_app.py") && contents.has("requirements.txt");
    if !needs
        || contents.has_folder(".python_packages")
        || subject.target.layer.is_some()
        || subject.target.built_there
        || contents.needs_nothing_else
    {
        return Vec::new();
    }
    let says = "the package has requirements.txt and no `.python_packages`";
    let fix = "install before the app is packed: `pip install --target .python_packages/lib/site-packages -r requirements.txt`";
    vec![Finding::warning(Code::PYTHON_PACKAGES, says, fix).at("requirements.txt", None)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn dependencies_that_were_not_installed_are_a_warning_unless_a_layer_or_the_worker_has_them() {
        let said = |needs: &str| Tree::of(&[("function_app.py", "app = 1\n"), ("requirements.txt", needs)]);
        let nothing = Target::default();
        insta::assert_snapshot!(said("azure-functions\nrequests==2.32.0\n").said_by(Code::PYTHON_PACKAGES, &nothing), @r##"
        warning python-packages requirements.txt
          the package has requirements.txt and no `.python_packages`
          fix: install before the app is packed: `pip install --target .python_packages/lib/site-packages -r requirements.txt`
        "##);
        assert_eq!(
            said("# of the worker\nazure-functions>=1.21  # it has this\n\n").said_by(Code::PYTHON_PACKAGES, &nothing),
            ""
        );
        let layered = Target { layer: Some(Default::default()), ..Target::default() };
        assert_eq!(said("requests\n").said_by(Code::PYTHON_PACKAGES, &layered), "");
        let installed = said("requests\n").with(".python_packages/lib/site-packages/requests/__init__.py", "");
        assert_eq!(installed.said_by(Code::PYTHON_PACKAGES, &nothing), "");
    }
}
