use std::collections::BTreeMap;

use super::binary::Binary;
use super::image::Image;
use super::native::weighed;
use super::places::{in_node_modules, in_site_packages};
use super::subject::Subject;
use crate::record::{Code, Finding, brief};

/// Binaries that need a newer C library than the image of the app has.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(image) = Image::of(subject.target) else { return Vec::new() };
    // Of each package the library that asks for most.
    let mut worst: BTreeMap<&str, (&str, [u32; 2])> = BTreeMap::new();
    for (file, binary) in &subject.contents.binaries {
        if let Binary::Linux { glibc: Some(needs) } = binary
            && *needs > image.glibc
        {
            let entry = worst.entry(owner(file)).or_insert((file, *needs));
            if entry.1 < *needs {
                *entry = (file, *needs);
            }
        }
    }
    let python = subject.target.python_minor();
    let finding = |(owner, (file, [major, minor])): (&str, (&str, [u32; 2]))| {
        let Image { glibc: [has_major, has_minor], name } = &image;
        let says = format!("`{}` needs glibc {major}.{minor}, and {name} has {has_major}.{has_minor}", brief(owner));
        if let Some(python) = python.filter(|_| in_site_packages(file).is_some()) {
            let fix = format!(
                "install for the image: `pip install --only-binary=:all: --python-version 3.{python} --platform \
                 manylinux_{has_major}_{has_minor}_x86_64 --platform manylinux2014_x86_64 --target \
                 .python_packages/lib/site-packages -r requirements.txt`"
            );
            return weighed(owner, Code::GLIBC_TOO_OLD, format!("{says}: the import fails"), fix).at(file, None);
        }
        let fix = match in_node_modules(file) {
            Some(_) => format!(
                "install the dependencies in a container `{0}`, or pin the package to a version whose binaries load there",
                image.debian()
            ),
            None => format!("build it in a container `{}`, or link it statically", image.debian()),
        };
        Finding::warning(Code::GLIBC_TOO_OLD, format!("{says}: it cannot be loaded"), fix).at(file, None)
    };
    worst.into_iter().map(finding).collect()
}

/// The package that a binary belongs to; of all others the file itself.
fn owner(file: &str) -> &str {
    let of_python = in_site_packages(file).and_then(|inside| inside.split('/').next());
    of_python.or_else(|| in_node_modules(file)).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::super::sample_binaries::elf;
    use super::super::tree::{Tree, on};
    use super::super::{Os, Target};
    use super::*;

    fn of_file(name: &str, needs: &[&str], target: &Target) -> String {
        Tree::of(&[]).with(name, elf(62, needs)).said_by(Code::GLIBC_TOO_OLD, target)
    }

    fn said(package: &str, needs: &[&str], stack: &str) -> String {
        let name = format!(".python_packages/lib/site-packages/{package}/_core.cpython-311-x86_64-linux-gnu.so");
        of_file(&name, needs, &on(stack))
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
            (&["GLIBC_2.40"], "NODE|26"),
            (&[], "PYTHON|3.9"),
            (&["GLIBCXX_3.4.40"], "PYTHON|3.9"),
        ] {
            assert_eq!(said("numpy", needs, stack), "", "{needs:?} {stack}");
        }
        let unknown = ".python_packages/lib/site-packages/numpy/a.so";
        assert_eq!(of_file(unknown, &["GLIBC_2.40"], &Target::default()), "");
    }

    #[test]
    fn an_addon_of_node_that_the_image_cannot_load_is_a_warning() {
        let addon = "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node";
        insta::assert_snapshot!(of_file(addon, &["GLIBC_2.34"], &on("NODE|20")), @r##"
        warning glibc-too-old node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node
          `@img/sharp-linux-x64` needs glibc 2.34, and the image of Node 20 has 2.31: it cannot be loaded
          fix: install the dependencies in a container `debian:11`, or pin the package to a version whose binaries load there
        "##);
        assert_eq!(of_file(addon, &["GLIBC_2.34"], &on("NODE|22")), "");
        assert!(of_file("dist/own.node", &["GLIBC_2.34"], &on("NODE|20")).contains("`dist/own.node` needs glibc 2.34"));
    }

    #[test]
    fn libraries_of_other_languages_are_looked_at_too() {
        let native = "runtimes/linux-x64/native/libsql.so";
        insta::assert_snapshot!(of_file(native, &["GLIBC_2.38"], &on("DOTNET-ISOLATED|8.0")), @r##"
        warning glibc-too-old runtimes/linux-x64/native/libsql.so
          `runtimes/linux-x64/native/libsql.so` needs glibc 2.38, and the image of .NET 8 has 2.36: it cannot be loaded
          fix: build it in a container `debian:12`, or link it statically
        "##);
        assert_eq!(of_file(native, &["GLIBC_2.27"], &on("DOTNET-ISOLATED|8.0")), "");
        assert!(of_file("libs/libcrypt.so.1", &["GLIBC_2.33"], &on("JAVA|17")).contains("the image of Java 17"));
    }

    #[test]
    fn the_program_of_a_custom_handler_is_held_against_the_newest_image() {
        let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}}}"#;
        let custom = Target { worker: Some("custom"), os: Some(Os::Linux), ..Target::default() };
        let said = |file: &str, needs: &[&str], target: &Target| {
            let tree = Tree::of(&[("host.json", host)]).with(file, elf(62, needs));
            tree.said_by(Code::GLIBC_TOO_OLD, target)
        };
        insta::assert_snapshot!(said("+bin/handler", &["GLIBC_2.39"], &custom), @r##"
        warning glibc-too-old bin/handler
          `bin/handler` needs glibc 2.39, and the newest image of Azure Functions that is known has 2.36: it cannot be loaded
          fix: build it in a container `debian:12`, or link it statically
        "##);
        assert_eq!(said("+bin/handler", &["GLIBC_2.34"], &custom), "");
        assert_eq!(said("+bin/other", &["GLIBC_2.39"], &custom), "", "nothing starts it");
        assert_eq!(said("+bin/handler", &["GLIBC_2.39"], &Target::default()), "");
    }
}
