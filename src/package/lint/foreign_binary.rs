use std::collections::BTreeMap;

use super::binary::Binary;
use super::native::weighed;
use super::places::{file_name, in_site_packages};
use super::subject::Subject;
use super::target::Os;
use crate::record::{Code, Finding};

/// Words with which npm packages of one platform begin the name of theirs.
const PLATFORMS: [&str; 6] = ["darwin", "linux", "win32", "android", "freebsd", "openbsd"];

/// Binaries of packages for another system or processor than the app's, where the package has none for it.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let mut packages: BTreeMap<String, Vec<(&str, Binary)>> = BTreeMap::new();
    for (file, binary) in &subject.contents.binaries {
        let package = match in_site_packages(file) {
            Some(inside) if is_extension_module(inside) => inside.split('/').next().map(str::to_owned),
            Some(_) => None,
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
        let name = package.split('.').next().unwrap_or(&package);
        let system = if os == Os::Linux { "Linux on x86-64" } else { "Windows" };
        let says = format!("the binaries of `{name}` are for {}, and the app runs on {system}", foreign.words());
        let fix = "install the dependencies on a runner of the app's own system, or for that platform by name";
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
    let (_, inside) = file.rsplit_once("node_modules/").filter(|_| file.ends_with(".node"))?;
    let mut parts = inside.split('/');
    let first = parts.next()?;
    let name = if first.starts_with('@') { format!("{first}/{}", parts.next()?) } else { first.to_owned() };
    let cut = PLATFORMS.iter().filter_map(|platform| name.find(platform)).filter(|at| *at > 0).min();
    Some(cut.map_or(name.clone(), |at| name[..at].trim_end_matches(['-', '/']).to_owned()))
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
}
