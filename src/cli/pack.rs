use std::time::Instant;

use serde_json::json;

use super::{Ending, PackSettings};
use crate::http::off_runtime;
use crate::package::{PackOptions, pack};
use crate::record::{Explain, Outcome};

/// Makes a package and says what is in it.
pub async fn run_pack(settings: PackSettings) -> Ending {
    let began = Instant::now();
    let PackSettings { source, out, json } = settings;
    let file = out.clone();
    let result = off_runtime(move || pack(&source, &out, PackOptions::default())).await;
    let seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    match result {
        Ok(package) => {
            let line = json!({
                "digest": package.digest, "package_digest": package.package_digest, "files": package.files,
                "bytes": package.bytes, "seconds": seconds,
            });
            let output = match json {
                true => format!("{line}\n"),
                false => format!(
                    "{}\n  content  {}\n  package  {}\n  {} files, {} bytes, {seconds} s\n",
                    file.display(),
                    package.digest,
                    package.package_digest,
                    package.files,
                    package.bytes
                ),
            };
            Ending::with_output(0, output)
        }
        Err(error) => {
            let hints: String = error.hints().iter().map(|hint| format!("  fix: {hint}\n")).collect();
            let row = Outcome::Invalid.row();
            Ending::with_output(row.exit, format!("{}: {error}\n{hints}", row.name))
        }
    }
}
