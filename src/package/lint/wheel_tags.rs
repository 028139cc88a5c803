use super::native::weighed;
use super::places::in_site_packages;
use super::subject::Subject;
use super::wheel::Wheel;
use crate::record::{Code, Finding};

/// Installed packages that were made for another Python or another system than the app's.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let minor = subject.target.python_minor();
    let finding = |wheel: &Wheel| {
        let (says, fix) = match minor {
            _ if !wheel.fits_linux() => (
                format!("`{}` was installed for another system than Azure's Linux on x86-64: {}", wheel.name, wheel.shown()),
                "install the dependencies on a Linux runner with x86-64, or with `pip install --platform manylinux2014_x86_64 \
                 --only-binary=:all:`"
                    .to_owned(),
            ),
            Some(minor) if !wheel.fits(minor) => (
                format!("`{}` was installed for another Python than 3.{minor}, which the app runs on: {}", wheel.name, wheel.shown()),
                format!("install the dependencies with Python 3.{minor}: `actions/setup-python` with `python-version: \"3.{minor}\"`"),
            ),
            _ => return None,
        };
        Some(weighed(&wheel.name, Code::WHEEL_TAGS, says, fix).at(wheel.file.clone(), None))
    };
    let installed = subject.contents.wheels.iter().filter(|wheel| in_site_packages(&wheel.file).is_some());
    installed.filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::{Tree, on};
    use super::*;

    fn said(package: &str, tag: &str, target: &Target) -> String {
        let name = format!(".python_packages/lib/site-packages/{package}-1.0.dist-info/WHEEL");
        let text = format!("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n");
        Tree::of(&[(&name, &text)]).said_by(Code::WHEEL_TAGS, target)
    }

    #[test]
    fn a_package_for_another_python_is_found_once_the_app_is_known() {
        let tag = "cp312-cp312-manylinux_2_17_x86_64";
        insta::assert_snapshot!(said("numpy", tag, &on("PYTHON|3.11")), @r##"
        error wheel-tags .python_packages/lib/site-packages/numpy-1.0.dist-info/WHEEL
          `numpy` was installed for another Python than 3.11, which the app runs on: cp312-cp312-manylinux_2_17_x86_64
          fix: install the dependencies with Python 3.11: `actions/setup-python` with `python-version: "3.11"`
        "##);
        assert_eq!(said("numpy", tag, &on("PYTHON|3.12")), "");
        assert_eq!(said("numpy", tag, &Target::default()), "");
        assert!(said("MarkupSafe", tag, &on("PYTHON|3.11")).starts_with("warning"));
    }

    #[test]
    fn a_package_for_another_system_is_found_at_once_and_one_of_python_alone_never() {
        insta::assert_snapshot!(said("numpy", "cp311-cp311-macosx_11_0_arm64", &Target::default()), @r##"
        error wheel-tags .python_packages/lib/site-packages/numpy-1.0.dist-info/WHEEL
          `numpy` was installed for another system than Azure's Linux on x86-64: cp311-cp311-macosx_11_0_arm64
          fix: install the dependencies on a Linux runner with x86-64, or with `pip install --platform manylinux2014_x86_64 --only-binary=:all:`
        "##);
        for target in [Target::default(), on("PYTHON|3.9"), on("NODE|22")] {
            assert_eq!(said("requests", "py3-none-any", &target), "");
        }
    }
}
