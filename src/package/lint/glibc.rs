use std::collections::BTreeMap;

use super::binary::Binary;
use super::native::weighed;
use super::places::in_site_packages;
use super::subject::Subject;
use crate::record::{Code, Finding};

/// The glibc of the image of a version of Python; `None` where it is not known (source: azure-functions-docker, whose
/// images are Debian 11 up to Python 3.11, and Debian 12 for 3.12 and 3.13).
fn glibc_of(python_minor: u32) -> Option<[u32; 2]> {
    match python_minor {
        ..=11 => Some([2, 31]),
        12 | 13 => Some([2, 36]),
        _ => None,
    }
}

/// Libraries of Python that need a newer C library than the image of the app has.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((python, has)) = subject.target.python_minor().and_then(|minor| Some((minor, glibc_of(minor)?))) else {
        return Vec::new();
    };
    // Of each package the library that asks for most.
    let mut worst: BTreeMap<&str, (&str, [u32; 2])> = BTreeMap::new();
    for (file, binary) in &subject.contents.binaries {
        let Some(package) = in_site_packages(file).and_then(|inside| inside.split('/').next()) else { continue };
        if let Binary::Linux { glibc: Some(needs) } = binary
            && *needs > has
        {
            let entry = worst.entry(package).or_insert((file, *needs));
            if entry.1 < *needs {
                *entry = (file, *needs);
            }
        }
    }
    let finding = |(package, (file, [major, minor])): (&str, (&str, [u32; 2]))| {
        let says = format!(
            "`{package}` needs glibc {major}.{minor}, and the image of Python 3.{python} has {}.{}: the import fails",
            has[0], has[1]
        );
        let fix = format!(
            "install for the image: `pip install --only-binary=:all: --python-version 3.{python} --platform manylinux_{}_{}_x86_64 \
             --platform manylinux2014_x86_64 --target .python_packages/lib/site-packages -r requirements.txt`",
            has[0], has[1]
        );
        weighed(package, Code::GLIBC_TOO_OLD, says, fix).at(file, None)
    };
    worst.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample_binaries::elf;
    use super::super::tree::{Tree, on};
    use super::*;

    fn said(package: &str, needs: &[&str], stack: &str) -> String {
        let name = format!(".python_packages/lib/site-packages/{package}/_core.cpython-311-x86_64-linux-gnu.so");
        Tree::of(&[]).with(&name, elf(62, needs)).said_by(Code::GLIBC_TOO_OLD, &on(stack))
    }

    #[test]
    fn a_library_that_the_image_cannot_load_is_an_error_where_its_package_needs_it() {
        insta::assert_snapshot!(said("numpy", &["GLIBC_2.2.5", "GLIBC_2.34", "GLIBC_2.4"], "PYTHON|3.11"), @r##"
        error glibc-too-old .python_packages/lib/site-packages/numpy/_core.cpython-311-x86_64-linux-gnu.so
          `numpy` needs glibc 2.34, and the image of Python 3.11 has 2.31: the import fails
          fix: install for the image: `pip install --only-binary=:all: --python-version 3.11 --platform manylinux_2_31_x86_64 --platform manylinux2014_x86_64 --target .python_packages/lib/site-packages -r requirements.txt`
        "##);
        assert!(said("charset_normalizer", &["GLIBC_2.34"], "PYTHON|3.11").starts_with("warning"));
    }

    #[test]
    fn what_the_image_has_and_what_is_not_known_is_not_said() {
        for (needs, stack) in [
            (&["GLIBC_2.31", "GLIBC_2.2.5"][..], "PYTHON|3.11"),
            (&["GLIBC_2.34"], "PYTHON|3.12"),
            (&["GLIBC_2.40"], "PYTHON|3.15"),
            (&["GLIBC_2.40"], "NODE|22"),
            (&[], "PYTHON|3.9"),
            (&["GLIBCXX_3.4.40"], "PYTHON|3.9"),
        ] {
            assert_eq!(said("numpy", needs, stack), "", "{needs:?} {stack}");
        }
        let unknown = Tree::of(&[]).with(".python_packages/lib/site-packages/numpy/a.so", elf(62, &["GLIBC_2.40"]));
        assert_eq!(unknown.said_by(Code::GLIBC_TOO_OLD, &super::super::Target::default()), "");
    }
}
