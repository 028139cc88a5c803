//! Builds where the package is sent to: Oryx, on Linux and on Flex Consumption (facts: wwwroot; facts: packaging; KuduLite, `OryxBuilder`).
//! It works in wwwroot itself, after KuduSync, so that a build that fails leaves new files behind.

use std::collections::BTreeMap;

use bytes::Bytes;
use time::OffsetDateTime;

use crate::state::settings::{get, is_on};
use crate::state::{Content, Deployment, File, Platform};

/// What is logged while one goes on.
const LINES: [&str; 2] = ["Oryx-Build: Running kudu sync...", "Running oryx build..."];
/// What the build leaves beside its result.
const MANIFEST: &str = "oryx-manifest.toml";
/// Python dependencies, which are installed anew.
const PYTHON: &str = ".python_packages/";

/// Whether a package is built. A package that the site runs from never is. `wanted`: whether the upload asked for it, to which
/// only Flex Consumption listens.
pub fn is_asked(settings: &BTreeMap<String, String>, platform: Platform, wanted: bool) -> bool {
    let oryx = get(settings, "ENABLE_ORYX_BUILD").is_none() || is_on(settings, "ENABLE_ORYX_BUILD");
    match platform {
        Platform::Flex => wanted,
        Platform::Linux => oryx && is_on(settings, "SCM_DO_BUILD_DURING_DEPLOYMENT"),
        Platform::Windows => false,
    }
}

/// The log has these lines from the time when the package is worked on (KuduLite writes it as it goes).
pub fn log(deployment: &mut Deployment, at: OffsetDateTime) {
    let is_there = deployment.log.iter().any(|(_, line, _)| line == LINES[0]);
    if deployment.remote_build && !is_there {
        deployment.log.extend(LINES.map(|line| (at, line.to_owned(), false)));
    }
}

/// What the last build left goes before files are brought.
pub fn clear(wwwroot: &mut Content) {
    wwwroot.remove(MANIFEST);
}

/// Makes room for the build.
pub fn begin(wwwroot: &mut Content) {
    let old: Vec<String> =
        wwwroot.files().map(|(path, _)| path.to_owned()).filter(|path| path.starts_with(PYTHON)).collect();
    old.iter().for_each(|path| wwwroot.remove(path));
}

/// The build has worked: each line of `requirements.txt` stands for a package that is there now.
pub fn end(wwwroot: &mut Content, at: OffsetDateTime) {
    let asked = wwwroot.get("requirements.txt").map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    for line in asked.as_deref().unwrap_or_default().lines() {
        let name: String = line.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        if !name.is_empty() && !name.starts_with('.') {
            let path = format!("{PYTHON}lib/site-packages/{name}/__init__.py");
            wwwroot.put(&path, File::written(Bytes::new(), at));
        }
    }
    wwwroot.put(MANIFEST, File::written(Bytes::from_static(b"OperationId=\"rehearsal\"\n"), at));
}
