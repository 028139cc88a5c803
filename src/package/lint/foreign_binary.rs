use std::collections::BTreeMap;

use super::binary::Binary;
use super::native::weighed;
use super::places::{file_name, in_node_modules, in_site_packages};
use super::subject::Subject;
use super::target::Os;
use crate::package::host_files::handler;
use crate::record::{Code, Finding, brief};

/// Words with which npm packages of one platform begin the name of theirs.
const PLATFORMS: [&str; 6] = ["darwin", "linux", "win32", "android", "freebsd", "openbsd"];

/// Binaries of packages, and the program of a custom handler, for another system or processor than the app's, where the package has none for it.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let program = handler(&subject.contents.host).map(|(path, _)| path);
    let mut packages: BTreeMap<String, Vec<(&str, Binary)>> = BTreeMap::new();
    for (file, binary) in &subject.contents.binaries {
        let package = match in_site_packages(file) {
            Some(inside) if is_extension_module(inside) => inside.split('/').next().map(str::to_owned),
            Some(_) => None,
            None if program.as_deref() == Some(file) => program.clone(),
            None => node_package(file),
        };
        if let Some(package) = package {
            packages.entry(package).or_default().push((file, *binary));
        }
    }
    let of_package = |(package, binaries): (String, Vec<(&str, Binary)>)| {
        let (first, foreign) = *binaries.first()?;
        let is_python = in_site_packages(first).is_some();
        // Azure runs Python on Linux only.
        let os = if is_python { Os::Linux } else { subject.target.os? };
        let fits = |binary: &Binary| match os {
            Os::Linux => matches!(binary, Binary::Linux { .. }),
            Os::Windows => *binary == Binary::Windows,
        };
        if binaries.iter().any(|(_, binary)| fits(binary)) {
            return None;
        }
        let name = if is_python { package.split('.').next().unwrap_or(&package) } else { package.as_str() };
        let system = if os == Os::Linux { "Linux on x86-64" } else { "Windows" };
        let says =
            format!("the binaries of `{}` are for {}, and the app runs on {system}", brief(name), foreign.words());
        let fix = if program.as_deref() == Some(first) {
            "build the program for the app's own system, on a runner of that system or by naming it as the target"
        } else {
            "install the dependencies on a runner of the app's own system, or for that platform by name"
        };
        let finding = if is_python {
            weighed(name, Code::FOREIGN_BINARY, says, fix)
        } else {
            Finding::warning(Code::FOREIGN_BINARY, says, fix)
        };
        Some(finding.at(first, None))
    };
    packages.into_iter().filter_map(of_package).collect()
}

/// `_core.cpython-311-darwin.so`, `_core.abi3.so`, `_core.pyd`
fn is_extension_module(name: &str) -> bool {
    let file = file_name(name);
    file.ends_with(".pyd") || file.ends_with(".so") && (file.contains(".cpython-") || file.contains(".abi3."))
}

/// The npm package that a file belongs to. Packages that differ in the platform alone are one.
fn node_package(file: &str) -> Option<String> {
    let name = in_node_modules(file).filter(|_| file.ends_with(".node"))?;
    let cut = PLATFORMS.iter().filter_map(|platform| name.find(platform)).filter(|at| *at > 0).min();
    Some(cut.map_or(name, |at| name[..at].trim_end_matches(['-', '/'])).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::sample_binaries::{elf, mach_o, pe};
    use super::super::tree::{Tree, on};
    use super::super::{Os, Target};
    use super::*;

    fn said(files: &[(&str, Vec<u8>)], target: &Target) -> String {
        let tree = files.iter().fold(Tree::of(&[]), |tree, (name, bytes)| tree.with(name, bytes.clone()));
        tree.said_by(Code::FOREIGN_BINARY, target)
    }

    const NUMPY: &str = ".python_packages/lib/site-packages/numpy/_core";

    #[test]
    fn python_packages_for_another_system_are_found_without_knowing_the_app() {
        let nothing = Target::default();
        let mac = said(&[(&format!("{NUMPY}.cpython-311-darwin.so"), mach_o())], &nothing);
        insta::assert_snapshot!(mac, @r##"
        error foreign-binary .python_packages/lib/site-packages/numpy/_core.cpython-311-darwin.so
          the binaries of `numpy` are for macOS, and the app runs on Linux on x86-64
          fix: install the dependencies on a runner of the app's own system, or for that platform by name
        "##);
        let arm = said(&[(&format!("{NUMPY}.cpython-311-aarch64-linux-gnu.so"), elf(183, &[]))], &nothing);
        assert!(arm.contains("another processor"), "{arm}");
        let yaml = ".python_packages/lib/site-packages/yaml/_yaml.pyd";
        assert!(said(&[(yaml, pe())], &nothing).starts_with("warning foreign-binary"));
    }

    #[test]
    fn libraries_that_bring_every_system_and_pieces_for_windows_are_right() {
        let linux = format!("{NUMPY}.cpython-311-x86_64-linux-gnu.so");
        let mac = format!("{NUMPY}.cpython-311-darwin.so");
        assert_eq!(said(&[(&linux, elf(62, &[])), (&mac, mach_o())], &Target::default()), "");
        let launcher = ".python_packages/lib/site-packages/setuptools/cli-64.exe";
        let dll = ".python_packages/lib/site-packages/pythonnet/runtime/Python.Runtime.dll";
        assert_eq!(said(&[(launcher, pe()), (dll, pe())], &Target::default()), "");
    }

    #[test]
    fn node_packages_are_looked_at_for_the_system_of_the_app() {
        let prebuilt = |platform: &str| format!("node_modules/bufferutil/prebuilds/{platform}/node.napi.node");
        let (mac, win) = (prebuilt("darwin-x64"), prebuilt("win32-x64"));
        let files = [(mac.as_str(), mach_o()), (win.as_str(), pe())];
        insta::assert_snapshot!(said(&files, &on("NODE|22")), @r##"
        warning foreign-binary node_modules/bufferutil/prebuilds/darwin-x64/node.napi.node
          the binaries of `bufferutil` are for macOS, and the app runs on Linux on x86-64
          fix: install the dependencies on a runner of the app's own system, or for that platform by name
        "##);
        assert_eq!(said(&files, &Target { os: Some(Os::Windows), ..Target::default() }), "");
        assert_eq!(said(&files, &Target::default()), "");
        let linux = prebuilt("linux-x64");
        let all = [(mac.as_str(), mach_o()), (win.as_str(), pe()), (linux.as_str(), elf(62, &[]))];
        assert_eq!(said(&all, &on("NODE|22")), "");
        let sharp = |platform: &str| format!("node_modules/@img/sharp-{platform}/lib/sharp.node");
        let (mac, linux) = (sharp("darwin-arm64"), sharp("linux-x64"));
        assert_ne!(said(&[(&mac, mach_o())], &on("NODE|22")), "");
        assert_eq!(said(&[(&mac, mach_o()), (&linux, elf(62, &[]))], &on("NODE|22")), "");
    }

    #[test]
    fn the_program_of_a_custom_handler_has_to_be_for_the_system_of_the_app() {
        let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bin/handler"}}}"#;
        let tree = Tree::of(&[("host.json", host)]).with("+bin/handler", mach_o());
        let linux = Target { os: Some(Os::Linux), ..Target::default() };
        insta::assert_snapshot!(tree.said_by(Code::FOREIGN_BINARY, &linux), @r##"
        warning foreign-binary bin/handler
          the binaries of `bin/handler` are for macOS, and the app runs on Linux on x86-64
          fix: build the program for the app's own system, on a runner of that system or by naming it as the target
        "##);
        assert_eq!(tree.said_by(Code::FOREIGN_BINARY, &Target::default()), "");
        let right = Tree::of(&[("host.json", host)]).with("+bin/handler", elf(62, &[]));
        assert_eq!(right.said_by(Code::FOREIGN_BINARY, &linux), "");
    }
}
