//! What Python compiled in the dependencies is of use in the app, and is the same bytes whenever it was installed.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use slot_deploy::package::{PackOptions, Package, WhyLeftOut, pack};

const PACKAGES: &str = ".python_packages/lib/site-packages";

fn write(root: &Path, name: &str, text: &str, age: u64) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    let time = SystemTime::now() - Duration::from_secs(age);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
}

/// Compiles as pip does; `false` where there is no Python.
fn compile(root: &Path) -> bool {
    let ran = Command::new("python3").current_dir(root).args(["-m", "compileall", "-q", "."]).status();
    ran.is_ok_and(|status| status.success())
}

fn app(root: &Path, age: u64) -> bool {
    write(root, "host.json", r#"{"version":"2.0"}"#, age);
    write(root, "function_app.py", "import heavy", age);
    write(root, &format!("{PACKAGES}/heavy/__init__.py"), "answer = 42", age);
    write(root, &format!("{PACKAGES}/stale.py"), "answer = 1", age);
    let compiled = compile(root);
    write(root, &format!("{PACKAGES}/stale.py"), "answer = 2", age + 90);
    compiled
}

fn packed(root: &Path) -> Package {
    pack(root, &root.with_extension("zip"), PackOptions::default()).unwrap()
}

#[test]
fn python_takes_the_compiled_dependencies_of_a_package_and_they_do_not_tell_when_they_were_installed() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one/app"), folder.path().join("two/app"));
    std::fs::create_dir_all(&one).unwrap();
    std::fs::create_dir_all(&two).unwrap();
    if !app(&one, 1_000) || !app(&two, 200_000) {
        return;
    }
    let package = packed(&one);
    assert_eq!(package.digest, packed(&two).digest, "they were installed at another time");
    let names: Vec<&str> = package.contents.iter().map(|file| file.name.as_str()).collect();
    let compiled: Vec<&&str> = names.iter().filter(|name| name.ends_with(".pyc")).collect();
    assert_eq!(compiled.len(), 1, "neither that of the code nor one of another source: {names:?}");
    let left: Vec<_> = package.left_out.iter().map(|left| (left.name.as_str(), left.why, left.files)).collect();
    let stale = format!("{PACKAGES}/__pycache__/");
    assert_eq!(left, [(stale.as_str(), WhyLeftOut::Compiled, 1), ("__pycache__/", WhyLeftOut::Default, 1)]);

    let unpacked = folder.path().join("unpacked");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&package.path).unwrap()).unwrap();
    archive.extract(&unpacked).unwrap();
    let ran = Command::new("python3")
        .current_dir(unpacked.join(PACKAGES))
        .args(["-v", "-B", "-c", "import heavy, stale; print(heavy.answer, stale.answer)"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "42 2");
    assert!(said.lines().any(|line| line.contains("code object from") && line.contains("heavy/__pycache__")), "{said}");
}
