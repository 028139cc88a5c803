//! Compiles the sample app's handler and embeds the app, so that a rehearsal needs nothing
//! installed.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const APP: &str = "../../tests/apps/orders";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={APP}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(APP);
    let handler = out.join("orders-handler");
    compile(&root.join("handler.rs"), &handler)?;
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();
    let mut list = String::from("pub(super) const FILES: &[(&str, &[u8], bool)] = &[\n");
    // By the folder that is compiled, and not the one that this ran in: checkouts may share what they build.
    for name in &files {
        let at = format!("/{APP}/{name}");
        writeln!(list, "    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {at:?})), false),")?;
    }
    writeln!(list, "    (\"handler\", include_bytes!(concat!(env!(\"OUT_DIR\"), \"/orders-handler\")), true),\n];")?;
    fs::write(out.join("orders_files.rs"), list)?;
    Ok(())
}

/// Static, so that it also runs in an image that holds nothing else.
fn compile(source: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    let mut rustc = Command::new(env::var("RUSTC")?);
    rustc
        .args(["--edition", "2024", "-C", "opt-level=z", "-C", "panic=abort", "-C", "strip=symbols"])
        .args(["-C", "target-feature=+crt-static", "--target", &env::var("TARGET")?, "-o"])
        .args([output, source]);
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg("-C").arg(format!("linker={linker}"));
    }
    if rustc.status()?.success() { Ok(()) } else { Err("the sample app's handler does not compile".into()) }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "rs") {
            let name = path.strip_prefix(root)?.to_str().ok_or("a file name is not UTF-8")?;
            files.push(name.replace('\\', "/"));
        }
    }
    Ok(())
}
