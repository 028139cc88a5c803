use super::subject::Subject;
use crate::record::{Code, Finding};

/// `.pth` files that name folders of the machine that installed the packages.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let finding = |(file, line): &(String, u32)| {
        let says = "the file names a folder of the machine that installed the packages, and the Python worker reads no `.pth` file";
        let fix = "install the package itself into `.python_packages/lib/site-packages`, or put its folder beside the functions";
        Finding::warning(Code::ABSOLUTE_PATH, says, fix).at(file.clone(), Some(*line))
    };
    subject.contents.paths.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn a_path_of_another_machine_is_a_warning_and_what_setuptools_writes_is_none() {
        let said = |name: &str, text: &str| {
            let name = format!(".python_packages/lib/site-packages/{name}");
            Tree::of(&[(&name, text)]).said_by(Code::ABSOLUTE_PATH, &Target::default())
        };
        insta::assert_snapshot!(said("shared.pth", "# ours\n/home/runner/work/app/shared\n"), @r##"
        warning absolute-path .python_packages/lib/site-packages/shared.pth:2
          the file names a folder of the machine that installed the packages, and the Python worker reads no `.pth` file
          fix: install the package itself into `.python_packages/lib/site-packages`, or put its folder beside the functions
        "##);
        assert_ne!(said("shared.pth", "C:\\work\\shared\r\n"), "");
        let hook = "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var) == 'local'; \n";
        assert_eq!(said("distutils-precedence.pth", hook), "");
        assert_eq!(said("pywin32.pth", "win32\nwin32/lib\n"), "");
        assert_eq!(said("__editable__.a-1.pth", "/home/a\n"), "", "that is an editable installation");
    }
}
